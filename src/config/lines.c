#include "config/lines.h"

#include <string.h>

struct PtLines {
  GHashTable *places; /* "group" or "group\nkey" -> line */
};

typedef struct {
  PtLines    *lines;
  const char *file;
  char       *group; /* the open one; NULL before the first */
  guint       line;
} Scan;

static char *
place (const char *group, const char *key)
{
  return key ? g_strconcat (group, "\n", key, NULL) : g_strdup (group);
}

guint
pt_lines_find (const PtLines *lines, const char *group, const char *key)
{
  g_autofree char *name = place (group, key);
  return GPOINTER_TO_UINT (g_hash_table_lookup (lines->places, name));
}

static gboolean
note (Scan *scan, const char *key, GError **error)
{
  guint before = pt_lines_find (scan->lines, scan->group, key);
  if (before && key)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "%s:%u: setting \"%s\" stands twice in [%s], first on line %u; remove one", scan->file,
                         scan->line, key, scan->group, before);
  if (before)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: group [%s] stands twice, first on line %u; join them",
                         scan->file, scan->line, scan->group, before);
  g_hash_table_insert (scan->lines->places, place (scan->group, key), GUINT_TO_POINTER (scan->line));
  return TRUE;
}

static gboolean
scan_setting (Scan *scan, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  if (!equals || equals == text)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "%s:%u: no group, setting or comment: \"%.60s\"; write [group], name = value or # comment",
                         scan->file, scan->line, text);
  g_autofree char *key = g_strchomp (g_strndup (text, (gsize) (equals - text)));
  if (!scan->group)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "%s:%u: setting \"%s\" stands before the first group; put it below [postern]", scan->file,
                         scan->line, key);
  return note (scan, key, error);
}

static gboolean
scan_line (Scan *scan, const char *text, gsize length, GError **error)
{
  g_autofree char *line = g_strstrip (g_strndup (text, length));
  gsize n = strlen (line);
  scan->line++;
  if (memchr (text, 0, length) || !g_utf8_validate (text, (gssize) length, NULL))
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: line is not UTF-8 text; write the file in UTF-8", scan->file,
                         scan->line);
  if (n == 0 || line[0] == '#')
    return TRUE;
  if (line[0] != '[' || line[n - 1] != ']')
    return scan_setting (scan, line, error);
  g_free (scan->group);
  scan->group = g_strndup (line + 1, n - 2);
  return note (scan, NULL, error);
}

gboolean
pt_lines_scan (const char *file, const char *text, gsize length, PtLines **out_lines, GError **error)
{
  g_autoptr (PtLines) lines = g_new0 (PtLines, 1);
  Scan scan = { lines, file, NULL, 0 };
  const char *end = text + length;
  gboolean good = TRUE;
  lines->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (const char *at = text; at < end && good;) {
    const char *stop = memchr (at, '\n', (gsize) (end - at));
    good = scan_line (&scan, at, (gsize) ((stop ? stop : end) - at), error);
    at = stop ? stop + 1 : end;
  }
  g_free (scan.group);
  if (good)
    *out_lines = g_steal_pointer (&lines);
  return good;
}

void
pt_lines_free (PtLines *lines)
{
  if (!lines)
    return;
  g_hash_table_unref (lines->places);
  g_free (lines);
}
