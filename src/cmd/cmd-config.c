#include "cmd/command.h"

#include "cmd/print.h"

static void
print_setting (const PtSetting *setting, const char *mailbox, const char *value, gpointer data)
{
  g_autofree char *type = pt_setting_type_text (setting);
  g_autofree char *group = mailbox ? g_strconcat ("mailbox ", mailbox, NULL) : g_strdup (setting->group);
  g_autofree char *about =
    g_strdup_printf ("%s, default %s. %s", type, pt_setting_default_text (setting), setting->meaning);
  g_autofree char *line = g_strconcat (group, ".", setting->name, value ? " = " : "", value, NULL);
  (void) data;
  pt_print_text (line, "");
  pt_print_text (about, "  ");
}

static void
add_setting (const PtSetting *setting, const char *mailbox, const char *value, gpointer data)
{
  JsonBuilder *builder = data;
  g_autofree char *type = pt_setting_type_text (setting);
  json_builder_begin_object (builder);
  pt_json_text (builder, "group", mailbox ? "mailbox" : setting->group);
  pt_json_text (builder, "mailbox", mailbox);
  pt_json_text (builder, "name", setting->name);
  pt_json_text (builder, "value", value);
  pt_json_text (builder, "type", type);
  pt_json_text (builder, "default", pt_setting_default_text (setting));
  pt_json_text (builder, "meaning", setting->meaning);
  json_builder_end_object (builder);
}

gboolean
pt_cmd_config_list (PtCall *call, GError **error)
{
  (void) error;
  if (!call->options.json) {
    pt_config_each (call->config, print_setting, NULL);
    return TRUE;
  }
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  pt_config_each (call->config, add_setting, builder);
  json_builder_end_array (builder);
  pt_json_print (builder);
  return TRUE;
}
