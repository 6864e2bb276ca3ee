/* Who did not get a mail, or gets none, and why: what core/undelivered.c and core/mails-undelivered.c wrote into the
 * log, for people (J4). */
#include "render/fields-source.h"

#include <string.h>

/* `ADDRESS: WORD` or `ADDRESS: WORD: what the server said`. */
static PtValue *
one_of (const PtFieldsSource *s, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ": ", 3);
  guint n = g_strv_length (parts);
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_string (map, "who", n > 0 ? parts[0] : "");
  pt_value_map_set_string (map, "reason", n > 1 ? pt_words_of (s->input->words, "fate", parts[1]) : "");
  pt_value_map_set_string (map, "said", n > 2 && s->kind == PT_NOTIFY_UNDELIVERED ? parts[2] : "");
  return map;
}

/* What a server says may hold anything: of those who are not mailed alone several stand in one line. */
PtValue *
pt_fields_unreached (const PtFieldsSource *s)
{
  const char *detail = s->notice->event_detail ? s->notice->event_detail : "";
  gboolean many = s->kind == PT_NOTIFY_WITHHELD;
  g_autofree char *text = pt_fields_text (detail, "");
  g_auto (GStrv) lines = g_strsplit (text, many ? "; " : "\n", -1);
  PtValue *list = pt_value_new_list ();
  for (guint i = 0; lines[i]; i++) {
    PtValue *one = one_of (s, lines[i]);
    pt_value_map_set_bool (one, "has_next", lines[i + 1] != NULL);
    pt_value_list_add (list, one);
  }
  return list;
}
