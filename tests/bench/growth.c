/* What one more message costs a store that grows: gather, decide and apply with a commit of its own, at 1,000 comments
 * and at POSTERN_BENCH_COMMENTS (1,000,000) in as many tickets, and on one ticket with 300 people and 10,000 known ids.
 * Reading is not measured, checkpoints are done in between.  The store is filled behind Postern's back, with copies of
 * the rows that a first ticket and a first reply have made.  A line a figure: name, unit, min median max, ratio.
 *
 *   growth POSTERN FOLDER */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/digest.h"
#include "gateway/gateway.h"

enum { ROUNDS = 300, WARM = 300, PEOPLE = 300, KNOWN_IDS = 10000, SMALL = 1000 };

#define DESK "support@example.com"

typedef struct {
  PtConfig  *config;
  PtGateway *gateway;
  char      *file; /* the database */
  guint64    mails; /* made so far */
  guint      first; /* of the rows that were filled in last */
  guint      last;
  GRand     *random;
} Bench;

static void G_GNUC_NORETURN
die (const char *what, const GError *error)
{
  fprintf (stderr, "growth: %s: %s\n", what, error ? error->message : "");
  exit (EXIT_FAILURE);
}

/* --- mail --- */

/* REFERENCE may be NULL: a new ticket. */
static PtIncoming *
mail (Bench *bench, const char *from, const char *reference)
{
  guint64 nth = ++bench->mails;
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "From: Somebody <%s>\nTo: %s\nSubject: The matter\nMessage-ID: <mail.%" PRIu64
                          "@mail.example.org>\n", from, DESK, nth);
  if (reference)
    g_string_append_printf (text, "In-Reply-To: <%s>\nReferences: <%s>\n", reference, reference);
  g_string_append_printf (text, "\nThis is mail number %" PRIu64 ".\n", nth);
  for (guint i = 0; i < 20; i++)
    g_string_append (text, "A line of text of quite a usual length, as found in most of the mail.\n");
  g_autoptr (GBytes) raw = g_bytes_new (text->str, text->len);
  PtEnvelope *envelope = pt_envelope_new (PT_ENTRANCE_LMTP, from, pt_clock_now ());
  pt_envelope_add_recipient (envelope, DESK);
  return pt_incoming_new (envelope, pt_gateway_read (bench->gateway, raw, envelope), raw);
}

/* Microseconds that it took: by the clock, and of the processor, which tells more where other things run too. */
typedef struct {
  double clock, processor;
} Cost;

static double
processor_time (void)
{
  struct timespec time;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

static Cost
accept (Bench *bench, PtIncoming *incoming, PtVerdict wanted, PtOutcome *out_outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_ptr_array_add (batch, incoming);
  gint64 begun = g_get_monotonic_time ();
  double worked = processor_time ();
  if (!pt_gateway_accept (bench->gateway, batch, &error) || incoming->error)
    die ("a mail is not taken", error ? error : incoming->error);
  Cost used = { (double) (g_get_monotonic_time () - begun), processor_time () - worked };
  if (incoming->outcome.verdict != wanted) {
    fprintf (stderr, "growth: verdict %d, cause %d where verdict %d was due\n", incoming->outcome.verdict,
             incoming->outcome.cause, wanted);
    exit (EXIT_FAILURE);
  }
  if (out_outcome)
    *out_outcome = incoming->outcome;
  pt_incoming_free (incoming);
  return used;
}

/* --- filling --- */

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
  fprintf (stderr, "growth: %s: %s\n", sql, trouble);
  exit (EXIT_FAILURE);
}

