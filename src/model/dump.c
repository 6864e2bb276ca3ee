#include "model/dump-line.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

static void
append_escaped (GString *out, const char *text, gsize length)
{
  for (const char *p = text, *end = text + length; p < end;) {
    gunichar c = g_utf8_get_char_validated (p, end - p);
    if (c >= 0x80000000) {
      g_string_append_printf (out, "\\x%02x", (guchar) *p++);
      continue;
    }
    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", (char) c);
    else if (c == '\n' || c == '\t' || c == '\r')
      g_string_append (out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
    else if (pt_text_is_hidden (c))
      g_string_append_printf (out, c < 0x100 ? "\\x%02x" : "\\u{%x}", c);
    else
      g_string_append_unichar (out, c);
    p = g_utf8_next_char (p);
  }
}

void
pt_dump_escaped (GString *out, const char *text)
{
  append_escaped (out, text, strlen (text));
}

void
pt_dump_quoted (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  append_escaped (out, text, length);
  g_string_append_c (out, '"');
}

void
pt_dump_word (GString *out, const char *text)
{
  gboolean plain = text && *text && strcmp (text, "-");
  for (const char *p = text; plain && *p; p++)
    plain = (guchar) *p >= 0x80 || (g_ascii_isgraph (*p) && *p != '"' && *p != '\\' && *p != ',');
  for (const char *p = text; plain && *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char_validated (p, -1);
    plain = c < 0x80000000 && !pt_text_is_hidden (c) && !g_unichar_isspace (c);
  }
  if (plain)
    g_string_append (out, text);
  else if (text)
    pt_dump_quoted (out, text, strlen (text));
  else
    g_string_append_c (out, '-');
}

void
pt_dump_field (GString *out, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append_printf (out, " %s ", name);
  pt_dump_word (out, value);
}

void
pt_dump_text (GString *out, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append_printf (out, " %s ", name);
  pt_dump_quoted (out, value, strlen (value));
}

void
pt_dump_time (GString *out, const char *name, PtTime time)
{
  if (!time)
    return;
  g_autofree char *iso = pt_time_to_iso (time, time % PT_SECOND != 0);
  g_string_append_printf (out, " %s %s", name, iso);
}

void
pt_dump_id (GString *out, const char *id)
{
  g_autofree char *bracketed = g_strconcat ("<", id, ">", NULL);
  pt_dump_word (out, bracketed);
}

/* Number of the row that ACTION makes, 0 if it makes none of KIND. */
static PtId
made_id (const PtAction *action, PtActionKind kind)
{
  if (action->kind != kind)
    return 0;
  switch (kind) {
  case PT_ACTION_PERSON:
    return action->new_person ? action->new_person->id : 0;
  case PT_ACTION_TICKET:
    return action->new_ticket ? action->new_ticket->id : 0;
  case PT_ACTION_COMMENT:
    return action->comment ? action->comment->id : 0;
  default:
    return action->id;
  }
}

void
pt_dump_row (GString *out, PtId id, PtActionKind kind, const PtDumpNames *names)
{
  guint nth = 0;
  if (id == 0)
    g_string_append_c (out, '-');
  else if (id > 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, id);
  if (id >= 0)
    return;
  for (guint i = 0; names && names->decision && i < names->decision->actions->len; i++) {
    PtId made = made_id (g_ptr_array_index (names->decision->actions, i), kind);
    nth += made != 0;
    if (made == id) {
      g_string_append (out, "new");
      if (nth > 1)
        g_string_append_printf (out, "%u", nth);
      return;
    }
  }
  g_string_append_printf (out, "#%" G_GINT64_FORMAT, id);
}

static const PtPerson *
find_person (PtId id, const PtDumpNames *names)
{
  if (id > 0)
    return names && names->snapshot ? pt_snapshot_person (names->snapshot, id) : NULL;
  for (guint i = 0; names && names->decision && i < names->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (names->decision->actions, i);
    if (made_id (action, PT_ACTION_PERSON) == id)
      return action->new_person;
  }
  return NULL;
}

char *
pt_dump_person (PtId person, const PtDumpNames *names)
{
  if (person == 0)
    return g_strdup ("-");
  const PtPerson *found = find_person (person, names);
  const PtPersonAddress *primary = found ? pt_person_primary (found) : NULL;
  if (!primary)
    return g_strdup_printf ("#%" G_GINT64_FORMAT, person);
  GString *out = g_string_new (person < 0 ? "new:" : NULL);
  pt_dump_word (out, primary->address);
  return g_string_free (out, FALSE);
}

void
pt_dump_person_field (GString *out, const char *name, PtId person, const PtDumpNames *names)
{
  g_autofree char *text = pt_dump_person (person, names);
  g_string_append_printf (out, " %s %s", name, text);
}
