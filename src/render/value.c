#include "render/value.h"

#include <string.h>

struct PtValue {
  gatomicrefcount references;
  PtValueKind     kind;
  gboolean        truth; /* of a bool */
  gboolean        html;  /* a string that is safe as HTML */
  char           *text;  /* of a string; of a map, NULL if it has none */
  char           *as_html; /* of a formatted string or a map, NULL if there is none */
  gsize           length;
  GPtrArray      *items; /* of a list */
  GHashTable     *map;   /* of a map: char * -> PtValue */
};

static PtValue *
value_new (PtValueKind kind)
{
  PtValue *value = g_new0 (PtValue, 1);
  g_atomic_ref_count_init (&value->references);
  value->kind = kind;
  return value;
}

static void
release (gpointer value)
{
  pt_value_unref (value);
}

PtValue *
pt_value_new_string (const char *text)
{
  return pt_value_new_take (g_strdup (text ? text : ""));
}

PtValue *
pt_value_new_take (char *text)
{
  PtValue *value = value_new (PT_VALUE_STRING);
  value->text = text ? text : g_strdup ("");
  value->length = strlen (value->text);
  return value;
}

PtValue *
pt_value_new_html (char *html)
{
  PtValue *value = pt_value_new_take (html);
  value->html = TRUE;
  return value;
}

PtValue *
pt_value_new_formatted (char *text, char *html)
{
  PtValue *value = pt_value_new_take (text);
  value->as_html = html;
  return value;
}

PtValue *
pt_value_new_bool (gboolean truth)
{
  PtValue *value = value_new (PT_VALUE_BOOL);
  value->truth = truth;
  return value;
}

PtValue *
pt_value_new_int (gint64 number)
{
  return pt_value_new_take (g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

PtValue *
pt_value_new_list (void)
{
  PtValue *value = value_new (PT_VALUE_LIST);
  value->items = g_ptr_array_new_with_free_func (release);
  return value;
}

PtValue *
pt_value_new_map (void)
{
  PtValue *value = value_new (PT_VALUE_MAP);
  value->map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, release);
  return value;
}

PtValue *
pt_value_ref (PtValue *value)
{
  g_atomic_ref_count_inc (&value->references);
  return value;
}

void
pt_value_unref (PtValue *value)
{
  if (!value || !g_atomic_ref_count_dec (&value->references))
    return;
  g_clear_pointer (&value->items, g_ptr_array_unref);
  g_clear_pointer (&value->map, g_hash_table_unref);
  g_free (value->text);
  g_free (value->as_html);
  g_free (value);
}

void
pt_value_list_add (PtValue *list, PtValue *item)
{
  g_return_if_fail (list->kind == PT_VALUE_LIST && item != list);
  g_ptr_array_add (list->items, item);
}

void
pt_value_map_set (PtValue *map, const char *key, PtValue *item)
{
  g_return_if_fail (map->kind == PT_VALUE_MAP && item != map);
  g_hash_table_replace (map->map, g_strdup (key), item);
}

void
pt_value_map_set_self (PtValue *map, char *text, char *html)
{
  g_return_if_fail (map->kind == PT_VALUE_MAP);
  g_free (map->text);
  g_free (map->as_html);
  map->text = text;
  map->length = strlen (text);
  map->as_html = html;
}

void
pt_value_map_set_string (PtValue *map, const char *key, const char *text)
{
  pt_value_map_set (map, key, pt_value_new_string (text));
}

void
pt_value_map_set_bool (PtValue *map, const char *key, gboolean truth)
{
  pt_value_map_set (map, key, pt_value_new_bool (truth));
}

void
pt_value_map_set_int (PtValue *map, const char *key, gint64 number)
{
  pt_value_map_set (map, key, pt_value_new_int (number));
}

PtValueKind
pt_value_kind (const PtValue *value)
{
  return value->kind;
}

const char *
pt_value_text (const PtValue *value, gsize *length)
{
  const char *text = "";
  gsize size = 0;
  if (value && value->text) {
    text = value->text;
    size = value->length;
  } else if (value && value->kind == PT_VALUE_BOOL) {
    text = value->truth ? "true" : "false";
    size = strlen (text);
  }
  if (length)
    *length = size;
  return text;
}

const char *
pt_value_html (const PtValue *value, gsize *length)
{
  const char *html = value ? value->as_html : NULL;
  if (html)
    *length = strlen (html);
  return html;
}

gboolean
pt_value_is_html (const PtValue *value)
{
  return value && value->html;
}

gboolean
pt_value_is_true (const PtValue *value)
{
  if (!value)
    return FALSE;
  switch (value->kind) {
    case PT_VALUE_STRING: return value->length > 0;
    case PT_VALUE_BOOL: return value->truth;
    case PT_VALUE_LIST: return value->items->len > 0;
    case PT_VALUE_MAP: break;
  }
  return TRUE;
}

guint
pt_value_list_length (const PtValue *value)
{
  return value && value->kind == PT_VALUE_LIST ? value->items->len : 0;
}

const PtValue *
pt_value_list_item (const PtValue *value, guint index)
{
  return index < pt_value_list_length (value) ? g_ptr_array_index (value->items, index) : NULL;
}

const PtValue *
pt_value_map_get (const PtValue *value, const char *key)
{
  return value && value->kind == PT_VALUE_MAP ? g_hash_table_lookup (value->map, key) : NULL;
}

void
pt_value_map_each (const PtValue *map, PtValueFunc func, gpointer data)
{
  if (!map || map->kind != PT_VALUE_MAP)
    return;
  GList *keys = g_list_sort (g_hash_table_get_keys (map->map), (GCompareFunc) strcmp);
  for (GList *at = keys; at; at = at->next)
    func (at->data, g_hash_table_lookup (map->map, at->data), data);
  g_list_free (keys);
}
