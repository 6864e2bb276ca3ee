/* Prints the table of settings for the test of postern.conf(5): group, name, type, default, meaning, divided by tabs.
 */
#include <stdio.h>

#include "config/setting.h"

/* A path below the state folder depends on how the build was configured; the page tells of the usual one. */
static const char *
shown_default (const PtSetting *setting)
{
  const char *text = pt_setting_default_text (setting);
  return setting->initial && *setting->initial && g_str_has_prefix (text, PT_LOCALSTATEDIR) ? "/var/lib/postern"
                                                                                            : text;
}

int
main (void)
{
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *type = pt_setting_type_text (&rows[i]);
    printf ("%s\t%s\t%s\t%s\t%s\n", rows[i].group, rows[i].name, type, shown_default (&rows[i]), rows[i].meaning);
  }
  return 0;
}
