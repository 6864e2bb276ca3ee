#include "model/words.h"

#include <string.h>

const char *
pt_word_at (const char *const *words, gsize n, gint64 value)
{
  return value >= 0 && (gsize) value < n ? words[value] : "?";
}

int
pt_word_find (const char *const *words, gsize n, const char *word)
{
  for (gsize i = 0; word && i < n; i++)
    if (!strcmp (words[i], word))
      return (int) i;
  return -1;
}
