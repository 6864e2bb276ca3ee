/* What one more message costs a store that grows: gather, decide and apply with a commit of its own, at 1,000
 * comments and at POSTERN_BENCH_COMMENTS (1,000,000) in as many tickets.  Reading is not measured, checkpoints are
 * done in between.  A line a figure: name, unit, min median max, ratio.
 *
 *   growth POSTERN FOLDER */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/bench.h"

enum { ROUNDS = 300, WARM = 300, SMALL = 1000 };

typedef Cost (*Round) (Bench *bench);

static Cost
reply (Bench *bench)
{
  guint at = (guint) g_rand_int_range (bench->random, (gint32) bench->first, (gint32) bench->last + 1);
  g_autofree char *from = g_strdup_printf ("c%u@d%u.example.net", at, at % 5000);
  g_autofree char *id = g_strdup_printf ("k%u@mail.example.org", at);
  return bench_accept (bench, bench_mail (bench, from, id, NULL), PT_VERDICT_REPLY);
}

static Cost
new_ticket (Bench *bench)
{
  g_autofree char *from = g_strdup_printf ("new%" PRIu64 "@example.org", bench->mails);
  return bench_accept (bench, bench_mail (bench, from, NULL, NULL), PT_VERDICT_NEW);
}

/* On ticket 2, by its requester. */
static Cost
reply_to_second (Bench *bench)
{
  PtIncoming *incoming = bench_mail (bench, "second@example.org", "mail.2@mail.example.org", NULL);
  return bench_accept (bench, incoming, PT_VERDICT_REPLY);
}

static double
tell (const char *name, const char *unit, double *used, double base)
{
  qsort (used, ROUNDS, sizeof used[0], bench_compare);
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
      bench_die ("no checkpoint", error);
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
    bench_die ("no checkpoint", error);
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  if (sqlite3_open_v2 (bench->file, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK
      || sqlite3_prepare_v2 (db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", -1,
                             &statement, NULL)
           != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_ROW)
    bench_die ("no size", NULL);
  gint64 size = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return size;
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
  bench_fill (bench, 10000, 10000 + SMALL - 1);
  Cost small = measure (bench, "reply, 1000", reply, NULL);
  Cost small_new = measure (bench, "new, 1000", new_ticket, NULL);
  bench_fill (bench, 100000, 100000 + most - 1);
  char *names[] = { g_strdup_printf ("reply, %u", most), g_strdup_printf ("new, %u", most) };
  measure (bench, names[0], reply, &small);
  measure (bench, names[1], new_ticket, &small_new);
  g_free (names[0]);
  g_free (names[1]);
  printf ("growth %-24s B      %" PRIi64 "\n", "size of a filled ticket", file_size (bench) / most);
  measure (bench, "to empty: reply", reply, &first);
  measure (bench, "to empty: new", new_ticket, &fresh);
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
  bench_set_up (&bench, argv[1], argv[2]);
  measure_all (&bench, most);
  bench_clear (&bench);
  return EXIT_SUCCESS;
}
