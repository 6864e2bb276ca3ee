/* `postern check`: one line for each thing that was looked at.  It opens everything itself, so that it can say what is wrong with
 * what other commands take for granted. */
#include "cmd/check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "config/keyfile.h"

void
pt_check_say (PtCheck *check, PtFinding finding, const char *what, const char *advice, const char *format, ...)
{
  static const char *const words[] = { "ok", "warning", "error" };
  va_list args;
  va_start (args, format);
  g_autofree char *detail = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = g_strdup_printf ("%-7s  %-12s  %s%s%s", words[finding], what, detail, advice ? " -> " : "",
                                           advice ? advice : "");
  g_autofree char *safe = pt_text_to_terminal (line);
  printf ("%s\n", g_strdelimit (safe, "\n", ' '));
  fflush (stdout);
  check->errors += finding == PT_FINDING_ERROR;
  check->warnings += finding == PT_FINDING_WARNING;
}

/* --- settings --- */

static void
check_settings (PtCheck *check)
{
  g_autoptr (GError) error = NULL;
  if (!pt_config_load (check->call->file, &check->config, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "settings", "correct the file, or make one with postern init", "%s", error->message);
    return;
  }
  pt_check_say (check, PT_FINDING_OK, "settings", NULL, "%s, %u mailbox(es)", check->config->file,
                check->config->policy->mailboxes->len);
}

static void
check_keys (PtCheck *check)
{
  g_autoptr (GError) error = NULL;
  if (pt_keyfile_load (check->config->key_file, check->config->policy, &error))
    pt_check_say (check, PT_FINDING_OK, "keys", NULL, "%s, %u key(s)", check->config->key_file, check->config->policy->keys->len);
  else
    pt_check_say (check, PT_FINDING_ERROR, "keys", "put the file back, or give it mode 0600 and the right owner", "%s",
                  error->message);
}

static void
check_authserv (PtCheck *check)
{
  const PtPolicy *policy = check->config->policy;
  if (policy->authserv_id)
    pt_check_say (check, PT_FINDING_OK, "sender", NULL, "results of %s are trusted", policy->authserv_id);
  else
    pt_check_say (check, PT_FINDING_WARNING, "sender", "set authserv_id to what the MTA writes into Authentication-Results",
                  "nobody vouches for senders: mail of agents is only trusted with their own token");
}

/* --- folders --- */

static void
check_folder (PtCheck *check, const char *path, mode_t forbidden)
{
  struct stat info;
  if (stat (path, &info) != 0)
    pt_check_say (check, PT_FINDING_ERROR, "folder", "run postern init again", "%s: %s", path, g_strerror (errno));
  else if (!S_ISDIR (info.st_mode))
    pt_check_say (check, PT_FINDING_ERROR, "folder", "move it away and run postern init again", "%s is no folder", path);
  else if (access (path, R_OK | W_OK | X_OK) != 0)
    pt_check_say (check, PT_FINDING_ERROR, "folder", "run it as the user that postern runs as, or change the owner",
                  "%s cannot be written by this user", path);
  else if (info.st_mode & forbidden)
    pt_check_say (check, PT_FINDING_WARNING, "folder", "take the rights of others away with chmod o-rwx",
                  "%s has mode %04o: others can look at mail", path, (guint) info.st_mode & 07777);
  else
    pt_check_say (check, PT_FINDING_OK, "folder", NULL, "%s, mode %04o", path, (guint) info.st_mode & 07777);
}

static void
check_folders (PtCheck *check)
{
  static const char *const parts[] = { "tmp", "new", "poison" };
  const PtConfig *config = check->config;
  check_folder (check, config->state, S_IRWXO);
  check_folder (check, config->raw, S_IRWXO);
  check_folder (check, config->spool, S_IRWXO);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (config->spool, parts[i], NULL);
    check_folder (check, path, S_IRWXO);
  }
  if (config->smtp.path)
    check_folder (check, config->smtp.path, S_IRWXO);
}

/* --- the programs --- */

static char *
find_deliver (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : g_strdup (PT_BINDIR);
  const char *folders[] = { folder, PT_BINDIR };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (folders[i], "postern-deliver", NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_find_program_in_path ("postern-deliver");
}

static void
check_deliver (PtCheck *check)
{
  g_autofree char *path = find_deliver ();
  if (path)
    pt_check_say (check, PT_FINDING_OK, "program", NULL, "%s", path);
  else
    pt_check_say (check, PT_FINDING_ERROR, "program", "install it: the MTA hands mail to it",
                  "postern-deliver is neither beside postern nor in PATH");
}

typedef void (*CheckFunc) (PtCheck *check);

/* Each of them needs the settings. */
static const CheckFunc checks[] = {
  check_keys,    check_authserv,     check_folders,   check_deliver,
  pt_check_store, pt_check_spool, pt_check_templates, pt_check_transport,
};

gboolean
pt_cmd_check (PtCall *call, GError **error)
{
  PtCheck check = { .call = call };
  (void) error;
  check_settings (&check);
  for (gsize i = 0; check.config && i < G_N_ELEMENTS (checks); i++)
    checks[i](&check);
  printf ("%u error(s), %u warning(s)\n", check.errors, check.warnings);
  call->config = check.config;
  call->status = check.errors ? EXIT_FAILURE : EXIT_SUCCESS;
  return TRUE;
}
