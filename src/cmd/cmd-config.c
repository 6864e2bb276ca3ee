#include "cmd/command.h"

#include "cmd/print.h"

static void
add_setting (const char *group, const char *mailbox, const char *name, const char *value, gpointer data)
{
  JsonBuilder *builder = data;
  json_builder_begin_object (builder);
  pt_json_text (builder, "group", group);
  pt_json_text (builder, "mailbox", mailbox);
  pt_json_text (builder, "name", name);
  pt_json_text (builder, "value", value);
  json_builder_end_object (builder);
}

gboolean
pt_cmd_config_list (PtCall *call, GError **error)
{
  (void) error;
  if (!call->options.json) {
    g_autofree char *text = pt_config_to_text (call->config);
    pt_print_text (text, "");
    return TRUE;
  }
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  pt_config_each (call->config, add_setting, builder);
  json_builder_end_array (builder);
  pt_json_print (builder);
  return TRUE;
}