/* Rows FIRST ... LAST, numbers of people, tickets, messages and comments alike: copies of ticket 1 and its comment. */
static const char *const filling[] = {
  "INSERT INTO person SELECT i, p.name, p.name_fold, p.role, p.state, p.company, p.created_at FROM n, person p"
  " WHERE p.id = 2",
  "INSERT INTO person_address (id, person, key, address, is_primary) SELECT i, i, 'c' || i || '@d' || (i % 5000)"
  " || '.example.net',"
  " 'c' || i || '@d' || (i % 5000) || '.example.net', 1 FROM n",
  "INSERT INTO ticket SELECT i, t.mailbox, t.subject, t.status, t.first_status, t.priority, i, NULL, NULL, NULL,"
  " 0, 0, t.company,"
  " t.created_at, t.updated_at, t.solved_at, t.thread_index, 1, 0 FROM n, ticket t WHERE t.id = 1",
  "INSERT INTO ticket_person SELECT i, relation, i FROM n, ticket_person WHERE ticket = 1 AND person = 2",
  "INSERT INTO message SELECT i, received_at - 86400000000 * 30, entrance, mailbox, random (), 0, randomblob (32),"
  " randomblob (32),"
  " raw_size, verdict, rule_row, cause, auth, evidence, via, i, i, i, hash64 ('c' || i || '@d' || (i % 5000) ||"
  " '.example.net'), held,"
  " expires_at, settled_at, outcome, duplicates, 'k' || i || '@mail.example.org', m.subject, sender_text,"
  " envelope_sender,"
  " recipients, flags, reasons FROM n, message m WHERE m.id = 1",
  "INSERT INTO raw SELECT i, size, NULL, NULL, body FROM n, raw WHERE message = 1",
  "INSERT INTO part SELECT i, nth, type, name, size, sha256, is_attachment, is_inline, note, charset, raw_start,"
  " raw_length,"
  " encoding FROM n, part WHERE message = 1",
  "INSERT INTO comment SELECT i, i, i, i, is_private, is_participant, channel, at, i, visible_cc, author_address,"
  " flags, text"
  " FROM n, comment c WHERE c.id = 1",
  "INSERT INTO event (ticket, actor, about, at, kind, detail) SELECT i, i, NULL, at, kind, detail FROM n, event e"
  " WHERE e.ticket = 1",
  "INSERT INTO known_id (hash, nth, ticket, origin, seen_at, id) SELECT hash64 (x), 0, i, o, strftime ('%s',"
  " 'now') * 1000000, x"
  " FROM (SELECT i, 1 AS o, 'k' || i || '@mail.example.org' AS x FROM n UNION ALL SELECT i, 0, 'receipt.' || i ||"
  " '@example.com' FROM n)",
  "INSERT INTO outbox (kind, ticket, comment, event, person, state, attempts, due_at, created_at, settled_at,"
  " address_hash,"
  " domain_hash, address, message_id, answer) SELECT kind, i, CASE WHEN comment IS NULL THEN NULL ELSE i END, NULL,"
  " CASE WHEN person = 1 THEN 1 ELSE i END, 2, 1, due_at, created_at - 86400000000 * 30, created_at, random (),"
  " random (), address,"
  " 'out.' || o.id || '.' || i || '@example.com', '250 2.0.0 taken' FROM n, outbox o WHERE o.ticket = 1 AND"
  " o.event IS NULL",
};

static const char *const counting =
  "UPDATE counter SET person = max (person, (SELECT max (id) FROM person)), ticket = (SELECT max (id) FROM ticket),"
  " message = (SELECT max (id) FROM message), comment = (SELECT max (id) FROM comment), event = (SELECT max (id)"
  " FROM event),"
  " outbox = (SELECT max (id) FROM outbox)";

static sqlite3 *
open_db (const Bench *bench)
{
  sqlite3 *db = NULL;
  if (sqlite3_open (bench->file, &db) != SQLITE_OK)
    die ("the store cannot be opened", NULL);
  sqlite3_create_function (db, "hash64", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, sql_hash, NULL, NULL);
  run_sql (db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;"
               " PRAGMA temp_store = MEMORY");
  return db;
}

static void
close_gateway (Bench *bench)
{
  g_clear_pointer (&bench->gateway, pt_gateway_close);
}

static void
open_gateway (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  if (!pt_gateway_open (bench->config, PT_STORE_MUST_EXIST, &bench->gateway, &error))
    die ("the store cannot be opened", error);
}

/* Comments, tickets and people FIRST ... LAST. */
static void
fill (Bench *bench, guint first, guint last)
{
  close_gateway (bench);
  sqlite3 *db = open_db (bench);
  run_sql (db, "BEGIN");
  for (gsize i = 0; i < G_N_ELEMENTS (filling); i++) {
    g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT %u UNION ALL SELECT i + 1 FROM n WHERE i < %u) %s", first, last, filling[i]);
    run_sql (db, sql);
  }
  run_sql (db, counting);
  run_sql (db, "COMMIT");
  sqlite3_close (db);
  open_gateway (bench);
  bench->first = first;
  bench->last = last;
}

