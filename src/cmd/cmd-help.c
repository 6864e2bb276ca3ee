#include "cmd/command.h"

#include <stdio.h>

#include "cmd/print.h"

static void
print_options (const PtOption *options, PtColumns *columns)
{
  for (const PtOption *option = options; option && option->name; option++) {
    g_autofree char *left =
      g_strdup_printf ("  %s--%s%s%s", g_str_equal (option->name, "config") ? "-c, " : "", option->name,
                       option->value ? " " : "", option->value ? option->value : "");
    pt_columns_add (columns, left, option->meaning, NULL);
  }
}

void
pt_help_command (const PtCommand *command)
{
  g_autofree char *synopsis = pt_command_synopsis (command);
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  printf ("%s\n\n%s\n\n", synopsis, command->summary);
  print_options (command->options, columns);
  print_options (pt_general_options, columns);
  pt_columns_print (columns);
}

static void
print_synopses (void)
{
  gsize n;
  const PtCommand *commands = pt_commands (&n);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *synopsis = pt_command_synopsis (&commands[i]);
    printf ("%s\n", synopsis);
  }
}

void
pt_help_list (gboolean full)
{
  gsize n;
  const PtCommand *commands = pt_commands (&n);
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  if (full) {
    print_synopses ();
    return;
  }
  printf ("postern [-c FILE] COMMAND ...\n\n");
  for (gsize i = 0; i < n; i++) {
    g_autofree char *title = pt_command_title (&commands[i]), *left = g_strconcat ("  ", title, NULL);
    pt_columns_add (columns, left, commands[i].summary, NULL);
  }
  pt_columns_print (columns);
  printf ("\npostern help COMMAND tells more.\n");
}

gboolean
pt_help_group (const char *name)
{
  gsize n;
  const PtCommand *commands = pt_commands (&n);
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  gboolean any = FALSE;
  for (gsize i = 0; i < n; i++) {
    if (!commands[i].sub || !g_str_equal (commands[i].name, name))
      continue;
    g_autofree char *title = pt_command_title (&commands[i]), *left = g_strconcat ("  ", title, NULL);
    pt_columns_add (columns, left, commands[i].summary, NULL);
    any = TRUE;
  }
  if (!any)
    return FALSE;
  printf ("postern %s ...\n\n", name);
  pt_columns_print (columns);
  printf ("\npostern help COMMAND tells more.\n");
  return TRUE;
}

gboolean
pt_cmd_help (PtCall *call, GError **error)
{
  const PtCommand *command = NULL;
  const char *words[] = { pt_call_word (call, 0), pt_call_word (call, 1), NULL };
  guint used;
  if (!words[0]) {
    pt_help_list (call->options.all);
    return TRUE;
  }
  if (!words[1] && pt_help_group (words[0]))
    return TRUE;
  if (!pt_command_find (words, &command, &used, error))
    return FALSE;
  pt_help_command (command);
  return TRUE;
}
