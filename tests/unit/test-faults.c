/* Every call that can fail on the way of a message fails once, and the process is killed before each: nothing is
 * lost, nothing is half there, and a notification is doubled only if the fault came between its sending and its
 * settling (THREATS R01, R04 to R07, R18, R19).  POSTERN_LONG=1 takes every call; otherwise a sample. */
#include "test.h"

#include "base/fault.h"
#include "tests/lib/fault-world.h"

#include <stdio.h>

#ifdef PT_TESTING

typedef struct {
  PtFaultPath path;
  const char *what;    /* "store", or the name of a fault point */
  const char *how;     /* a class of the driver, or an errno; + or * behind it as in the plan */
  gboolean    ordered; /* messages cannot overtake each other by it, so the rows are always the same */
  guint       doubles; /* most that a case may double; the fault must have hit its window */
  guint       least;   /* calls there must be, or the table tests nothing */
} Plan;

typedef struct {
  guint points, run, well, lost, half, twice, doubled;
} Tally;

static const char *const paths[] = { "accept", "drain" };
static PtFaultWorld *world;

/* Calls of the store are many: every one in the long test only. */
static guint
stride_of (const Plan *plan)
{
  gboolean store = g_str_equal (plan->what, "store") && !g_str_equal (plan->how, "lost");
  return !store || g_getenv ("POSTERN_LONG") ? 1 : 31;
}

static void
finish_and_look (const Plan *plan, guint n, const char *kind, Tally *tally)
{
  g_autoptr (GHashTable) window = pt_fault_world_window (world);
  guint doubled = 0;
  pt_fault_world_hurry (world);
  gboolean good = pt_fault_world_run (world, plan->path, NULL, NULL);
  g_autofree char *wrong = pt_fault_world_look (world, plan->path, plan->ordered, window, &doubled);
  if (!good && !wrong)
    wrong = g_strdup ("lost: the next run fails");
  if (!wrong && doubled > plan->doubles)
    wrong = g_strdup_printf ("twice: %u notifications, at most %u may be", doubled, plan->doubles);
  tally->doubled += doubled;
  if (!wrong)
    return;
  tally->lost += g_str_has_prefix (wrong, "lost");
  tally->half += g_str_has_prefix (wrong, "half");
  tally->twice += g_str_has_prefix (wrong, "twice");
  print_error ("%s, %s call %u (%s) %s: %s\n", paths[plan->path], plan->what, n, kind, plan->how, wrong);
}

/* Driver `fault`.  FALSE if there is no N-th call. */
static gboolean
fail_store (const Plan *plan, guint n, const char **out_kind, Tally *tally)
{
  gsize length = strcspn (plan->how, "+*");
  g_autofree char *prefix = g_strdup_printf ("fault:%u%s:%.*s:", n, plan->how + length, (int) length, plan->how);
  *out_kind = "kill";
  if (g_str_equal (plan->how, "kill"))
    return pt_fault_world_run_killed (world, plan->path, prefix, NULL);
  tally->well += pt_fault_world_run (world, plan->path, prefix, out_kind);
  return *out_kind != NULL;
}

static gboolean
fail_point (const Plan *plan, guint n, const char **out_kind, Tally *tally)
{
  gsize length = strcspn (plan->how, "+");
  g_autofree char *text = g_strdup_printf ("%s:%u%s:%.*s", plan->what, n, plan->how + length, (int) length,
                                           plan->how);
  *out_kind = plan->what;
  if (g_str_equal (plan->how, "kill"))
    return pt_fault_world_run_killed (world, plan->path, NULL, text);
  assert_true (pt_fault_plan (text));
  tally->well += pt_fault_world_run (world, plan->path, NULL, NULL);
  gboolean fired = pt_fault_fired () > 0;
  pt_fault_plan (NULL);
  return fired;
}

/* One case; FALSE if the way has no N-th call. */
static gboolean
run_case (const Plan *plan, guint n, Tally *tally)
{
  const char *kind = NULL;
  pt_fault_world_reset (world, plan->path);
  gboolean store = g_str_equal (plan->what, "store");
  if (!(store ? fail_store : fail_point) (plan, n, &kind, tally))
    return FALSE;
  finish_and_look (plan, n, kind, tally);
  tally->run++;
  return TRUE;
}

static void
run_plan (const Plan *plan)
{
  Tally tally = { 0 };
  guint stride = stride_of (plan), n = 1;
  for (; run_case (plan, n, &tally); n += stride)
    tally.points = n;
  tally.well -= !g_str_equal (plan->how, "kill");
  printf ("# %-7s %-8s %-8s %6u %6u %6u %5u %5u %8u\n", paths[plan->path], plan->what, plan->how, tally.points,
          tally.run, tally.well, tally.lost, tally.half, tally.doubled);
  fflush (stdout);
  if (tally.lost + tally.half + tally.twice)
    fail_msg ("%s, %s, %s: %u lost, %u half, %u twice", paths[plan->path], plan->what, plan->how, tally.lost,
              tally.half, tally.twice);
  if (tally.points < plan->least)
    fail_msg ("%s, %s: %u calls, there are %u at least", paths[plan->path], plan->what, tally.points, plan->least);
}

