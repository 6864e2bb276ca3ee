/* Settings by name, read by the table of the settings file.  Those of the rules go into the general rules and into
 * every mailbox. */
#include <string.h>

#include "base/address.h"
#include "config/setting.h"
#include "tests/lib/world.h"

/* What SETTING counts its offset from; NULL if no world has it. */
static gpointer
place_of (PtWorld *world, const PtSetting *setting)
{
  switch (setting->place) {
  case PT_PLACE_POLICY: return world->policy;
  case PT_PLACE_LIMITS: return &world->policy->limits;
  case PT_PLACE_RULES: return world->policy->rules;
  default: return NULL;
  }
}

static const PtSetting *
find (const char *name)
{
  static const char *const groups[] = { "rules", "postern", "limits" };
  const PtSetting *setting = NULL;
  for (guint i = 0; !setting && i < G_N_ELEMENTS (groups); i++)
    setting = pt_setting_find (groups[i], name);
  return setting;
}

static gboolean
set (const PtSetting *setting, gpointer place, const char *value, char **out_error)
{
  g_autoptr (GError) error = NULL;
  if (pt_setting_read (setting, "/", value, (guint8 *) place + setting->offset, &error))
    return TRUE;
  g_autofree char *allowed = pt_setting_allowed (setting);
  g_free (*out_error);
  *out_error = g_strdup_printf ("setting %s wants %s", setting->name, error ? error->message : allowed);
  return FALSE;
}

/* Nothing trusted: this one may be taken away, as a settings file without the line does. */
static gboolean
clear_authserv (PtWorld *world)
{
  g_clear_pointer (&world->policy->authserv_id, g_free);
  return TRUE;
}

/* `MAILBOX.NAME`: a rule of that mailbox alone. */
static gboolean
set_of_mailbox (PtWorld *world, const char *name, const char *value, char **out_error)
{
  g_autofree char *mailbox_name = g_strndup (name, strcspn (name, "."));
  const PtMailbox *mailbox = pt_policy_mailbox_named (world->policy, mailbox_name);
  const PtSetting *setting = pt_setting_find ("rules", strchr (name, '.') + 1);
  if (mailbox && setting)
    return set (setting, mailbox->rules, value, out_error);
  *out_error = g_strdup_printf ("there is no mailbox or no rule %s", name);
  return FALSE;
}

gboolean
pt_world_setting (PtWorld *world, const char *name, const char *value, char **out_error)
{
  const PtSetting *setting = find (name);
  gpointer place = setting ? place_of (world, setting) : NULL;
  if (strchr (name, '.'))
    return set_of_mailbox (world, name, value, out_error);
  if (g_str_equal (name, "authserv_id") && !value[0])
    return clear_authserv (world);
  if (!place) {
    *out_error = g_strdup_printf ("there is no setting %s", name);
    return FALSE;
  }
  gboolean fine = set (setting, place, value, out_error);
  if (fine && g_str_equal (name, "return_path")) {
    g_free (world->policy->return_path_key);
    world->policy->return_path_key = pt_address_key (value);
  }
  for (guint i = 0; setting->place == PT_PLACE_RULES && i < world->policy->mailboxes->len; i++)
    fine &= set (setting, ((PtMailbox *) g_ptr_array_index (world->policy->mailboxes, i))->rules, value, out_error);
  return fine;
}
