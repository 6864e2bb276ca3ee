/* What one more message costs on a crowded ticket: 300 people and 10,000 known ids on it, in a store of
 * POSTERN_BENCH_COMMENTS (1,000,000) tickets, against a ticket of one person in an empty store.  The two take turns,
 * warm, with a commit each; reading and checkpoints are not measured.  Of the 300, 48 are CCs (max_cc), 2 are
 * followers and 250 are participants; at last all 300 are CCs, which only another max_cc permits, and each is mailed.
 * A line a figure: name, mails and events made, then medians in ms: of the empty store; of the crowd gather, decide,
 * apply, commit and all; and the ratio.
 *
 *   crowd POSTERN FOLDER */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <glib/gstdio.h>

#include "tests/bench/bench.h"

#include "base/clock.h"
#include "core/decide.h"
#include "core/keys.h"
#include "gateway/gather.h"

enum { ROUNDS = 300, WARM = 100, FIRST = 100000, KNOWN_IDS = 10000, CROWD = 2, ALL_CC = 3, MANY = 300 };
enum { GATHER, DECIDE, APPLY, COMMIT, ALL, N_STEPS };

typedef struct {
  PtIncoming *incoming; /* one of the two */
  PtRequest  *request;
} Job;

typedef Job (*Maker) (Bench *bench, gboolean crowded);

static guint
count (const PtDecision *decision, PtActionKind kind)
{
  guint n = 0;
  for (guint i = 0; i < decision->actions->len; i++)
    n += ((const PtAction *) g_ptr_array_index (decision->actions, i))->kind == kind;
  return n;
}

/* The steps of pt_gateway_accept and pt_gateway_request, each measured. */
static void
take (Bench *bench, Job job, Cost steps[N_STEPS], guint made[2])
{
  g_autoptr (GError) error = NULL;
  PtStore *store = pt_gateway_store (bench->gateway);
  PtIncoming none = { 0 }, *in = job.incoming ? job.incoming : &none;
  PtCase c = { .policy = bench->config->policy, .envelope = in->envelope, .message = in->message,
               .request = job.request, .now = pt_clock_now () };
  PtOutcome outcome;
  Cost begun = bench_cost_now ();
  g_autoptr (PtKeys) keys = pt_keys_make (&c);
  g_autoptr (PtSnapshot) snapshot = NULL;
  c.keys = keys;
  gboolean good = pt_store_begin (store, &error) && pt_gather (store, &c, &snapshot, &error);
  steps[GATHER] = bench_cost_since (begun);
  Cost last = bench_cost_now ();
  g_autoptr (PtDecision) decision = good ? pt_decide (&c) : NULL;
  steps[DECIDE] = bench_cost_since (last);
  last = bench_cost_now ();
  good = good && pt_store_apply (store, in->envelope, in->message, in->raw, decision, c.now, &outcome, &error);
  steps[APPLY] = bench_cost_since (last);
  last = bench_cost_now ();
  if (!good || !pt_store_commit (store, &error))
    bench_die ("a message is not taken", error);
  if (job.incoming && decision->verdict != PT_VERDICT_REPLY)
    bench_die (pt_verdict_name (decision->verdict), NULL);
  made[0] = count (decision, PT_ACTION_NOTIFY);
  made[1] = count (decision, PT_ACTION_EVENT);
  g_clear_pointer (&decision, pt_decision_free);
  g_clear_pointer (&snapshot, pt_snapshot_free);
  steps[COMMIT] = bench_cost_since (last);
  steps[ALL] = bench_cost_since (begun);
  pt_incoming_free (job.incoming);
  pt_request_free (job.request);
}

/* --- jobs --- */

static Job
reply_with (Bench *bench, gboolean crowded, PtId ticket, const char *cc)
{
  guint nth = (guint) g_rand_int_range (bench->random, 1, KNOWN_IDS + 1);
  g_autofree char *id = crowded ? g_strdup_printf ("crowd%" PRIi64 ".%u@mail.example.org", ticket, nth)
                                : g_strdup_printf ("mail.%" PRIi64 "@mail.example.org", ticket);
  const char *from = ticket == CROWD ? "second@example.org" : "third@example.org";
  return (Job) { .incoming = bench_mail (bench, from, id, cc) };
}

static Job
reply_alone (Bench *bench, gboolean crowded)
{
  return reply_with (bench, crowded, CROWD, NULL);
}

/* Everybody in CC has the very mail. */
static Job
reply_to_all (Bench *bench, gboolean crowded)
{
  g_autoptr (GString) cc = g_string_new (NULL);
  for (guint i = FIRST; crowded && i < FIRST + 48; i++)
    g_string_append_printf (cc, "%sc%u@d%u.example.net", i > FIRST ? ",\n " : "", i, i % 5000);
  return reply_with (bench, crowded, CROWD, crowded ? cc->str : NULL);
}

static Job
reply_to_300 (Bench *bench, gboolean crowded)
{
  return reply_with (bench, crowded, ALL_CC, NULL);
}

static Job
ask (PtRequestKind kind)
{
  PtRequest *request = pt_request_new (kind, 1);
  request->ticket = CROWD;
  request->text = g_strdup ("A word of an agent.\n");
  return (Job) { .request = request };
}