static void
run_plans (const Plan *plans, gsize n)
{
  printf ("# %-7s %-8s %-8s %6s %6s %6s %5s %5s %8s\n", "path", "call", "fault", "points", "run", "borne", "lost",
          "half", "doubled");
  for (gsize i = 0; i < n; i++)
    run_plan (&plans[i]);
}

static void
accepting_loses_nothing_and_doubles_nothing (void **state)
{
  static const Plan plans[] = {
    { FAULT_ACCEPT, "store", "io", TRUE, 0, 300 },    { FAULT_ACCEPT, "store", "busy", TRUE, 0, 300 },
    { FAULT_ACCEPT, "store", "bug", TRUE, 0, 300 },   { FAULT_ACCEPT, "store", "bug*", FALSE, 0, 300 },
    { FAULT_ACCEPT, "store", "full", TRUE, 0, 300 },  { FAULT_ACCEPT, "store", "full+", TRUE, 0, 300 },
    { FAULT_ACCEPT, "store", "kill", TRUE, 0, 300 },  { FAULT_ACCEPT, "store", "lost", TRUE, 0, 2 },
    { FAULT_ACCEPT, "commit", "EIO", TRUE, 0, 2 },    { FAULT_ACCEPT, "commit", "kill", TRUE, 0, 2 },
    { FAULT_ACCEPT, "write", "ENOSPC", TRUE, 0, 1 },  { FAULT_ACCEPT, "write", "ENOSPC+", TRUE, 0, 1 },
    { FAULT_ACCEPT, "write", "EDQUOT", TRUE, 0, 1 },  { FAULT_ACCEPT, "write", "kill", TRUE, 0, 1 },
    { FAULT_ACCEPT, "fsync", "EIO", TRUE, 0, 2 },     { FAULT_ACCEPT, "fsync", "kill", TRUE, 0, 2 },
    { FAULT_ACCEPT, "open", "EMFILE", FALSE, 0, 5 },  { FAULT_ACCEPT, "open", "kill", FALSE, 0, 5 },
    { FAULT_ACCEPT, "read", "EIO", FALSE, 0, 3 },     { FAULT_ACCEPT, "rename", "EIO", FALSE, 0, 1 },
    { FAULT_ACCEPT, "rename", "ENOSPC+", FALSE, 0, 1 }, { FAULT_ACCEPT, "rename", "kill", FALSE, 0, 1 },
    { FAULT_ACCEPT, "unlink", "EROFS", TRUE, 0, 3 },  { FAULT_ACCEPT, "unlink", "EROFS+", TRUE, 0, 3 },
    { FAULT_ACCEPT, "unlink", "kill", TRUE, 0, 3 },
  };
  (void) state;
  run_plans (plans, G_N_ELEMENTS (plans));
}

static void
sending_loses_nothing_and_doubles_only_what_was_not_settled (void **state)
{
  static const Plan plans[] = {
    { FAULT_DRAIN, "store", "io", TRUE, 0, 100 },     { FAULT_DRAIN, "store", "busy", TRUE, 0, 100 },
    { FAULT_DRAIN, "store", "full", TRUE, 0, 100 },   { FAULT_DRAIN, "store", "full+", TRUE, 99, 100 },
    { FAULT_DRAIN, "store", "kill", TRUE, 99, 100 },  { FAULT_DRAIN, "store", "lost", TRUE, 0, 3 },
    { FAULT_DRAIN, "commit", "EIO", TRUE, 0, 3 },     { FAULT_DRAIN, "commit", "ENOSPC+", TRUE, 99, 3 },
    { FAULT_DRAIN, "commit", "kill", TRUE, 99, 3 },   { FAULT_DRAIN, "write", "ENOSPC", TRUE, 0, 3 },
    { FAULT_DRAIN, "write", "ENOSPC+", TRUE, 0, 3 },  { FAULT_DRAIN, "write", "kill", TRUE, 99, 3 },
    { FAULT_DRAIN, "fsync", "EIO", TRUE, 1, 6 },      { FAULT_DRAIN, "fsync", "kill", TRUE, 99, 6 },
    { FAULT_DRAIN, "rename", "EIO", TRUE, 0, 3 },     { FAULT_DRAIN, "rename", "kill", TRUE, 99, 3 },
    { FAULT_DRAIN, "open", "EMFILE", TRUE, 0, 3 },    { FAULT_DRAIN, "open", "kill", TRUE, 99, 3 },
  };
  (void) state;
  run_plans (plans, G_N_ELEMENTS (plans));
}

