#include "model/words.h"

#include <string.h>

const char *
pt_word_at (const PtNames *words, gint64 value)
{
  return value >= 0 && value < words->n && words->at[value] ? words->at[value] : "?";
}

int
pt_word_find (const PtNames *words, const char *word)
{
  for (guint i = 0; word && i < words->n; i++)
    if (words->at[i] && !strcmp (words->at[i], word))
      return (int) i;
  return -1;
}

char *
pt_word_list (const PtNames *words, guint first)
{
  GString *out = g_string_new (NULL);
  for (guint i = first; i < words->n; i++)
    g_string_append_printf (out, "%s%s", i == first ? "" : i + 1 == words->n ? " or " : ", ", words->at[i]);
  return g_string_free (out, FALSE);
}

char *
pt_word_join_set (const PtNames *words, guint set, const char *between)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < words->n; i++)
    if (set & 1u << i)
      g_string_append_printf (out, "%s%s", out->len ? between : "", words->at[i]);
  return g_string_free (out, FALSE);
}

guint
pt_word_split_set (const PtNames *words, const char *text)
{
  guint set = 0;
  g_auto (GStrv) list = g_strsplit (text ? text : "", " ", -1);
  for (guint i = 0; list[i]; i++) {
    int found = pt_word_find (words, list[i]);
    if (found >= 0)
      set |= 1u << found;
  }
  return set;
}
