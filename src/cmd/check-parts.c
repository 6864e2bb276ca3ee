#include "cmd/check.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/print.h"
#include "config/setting-text.h"
#include "core/standing.h"
#include "gateway/drain.h"
#include "gateway/jobs.h"
#include "gateway/spool.h"
#include "send/smtp-probe.h"
#include "store/check.h"
#include "store/health.h"
#include "store/held.h"
#include "store/job.h"
#include "store/outbox.h"
#include "store/person.h"

enum { CONNECT_SECONDS = 5, LOCKED_MS = 2000, MOST_LISTED = 10000 };

/* Mail that waits longer than this in the spool is not being read. */
#define SPOOL_AGE (5 * PT_MINUTE)

/* Mail to people of ours that failed so long ago is no news. */
#define STAFF_MAIL_AGE (7 * PT_DAY)

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
    return "restore your copy of it, or correct the setting store; a first one is made by postern init";
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
  pt_check_say (check, bad ? PT_FINDING_WARNING : PT_FINDING_OK, "outbox",
                bad ? "look at postern outbox list, then postern outbox retry or drop" : NULL,
                "%" G_GUINT64_FORMAT " due, %" G_GUINT64_FORMAT " failed or unknown", counts[PT_OUTBOX_DUE], bad);
}

static void
check_jobs (PtCheck *check, PtStore *store)
{
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_store_job_failed (store, &jobs, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "jobs", store_advice (error), "%s", error->message);
    return;
  }
  for (guint i = 0; i < jobs->len; i++) {
    const PtJob *job = g_ptr_array_index (jobs, i);
    gboolean over = job->state == PT_JOB_GIVEN_UP;
    pt_check_say (check, PT_FINDING_WARNING, "jobs", over ? "do it again by hand" : "it is tried again by itself",
                  "%s #%" G_GINT64_FORMAT " %s, begun %u times: %s", pt_job_kind_name (job->kind), job->id,
                  over ? "is given up" : "has failed", job->attempts, job->last_error);
  }
}

/* Of mail to people of ours that fails nobody is mailed; this is where it is told (J4). */
static void
check_staff_mail (PtCheck *check, PtStore *store)
{
  const PtOutboxFilter filter = { .states = 1u << PT_OUTBOX_FAILED | 1u << PT_OUTBOX_BOUNCED, .limit = MOST_LISTED };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GHashTable) addresses = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  guint failed = 0;
  const char *last = NULL;
  if (!pt_store_outbox_list (store, &filter, &items, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "staff mail", store_advice (error), "%s", error->message);
    return;
  }
  for (guint i = 0; i < items->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (items, i);
    const PtNotification *notification = &item->notification;
    if (pt_notify_kind_is_outside (notification->kind) || item->created_at < check->call->now - STAFF_MAIL_AGE)
      continue;
    failed++;
    g_hash_table_add (addresses, notification->address);
    last = last ? last : notification->address;
  }
  if (failed)
    pt_check_say (check, PT_FINDING_WARNING, "staff mail",
                  "ask at that address; postern outbox list tells why, postern person address --deliverable tries it "
                  "again",
                  "%u mails to %u of our people failed in the last week, the latest to %s", failed,
                  g_hash_table_size (addresses), last);
}

/* Where an administrator cannot be mailed either, new tickets lie unseen (J21). */
static void
check_told (PtCheck *check, PtStore *store)
{
  const guint roles = pt_policy_staff_roles (check->config->policy) | 1u << PT_ROLE_OWNER;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GError) error = NULL;
  guint told = 0, agents = 0;
  if (!pt_store_person_list (store, PT_STORE_ANY_ROLE, G_MAXINT32, 0, &people, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "people", store_advice (error), "%s", error->message);
    return;
  }
  for (guint i = 0; i < people->len; i++) {
    const PtPerson *person = g_ptr_array_index (people, i);
    const gboolean active = person->state == PT_PERSON_ACTIVE && pt_person_is_reachable (person);
    told += active && roles >> person->role & 1;
    agents += active && (person->role == PT_ROLE_AGENT || person->role == PT_ROLE_SUPERVISOR);
  }
  if (told)
    pt_check_say (check, PT_FINDING_OK, "people", NULL, "%u may be told of new tickets", told);
  else if (agents)
    pt_check_say (check, PT_FINDING_WARNING, "people", "postern person add ADDRESS --role owner, or set notify_new",
                  "no owner and nobody whom notify_new names can be mailed: new tickets are told to the team of %u",
                  agents);
  else
    pt_check_say (check, PT_FINDING_WARNING, "people", "postern person add ADDRESS --role owner, or set notify_new",
                  "nobody is told of new tickets: no active person with a role that notify_new names, and no owner");
  if (told && agents && !(roles & (1u << PT_ROLE_AGENT | 1u << PT_ROLE_SUPERVISOR)))
    pt_check_say (check, PT_FINDING_NOTICE, "people", "set notify_new = team, if they shall hear of every new ticket",
                  "%u agents and supervisors are told of new tickets in their divisions only", agents);
}