/* Whichever call it is, loading the row among them: a first attempt puts the mail off by a minute and a tenth at
 * most. */
static void
trouble_of_the_store_delays_a_mail_by_a_minute (void **state)
{
  (void) state;
  for (guint n = 1, late = 0;; n++) {
    const char *kind = NULL;
    g_autofree char *prefix = g_strdup_printf ("fault:%u:io:", n);
    pt_fault_world_reset (world, FAULT_DRAIN);
    pt_fault_world_run (world, FAULT_DRAIN, prefix, &kind);
    guint wait = pt_fault_world_wait (world);
    late += wait > 0;
    if (wait > 66)
      fail_msg ("call %u (%s): the mail waits for %u s", n, kind ? kind : "none", wait);
    if (kind)
      continue;
    assert_true (late > 0);
    return;
  }
}

/* The test of the test: what is wrong is seen. */
static void
what_is_lost_half_or_doubled_is_seen (void **state)
{
  static const struct {
    PtFaultPath path;
    const char *sql;
    const char *wanted; /* beginning of the finding */
  } cases[] = {
    { FAULT_ACCEPT, "DELETE FROM outbox WHERE id = 1", "half: the rows are not those" },
    { FAULT_ACCEPT, "INSERT INTO outbox SELECT id + 100, kind, ticket, comment, event, person, state, attempts, "
                    "due_at, created_at, settled_at, address_hash, domain_hash, address, message_id, answer, "
                    "mailed_as, tried_at, told, ceiling, waiting_at FROM outbox WHERE id = 1; "
                    "UPDATE counter SET outbox = 200",
      "twice: a notification is promised" },
    { FAULT_ACCEPT, "UPDATE ticket SET public_comments = 9 WHERE id = 1", "half: check-ticket-counts" },
    { FAULT_ACCEPT, "UPDATE raw SET body = zeroblob(size) WHERE message = 1", "lost: the raw bytes of" },
    { FAULT_DRAIN, "UPDATE outbox SET message_id = 'nobody@example.com' WHERE id = 1", "lost: notification <nobody" },
    { FAULT_DRAIN, "UPDATE outbox SET state = 4 WHERE id = 1", "lost: 4 of 5" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint doubled = 0;
    pt_fault_world_reset (world, cases[i].path);
    assert_true (pt_fault_world_run (world, cases[i].path, NULL, NULL));
    g_autofree char *before = pt_fault_world_look (world, cases[i].path, TRUE, NULL, &doubled);
    assert_text (cases[i].sql, before, NULL);
    assert_int_equal (doubled, 0);
    pt_fault_world_execute (world, cases[i].sql);
    g_autofree char *after = pt_fault_world_look (world, cases[i].path, TRUE, NULL, &doubled);
    if (!after || !g_str_has_prefix (after, cases[i].wanted))
      fail_msg ("%s: wanted \"%s\", got \"%s\"", cases[i].sql, cases[i].wanted, after ? after : "(nothing)");
  }
}

static void
a_plan_that_cannot_be_read_is_refused (void **state)
{
  static const char *const plans[] = { "",            "write",            "write:3",     "write:0:EIO",
                                       "write:x:EIO", "write:3:ENOTHING", "write:3:EIO:" };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    if (pt_fault_plan (plans[i]))
      fail_msg ("taken: \"%s\"", plans[i]);
  pt_fault_plan (NULL);
}

#else

static void
needs_a_build_with_enable_testing (void **state)
{
  (void) state;
  skip ();
}

#endif

int
main (void)
{
#ifdef PT_TESTING
  const struct CMUnitTest tests[] = {
    TEST ("a plan of faults that cannot be read is refused", a_plan_that_cannot_be_read_is_refused),
    TEST ("what is lost, half or doubled is seen", what_is_lost_half_or_doubled_is_seen),
    TEST ("trouble of the store delays a mail by a minute", trouble_of_the_store_delays_a_mail_by_a_minute),
    TEST ("accepting loses nothing and doubles nothing", accepting_loses_nothing_and_doubles_nothing),
    TEST ("sending loses nothing and doubles only what was not settled",
          sending_loses_nothing_and_doubles_only_what_was_not_settled),
  };
  world = pt_fault_world_new ();
  int failed = cmocka_run_group_tests_name ("faults", tests, NULL, NULL);
  pt_fault_world_free (world);
  return failed;
#else
  const struct CMUnitTest tests[] = {
    TEST ("needs a build with --enable-testing", needs_a_build_with_enable_testing),
  };
  return cmocka_run_group_tests_name ("faults", tests, NULL, NULL);
#endif
}
