#include "core/spelling.h"

#include <string.h>

enum { LONGEST = 24, SHORT_WORD = 5, MIDDLE_WORD = 7 };

/* Least number of slips that make B of A (optimal string alignment). */
static guint
count_slips (const char *a, gsize n, const char *b, gsize m)
{
  guint d[LONGEST + 1][LONGEST + 1];
  for (guint i = 0; i <= n; i++)
    d[i][0] = i;
  for (guint j = 0; j <= m; j++)
    d[0][j] = j;
  for (guint i = 1; i <= n; i++)
    for (guint j = 1; j <= m; j++) {
      d[i][j] = MIN (MIN (d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = MIN (d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[n][m];
}

gboolean
pt_spelling_is_near (const char *word, const char *wanted)
{
  gsize n = strlen (word), m = strlen (wanted);
  if (n == 0 || n > LONGEST || m > LONGEST)
    return FALSE;
  g_autofree char *lower = g_ascii_strdown (word, -1);
  return count_slips (lower, n, wanted, m) <= (m > MIDDLE_WORD ? 3 : m > SHORT_WORD ? 2 : 1);
}
