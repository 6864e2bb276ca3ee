#include "config/settings.h"

#include <string.h>

#include "base/address.h"
#include "base/nearest.h"
#include "config/keyfile.h"
#include "config/setting-text.h"
#include "config/settings-derive.h"

#define MAILBOX_PREFIX "mailbox "

/* One file being read. */
typedef struct {
  PtConfig *config;
  PtLines  *lines;
  GKeyFile *keys;
  char     *folder;
} PtReading;

static void
reading_clear (PtReading *reading)
{
  g_clear_pointer (&reading->lines, pt_lines_free);
  g_clear_pointer (&reading->keys, g_key_file_unref);
  g_clear_pointer (&reading->folder, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PtReading, reading_clear)

/* The row's field in CONFIG; in MAILBOX if that is not NULL and the row may stand there. */
static gpointer
field_of (const PtConfig *config, const PtMailbox *mailbox, const PtSetting *setting)
{
  const PtPolicy *policy = config->policy;
  const void *base = config;
  switch (setting->place) {
  case PT_PLACE_CONFIG:
    break;
  case PT_PLACE_POLICY:
    base = policy;
    break;
  case PT_PLACE_SMTP:
    base = &config->smtp;
    break;
  case PT_PLACE_LIMITS:
    base = &policy->limits;
    break;
  case PT_PLACE_RULES:
    base = mailbox ? mailbox->rules : policy->rules;
    break;
  case PT_PLACE_MAILBOX:
    base = mailbox;
    break;
  }
  return G_STRUCT_MEMBER_P (base, setting->offset);
}

static gboolean
unknown_group (const PtReading *reading, const char *group, GError **error)
{
  gsize n;
  const PtSettingGroup *groups = pt_setting_groups (&n);
  g_autofree const char **titles = g_new0 (const char *, n + 1);
  for (gsize i = 0; i < n; i++)
    titles[i] = groups[i].title;
  const char *near = pt_nearest_name (titles, group);
  if (!near && (g_str_has_prefix (group, "mail") || strcmp (group, "mailbox ") == 0))
    near = "mailbox NAME";
  return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: unknown group [%s]; %s%s%s", reading->config->file,
                       pt_lines_find (reading->lines, group, NULL), group,
                       near ? "did you mean [" : "see postern.conf(5)", near ? near : "", near ? "]" : "");
}

/* The names that may stand in GROUP, for the nearest. */
static const char *
nearest_setting (const char *group, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++)
    if (pt_setting_find (group, rows[i].name))
      g_ptr_array_add (names, (gpointer) rows[i].name);
  g_ptr_array_add (names, NULL);
  return pt_nearest_name ((const char *const *) names->pdata, name);
}

/* KIND is the group without the name of a mailbox. */
static gboolean
unknown_setting (const PtReading *reading, const char *group, const char *kind, const char *name, GError **error)
{
  const char *near = nearest_setting (kind, name), *home = NULL;
  g_autofree char *advice = g_strdup ("see postern.conf(5)");
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n && !home; i++)
    home = strcmp (rows[i].name, name) == 0 ? rows[i].group : NULL;
  if (home || near) {
    g_free (advice);
    advice = home ? g_strdup_printf ("it belongs in [%s%s]", home, strcmp (home, "mailbox") == 0 ? " NAME" : "")
                  : g_strdup_printf ("did you mean \"%s\"", near);
  }
  return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: unknown setting \"%s\" in [%s]; %s", reading->config->file,
                       pt_lines_find (reading->lines, group, name), name, group, advice);
}

static gboolean
read_setting (const PtReading *reading, PtMailbox *mailbox, const char *group, const PtSetting *setting,
              GError **error)
{
  gboolean lines = setting->type == PT_SETTING_LINES;
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = lines ? g_key_file_get_string (reading->keys, group, setting->name, &problem)
                                : g_key_file_get_value (reading->keys, group, setting->name, &problem);
  gpointer field = field_of (reading->config, mailbox, setting);
  const char *file = reading->config->file;
  guint line = pt_lines_find (reading->lines, group, setting->name);
  if (text && pt_setting_read (setting, reading->folder, g_strstrip (text), field, &problem))
    return TRUE;
  if (problem)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: bad value of %s: %s", file, line, setting->name,
                         problem->message);
  g_autofree char *allowed = pt_setting_allowed (setting);
  return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: bad value \"%s\" of %s; write %s", file, line, text,
                       setting->name, allowed);
}

