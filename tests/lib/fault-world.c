#include "tests/lib/fault-world.h"

#include "base/fault.h"
#include "base/log.h"
#include "config/keyfile.h"
#include "gateway/run.h"
#include "gateway/spool.h"
#include "store/check.h"
#include "store/driver-fault.h"
#include "store/store-handle.h"
#include "store/person.h"
#include "store/raw.h"
#include "tests/lib/folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGES 3

struct PtFaultWorld {
  char     *dir;
  char     *db;
  char     *uri;  /* sqlite:FILE */
  char     *mail;
  PtConfig *config;
  char     *raw[MESSAGES];
  char     *rows; /* after an undisturbed run */
  guint     outbox;
};

#define MUST(call) \
  G_STMT_START { \
    g_autoptr (GError) error_ = NULL; \
    GError **error = &error_; \
    if (!(call)) \
      g_error ("%s: %s", #call, error_ ? error_->message : "?"); \
  } G_STMT_END

/* --- files --- */

static void
copy_all (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  if (!dir) {
    g_autofree char *data = NULL;
    gsize length = 0;
    MUST (g_file_get_contents (from, &data, &length, error));
    MUST (g_file_set_contents_full (to, data, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, error));
    return;
  }
  g_mkdir (to, 0700);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir)) {
    g_autofree char *inner = g_build_filename (from, name, NULL), *other = g_build_filename (to, name, NULL);
    copy_all (inner, other);
  }
}

static guint
count_files (const char *dir, const char *folder)
{
  g_autofree char *path = g_build_filename (dir, folder, NULL);
  g_autoptr (GDir) open = g_dir_open (path, 0, NULL);
  guint n = 0;
  while (open && g_dir_read_name (open))
    n++;
  return n;
}

/* --- the database, from outside --- */

static int
append_row (void *data, int n, char **values, char **names)
{
  (void) names;
  for (int i = 0; i < n; i++)
    g_string_append_printf (data, "%s%s", values[i] ? values[i] : "-", i + 1 < n ? " " : "\n");
  return 0;
}

