#include "cmd/print.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

enum { GAP = 2 };

struct PtColumns {
  GPtrArray *lines;  /* GPtrArray * of char * */
  GArray    *widths; /* gsize */
};

static char *
cell_of (const char *text)
{
  char *cell = pt_text_to_terminal (text);
  return g_strdelimit (cell, "\t\n", ' ');
}

static void
add_cell (PtColumns *columns, GPtrArray *line, const char *text)
{
  char *cell = cell_of (text);
  gsize width = pt_text_width (cell), none = 0;
  if (line->len == columns->widths->len)
    g_array_append_val (columns->widths, none);
  gsize *widest = &g_array_index (columns->widths, gsize, line->len);
  *widest = MAX (*widest, width);
  g_ptr_array_add (line, cell);
}

static GPtrArray *
add_line (PtColumns *columns)
{
  GPtrArray *line = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (columns->lines, line);
  return line;
}

PtColumns *
pt_columns_new (const char *const *titles)
{
  PtColumns *columns = g_new0 (PtColumns, 1);
  columns->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  columns->widths = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (titles) {
    GPtrArray *line = add_line (columns);
    for (; *titles; titles++)
      add_cell (columns, line, *titles);
  }
  return columns;
}

void
pt_columns_add (PtColumns *columns, ...)
{
  GPtrArray *line = add_line (columns);
  const char *text;
  va_list cells;
  va_start (cells, columns);
  while ((text = va_arg (cells, const char *)))
    add_cell (columns, line, text);
  va_end (cells);
}

static void
print_line (const PtColumns *columns, const GPtrArray *line)
{
  guint last = line->len;
  while (last > 0 && *(const char *) g_ptr_array_index (line, last - 1) == '\0')
    last--;
  for (guint i = 0; i < last; i++) {
    const char *cell = g_ptr_array_index (line, i);
    gsize width = pt_text_width (cell), wanted = g_array_index (columns->widths, gsize, i);
    fputs (cell, stdout);
    if (i + 1 < last)
      printf ("%*s", (int) (wanted - MIN (width, wanted)) + GAP, "");
  }
  putchar ('\n');
}

void
pt_columns_print (const PtColumns *columns)
{
  for (guint i = 0; i < columns->lines->len; i++)
    print_line (columns, g_ptr_array_index (columns->lines, i));
}

void
pt_columns_free (PtColumns *columns)
{
  if (!columns)
    return;
  g_ptr_array_unref (columns->lines);
  g_array_unref (columns->widths);
  g_free (columns);
}

void
pt_print_text (const char *text, const char *indent)
{
  g_autofree char *safe = pt_text_to_terminal (text);
  g_auto (GStrv) lines = g_strsplit (safe, "\n", -1);
  for (char **line = lines; *line; line++)
    if (**line || line[1])
      printf ("%s%s\n", **line ? indent : "", *line);
}

char *
pt_print_time (PtTime time)
{
  if (!time)
    return g_strdup ("-");
  char *text = pt_time_to_iso (time, FALSE);
  text[strlen ("2026-01-01")] = ' ';
  text[strlen ("2026-01-01 10:00")] = '\0';
  return text;
}

char *
pt_print_id (PtId id)
{
  return g_strdup_printf ("#%" G_GINT64_FORMAT, id);
}