/* The ticket WHICH gets the people FIRST ... in its CC, and N_IDS ids. */
static void
crowd (Bench *bench, PtId which, guint first, guint n_ids)
{
  close_gateway (bench);
  sqlite3 *db = open_db (bench);
  g_autofree char *sql = g_strdup_printf (
    "BEGIN; WITH RECURSIVE n (i) AS (SELECT %u UNION ALL SELECT i + 1 FROM n WHERE i < %u) INSERT INTO"
    " ticket_person SELECT %" PRIi64
    ", 0, i FROM n; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) INSERT INTO"
    " known_id (hash, nth,"
    " ticket, origin, seen_at, id) SELECT hash64 (x), 0, %" PRIi64 ", 1, strftime ('%%s', 'now') * 1000000, x FROM"
    " (SELECT"
    " 'crowd%" PRIi64 ".' || i || '@mail.example.org' AS x FROM n); COMMIT",
    first, first + PEOPLE - 1, which, n_ids, which, which);
  run_sql (db, sql);
  sqlite3_close (db);
  open_gateway (bench);
}

/* --- measuring --- */

typedef Cost (*Round) (Bench *bench);

static Cost
reply (Bench *bench)
{
  guint at = (guint) g_rand_int_range (bench->random, (gint32) bench->first, (gint32) bench->last + 1);
  g_autofree char *from = g_strdup_printf ("c%u@d%u.example.net", at, at % 5000);
  g_autofree char *id = g_strdup_printf ("k%u@mail.example.org", at);
  return accept (bench, mail (bench, from, id), PT_VERDICT_REPLY, NULL);
}

static Cost
new_ticket (Bench *bench)
{
  g_autofree char *from = g_strdup_printf ("new%" PRIu64 "@example.org", bench->mails);
  return accept (bench, mail (bench, from, NULL), PT_VERDICT_NEW, NULL);
}

/* On ticket 2, by its requester. */
static Cost
reply_to_second (Bench *bench)
{
  return accept (bench, mail (bench, "second@example.org", "mail.2@mail.example.org"), PT_VERDICT_REPLY, NULL);
}

/* The same, naming one of its many ids: 300 people are told. */
static Cost
reply_in_crowd (Bench *bench)
{
  guint nth = (guint) g_rand_int_range (bench->random, 1, KNOWN_IDS + 1);
  g_autofree char *id = g_strdup_printf ("crowd2.%u@mail.example.org", nth);
  return accept (bench, mail (bench, "second@example.org", id), PT_VERDICT_REPLY, NULL);
}