/* Somebody whom held mail can be told to (J5). */
static gboolean
has_reader (const PtCheck *check, PtStore *store, gboolean *out_has, GError **error)
{
  static const PtRole roles[] = { PT_ROLE_OWNER, PT_ROLE_ADMIN, PT_ROLE_SUPERVISOR, PT_ROLE_AGENT };
  *out_has = FALSE;
  for (gsize r = 0; r < G_N_ELEMENTS (roles) && !*out_has; r++) {
    g_autoptr (GPtrArray) persons = NULL;
    if (!pt_store_person_list (store, roles[r], MOST_LISTED, 0, &persons, error))
      return FALSE;
    for (guint i = 0; i < persons->len; i++) {
      const PtPerson *person = g_ptr_array_index (persons, i);
      const PtPersonAddress *primary = pt_person_primary (person);
      *out_has |= pt_standing_sees_all (person) && primary && primary->state != PT_ADDRESS_UNDELIVERABLE
                  && !pt_policy_owns_address (check->config->policy, primary->key);
    }
  }
  return TRUE;
}

static void
check_held (PtCheck *check, PtStore *store)
{
  guint64 untold = 0;
  gboolean has = FALSE;
  g_autoptr (GError) error = NULL;
  PtTime before = check->call->now - 2 * check->config->policy->rules->held_digest - PT_DAY;
  if (!has_reader (check, store, &has, &error) || !pt_store_held_untold (store, before, &untold, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "held mail", store_advice (error), "%s", error->message);
    return;
  }
  if (!has)
    pt_check_say (check, PT_FINDING_WARNING, "held mail",
                  "postern person add somebody as agent or owner, or give one of them another address",
                  "there is nobody who can be told of held mail: it stays until somebody looks");
  if (untold)
    pt_check_say (check, PT_FINDING_WARNING, "held mail", "look at postern held list and postern outbox list",
                  "%" G_GUINT64_FORMAT " held mails of which nobody was told", untold);
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
      pt_check_say (check, PT_FINDING_ERROR, "store",
                    "run it as the user that postern runs as, or change owner or mode", "%s cannot be written: %s",
                    paths[i], g_strerror (errno));
}

static void
check_library (PtCheck *check)
{
  g_autofree char *name = pt_store_library_name ();
  if (pt_store_library_has_race ())
    pt_check_say (
      check, PT_FINDING_OK, "library", NULL,
      "%s; it needs care when two programs write at once (fixed in 3.51.3): Postern locks, so let no other program "
      "write into the store",
      name);
  else
    pt_check_say (check, PT_FINDING_OK, "library", NULL, "%s", name);
}

/* Before this process opens the store, see store/health.h. */
static void
check_lock (PtCheck *check)
{
  gint64 process = 0;
  if (pt_store_is_free (check->config->store, LOCKED_MS, &process))
    return;
  g_autofree char *who =
    process ? g_strdup_printf ("process %" G_GINT64_FORMAT, process) : g_strdup ("another process");
  pt_check_say (check, PT_FINDING_ERROR, "store", "end that process; it is none of Postern's if it lasts",
                "%s has held a transaction open for %d seconds: no mail is taken meanwhile, it waits in the spool",
                who, LOCKED_MS / 1000);
}

static gboolean
examine (PtCheck *check, PtStore *store, guint *out_version, GPtrArray **out_findings, GError **error)
{
  if (!pt_store_version (store, out_version, error))
    return FALSE;
  return check->call->options.full ? pt_store_check (store, out_findings, error)
                                   : pt_store_check_quick (store, out_findings, error);
}

