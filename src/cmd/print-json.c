/* JSON for programs: an object is made of the members of a row, as their table says, and of what else belongs
 * there. */
#include "cmd/print.h"

#include "base/clock.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

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

/* Whatever else is a number of another row. */
static void
json_number (JsonBuilder *builder, const PtMember *member, const char *name, gint64 number)
{
  switch (member->kind) {
  case PT_KIND_TIME: pt_json_time (builder, name, number); return;
  case PT_KIND_COUNT: pt_json_int (builder, name, number); return;
  case PT_KIND_YES_NO: pt_json_bool (builder, name, number != 0); return;
  case PT_KIND_SET: pt_json_set (builder, name, member->names, (guint) number); return;
  case PT_KIND_ENUM:
  case PT_KIND_NAME: pt_json_text (builder, name, pt_word_at (member->names, number)); return;
  default: pt_json_id (builder, name, number); return;
  }
}

static void
json_member (JsonBuilder *builder, const PtMember *member, gconstpointer row)
{
  const char *name = member->json ? member->json : member->column;
  if (pt_member_is_text (member))
    pt_json_text (builder, name, pt_member_text (member, row));
  else
    json_number (builder, member, name, pt_member_number (member, row));
}

static void
json_more (JsonBuilder *builder, const PtJsonForm *form, const char *behind, gconstpointer of)
{
  for (guint i = 0; i < form->n; i++)
    if (!g_strcmp0 (form->more[i].behind, behind))
      form->more[i].write (builder, form->more[i].name, of);
}

void
pt_json_object (JsonBuilder *builder, const PtJsonForm *form, gconstpointer row, gconstpointer of)
{
  json_builder_begin_object (builder);
  for (guint i = 0; i < form->members->n; i++) {
    const PtMember *member = &form->members->at[i];
    if (member->flags & form->flag)
      json_member (builder, member, row);
    json_more (builder, form, member->column, of);
  }
  json_more (builder, form, NULL, of);
  json_builder_end_object (builder);
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
