#include "core/tags.h"

#include <string.h>

enum { MOST_BYTES = 64 };

static gboolean
is_good_word (const char *word)
{
  gsize length = strlen (word);
  for (const char *c = word; *c; c++)
    if (!g_ascii_isalnum (*c) && !strchr ("-_.:", *c) && (guchar) *c < 0x80)
      return FALSE;
  return length > 0 && length <= MOST_BYTES && g_utf8_validate (word, -1, NULL);
}

gboolean
pt_tags_are_good (const char *words)
{
  g_auto (GStrv) list = g_strsplit (words ? words : "", " ", -1);
  gboolean good = list[0] != NULL;
  for (gsize i = 0; good && list[i]; i++)
    good = is_good_word (list[i]);
  return good;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (GPtrArray *words, const char *between)
{
  g_ptr_array_sort (words, compare);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (between, (GStrv) words->pdata);
}

static GPtrArray *
split (const char *text, const char *between)
{
  g_auto (GStrv) list = g_strsplit (text, between, -1);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; list[i]; i++)
    if (list[i][0])
      g_ptr_array_add (words, g_strdup (list[i]));
  return words;
}

static char *
change (const char *tags, const char *words, gboolean on)
{
  g_autoptr (GPtrArray) have = split (tags, " ");
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  for (gsize i = 0; list[i]; i++) {
    g_autofree char *word = g_utf8_strdown (list[i], -1);
    guint at;
    gboolean there = g_ptr_array_find_with_equal_func (have, word, g_str_equal, &at);
    if (on && !there && *word)
      g_ptr_array_add (have, g_steal_pointer (&word));
    else if (!on && there)
      g_ptr_array_remove_index (have, at);
  }
  return join (have, " ");
}

char *
pt_tags_add (const char *tags, const char *words)
{
  return change (tags, words, TRUE);
}

char *
pt_tags_remove (const char *tags, const char *words)
{
  return change (tags, words, FALSE);
}

gboolean
pt_custom_name_is_good (const char *name)
{
  gsize length = name ? strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_") : 0;
  return length > 0 && length <= MOST_BYTES && !name[length];
}

char *
pt_custom_set (const char *custom, const char *name, const char *value)
{
  g_autoptr (GPtrArray) lines = split (custom, "\n");
  g_autofree char *start = g_strconcat (name, "=", NULL);
  for (guint i = lines->len; i > 0; i--)
    if (g_str_has_prefix (g_ptr_array_index (lines, i - 1), start))
      g_ptr_array_remove_index (lines, i - 1);
  if (*value)
    g_ptr_array_add (lines, g_strconcat (start, value, NULL));
  return join (lines, "\n");
}