/* The like on ticket 3, that has one id. */
static Cost
reply_in_small_crowd (Bench *bench)
{
  return accept (bench, mail (bench, "third@example.org", "crowd3.1@mail.example.org"), PT_VERDICT_REPLY, NULL);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static double
tell (const char *name, const char *unit, double *used, double base)
{
  qsort (used, ROUNDS, sizeof used[0], compare);
  double median = used[ROUNDS / 2];
  printf ("growth %-24s %-6s %7.3f %7.3f %7.3f  %.2f\n", name, unit, used[0] / 1000, median / 1000,
          used[ROUNDS - 1] / 1000, base > 0 ? median / base : 1.0);
  fflush (stdout);
  return median;
}

/* The medians; BASE is what they are compared with, NULL = with themselves. */
static Cost
measure (Bench *bench, const char *name, Round round, const Cost *base)
{
  g_autoptr (GError) error = NULL;
  double clock[ROUNDS], processor[ROUNDS];
  Cost median;
  for (guint i = 0; i < WARM; i++)
    round (bench);
  for (guint i = 0; i < ROUNDS; i++) {
    if (i % 50 == 0 && !pt_store_checkpoint (pt_gateway_store (bench->gateway), &error))
      die ("no checkpoint", error);
    Cost used = round (bench);
    clock[i] = used.clock;
    processor[i] = used.processor;
  }
  median.clock = tell (name, "ms", clock, base ? base->clock : 0);
  median.processor = tell (name, "ms cpu", processor, base ? base->processor : 0);
  return median;
}

static gint64
file_size (const Bench *bench)
{
  g_autoptr (GError) error = NULL;
  if (!pt_store_checkpoint (pt_gateway_store (bench->gateway), &error))
    die ("no checkpoint", error);
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  if (sqlite3_open_v2 (bench->file, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", -1, &statement,
                          NULL) != SQLITE_OK ||
      sqlite3_step (statement) != SQLITE_ROW)
    die ("no size", NULL);
  gint64 size = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return size;
}

/* A requester and his ticket 1, that all others are copies of; and tickets 2 and 3, which are written on. */
static void
begin (Bench *bench)
{
  PtOutcome outcome;
  accept (bench, mail (bench, "first@example.org", NULL), PT_VERDICT_NEW, &outcome);
  if (outcome.ticket != 1 || outcome.comment != 1 || outcome.message != 1)
    die ("the first rows have other numbers than they should", NULL);
  accept (bench, mail (bench, "second@example.org", NULL), PT_VERDICT_NEW, NULL);
  accept (bench, mail (bench, "third@example.org", NULL), PT_VERDICT_NEW, NULL);
}

static void
call (const char *postern, const char *conf, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup_printf ("'%s' -c '%s' %s", postern, conf, words);
  g_autofree char *out = NULL;
  int status = 0;
  if (!g_spawn_command_line_sync (command, &out, NULL, &status, &error) || status != 0)
    die (command, error);
}

static void
set_up (Bench *bench, const char *postern, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *conf = g_build_filename (folder, "postern.conf", NULL);
  g_autofree char *init = g_strdup_printf ("init --address " DESK " --state '%s'", folder);
  g_autofree char *text = NULL;
  call (postern, conf, init);
  call (postern, conf, "person add agent@example.net --role owner");
  if (!g_file_get_contents (conf, &text, NULL, &error))
    die ("no settings", error);
  g_autoptr (GString) lines = g_string_new (text);
  g_string_replace (lines, "[rules]", "[rules]\nrate_accept = 0", 1);
  if (!g_file_set_contents (conf, lines->str, -1, &error) || !pt_config_open (conf, &bench->config, &error))
    die ("the settings cannot be read", error);
  bench->file = g_build_filename (folder, "postern.db", NULL);
  bench->random = g_rand_new_with_seed (7);
}

/* Bytes of the file for a message, sender and ticket included. */
static void
measure_size (Bench *bench)
{
  gint64 size = file_size (bench);
  for (guint i = 0; i < SMALL; i++)
    new_ticket (bench);
  printf ("growth %-24s B      %" PRIi64 "\n", "size of a ticket", (file_size (bench) - size) / SMALL);
}

static void
measure_all (Bench *bench, guint most)
{
  Cost first = measure (bench, "reply, empty store", reply_to_second, NULL);
  Cost fresh = measure (bench, "new, empty store", new_ticket, NULL);
  measure_size (bench);
  fill (bench, 10000, 10000 + SMALL - 1);
  Cost small = measure (bench, "reply, 1000", reply, NULL);
  Cost small_new = measure (bench, "new, 1000", new_ticket, NULL);
  crowd (bench, 3, 10000, 1);
  Cost told = measure (bench, "reply to 300, 1000", reply_in_small_crowd, NULL);
  fill (bench, 100000, 100000 + most - 1);
  char *names[] = { g_strdup_printf ("reply, %u", most), g_strdup_printf ("new, %u", most) };
  measure (bench, names[0], reply, &small);
  measure (bench, names[1], new_ticket, &small_new);
  g_free (names[0]);
  g_free (names[1]);
  printf ("growth %-24s B      %" PRIi64 "\n", "size of a filled ticket", file_size (bench) / most);
  measure (bench, "to empty: reply", reply, &first);
  measure (bench, "to empty: new", new_ticket, &fresh);
  crowd (bench, 2, 100000, KNOWN_IDS);
  g_autofree char *name = g_strdup_printf ("reply to 300, %u", most);
  measure (bench, name, reply_in_crowd, &told);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  const char *asked = g_getenv ("POSTERN_BENCH_COMMENTS");
  guint most = asked ? (guint) g_ascii_strtoull (asked, NULL, 10) : 1000000;
  if (argc != 3 || most < SMALL) {
    fprintf (stderr, "usage: growth POSTERN FOLDER; POSTERN_BENCH_COMMENTS is at least %d\n", SMALL);
    return EXIT_FAILURE;
  }
  set_up (&bench, argv[1], argv[2]);
  open_gateway (&bench);
  begin (&bench);
  measure_all (&bench, most);
  close_gateway (&bench);
  pt_config_free (bench.config);
  g_rand_free (bench.random);
  g_free (bench.file);
  return EXIT_SUCCESS;
}