/* A fault of a pack says itself what follows. */
static void
say_fault (PtCheck *check, const char *fault)
{
  gboolean pack = g_str_has_prefix (fault, "pack ");
  pt_check_say (check, PT_FINDING_ERROR, pack ? "raw" : "store",
                pack ? "restore the copy of store or pack that is newer; nothing is written into this pack any more"
                     : "stop postern serve, keep the file, and take the newest copy", "%s", fault);
}

void
pt_check_store (PtCheck *check)
{
  g_autoptr (PtStore) store = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  guint version = 0;
  check_library (check);
  check_writable (check);
  check_lock (check);
  if (!pt_store_open (check->config->store, check->config->raw, PT_STORE_READ_ONLY, &store, &error)
      || !examine (check, store, &version, &findings, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "store", store_advice (error), "%s", error->message);
    return;
  }
  for (guint i = 0; i < findings->len; i++)
    say_fault (check, g_ptr_array_index (findings, i));
  if (findings->len == 0)
    pt_check_say (check, PT_FINDING_OK, "store", NULL, "%s, version %u, pragmas as they have to be, %s",
                  check->config->store, version,
                  check->call->options.full ? "everything read, every invariant holds" : "quick check passed");
  check_outbox (check, store);
  check_staff_mail (check, store);
  check_jobs (check, store);
  check_told (check, store);
  check_held (check, store);
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
    pt_check_say (check, PT_FINDING_WARNING, "spool", "start postern serve, or postern run",
                  "%u waiting, the oldest since %s", names->len, text);
  else
    pt_check_say (check, PT_FINDING_OK, "spool", NULL, "%u waiting", names->len);
  if (poison)
    pt_check_say (check, PT_FINDING_WARNING, "spool",
                  "look at the files in poison/; moved to new/ they are tried again", "%u could not be read", poison);
}

/* --- templates --- */

void
pt_check_templates (PtCheck *check)
{
  g_autoptr (PtTemplates) templates = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_drain_templates (check->config, &templates, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "templates", "correct the template; see postern-templates(5)", "%s",
                  error->message);
    return;
  }
  g_autoptr (GPtrArray) unknown = pt_templates_findings (templates);
  for (guint i = 0; i < unknown->len; i++)
    pt_check_say (check, PT_FINDING_WARNING, "templates", "see postern-templates(5)", "%s",
                  (const char *) g_ptr_array_index (unknown, i));
  if (unknown->len == 0)
    pt_check_say (check, PT_FINDING_OK, "templates", NULL, "%s",
                  check->config->templates ? check->config->templates : "those installed");
}

/* --- sending --- */

typedef struct {
  PtFinding   finding;
  const char *follows, *advice;
} ProbeWords;

static const ProbeWords probe_words[] = {
  [PT_PROBE_GOOD] = { PT_FINDING_OK, "takes us", NULL },
  [PT_PROBE_AWAY] = { PT_FINDING_WARNING, "does not answer, and mail waits in the outbox",
                      "start it, or correct host and port in [smtp]" },
  [PT_PROBE_CERTIFICATE] = { PT_FINDING_ERROR, "has a certificate that is not trusted, and mail waits in the outbox",
                             "set host to the name in its certificate, and ca_file to who signed it" },
  [PT_PROBE_NO_TLS] = { PT_FINDING_ERROR, "does not begin TLS as tls demands, and mail waits in the outbox",
                        "correct tls and port in [smtp]: starttls is mostly 587, tls 465" },
  [PT_PROBE_LOGIN] = { PT_FINDING_ERROR, "does not take name and password, and mail waits in the outbox",
                       "correct user and password_file in [smtp]" },
  [PT_PROBE_REFUSED] = { PT_FINDING_ERROR, "does not want us, and mail waits in the outbox",
                         "do what it says; it has to accept mail of this machine" },
};

static void
check_server (PtCheck *check, const PtTransportOptions *options)
{
  PtProbe probe = PT_PROBE_GOOD;
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;
  pt_transport_init ();
  if (!pt_smtp_probe (options, CONNECT_SECONDS, &probe, &answer, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "transport", "correct [smtp]", "%s", error->message);
    return;
  }
  const ProbeWords *words = &probe_words[probe];
  gboolean good = probe == PT_PROBE_GOOD;
  pt_check_say (check, words->finding, "transport", words->advice, "%s:%u %s%s%s", options->host, options->port,
                words->follows, good ? "" : ": ", good ? "" : answer);
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
    check_server (check, options);
}
