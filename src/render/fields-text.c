/* Strings of fields: what strangers wrote, made fit to be read. */
#include "render/fields.h"

#include "base/text.h"

#include <string.h>

enum { TITLE_CHARACTERS = 150, NAME_CHARACTERS = 80 };

static const struct {
  const char *word, *sentence;
} flags[] = {
  { "third-party", "The writer is not part of this ticket." },
  { "sender-without-proof", "Nothing proves that the sender is who the mail says." },
  { "agent-without-proof", "The mail says it is from one of us, but nothing proves it." },
  { "reply-to-differs", "Answers to this mail would go to another address than the sender's." },
  { "display-name", "The sender's name looks like an address or like the name of one of us." },
  { "look-alike-domain", "The sender's domain looks like a known one but is another." },
  { "broken-mac", "The mail holds a ticket mark that was forged or damaged." },
  { "retired-key", "The mail holds a ticket mark that is too old to be trusted." },
  { "message-id-reused", "Another mail with the same Message-ID came before." },
  { "ambiguous-structure", "The mail is built so that mail programs may show different contents." },
  { "envelope-only", "Our address stood neither in To nor in Cc of this mail." },
  { "unmailable-author", "The sender's address cannot be answered." },
  { "without-requester", "The requester was left out of this mail." },
  { "quotes-private", "The mail answers an internal note, so somebody outside may have read it." },
  { "released", "This mail was held and has been released by hand." },
};

const char *
pt_fields_flag_sentence (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (strcmp (flags[i].word, word) == 0)
      return flags[i].sentence;
  return word;
}

static gboolean
is_kept (gunichar c)
{
  return c == '\n' || c == '\t' || (c >= 0x200c && c <= 0x200f) || !pt_text_is_hidden (c);
}

char *
pt_fields_text (const char *text)
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
    g_string_append (out, PT_FIELDS_CUT);
  return g_strchomp (g_string_free (out, FALSE));
}

/* LINE without `[#123]`, wherever it stands: our own tag is set by the template, once. */
static char *
without_tags (const char *line)
{
  GString *out = g_string_new (NULL);
  while (*line) {
    gsize digits = g_str_has_prefix (line, "[#") ? strspn (line + 2, "0123456789") : 0;
    if (digits > 0 && line[2 + digits] == ']')
      line += digits + 3;
    else
      g_string_append_c (out, *line++);
  }
  return g_string_free (out, FALSE);
}

char *
pt_fields_title (const PtTicket *ticket)
{
  g_autofree char *line = pt_text_to_line (ticket->subject ? ticket->subject : "");
  g_autofree char *untagged = without_tags (line);
  g_autofree char *base = pt_text_base_subject (untagged);
  return pt_text_excerpt (base, TITLE_CHARACTERS);
}

char *
pt_fields_name (const PtPerson *person)
{
  g_autofree char *name = pt_text_excerpt (person->name ? person->name : "", NAME_CHARACTERS);
  return *name == 0 || strchr (name, '@') ? NULL : g_steal_pointer (&name);
}