static char *
query (PtFaultWorld *world, const char *sql)
{
  g_autoptr (GString) out = g_string_new (NULL);
  sqlite3 *db = NULL;
  char *why = NULL;
  if (sqlite3_open (world->db, &db) != SQLITE_OK || sqlite3_exec (db, sql, append_row, out, &why) != SQLITE_OK)
    g_error ("%s: %s", sql, why ? why : "cannot be opened");
  sqlite3_close (db);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
pt_fault_world_execute (PtFaultWorld *world, const char *sql)
{
  g_free (query (world, sql));
}

/* Everything but times, states of sending and counts of duplicates. */
static char *
dump (PtFaultWorld *world)
{
  return query (
    world,
    "SELECT 'ticket', id, mailbox, subject, status, requester, public_comments, private_comments FROM ticket;"
    "SELECT 'comment', id, ticket, author, message, is_private, author_address, visible_to, visible_cc, length(text) "
    "FROM comment;"
    "SELECT 'message', id, message_id, raw_size, verdict, rule_row, ticket, comment, author, hex(digest) "
    "FROM message;"
    "SELECT 'raw', message, size, pack, start, length(body) FROM raw; SELECT 'pack', name, bytes FROM pack;"
    "SELECT 'part', message, nth, type, size, raw_start, raw_length FROM part;"
    "SELECT 'person', p.id, role, a.key, is_primary FROM person p JOIN person_address a ON a.person = p.id;"
    "SELECT 'relation', ticket, relation, person FROM ticket_person;"
    "SELECT 'event', id, ticket, actor, about, kind, detail FROM event;"
    "SELECT 'known', id, ticket FROM known_id ORDER BY id;"
    "SELECT 'outbox', id, kind, ticket, comment, event, person, address FROM outbox;"
    "SELECT 'counter', person, ticket, message, comment, event, outbox FROM counter;");
}

/* --- making it --- */

static PtConfig *
make_config (const char *dir)
{
  PtConfig *config = NULL;
  g_autofree char *keys = g_build_filename (dir, "keys", NULL);
  g_autofree char *text = g_strdup_printf ("[postern]\nstate = %s/state\nkey_file = %s\n[mailbox support]\n"
                                           "address = support@example.com\n[smtp]\ntransport = maildir\n"
                                           "path = %s/state/mail\n[rules]\nreply_delay = 0s\nnotify_new = owner\n",
                                           dir, keys, dir);
  g_autofree char *file = g_build_filename (dir, "postern.conf", NULL);
  gboolean made;
  MUST (pt_keyfile_create (keys, g_get_real_time (), &made, error));
  MUST (g_file_set_contents (file, text, -1, error));
  MUST (pt_config_open (file, &config, error));
  return config;
}

static void
make_messages (PtFaultWorld *world)
{
  g_autoptr (GString) file = g_string_new (NULL);
  for (guint i = 0; i < 2000; i++)
    g_string_append (file, "VGhpcyBsaW5lIGlzIG9uZSBvZiBtYW55IGluIGEgZmlsZSBvZiBzb21lIHNpemUu\n");
  world->raw[0] = g_strdup ("From: Carl <carl@example.org>\nTo: support@example.com\nSubject: Printer\n"
                            "Message-ID: <one@mail.example.org>\nDate: Thu, 01 Jan 2026 10:00:00 +0000\n\n"
                            "The printer on the second floor is on fire.\n");
  world->raw[1] = g_strdup ("From: Carl <carl@example.org>\nTo: support@example.com\nCc: Dora <dora@example.net>\n"
                            "Subject: Re: Printer\nMessage-ID: <two@mail.example.org>\n"
                            "In-Reply-To: <one@mail.example.org>\nDate: Thu, 01 Jan 2026 10:05:00 +0000\n\n"
                            "Dora has seen it too.\n");
  world->raw[2] = g_strdup_printf ("From: Erik <erik@example.net>\nTo: support@example.com\nSubject: Large file\n"
                                   "Message-ID: <three@mail.example.net>\nDate: Thu, 01 Jan 2026 10:10:00 +0000\n"
                                   "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                                   "Content-Type: text/plain\n\nPlease read this.\n--b\n"
                                   "Content-Type: application/octet-stream; name=data.bin\n"
                                   "Content-Disposition: attachment; filename=data.bin\n"
                                   "Content-Transfer-Encoding: base64\n\n%s--b--\n", file->str);
}

static void
fill_spool (PtFaultWorld *world)
{
  MUST (pt_spool_make (world->config->spool, error));
  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *path = g_strdup_printf ("%s/new/%u", world->config->spool, 100 + i);
    g_autofree char *text = g_strdup_printf ("X-Postern-Spool: 1\nReturn-Path: <%s>\n"
                                             "Delivered-To: support@example.com\n"
                                             "Received-At: %" G_GINT64_FORMAT "\n\n%s",
                                             i == 2 ? "erik@example.net" : "carl@example.org",
                                             g_get_real_time () + i, world->raw[i]);
    MUST (g_file_set_contents (path, text, -1, error));
  }
  /* a reader has died with the last one */
  static const char last[] = "102";
  g_autofree char *mark = g_build_filename (world->config->spool, "begun", NULL);
  MUST (g_file_set_contents (mark, last, sizeof last, error));
}

static void
add_owner (PtFaultWorld *world)
{
  g_autoptr (PtStore) store = NULL;
  g_autoptr (PtPerson) owner = pt_person_new (0, "Olga", PT_ROLE_OWNER);
  pt_person_add_address (owner, "olga@example.com");
  MUST (pt_store_open (world->uri, world->config->raw, PT_STORE_CREATE, &store, error));
  MUST (pt_store_begin (store, error));
  MUST (pt_store_person_add (store, world->config->policy, owner, g_get_real_time (), &owner->id, error));
  MUST (pt_store_commit (store, error));
}

static char *
moment (const PtFaultWorld *world, PtFaultPath path)
{
  return g_build_filename (world->dir, path == FAULT_ACCEPT ? "at-accept" : "at-drain", NULL);
}

static void
keep_moment (PtFaultWorld *world, PtFaultPath path)
{
  g_autofree char *kept = moment (world, path);
  copy_all (world->config->state, kept);
}

