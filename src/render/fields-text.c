/* Strings of fields: what strangers wrote, made fit to be read. */
#include "render/fields.h"

#include "base/text.h"

#include <string.h>

enum { TITLE_CHARACTERS = 150, NAME_CHARACTERS = 80 };

static gboolean
is_kept (gunichar c)
{
  return c == '\n' || c == '\t' || (c >= 0x200c && c <= 0x200f) || !pt_text_is_hidden (c);
}

char *
pt_fields_text (const char *text, const char *cut)
{
  gsize length = text ? pt_text_prefix (text, PT_FIELDS_TEXT_BYTES) : 0;
  g_autofree char *valid = pt_text_to_utf8 (text ? text : "", length, NULL);
  GString *out = g_string_sized_new (length);
  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0x2028 || c == 0x2029 || (c == '\r' && p[1] != '\n'))
      g_string_append_c (out, '\n');
    else if (is_kept (c))
      g_string_append_unichar (out, c);
  }
  if (text && text[length])
    g_string_append_printf (out, "\n\n[%s]", cut);
  return g_strchomp (g_string_free (out, FALSE));
}

char *
pt_fields_title (const PtTicket *ticket)
{
  g_autofree char *line = pt_text_to_line (ticket->subject ? ticket->subject : "");
  g_autofree char *untagged = pt_text_without_numbers (line);
  g_autofree char *base = pt_text_base_subject (untagged);
  return pt_text_excerpt (base, TITLE_CHARACTERS);
}

char *
pt_fields_name (const PtPerson *person)
{
  g_autofree char *name = pt_text_excerpt (person->name ? person->name : "", NAME_CHARACTERS);
  return *name == 0 || strchr (name, '@') ? NULL : g_steal_pointer (&name);
}
