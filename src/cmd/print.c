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

void
pt_json_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
pt_json_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
pt_json_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
pt_json_time (JsonBuilder *builder, const char *name, PtTime value)
{
  g_autofree char *text = value ? pt_time_to_iso (value, FALSE) : NULL;
  pt_json_text (builder, name, text);
}

void
pt_json_id (JsonBuilder *builder, const char *name, PtId value)
{
  if (value)
    pt_json_int (builder, name, value);
  else
    pt_json_text (builder, name, NULL);
}

/* Whatever else is a number of another row. */
static void
json_field (JsonBuilder *builder, const PtMember *member, gconstpointer row)
{
  if (pt_member_is_text (member)) {
    pt_json_text (builder, member->column, pt_member_text (member, row));
    return;
  }
  gint64 number = pt_member_number (member, row);
  switch (member->kind) {
  case PT_KIND_TIME: pt_json_time (builder, member->column, number); return;
  case PT_KIND_COUNT: pt_json_int (builder, member->column, number); return;
  case PT_KIND_YES_NO: pt_json_bool (builder, member->column, number != 0); return;
  case PT_KIND_ENUM:
  case PT_KIND_NAME: pt_json_text (builder, member->column, pt_word_at (member->names, number)); return;
  default: pt_json_id (builder, member->column, number); return;
  }
}

void
pt_json_members (JsonBuilder *builder, const PtMembers *members, gconstpointer row, PtMemberFlags flag)
{
  for (guint i = 0; i < members->n; i++)
    if (members->at[i].flags & flag)
      json_field (builder, &members->at[i], row);
}

void
pt_json_words (JsonBuilder *builder, const char *name, const GPtrArray *words)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < words->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (words, i));
  json_builder_end_array (builder);
}

void
pt_json_set (JsonBuilder *builder, const char *name, const PtNames *words, guint set)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < words->n; i++)
    if (set & 1u << i)
      json_builder_add_string_value (builder, words->at[i]);
  json_builder_end_array (builder);
}

/* Beyond ASCII a character can only stand inside a string. */
static void
append_escaped (GString *out, gunichar c)
{
  if (c < 0x7f || !pt_text_is_hidden (c))
    g_string_append_unichar (out, c);
  else if (c < 0x10000)
    g_string_append_printf (out, "\\u%04x", c);
  else
    g_string_append_printf (out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
}

void
pt_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    append_escaped (out, g_utf8_get_char (p));
  puts (out->str);
}
