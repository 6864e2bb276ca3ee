#include "tests/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/digest.h"

void
bench_die (const char *what, const GError *error)
{
  fprintf (stderr, "bench: %s: %s\n", what, error ? error->message : "");
  exit (EXIT_FAILURE);
}

/* --- mail --- */

PtIncoming *
bench_mail (Bench *bench, const char *from, const char *reference, const char *cc)
{
  guint64 nth = ++bench->mails;
  g_autoptr (GString) text = g_string_new ("Authentication-Results: mx.example.com; dmarc=pass header.from=");
  g_string_append_printf (text, "%s\nReceived: from mail.example.org by mx.example.com\nFrom: Somebody <%s>\n"
                          "To: " DESK "\nSubject: The matter\nMessage-ID: <mail.%" PRIu64 "@mail.example.org>\n",
                          strchr (from, '@') + 1, from, nth);
  if (reference)
    g_string_append_printf (text, "In-Reply-To: <%s>\nReferences: <%s>\n", reference, reference);
  if (cc)
    g_string_append_printf (text, "Cc: %s\n", cc);
  g_string_append_printf (text, "\nThis is mail number %" PRIu64 ".\n", nth);
  for (guint i = 0; i < 20; i++)
    g_string_append (text, "A line of text of quite a usual length, as found in most of the mail.\n");
  g_autoptr (GBytes) raw = g_bytes_new (text->str, text->len);
  PtEnvelope *envelope = pt_envelope_new (PT_ENTRANCE_LMTP, from, pt_clock_now ());
  pt_envelope_add_recipient (envelope, DESK);
  return pt_incoming_new (envelope, pt_gateway_read (bench->gateway, raw, envelope), raw);
}

Cost
bench_cost_now (void)
{
  struct timespec time;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (Cost) { (double) g_get_monotonic_time (), (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3 };
}

Cost
bench_cost_since (Cost begun)
{
  Cost now = bench_cost_now ();
  return (Cost) { now.clock - begun.clock, now.processor - begun.processor };
}

Cost
bench_accept (Bench *bench, PtIncoming *incoming, PtVerdict wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_ptr_array_add (batch, incoming);
  Cost begun = bench_cost_now ();
  if (!pt_gateway_accept (bench->gateway, batch, &error) || incoming->error)
    bench_die ("a mail is not taken", error ? error : incoming->error);
  Cost used = bench_cost_since (begun);
  if (incoming->outcome.verdict != wanted) {
    fprintf (stderr, "bench: verdict %d, cause %d where verdict %d was due\n", incoming->outcome.verdict,
             incoming->outcome.cause, wanted);
    exit (EXIT_FAILURE);
  }
  pt_incoming_free (incoming);
  return used;
}

int
bench_compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* --- filling --- */

/* For each number i a copy of the rows FROM of a table, with other values in some columns. */
typedef struct {
  const char *table;
  const char *from;
  const char *columns[10][2];
} Filling;

#define KEY "'c' || i || '@d' || (i % 5000) || '.example.net'"
#define MONTH "86400000000 * 30"

static const Filling fillings[] = {
  { "person", "id = 2", { { "id", "i" } } },
  { "person_address", "person = 2", { { "id", "i" }, { "person", "i" }, { "key", KEY }, { "address", KEY } } },
  { "ticket", "id = 1", { { "id", "i" }, { "requester", "i" } } },
  { "message", "id = 1",
    { { "id", "i" }, { "received_at", "received_at - " MONTH }, { "digest_key", "random ()" },
      { "digest", "randomblob (32)" }, { "ticket", "i" }, { "comment", "i" }, { "author", "i" },
      { "sender", "hash64 (" KEY ")" }, { "message_id", "'k' || i || '@mail.example.org'" } } },
  { "raw", "message = 1", { { "message", "i" } } },
  { "part", "message = 1", { { "message", "i" } } },
  { "comment", "id = 1",
    { { "id", "i" }, { "ticket", "i" }, { "author", "i" }, { "message", "i" }, { "visible_to", "i" } } },
  { "event", "ticket = 1", { { "id", "NULL" }, { "ticket", "i" }, { "actor", "i" } } },
  { "outbox", "ticket = 1 AND event IS NULL",
    { { "id", "NULL" }, { "ticket", "i" }, { "comment", "i" }, { "person", "CASE person WHEN 1 THEN 1 ELSE i END" },
      { "state", "2" }, { "created_at", "created_at - " MONTH }, { "settled_at", "created_at" },
      { "message_id", "'out.' || id || '.' || i || '@example.com'" },
      { "address_hash", "CASE kind WHEN 0 THEN random () END" },
      { "domain_hash", "CASE kind WHEN 0 THEN random () END" } } },
};

#define NUMBERS "WITH RECURSIVE n (i) AS (SELECT %u UNION ALL SELECT i + 1 FROM n WHERE i < %u) "

static const char known_ids[] =
  NUMBERS "INSERT INTO known_id (hash, nth, ticket, origin, seen_at, id) SELECT hash64 (x), 0, i, o,"
  " strftime ('%%s', 'now') * 1000000, x FROM (SELECT i, 1 AS o, 'k' || i || '@mail.example.org' AS x FROM n"
  " UNION ALL SELECT i, 0, 'receipt.' || i || '@example.com' FROM n)";

static const char counting[] =
  "UPDATE counter SET person = max (person, (SELECT max (id) FROM person)), ticket = (SELECT max (id) FROM ticket),"
  " message = (SELECT max (id) FROM message), comment = (SELECT max (id) FROM comment), event = (SELECT max (id)"
  " FROM event), outbox = (SELECT max (id) FROM outbox)";

static void
sql_hash (sqlite3_context *context, int n, sqlite3_value **values)
{
  (void) n;
  sqlite3_result_int64 (context, pt_hash64 ((const char *) sqlite3_value_text (values[0])));
}

static void
run_sql (sqlite3 *db, const char *sql)
{
  char *trouble = NULL;
  if (sqlite3_exec (db, sql, NULL, NULL, &trouble) == SQLITE_OK)
    return;
  fprintf (stderr, "bench: %s: %s\n", sql, trouble);
  exit (EXIT_FAILURE);
}

static const char *
value_of (const Filling *filling, const char *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (filling->columns) && filling->columns[i][0]; i++)
    if (strcmp (filling->columns[i][0], column) == 0)
      return filling->columns[i][1];
  return column;
}