/* All settings of GROUP; KIND as in unknown_setting. */
static gboolean
read_group (const PtReading *reading, PtMailbox *mailbox, const char *group, const char *kind, GError **error)
{
  gsize count = 0;
  g_auto (GStrv) names = g_key_file_get_keys (reading->keys, group, &count, NULL);
  for (gsize i = 0; i < count; i++) {
    const PtSetting *setting = pt_setting_find (kind, names[i]);
    if (!setting)
      return unknown_setting (reading, group, kind, names[i], error);
    if (!read_setting (reading, mailbox, group, setting, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_mailbox_name (const char *name)
{
  const char *c = name;
  while (g_ascii_isalnum (*c) || (c > name && strchr ("-_.", *c) && *c))
    c++;
  return c > name && *c == 0;
}

static gboolean
check_mailbox (const PtReading *reading, const PtMailbox *mailbox, const char *group, GError **error)
{
  const PtPolicy *policy = reading->config->policy;
  const char *file = reading->config->file;
  guint line = pt_lines_find (reading->lines, group, NULL);
  if (!mailbox->key)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "%s:%u: address of [%s] is missing; write address = support@example.com", file, line, group);
  if (pt_lines_find (reading->lines, group, "signature") && pt_lines_find (reading->lines, group, "signature_file"))
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: [%s] has signature and signature_file; remove one", file,
                         pt_lines_find (reading->lines, group, "signature_file"), group);
  for (guint i = 0; i < policy->mailboxes->len; i++) {
    const PtMailbox *other = g_ptr_array_index (policy->mailboxes, i);
    if (strcmp (other->key, mailbox->key) == 0)
      return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: address %s is that of [mailbox %s] too; give each its own",
                           file, pt_lines_find (reading->lines, group, "address"), mailbox->address, other->name);
  }
  return TRUE;
}

static gboolean
read_mailbox (const PtReading *reading, const char *group, GError **error)
{
  const char *name = group + strlen (MAILBOX_PREFIX);
  if (!is_mailbox_name (name))
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: bad name of [%s]; write letters, digits, - _ and .",
                         reading->config->file, pt_lines_find (reading->lines, group, NULL), group);
  g_autoptr (PtMailbox) mailbox = pt_mailbox_new (name, "");
  pt_rules_free (mailbox->rules);
  mailbox->rules = pt_rules_copy (reading->config->policy->rules);
  if (!read_group (reading, mailbox, group, "mailbox", error))
    return FALSE;
  g_free (mailbox->key);
  mailbox->key = pt_address_key (mailbox->address);
  if (!check_mailbox (reading, mailbox, group, error))
    return FALSE;
  g_ptr_array_add (reading->config->policy->mailboxes, g_steal_pointer (&mailbox));
  return TRUE;
}

/* The general groups before the mailboxes, which start from the general rules wherever those stand in the file. */
static gboolean
read_groups (const PtReading *reading, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reading->keys, NULL);
  static const char *const general[] = { "postern", "smtp", "limits", "rules", NULL };
  for (gsize i = 0; groups[i]; i++) {
    if (g_strv_contains (general, groups[i]) ? !read_group (reading, NULL, groups[i], groups[i], error)
                                             : !g_str_has_prefix (groups[i], MAILBOX_PREFIX)
                                                 && !unknown_group (reading, groups[i], error))
      return FALSE;
  }
  for (gsize i = 0; groups[i]; i++)
    if (g_str_has_prefix (groups[i], MAILBOX_PREFIX) && !read_mailbox (reading, groups[i], error))
      return FALSE;
  return TRUE;
}

static void
set_defaults (PtConfig *config)
{
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++)
    if (rows[i].initial && rows[i].place != PT_PLACE_MAILBOX
        && !pt_setting_read (&rows[i], "/", rows[i].initial, field_of (config, NULL, &rows[i]), NULL))
      g_error ("default of %s is not allowed", rows[i].name);
}

