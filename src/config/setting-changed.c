#include "config/setting.h"

#include "model/ticket.h"

/* As wide as the widest type. */
typedef union {
  PtStatus statuses[PT_STATUS_N];
  gpointer any;
  gint64   number;
} Field;

static void
field_clear (const PtSetting *setting, Field *field)
{
  switch (setting->type) {
  case PT_SETTING_WORDS:
  case PT_SETTING_HOSTS:
  case PT_SETTING_ADDRESSES:
    g_strfreev (field->any);
    break;
  case PT_SETTING_CHOICE:
  case PT_SETTING_NAME:
  case PT_SETTING_LINE:
  case PT_SETTING_LINES:
  case PT_SETTING_HOST:
  case PT_SETTING_ADDRESS:
  case PT_SETTING_PATH:
    g_free (field->any);
    break;
  default:
    break;
  }
}

gboolean
pt_setting_is_changed (const PtSetting *setting, const char *value)
{
  Field field = { 0 };
  if (!value || !setting->initial)
    return !value || *value != 0;
  if (!pt_setting_read (setting, "/", setting->initial, &field, NULL))
    return TRUE;
  g_autofree char *usual = pt_setting_show (setting, &field);
  field_clear (setting, &field);
  return !g_str_equal (value, usual);
}