/* In memory, where a sync costs nothing: a process that is killed does not take the memory of the system with it. */
static char *
make_dir (void)
{
  const char *parent = g_access ("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();
  char *dir = g_build_filename (parent, "postern-faults-XXXXXX", NULL);
  if (!g_mkdtemp (dir))
    g_error ("%s: %s", dir, g_strerror (errno));
  return dir;
}

PtFaultWorld *
pt_fault_world_new (void)
{
  PtFaultWorld *world = g_new0 (PtFaultWorld, 1);
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *templates = g_build_filename (top ? top : ".", "templates", NULL);
  g_setenv ("POSTERN_TEMPLATES", templates, TRUE);
  pt_log_init (PT_LOG_TO_NOTHING, PT_LOG_ERROR);
  world->dir = make_dir ();
  world->config = make_config (world->dir);
  world->uri = g_strdup (world->config->store);
  world->db = g_strdup (world->uri + strlen ("sqlite:"));
  world->mail = g_build_filename (world->config->state, "mail", NULL);
  g_mkdir (world->config->state, 0700);
  g_mkdir (world->mail, 0700);
  make_messages (world);
  add_owner (world);
  fill_spool (world);
  keep_moment (world, FAULT_ACCEPT);
  if (!pt_fault_world_run (world, FAULT_ACCEPT, NULL, NULL))
    g_error ("three messages cannot be taken");
  keep_moment (world, FAULT_DRAIN);
  g_autofree char *outbox = query (world, "SELECT count(*) FROM outbox");
  world->outbox = (guint) g_ascii_strtoull (outbox, NULL, 10);
  world->rows = dump (world);
  return world;
}

void
pt_fault_world_free (PtFaultWorld *world)
{
  pt_folder_remove (world->dir);
  for (guint i = 0; i < MESSAGES; i++)
    g_free (world->raw[i]);
  pt_config_free (world->config);
  g_free (world->dir);
  g_free (world->db);
  g_free (world->uri);
  g_free (world->mail);
  g_free (world->rows);
  g_free (world);
}

void
pt_fault_world_reset (PtFaultWorld *world, PtFaultPath path)
{
  g_autofree char *kept = moment (world, path);
  pt_folder_remove (world->config->state);
  copy_all (kept, world->config->state);
}

/* --- running it --- */

gboolean
pt_fault_world_run (PtFaultWorld *world, PtFaultPath path, const char *prefix, const char **out_kind)
{
  g_autoptr (PtEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  const char *kind = NULL;
  g_free (world->config->store);
  world->config->store = g_strconcat (prefix ? prefix : "", world->uri, NULL);
  gboolean good = pt_run_open (world->config, &engine, &error);
  if (!good)
    kind = "opening";
  good = good && pt_run (engine, path == FAULT_DRAIN, &error);
  if (engine && prefix)
    kind = pt_sql_fault_stats (pt_gateway_store (engine->gateway)->db).kind;
  if (out_kind)
    *out_kind = kind;
  return good;
}

gboolean
pt_fault_world_run_killed (PtFaultWorld *world, PtFaultPath path, const char *prefix, const char *plan)
{
  pid_t pid = fork ();
  if (pid < 0)
    g_error ("fork: %s", g_strerror (errno));
  if (pid == 0) {
#ifdef PT_TESTING
    pt_fault_plan (plan);
#endif
    pt_fault_world_run (world, path, prefix, NULL);
    _exit (0);
  }
  int status = 0;
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    continue;
  if (!WIFSIGNALED (status) && WEXITSTATUS (status) != 0)
    g_error ("the child ended with %d", status);
  return WIFSIGNALED (status);
}

/* --- looking at it --- */

static void
count_ids_in (const char *folder, GHashTable *ids)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *file = g_build_filename (folder, name, NULL), *text = NULL;
    MUST (g_file_get_contents (file, &text, NULL, error));
    const char *id = strstr (text, "\nMessage-ID: ");
    if (!id)
      g_error ("a mail without Message-ID: %s", file);
    char *key = g_strndup (id + strlen ("\nMessage-ID: "), strcspn (id + 1, "\n") - strlen ("Message-ID: "));
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (ids, key));
    g_hash_table_replace (ids, key, GUINT_TO_POINTER (n + 1));
  }
}

/* How often each Message-ID was delivered. */
static GHashTable *
count_ids (PtFaultWorld *world)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open (world->mail, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *folder = g_build_filename (world->mail, name, "new", NULL);
    count_ids_in (folder, ids);
  }
  return ids;
}

static GHashTable *
sent_ids (PtFaultWorld *world)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = query (world, "SELECT message_id FROM outbox WHERE state = 2");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line; line++)
    if (**line)
      g_hash_table_add (ids, **line == '<' ? g_strdup (*line) : g_strdup_printf ("<%s>", *line));
  return ids;
}

GHashTable *
pt_fault_world_window (PtFaultWorld *world)
{
  GHashTable *there = count_ids (world);
  g_autoptr (GHashTable) settled = sent_ids (world);
  GHashTableIter at;
  gpointer id;
  g_hash_table_iter_init (&at, there);
  while (g_hash_table_iter_next (&at, &id, NULL))
    if (g_hash_table_contains (settled, id))
      g_hash_table_iter_remove (&at);
  return there;
}

guint
pt_fault_world_wait (PtFaultWorld *world)
{
  g_autofree char *due = query (world, "SELECT coalesce (max (due_at), 0) FROM outbox WHERE state = 0");
  gint64 wait = g_ascii_strtoll (due, NULL, 10) - g_get_real_time ();
  return (guint) (MAX (wait, 0) / G_USEC_PER_SEC);
}

