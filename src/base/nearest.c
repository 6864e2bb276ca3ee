#include "base/nearest.h"

#include <string.h>

/* Levenshtein, one row at a time. */
static gsize
distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  g_autofree gsize *row = g_new (gsize, n + 1);
  for (gsize j = 0; j <= n; j++)
    row[j] = j;
  for (gsize i = 0; a[i]; i++) {
    gsize corner = row[0];
    row[0] = i + 1;
    for (gsize j = 0; j < n; j++) {
      gsize change = corner + (a[i] != b[j]);
      corner = row[j + 1];
      row[j + 1] = MIN (change, MIN (row[j], row[j + 1]) + 1);
    }
  }
  return row[n];
}

const char *
pt_nearest_name (const char *const *names, const char *name)
{
  const char *best = NULL;
  gsize length = strlen (name);
  gsize least = MAX (2, length / 3) + 1;
  if (length == 0 || length > 100)
    return NULL;
  for (gsize i = 0; names[i]; i++) {
    gboolean begins = length > 2 && (g_str_has_prefix (names[i], name) || g_str_has_prefix (name, names[i]));
    gsize found = begins ? 1 : distance (name, names[i]);
    if (found < least) {
      least = found;
      best = names[i];
    }
  }
  return best;
}
