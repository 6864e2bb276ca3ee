#include "mime/body-flowed.h"

#include <string.h>

void
pt_body_append_lines (GString *out, const char *text)
{
  for (const char *cr; (cr = strchr (text, '\r')); text = cr + 1) {
    g_string_append_len (out, text, cr - text);
    if (cr[1] != '\n')
      g_string_append_c (out, '\n');
  }
  g_string_append (out, text);
}

static guint
quote_depth (const char *line, gsize length)
{
  guint depth = 0;
  while (depth < length && line[depth] == '>')
    depth++;
  return depth;
}

void
pt_body_append_flowed (GString *out, const char *text, gboolean del_sp)
{
  gboolean flowing = FALSE;
  guint last_depth = 0;
  g_autoptr (GString) lines = g_string_sized_new (strlen (text));
  pt_body_append_lines (lines, text);
  for (const char *at = lines->str, *next; *at != 0; at = next) {
    gsize length = strcspn (at, "\n");
    guint depth = quote_depth (at, length);
    const char *words = at + depth;
    gsize count = length - depth;
    gboolean soft;
    next = at + length + (at[length] == '\n');
    if (count > 0 && *words == ' ')
      words++, count--;
    soft = count > 0 && words[count - 1] == ' ' && !(count == 3 && memcmp (words, "-- ", 3) == 0);
    if (flowing && (depth != last_depth || (count == 3 && memcmp (words, "-- ", 3) == 0))) {
      g_string_append_c (out, '\n');
      flowing = FALSE;
    }
    if (!flowing && depth > 0) {
      for (guint i = 0; i < depth; i++)
        g_string_append_c (out, '>');
      g_string_append_c (out, ' ');
    }
    g_string_append_len (out, words, (gssize) (soft && del_sp ? count - 1 : count));
    if (!soft)
      g_string_append_c (out, '\n');
    flowing = soft;
    last_depth = depth;
  }
}
