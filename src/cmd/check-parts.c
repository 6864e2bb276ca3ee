#include "cmd/check.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/print.h"
#include "config/setting-text.h"
#include "gateway/drain.h"
#include "gateway/spool.h"
#include "store/check.h"
#include "store/held.h"
#include "store/outbox.h"

enum { CONNECT_SECONDS = 3 };

/* Mail that waits longer than this in the spool is not being read. */
#define SPOOL_AGE (5 * PT_MINUTE)

/* --- store --- */

static const char *
store_advice (const GError *error)
{
  switch (error->code) {
  case PT_ERROR_BUSY:
    return "another program holds it: end that one, or try again";
  case PT_ERROR_SCHEMA:
    return "do what it says; if the file is damaged, stop postern serve and take the newest copy";
  case PT_ERROR_UNAVAILABLE:
    return "make it with postern init, or correct the setting store";
  default:
    return "look at the file, its folder and their owner";
  }
}

static void
check_outbox (PtCheck *check, PtStore *store)
{
  guint64 counts[PT_OUTBOX_N_STATES] = { 0 };
  g_autoptr (GError) error = NULL;
  if (!pt_store_outbox_count (store, counts, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "outbox", store_advice (error), "%s", error->message);
    return;
  }
  guint64 bad = counts[PT_OUTBOX_FAILED] + counts[PT_OUTBOX_UNKNOWN];
  pt_check_say (check, bad ? PT_FINDING_WARNING : PT_FINDING_OK, "outbox", bad ? "look at postern outbox list" : NULL,
                "%" G_GUINT64_FORMAT " due, %" G_GUINT64_FORMAT " failed or unknown", counts[PT_OUTBOX_DUE], bad);
}

/* It is opened for reading only, so that nothing is changed by a check; others have to write. */
static void
check_writable (PtCheck *check)
{
  const char *colon = strchr (check->config->store, ':');
  const char *file = colon ? colon + 1 : check->config->store;
  g_autofree char *folder = g_path_get_dirname (file);
  const char *paths[] = { folder, file };
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (access (paths[i], W_OK) != 0 && errno != ENOENT)
      pt_check_say (check, PT_FINDING_ERROR, "store", "run it as the user that postern runs as, or change owner or mode",
                    "%s cannot be written: %s", paths[i], g_strerror (errno));
}

static gboolean
examine (PtCheck *check, PtStore *store, GPtrArray **out_findings, GError **error)
{
  return check->call->options.full ? pt_store_check (store, out_findings, error)
                                   : pt_store_check_quick (store, out_findings, error);
}

void
pt_check_store (PtCheck *check)
{
  g_autoptr (PtStore) store = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  guint version = 0;
  check_writable (check);
  if (!pt_store_open (check->config->store, check->config->raw, PT_STORE_READ_ONLY, &store, &error)
      || !pt_store_version (store, &version, &error) || !examine (check, store, &findings, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "store", store_advice (error), "%s", error->message);
    return;
  }
  for (guint i = 0; i < findings->len; i++)
    pt_check_say (check, PT_FINDING_ERROR, "store", "stop postern serve, keep the file, and take the newest copy", "%s",
                  (const char *) g_ptr_array_index (findings, i));
  if (findings->len == 0)
    pt_check_say (check, PT_FINDING_OK, "store", NULL, "%s, version %u, %s", check->config->store, version,
                  check->call->options.full ? "everything read, every invariant holds" : "quick check passed");
  check_outbox (check, store);
}

/* --- spool --- */

static PtTime
age_of (const PtCheck *check, const char *name)
{
  struct stat info;
  g_autofree char *path = g_build_filename (check->config->spool, "new", name, NULL);
  return stat (path, &info) == 0 ? check->call->now - (PtTime) info.st_mtime * PT_SECOND : 0;
}

static guint
count_poison (const PtCheck *check)
{
  g_autofree char *path = g_build_filename (check->config->spool, "poison", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;
  while (folder && g_dir_read_name (folder))
    n++;
  return n;
}

void
pt_check_spool (PtCheck *check)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;
  guint poison = count_poison (check);
  if (!pt_spool_list (check->config->spool, 0, &names, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "spool", "run postern init again", "%s", error->message);
    return;
  }
  PtTime age = names->len ? MAX (age_of (check, g_ptr_array_index (names, 0)), 0) : 0;
  g_autofree char *text = pt_duration_to_text (age);
  if (age > SPOOL_AGE)
    pt_check_say (check, PT_FINDING_WARNING, "spool", "start postern serve, or postern run", "%u waiting, the oldest since %s",
                  names->len, text);
  else
    pt_check_say (check, PT_FINDING_OK, "spool", NULL, "%u waiting", names->len);
  if (poison)
    pt_check_say (check, PT_FINDING_WARNING, "spool", "look at the files in poison/; moved to new/ they are tried again",
                  "%u could not be read", poison);
}

/* --- templates --- */

void
pt_check_templates (PtCheck *check)
{
  g_autoptr (PtTemplates) templates = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_drain_templates (check->config, &templates, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "templates", "correct the template; see postern-templates(5)", "%s", error->message);
    return;
  }
  g_autoptr (GPtrArray) unknown = pt_templates_unknown (templates);
  for (guint i = 0; i < unknown->len; i++)
    pt_check_say (check, PT_FINDING_ERROR, "templates", "postern-templates(5) lists the fields", "%s",
                  (const char *) g_ptr_array_index (unknown, i));
  if (unknown->len == 0)
    pt_check_say (check, PT_FINDING_OK, "templates", NULL, "%s",
                  check->config->templates ? check->config->templates : "those installed");
}

/* --- sending --- */

static void
check_server (PtCheck *check, const PtSmtpSettings *smtp)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_socket_client_set_timeout (client, CONNECT_SECONDS);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_host (client, smtp->host, (guint16) smtp->port, NULL, &error);
  if (connection)
    pt_check_say (check, PT_FINDING_OK, "transport", NULL, "%s:%u takes connections", smtp->host, smtp->port);
  else
    pt_check_say (check, PT_FINDING_WARNING, "transport", "mail waits in the outbox until it does", "%s:%u does not answer: %s",
                  smtp->host, smtp->port, error->message);
}

void
pt_check_transport (PtCheck *check)
{
  const PtSmtpSettings *smtp = &check->config->smtp;
  g_autoptr (PtTransportOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_drain_transport_options (check->config, &options, &error))
    pt_check_say (check, PT_FINDING_ERROR, "transport", "correct the password file", "%s", error->message);
  else if (g_str_equal (smtp->kind, "maildir"))
    pt_check_say (check, PT_FINDING_WARNING, "transport", "set transport = smtp when people shall get it",
                  "nothing is sent: mail is filed in %s", smtp->path);
  else
    check_server (check, smtp);
}
