#include "cmd/command.h"

#include <string.h>

#include "base/nearest.h"
#include "cmd/print.h"

/* Which settings are asked for. */
typedef struct {
  const PtCall *call;
  JsonBuilder  *builder; /* NULL = for people */
  GKeyFile     *file;    /* the settings file, to see what stands there */
  const char   *wanted;  /* config get: NAME, GROUP.NAME or MAILBOX.NAME; NULL = all */
  guint         found;
} Asked;

static gboolean
is_changed (const Asked *asked, const PtSetting *setting, const char *mailbox, const char *value)
{
  g_autofree char *group = mailbox ? g_strconcat ("mailbox ", mailbox, NULL) : g_strdup (setting->group);
  return g_key_file_has_key (asked->file, group, setting->name, NULL) && pt_setting_is_changed (setting, value);
}

static gboolean
is_asked (const Asked *asked, const PtSetting *setting, const char *mailbox, const char *value)
{
  const char *dot = asked->wanted ? strrchr (asked->wanted, '.') : NULL, *name = dot ? dot + 1 : asked->wanted;
  g_autofree char *group = dot ? g_strndup (asked->wanted, (gsize) (dot - asked->wanted)) : NULL;
  if (!name)
    return !asked->call->options.changed || is_changed (asked, setting, mailbox, value);
  if (!g_str_equal (name, setting->name))
    return FALSE;
  if (!group)
    return !mailbox || g_str_equal (setting->group, "mailbox");
  g_autofree char *whole = mailbox ? g_strconcat ("mailbox ", mailbox, NULL) : g_strdup (setting->group);
  return g_str_equal (group, whole) || g_strcmp0 (group, mailbox) == 0;
}

static void
print_setting (const PtSetting *setting, const char *mailbox, const char *value, gpointer data)
{
  Asked *asked = data;
  if (!is_asked (asked, setting, mailbox, value))
    return;
  asked->found++;
  g_autofree char *type = pt_setting_type_text (setting);
  g_autofree char *group = mailbox ? g_strconcat ("mailbox ", mailbox, NULL) : g_strdup (setting->group);
  g_autofree char *about =
    g_strdup_printf ("%s, default %s. %s", type, pt_setting_default_text (setting), setting->meaning);
  g_autofree char *line = g_strconcat (group, ".", setting->name, value ? " = " : "", value, NULL);
  pt_print_text (line, "");
  pt_print_text (about, "  ");
}

static void
add_setting (const PtSetting *setting, const char *mailbox, const char *value, gpointer data)
{
  Asked *asked = data;
  JsonBuilder *builder = asked->builder;
  g_autofree char *type = pt_setting_type_text (setting);
  if (!is_asked (asked, setting, mailbox, value))
    return;
  asked->found++;
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

static void
print_asked (Asked *asked)
{
  if (!asked->call->options.json) {
    pt_config_each (asked->call->config, print_setting, asked);
    return;
  }
  g_autoptr (JsonBuilder) builder = asked->builder = json_builder_new ();
  json_builder_begin_array (builder);
  pt_config_each (asked->call->config, add_setting, asked);
  json_builder_end_array (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_config_list (PtCall *call, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  Asked asked = { .call = call, .file = file };
  (void) error;
  g_key_file_load_from_file (file, call->config->file, G_KEY_FILE_NONE, NULL);
  print_asked (&asked);
  return TRUE;
}

/* The value alone, so that a script can take it; one line for each mailbox that has it. */
static void
print_value (const PtSetting *setting, const char *mailbox, const char *value, gpointer data)
{
  Asked *asked = data;
  if (!is_asked (asked, setting, mailbox, value))
    return;
  asked->found++;
  pt_print_text (value ? value : "", "");
}

static gboolean
no_such_setting (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *dot = strrchr (name, '.');
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) rows[i].name);
  g_ptr_array_add (names, NULL);
  const char *near = pt_nearest_name ((const char *const *) names->pdata, dot ? dot + 1 : name);
  return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no setting %s; %s%s%s", name,
                       near ? "did you mean \"" : "postern config list names them", near ? near : "",
                       near ? "\"?" : "");
}

gboolean
pt_cmd_config_get (PtCall *call, GError **error)
{
  Asked asked = { .call = call, .wanted = pt_call_word (call, 0) };
  pt_config_each (call->config, print_value, &asked);
  return asked.found || no_such_setting (asked.wanted, error);
}
