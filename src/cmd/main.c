/* postern: finds the command, opens what it needs, prints errors once, and ends with the status of the error table.
 */
#include "cmd/command.h"
#include "cmd/owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/print.h"
#include "config.h"

static gboolean
open_settings (PtCall *call, GError **error)
{
  gboolean keys = !(call->command->needs & PT_NEEDS_NO_KEYS);
  return keys ? pt_config_open (call->file, &call->config, error) : pt_config_load (call->file, &call->config, error);
}

static gboolean
open_needs (PtCall *call, GError **error)
{
  guint needs = call->command->needs;
  gboolean was_root = FALSE;
  if ((needs & PT_NEEDS_SETTINGS)
      && (!pt_owner_become (call->file, &was_root, error) || !open_settings (call, error)))
    return FALSE;
  if (call->config)
    pt_log_init (call->config->log, PT_LOG_INFO);
  if (was_root && !pt_owner_trust_templates (call->config, error))
    return FALSE;
  if (!(needs & PT_NEEDS_STORE))
    return TRUE;
  PtStoreFlags flags = needs & PT_NEEDS_WRITING ? PT_STORE_MUST_EXIST : PT_STORE_READ_ONLY;
  if (!pt_gateway_open (call->config, flags, &call->gateway, error))
    return FALSE;
  call->store = pt_gateway_store (call->gateway);
  return TRUE;
}

static gboolean
dispatch (PtCall *call, int argc, char **argv, GError **error)
{
  gboolean help = FALSE;
  if (!pt_call_parse (call, argc, argv, &help, error))
    return FALSE;
  if (help) {
    pt_help_command (call->command);
    return TRUE;
  }
  if (call->options.file)
    call->file = call->options.file;
  call->now = pt_clock_now ();
  return open_needs (call, error) && call->command->run (call, error);
}

static int
finish (const char *title, int status, const GError *trouble)
{
  if (trouble) {
    g_autofree char *what = pt_text_to_terminal (trouble->message);
    fprintf (stderr, "postern: %s%s%s\n", title ? title : "", title ? ": " : "", what);
    status = pt_error_info (trouble)->exit_status;
  }
  if (fflush (stdout) != 0 || ferror (stdout)) {
    fprintf (stderr, "postern: output could not be written\n");
    status = status ? status : EXIT_FAILURE;
  }
  return status;
}

/* Everything before the command: -c FILE, --help, --version. */
static gboolean
take_general (int *argc, char ***argv, char **out_file, gboolean *out_help, gboolean *out_version, GError **error)
{
  GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, out_file, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, out_help, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, out_version, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) trouble = NULL;
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &trouble))
    return pt_error_set (error, PT_ERROR_USAGE, "%s", trouble->message);
  return TRUE;
}

/* "postern ticket --help": a word that is none of a command, and help is asked for. */
static gboolean
asks_for_group (int argc, char **argv)
{
  return argc == 3 && (g_str_equal (argv[2], "--help") || g_str_equal (argv[2], "-h")) && pt_help_group (argv[1]);
}

static int
run_command (const char *file, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  guint used = 0;
  PtCall call = { .file = file ? file : PT_CONFIG_FILE };
  if (asks_for_group (argc, argv))
    return finish (NULL, EXIT_SUCCESS, NULL);
  if (pt_command_find ((const char *const *) argv + 1, &call.command, &used, &error)) {
    title = pt_command_title (call.command);
    dispatch (&call, argc - (int) used, argv + used, &error);
  }
  int status = finish (title, call.status, error);
  pt_call_clear (&call);
  return status;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  gboolean help = FALSE, version = FALSE;
  g_set_prgname ("postern");
  pt_log_init (PT_LOG_TO_STDERR, PT_LOG_INFO);
  if (!take_general (&argc, &argv, &file, &help, &version, &error))
    return finish (NULL, EXIT_SUCCESS, error);
  if (version)
    printf ("postern %s\n", PACKAGE_VERSION);
  else if (help)
    pt_help_list (FALSE);
  else if (argc < 2)
    pt_error_set (&error, PT_ERROR_USAGE, "no command; postern help lists them");
  else
    return run_command (file, argc, argv);
  return finish (NULL, EXIT_SUCCESS, error);
}
