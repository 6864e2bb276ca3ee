/* Prints the table of settings for the test of postern.conf(5): group, name, type, default, meaning, divided by tabs. */
#include <stdio.h>

#include "config/setting.h"

/* A path below the state folder depends on how the build was configured; the page tells of the usual one. */
static const char *
shown_default (const PtSetting *setting)
{
  if (!setting->initial)
    return setting->derived;
  if (g_str_has_prefix (setting->initial, PT_LOCALSTATEDIR))
    return "/var/lib/postern";
  return setting->initial[0] ? setting->initial : "none";
}

int
main (void)
{
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *words = rows[i].words ? g_strjoinv (" ", (GStrv) rows[i].words) : g_strdup ("");
    printf ("%s\t%s\t%s%s%s\t%s\t%s\n", rows[i].group, rows[i].name, pt_setting_type_name (&rows[i]), words[0] ? ": " : "",
            words, shown_default (&rows[i]), rows[i].meaning);
  }
  return 0;
}
