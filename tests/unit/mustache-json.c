#include "tests/unit/mustache-json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

PtValue *
value_from_json (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    PtValue *map = pt_value_new_map ();
    JsonObjectIter iter;
    const char *key;
    JsonNode *item;
    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &key, &item))
      pt_value_map_set (map, key, value_from_json (item));
    return map;
  }
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    PtValue *list = pt_value_new_list ();
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      pt_value_list_add (list, value_from_json (json_array_get_element (json_node_get_array (node), i)));
    return list;
  }
  if (JSON_NODE_HOLDS_NULL (node))
    return pt_value_new_string (NULL);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return pt_value_new_bool (json_node_get_boolean (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return pt_value_new_int (json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return pt_value_new_take (g_strdup_printf ("%g", json_node_get_double (node)));
  return pt_value_new_string (json_node_get_string (node));
}

PtValue *
value_parse (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  assert_non_null (node);
  return value_from_json (node);
}

PtTemplate *
template_parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  PtTemplate *template = NULL;
  if (!pt_template_parse ("test", text, -1, &template, &error))
    fail_msg ("%s", error->message);
  return template;
}

const PtTemplate *
find_partial (const char *name, gpointer partials)
{
  return g_hash_table_lookup (partials, name);
}

void
free_template (gpointer template)
{
  pt_template_free (template);
}

GHashTable *
partials_from_json (JsonObject *object)
{
  GHashTable *partials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_template);
  JsonObjectIter iter;
  const char *key;
  JsonNode *text;
  if (!object)
    return partials;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &text))
    g_hash_table_insert (partials, g_strdup (key), template_parse (json_node_get_string (text)));
  return partials;
}
