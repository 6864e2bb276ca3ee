/* Prints the table of settings for the test of postern.conf(5): group, name, type, default, meaning, divided by tabs.
 * With "groups": group and meaning.  With "sample": etc/postern.conf. */
#include <stdio.h>
#include <string.h>

#include "config/setting.h"

#define COLUMNS 118
#define SAMPLE_MAILBOX "support"
#define SAMPLE_ADDRESS "support@example.com"

/* A path below the state folder depends on how the build was configured; the page tells of the usual one. */
static const char *
shown (const PtSetting *setting, const char *text)
{
  gboolean state = setting->initial && *setting->initial && g_str_has_prefix (text, PT_LOCALSTATEDIR);
  return state ? "/var/lib/postern" : text;
}

static void
print_table (void)
{
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *type = pt_setting_type_text (&rows[i]);
    const char *usual = shown (&rows[i], pt_setting_default_text (&rows[i]));
    printf ("%s\t%s\t%s\t%s\t%s\n", rows[i].group, rows[i].name, type, usual, rows[i].meaning);
  }
}

static void
print_groups (void)
{
  gsize n;
  const PtSettingGroup *groups = pt_setting_groups (&n);
  for (gsize i = 0; i < n; i++)
    printf ("%s\t%s\n", groups[i].name, groups[i].meaning);
}

/* TEXT in lines that begin with a #. */
static void
print_comment (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gsize column = 1;
  printf ("#");
  for (gsize i = 0; words[i]; i++) {
    if (column + 1 + strlen (words[i]) > COLUMNS) {
      printf ("\n#");
      column = 1;
    }
    printf (" %s", words[i]);
    column += 1 + strlen (words[i]);
  }
  printf ("\n");
}

/* What is taken without the setting stands behind the = where it can be written, else in the comment.  The one that
 * must be given is the one that holds. */
static void
print_sample_setting (const PtSetting *setting)
{
  gboolean needed = g_str_equal (setting->group, "mailbox") && g_str_equal (setting->name, "address");
  g_autofree char *type = pt_setting_type_text (setting);
  gboolean derived = !setting->initial;
  g_autofree char *comment = g_strdup_printf ("%s (%s%s%s)", setting->meaning, type, derived ? ", default " : "",
                                              derived ? setting->derived : "");
  const char *value = needed ? SAMPLE_ADDRESS : setting->initial ? shown (setting, setting->initial) : "";
  printf ("\n");
  print_comment (comment);
  printf ("%s%s =%s%s\n", needed ? "" : "#", setting->name, *value ? " " : "", value);
}

static void
print_sample (void)
{
  gsize n_groups, n;
  const PtSettingGroup *groups = pt_setting_groups (&n_groups);
  const PtSetting *rows = pt_settings (&n);
  printf ("# Every setting of Postern at its default, made from the program's own table; postern.conf(5) tells "
          "more.\n"
          "# \"postern init\" writes a short file that is enough to begin with.\n");
  for (gsize i = 0; i < n_groups; i++) {
    gboolean mailbox = g_str_equal (groups[i].name, "mailbox");
    printf ("\n\n");
    print_comment (groups[i].meaning);
    if (mailbox)
      print_comment ("Every setting of [rules] may stand here too, and is then meant for this mailbox alone.");
    printf ("[%s%s]\n", groups[i].name, mailbox ? " " SAMPLE_MAILBOX : "");
    for (gsize j = 0; j < n; j++)
      if (g_str_equal (rows[j].group, groups[i].name))
        print_sample_setting (&rows[j]);
  }
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";
  if (g_str_equal (what, "groups"))
    print_groups ();
  else if (g_str_equal (what, "sample"))
    print_sample ();
  else
    print_table ();
  return 0;
}