void
pt_fault_world_hurry (PtFaultWorld *world)
{
  pt_fault_world_execute (world, "UPDATE outbox SET due_at = 1 WHERE state = 0");
}

static char *
look_at_mail (PtFaultWorld *world, GHashTable *window, guint *out_doubled)
{
  g_autoptr (GHashTable) there = count_ids (world);
  g_autoptr (GHashTable) settled = sent_ids (world);
  GHashTableIter at;
  gpointer id, n;
  if (g_hash_table_size (settled) != world->outbox)
    return g_strdup_printf ("lost: %u of %u notifications are sent", g_hash_table_size (settled), world->outbox);
  g_hash_table_iter_init (&at, settled);
  while (g_hash_table_iter_next (&at, &id, NULL))
    if (!g_hash_table_contains (there, id))
      return g_strdup_printf ("lost: notification %s counts as sent and is not there", (char *) id);
  g_hash_table_iter_init (&at, there);
  while (g_hash_table_iter_next (&at, &id, &n)) {
    if (!g_hash_table_contains (settled, id))
      return g_strdup_printf ("half: mail %s was sent for nothing", (char *) id);
    *out_doubled += GPOINTER_TO_UINT (n) - 1;
    if (GPOINTER_TO_UINT (n) > 1 && window && !g_hash_table_contains (window, id))
      return g_strdup_printf ("twice: notification %s was sent again although it was settled", (char *) id);
  }
  return NULL;
}

static char *
look_at_raw (PtFaultWorld *world, PtStore *store)
{
  g_autofree char *text = query (world, "SELECT id FROM message ORDER BY received_at");
  g_auto (GStrv) ids = g_strsplit (text, "\n", -1);
  if (g_strv_length (ids) != MESSAGES + 1)
    return g_strdup_printf ("lost: %u messages are stored", g_strv_length (ids) - 1);
  for (guint i = 0; i < MESSAGES; i++) {
    g_autoptr (GBytes) raw = NULL;
    g_autoptr (GError) error = NULL;
    if (!pt_store_raw (store, g_ascii_strtoll (ids[i], NULL, 10), &raw, &error))
      return g_strdup_printf ("lost: %s", error->message);
    if (g_bytes_get_size (raw) != strlen (world->raw[i])
        || memcmp (g_bytes_get_data (raw, NULL), world->raw[i], strlen (world->raw[i])) != 0)
      return g_strdup_printf ("lost: the bytes of message %s are not those that came", ids[i]);
  }
  return NULL;
}

static char *
look_at_rows (PtFaultWorld *world)
{
  g_autofree char *comments = query (world, "SELECT count(*), count(DISTINCT message) FROM comment");
  g_autofree char *twice = query (world, "SELECT min(id) FROM outbox GROUP BY kind, ticket, comment, event, person "
                                         "HAVING count(*) > 1");
  if (!g_str_equal (comments, "3 3\n"))
    return g_strdup_printf ("half: comments, and messages that they are of: %s", comments);
  return *twice ? g_strdup_printf ("twice: a notification is promised as row %s", twice) : NULL;
}

static char *
look_at_store (PtFaultWorld *world)
{
  g_autoptr (PtStore) store = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_store_open (world->uri, world->config->raw, PT_STORE_MUST_EXIST, &store, &error)
      || !pt_store_check (store, &findings, &error))
    return g_strdup_printf ("half: %s", error->message);
  if (findings->len)
    return g_strdup_printf ("half: %s", (char *) g_ptr_array_index (findings, 0));
  return look_at_raw (world, store);
}

char *
pt_fault_world_look (PtFaultWorld *world, PtFaultPath path, gboolean exactly, GHashTable *window, guint *out_doubled)
{
  static const char *const folders[] = { "new", "tmp", "poison" };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    if (count_files (world->config->spool, folders[i]))
      return g_strdup_printf ("lost: %u files are left in %s of the spool",
                              count_files (world->config->spool, folders[i]), folders[i]);
  char *wrong = look_at_store (world);
  if (!wrong)
    wrong = look_at_rows (world);
  if (!wrong && path == FAULT_DRAIN)
    wrong = look_at_mail (world, window, out_doubled);
  if (wrong || !exactly)
    return wrong;
  g_autofree char *rows = dump (world);
  if (g_str_equal (rows, world->rows))
    return NULL;
  return g_strdup_printf ("half: the rows are not those of an undisturbed run:\n%s", rows);
}
