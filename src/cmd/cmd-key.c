#include "cmd/command.h"

#include <stdio.h>

#include "cmd/print.h"
#include "config/keyfile.h"

/* When mail signed with KEY stops being evidence (B4); 0 = never, as things stand. */
static PtTime
good_until (const PtPolicy *policy, const PtKey *key)
{
  return key->retired_at && policy->key_grace ? key->retired_at + policy->key_grace : 0;
}

static const char *
state_of (const PtCall *call, const PtKey *key)
{
  PtTime until = good_until (call->config->policy, key);
  return !key->retired_at ? "signing" : until && call->now > until ? "over" : "good";
}

/* --- list --- */

static void
print_keys (const PtCall *call)
{
  static const char *const titles[] = { "KEY", "STATE", "CREATED", "RETIRED", "GOOD UNTIL", NULL };
  const PtPolicy *policy = call->config->policy;
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < policy->keys->len; i++) {
    const PtKey *key = g_ptr_array_index (policy->keys, i);
    g_autofree char *number = g_strdup_printf ("%u", key->number), *created = pt_print_time (key->created_at);
    g_autofree char *retired = pt_print_time (key->retired_at), *until = pt_print_time (good_until (policy, key));
    pt_columns_add (columns, number, state_of (call, key), created, retired, until, NULL);
  }
  pt_columns_print (columns);
}

static void
print_keys_json (const PtCall *call)
{
  const PtPolicy *policy = call->config->policy;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < policy->keys->len; i++) {
    const PtKey *key = g_ptr_array_index (policy->keys, i);
    json_builder_begin_object (builder);
    pt_json_int (builder, "key", key->number);
    pt_json_text (builder, "state", state_of (call, key));
    pt_json_time (builder, "created_at", key->created_at);
    pt_json_time (builder, "retired_at", key->retired_at);
    pt_json_time (builder, "good_until", good_until (policy, key));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_key_list (PtCall *call, GError **error)
{
  (void) error;
  if (call->options.json)
    print_keys_json (call);
  else
    print_keys (call);
  return TRUE;
}

/* --- rotate --- */

gboolean
pt_cmd_key_rotate (PtCall *call, GError **error)
{
  const PtPolicy *policy = call->config->policy;
  guint before = ((const PtKey *) g_ptr_array_index (policy->keys, 0))->number, number = 0;
  if (!pt_keyfile_rotate (call->config->key_file, call->now, &number, error))
    return FALSE;
  g_autofree char *until = pt_print_time (call->now + policy->key_grace);
  printf ("key %u signs from now on; key %u is good %s%s\n", number, before,
          policy->key_grace ? "until " : "for ever", policy->key_grace ? until : "");
  g_autofree char *copy = g_strdup_printf ("copy %s to a safe place again", call->config->key_file);
  pt_print_text (copy, "");
  return TRUE;
}