static Job
note (Bench *bench, gboolean crowded)
{
  (void) bench, (void) crowded;
  return ask (PT_REQUEST_NOTE);
}

static Job
answer (Bench *bench, gboolean crowded)
{
  (void) bench, (void) crowded;
  return ask (PT_REQUEST_REPLY);
}

/* --- measuring --- */

static double
median (const Cost *costs, gboolean processor)
{
  double values[ROUNDS];
  for (guint i = 0; i < ROUNDS; i++)
    values[i] = (processor ? costs[i].processor : costs[i].clock) / 1000;
  qsort (values, ROUNDS, sizeof values[0], bench_compare);
  return values[ROUNDS / 2];
}

static void
tell (const char *name, const guint made[2], Cost empty[ROUNDS], Cost crowd[N_STEPS][ROUNDS], gboolean processor)
{
  double base = median (empty, processor), all = median (crowd[ALL], processor);
  printf ("crowd %-24s %3u %3u %-6s %7.3f ", name, made[0], made[1], processor ? "ms cpu" : "ms", base);
  for (guint i = 0; i < ALL; i++)
    printf (" %6.3f", median (crowd[i], processor));
  printf ("  %7.3f  %.2f\n", all, all / base);
  fflush (stdout);
}

static void
checkpoint (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  if (!pt_store_checkpoint (pt_gateway_store (bench->gateway), &error))
    bench_die ("no checkpoint", error);
}

static void
measure (Bench *empty, Bench *full, const char *name, Maker maker)
{
  static Cost base[ROUNDS], crowd[N_STEPS][ROUNDS];
  Cost steps[N_STEPS];
  guint made[2];
  for (guint i = 0; i < WARM + ROUNDS; i++) {
    if (i % 20 == 0) {
      checkpoint (empty);
      checkpoint (full);
    }
    take (empty, maker (empty, FALSE), steps, made);
    base[i % ROUNDS] = steps[ALL];
    take (full, maker (full, TRUE), steps, made);
    for (guint step = 0; step < N_STEPS; step++)
      crowd[step][i % ROUNDS] = steps[step];
  }
  tell (name, made, base, crowd, FALSE);
  tell (name, made, base, crowd, TRUE);
}

/* --- the crowd --- */

static void
relate (Bench *bench, PtId ticket, guint first, guint n, PtRelation relation)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO ticket_person (ticket, relation, person) SELECT %" PRIi64
                                          ", %d, id FROM person WHERE id BETWEEN %u AND %u",
                                          ticket, (int) relation, first, first + n - 1);
  bench_sql (bench, sql);
}

static void
add_ids (Bench *bench, PtId ticket)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO known_id (hash, nth,"
    " ticket, origin, seen_at, id) SELECT hash64 (x), 0, %" PRIi64 ", 1, strftime ('%%s', 'now') * 1000000, x FROM"
    " (SELECT 'crowd%" PRIi64 ".' || i || '@mail.example.org' AS x FROM n)", KNOWN_IDS, ticket, ticket);
  bench_sql (bench, sql);
}

static void
crowd (Bench *bench)
{
  guint followers = FIRST + MANY - 2;
  g_autofree char *agents = g_strdup_printf ("UPDATE person SET role = 2, name = 'Agent', name_fold = 'agent' WHERE"
                                             " id IN (%u, %u)", followers, followers + 1);
  bench_sql (bench, agents);
  relate (bench, CROWD, FIRST, 48, PT_RELATION_CC);
  relate (bench, CROWD, FIRST + 48, MANY - 50, PT_RELATION_PARTICIPANT);
  relate (bench, CROWD, followers, 2, PT_RELATION_FOLLOWER);
  relate (bench, ALL_CC, FIRST + MANY, MANY, PT_RELATION_CC);
  add_ids (bench, CROWD);
  add_ids (bench, ALL_CC);
}

static void
set_up (Bench *bench, const char *postern, const char *folder, const char *name)
{
  g_autofree char *place = g_build_filename (folder, name, NULL);
  g_mkdir (place, 0700);
  bench_set_up (bench, postern, place);
}

int
main (int argc, char **argv)
{
  Bench empty = { 0 }, full = { 0 };
  const char *asked = g_getenv ("POSTERN_BENCH_COMMENTS");
  guint most = asked ? (guint) g_ascii_strtoull (asked, NULL, 10) : 1000000;
  if (argc != 3 || most < 2 * MANY) {
    fprintf (stderr, "usage: crowd POSTERN FOLDER; POSTERN_BENCH_COMMENTS is at least %d\n", 2 * MANY);
    return EXIT_FAILURE;
  }
  set_up (&empty, argv[1], argv[2], "empty");
  set_up (&full, argv[1], argv[2], "full");
  bench_fill (&full, FIRST, FIRST + most - 1);
  crowd (&full);
  measure (&empty, &full, "reply, CCs to be mailed", reply_alone);
  measure (&empty, &full, "reply, CCs have it", reply_to_all);
  measure (&empty, &full, "note of an agent", note);
  measure (&empty, &full, "answer of an agent", answer);
  measure (&empty, &full, "reply to 300 CCs", reply_to_300);
  bench_clear (&empty);
  bench_clear (&full);
  return EXIT_SUCCESS;
}