gboolean
pt_config_parse (const char *file, const char *text, gsize length, PtConfig **out_config, GError **error)
{
  g_autoptr (PtConfig) config = g_new0 (PtConfig, 1);
  g_auto (PtReading) reading = { .config = config, .keys = g_key_file_new () };
  g_autoptr (GError) problem = NULL;
  config->file = g_canonicalize_filename (file, NULL);
  config->policy = pt_policy_new ();
  reading.folder = g_path_get_dirname (config->file);
  set_defaults (config);
  if (!pt_lines_scan (config->file, text, length, &reading.lines, error))
    return FALSE;
  if (length > 0 && !g_key_file_load_from_data (reading.keys, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &problem))
    return pt_error_set (error, PT_ERROR_CONFIG, "%s: settings cannot be read: %s", config->file, problem->message);
  if (!read_groups (&reading, error) || !pt_config_derive (config, reading.lines, error))
    return FALSE;
  config->lines = g_steal_pointer (&reading.lines);
  *out_config = g_steal_pointer (&config);
  return TRUE;
}

gboolean
pt_config_peek_state (const char *file, char **out_state)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *full = g_canonicalize_filename (file, NULL), *folder = g_path_get_dirname (full);
  const PtSetting *setting = pt_setting_find ("postern", "state");
  if (!g_file_test (full, G_FILE_TEST_IS_REGULAR)
      || !g_key_file_load_from_file (keys, full, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    return FALSE;
  g_autofree char *text = g_key_file_get_value (keys, "postern", "state", NULL);
  *out_state = NULL;
  return pt_setting_read (setting, folder, text ? g_strstrip (text) : setting->initial, out_state, NULL);
}

gboolean
pt_config_load (const char *file, PtConfig **out_config, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  if (!g_file_get_contents (file, &text, &length, &problem))
    return pt_error_set (error, PT_ERROR_CONFIG, "settings cannot be read: %s; %s", problem->message,
                         g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                           ? "\"postern init\" writes a first file"
                           : "run it as the user that postern runs as");
  return pt_config_parse (file, text, length, out_config, error);
}

gboolean
pt_config_open (const char *file, PtConfig **out_config, GError **error)
{
  g_autoptr (PtConfig) config = NULL;
  if (!pt_config_load (file, &config, error) || !pt_keyfile_load (config->key_file, config->policy, error))
    return FALSE;
  *out_config = g_steal_pointer (&config);
  return TRUE;
}

static void
smtp_clear (PtSmtpSettings *smtp)
{
  g_free (smtp->kind);
  g_free (smtp->path);
  g_free (smtp->host);
  g_free (smtp->tls);
  g_free (smtp->user);
  g_free (smtp->password_file);
  g_free (smtp->helo);
  g_free (smtp->ca_file);
}

void
pt_config_free (PtConfig *config)
{
  if (!config)
    return;
  smtp_clear (&config->smtp);
  g_free (config->file);
  pt_lines_free (config->lines);
  pt_policy_free (config->policy);
  g_free (config->state);
  g_free (config->spool);
  g_free (config->store);
  g_free (config->raw);
  g_free (config->templates);
  g_free (config->key_file);
  g_free (config->lmtp);
  g_free (config->lmtp_mode);
  g_free (config->lmtp_group);
  g_free (config);
}

static void
each_in_group (const PtConfig *config, const PtMailbox *mailbox, const char *group, PtConfigFunc func, gpointer data)
{
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++) {
    gboolean kept = rows[i].type != PT_SETTING_FILE;
    if (pt_setting_find (group, rows[i].name) != &rows[i])
      continue;
    g_autofree char *value = kept ? pt_setting_show (&rows[i], field_of (config, mailbox, &rows[i])) : NULL;
    func (&rows[i], mailbox ? mailbox->name : NULL, value, data);
  }
}

void
pt_config_each (const PtConfig *config, PtConfigFunc func, gpointer data)
{
  const GPtrArray *mailboxes = config->policy->mailboxes;
  each_in_group (config, NULL, "postern", func, data);
  for (guint i = 0; i < mailboxes->len; i++)
    each_in_group (config, g_ptr_array_index (mailboxes, i), "mailbox", func, data);
  each_in_group (config, NULL, "smtp", func, data);
  each_in_group (config, NULL, "limits", func, data);
  each_in_group (config, NULL, "rules", func, data);
}