/* The columns are asked for, so that a table may get others. */
static char *
copying (sqlite3 *db, const Filling *filling, guint first, guint last)
{
  g_autoptr (GString) names = g_string_new (NULL), values = g_string_new (NULL);
  g_autofree char *question = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", filling->table);
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2 (db, question, -1, &statement, NULL) != SQLITE_OK)
    bench_die (sqlite3_errmsg (db), NULL);
  while (sqlite3_step (statement) == SQLITE_ROW) {
    const char *name = (const char *) sqlite3_column_text (statement, 0);
    g_string_append_printf (names, "%s%s", names->len ? ", " : "", name);
    g_string_append_printf (values, "%s%s", values->len ? ", " : "", value_of (filling, name));
  }
  sqlite3_finalize (statement);
  return g_strdup_printf (NUMBERS "INSERT INTO %s (%s) SELECT %s FROM n, (SELECT * FROM %s WHERE %s)", first, last,
                          filling->table, names->str, values->str, filling->table, filling->from);
}

static sqlite3 *
open_db (Bench *bench)
{
  sqlite3 *db = NULL;
  g_clear_pointer (&bench->gateway, pt_gateway_close);
  if (sqlite3_open (bench->file, &db) != SQLITE_OK)
    bench_die ("the store cannot be opened", NULL);
  sqlite3_create_function (db, "hash64", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, sql_hash, NULL, NULL);
  run_sql (db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;"
               " PRAGMA temp_store = MEMORY; BEGIN");
  return db;
}

static void
open_gateway (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  if (!pt_gateway_open (bench->config, PT_STORE_MUST_EXIST, &bench->gateway, &error))
    bench_die ("the store cannot be opened", error);
}

static void
close_db (Bench *bench, sqlite3 *db)
{
  run_sql (db, "COMMIT");
  sqlite3_close (db);
  open_gateway (bench);
}

void
bench_sql (Bench *bench, const char *sql)
{
  sqlite3 *db = open_db (bench);
  run_sql (db, sql);
  close_db (bench, db);
}

void
bench_fill (Bench *bench, guint first, guint last)
{
  sqlite3 *db = open_db (bench);
  for (gsize i = 0; i < G_N_ELEMENTS (fillings); i++) {
    g_autofree char *sql = copying (db, &fillings[i], first, last);
    run_sql (db, sql);
  }
  g_autofree char *ids = g_strdup_printf (known_ids, first, last);
  run_sql (db, ids);
  run_sql (db, counting);
  close_db (bench, db);
  bench->first = first;
  bench->last = last;
}

/* --- the store --- */

static void
call (const char *postern, const char *conf, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup_printf ("'%s' -c '%s' %s", postern, conf, words);
  g_autofree char *out = NULL;
  int status = 0;
  if (!g_spawn_command_line_sync (command, &out, NULL, &status, &error) || status != 0)
    bench_die (command, error);
}

static void
begin (Bench *bench)
{
  static const char *const requesters[] = { "first@example.org", "second@example.org", "third@example.org" };
  for (gsize i = 0; i < G_N_ELEMENTS (requesters); i++)
    bench_accept (bench, bench_mail (bench, requesters[i], NULL, NULL), PT_VERDICT_NEW);
}

void
bench_set_up (Bench *bench, const char *postern, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *conf = g_build_filename (folder, "postern.conf", NULL);
  g_autofree char *init = g_strdup_printf ("init --address " DESK " --state '%s'", folder);
  g_autofree char *text = NULL;
  call (postern, conf, init);
  call (postern, conf, "person add agent@example.net --role owner");
  if (!g_file_get_contents (conf, &text, NULL, &error))
    bench_die ("no settings", error);
  g_autoptr (GString) lines = g_string_new (text);
  g_string_replace (lines, "[rules]", "[rules]\nrate_accept = 0\nburst = 0", 1);
  g_string_replace (lines, "#authserv_id = ", "authserv_id = ", 1);
  if (!g_file_set_contents (conf, lines->str, -1, &error) || !pt_config_open (conf, &bench->config, &error))
    bench_die ("the settings cannot be read", error);
  bench->file = g_build_filename (folder, "postern.db", NULL);
  bench->random = g_rand_new_with_seed (7);
  open_gateway (bench);
  begin (bench);
}

void
bench_clear (Bench *bench)
{
  g_clear_pointer (&bench->gateway, pt_gateway_close);
  pt_config_free (bench->config);
  g_rand_free (bench->random);
  g_free (bench->file);
}
