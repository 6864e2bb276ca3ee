/* Opening, versions, the plans of all statements, and several writers at once. */
#include "store/sql.h"
#include "tests/lib/store-world.h"

#include <errno.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FEEDERS 8

static void
a_store_that_cannot_be_used_is_refused_with_the_reason (void **state)
{
  static const struct {
    const char *sql; /* done to a good store before */
    const char *uri; /* NULL: the store's own */
    PtErrorCode code;
    const char *text;
  } cases[] = {
    { NULL, "sqlite:/nonexistent/store.db", PT_ERROR_UNAVAILABLE, "postern init" },
    { NULL, "oracle:store", PT_ERROR_CONFIG, "no known kind" },
    { "UPDATE meta SET value = 99 WHERE name = 'version'", NULL, PT_ERROR_SCHEMA, "use the newer program" },
    { "UPDATE meta SET value = 0 WHERE name = 'version'", NULL, PT_ERROR_SCHEMA, "no tables" },
  };
  PtStoreWorld *world = *state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    PtStore *store = NULL;
    if (cases[i].sql)
      pt_store_world_execute (world, cases[i].sql);
    assert_false (
      pt_store_open (cases[i].uri ? cases[i].uri : world->uri, NULL, PT_STORE_MUST_EXIST, &store, &error));
    assert_int_equal (error->code, cases[i].code);
    assert_non_null (strstr (error->message, cases[i].text));
  }
}

static void
a_file_that_is_no_store_is_refused (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  PtStore *store = NULL;
  pt_store_close (g_steal_pointer (&world->store));
  assert_true (
    g_file_set_contents (world->file, "this is a letter and no database, however long it may be", -1, NULL));
  assert_false (pt_store_open (world->uri, NULL, PT_STORE_MUST_EXIST, &store, &error));
  assert_true (pt_error_is_later (error));
}

static void
the_last_to_close_leaves_no_log_behind (void **state)
{
  PtStoreWorld *world = *state;
  g_autofree char *log = g_strconcat (world->file, "-wal", NULL);
  PtStore *other = pt_store_world_handle (world);
  struct stat status;
  pt_store_close (g_steal_pointer (&world->store));
  assert_int_equal (stat (log, &status), 0);
  assert_true (status.st_size > 0);
  pt_store_close (other);
  assert_true (stat (log, &status) < 0 || status.st_size == 0);
  world->store = pt_store_world_handle (world);
  pt_store_world_assert_sound (world);
}

static void
a_checkpoint_empties_the_log (void **state)
{
  PtStoreWorld *world = *state;
  assert_true (pt_store_log_bytes (world->store) > 0);
  assert_true (pt_store_checkpoint (world->store, NULL));
  assert_int_equal (pt_store_log_bytes (world->store), 0);
  pt_store_world_begin (world->store);
  assert_false (pt_store_checkpoint (world->store, NULL));
  pt_store_rollback (world->store);
}

static void
a_reader_sees_the_store_and_cannot_write (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtStore) reader = NULL;
  guint version = 0;
  assert_true (pt_store_open (world->uri, world->raw_dir, PT_STORE_READ_ONLY, &reader, NULL));
  assert_true (pt_store_version (reader, &version, NULL));
  assert_int_equal (version, 7);
  assert_false (pt_store_begin (reader, &error));
}

/* Rows that a statement brings along are named otherwise by each release of SQLite. */
static gboolean
reads_a_table (const char *detail)
{
  static const char *const others[] = { "CONSTANT ROW", "-ROW VALUES CLAUSE", " INDEX outbox_due",
                                        " INDEX outbox_untold",
                                        "SCAN recent",
                                        "SCAN run_day" }; /* its newest row alone */
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (strstr (detail, others[i]))
      return FALSE;
  return g_str_has_prefix (detail, "SCAN ");
}

/* Only what is marked may read a whole table. */
static void
every_statement_on_the_way_of_a_message_uses_an_index (void **state)
{
  PtStoreWorld *world = *state;
  sqlite3 *db = NULL;
  assert_int_equal (sqlite3_open (world->file, &db), SQLITE_OK);
  for (PtSqlId id = 0; id < PT_SQL_N; id++) {
    const PtSql *sql = pt_sql (id);
    g_autofree char *text = pt_sql_text (id);
    g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", text, NULL);
    sqlite3_stmt *plan = NULL;
    if (g_str_has_suffix (text, "SAVEPOINT message"))
      continue;
    if (sqlite3_prepare_v2 (db, explain, -1, &plan, NULL) != SQLITE_OK)
      fail_msg ("%s: %s", sql->name, sqlite3_errmsg (db));
    while (sqlite3_step (plan) == SQLITE_ROW) {
      const char *detail = (const char *) sqlite3_column_text (plan, 3);
      if (reads_a_table (detail) && !(sql->flags & PT_SQL_SCANS))
        fail_msg ("%s: %s", sql->name, detail);
    }
    sqlite3_finalize (plan);
  }
  sqlite3_close (db);
}

/* The whole plan of ID. */
static char *
plan_of (sqlite3 *db, PtSqlId id)
{
  g_autofree char *text = pt_sql_text (id);
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", text, NULL);
  sqlite3_stmt *plan = NULL;
  GString *out = g_string_new (NULL);
  assert_int_equal (sqlite3_prepare_v2 (db, explain, -1, &plan, NULL), SQLITE_OK);
  while (sqlite3_step (plan) == SQLITE_ROW)
    g_string_append_printf (out, "%s\n", (const char *) sqlite3_column_text (plan, 3));
  sqlite3_finalize (plan);
  return g_string_free (out, FALSE);
}

/* A list of tickets reads no more than those of its kind, however many others there are. */
static void
lists_of_tickets_use_the_index_of_their_kind (void **state)
{
  static const struct {
    PtSqlId     id;
    const char *index;
    gboolean    sorts;
  } lists[] = {
    { PT_SQL_TICKETS_OPEN, "ticket_open", TRUE },
    { PT_SQL_TICKETS_CLOSED, "ticket_closed", FALSE },
  };
  PtStoreWorld *world = *state;
  sqlite3 *db = NULL;
  assert_int_equal (sqlite3_open (world->file, &db), SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *plan = plan_of (db, lists[i].id);
    if (!strstr (plan, lists[i].index) || !strstr (plan, "ticket_person_follower")
        || !strstr (plan, "TEMP B-TREE") != !lists[i].sorts)
      fail_msg ("%s: %s", pt_sql (lists[i].id)->name, plan);
  }
  sqlite3_close (db);
}

static void
parameters_are_numbered_without_gaps_and_no_cast_is_private_to_a_database (void **state)
{
  (void) state;
  for (PtSqlId id = 0; id < PT_SQL_N; id++) {
    g_autofree char *text = pt_sql_text (id);
    guint highest = 0, seen = 0;
    gboolean has[64] = { FALSE };
    for (const char *p = strchr (text, '$'); p; p = strchr (p + 1, '$')) {
      guint n = (guint) g_ascii_strtoull (p + 1, NULL, 10);
      assert_true (n > 0 && n < G_N_ELEMENTS (has));
      seen += !has[n];
      has[n] = TRUE;
      highest = MAX (highest, n);
    }
    assert_int_equal (seen, highest);
    assert_null (strstr (text, "::"));
    assert_null (strchr (text, '?'));
  }
}

/* 0: stored.  1: it was there already.  2: something else went wrong. */
static int
feed (const PtStoreWorld *world, const char *seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtStore) store = NULL;
  g_autoptr (PtEnvelope) envelope = pt_store_world_envelope ();
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
  g_autoptr (PtDecision) decision = pt_store_world_reply (seed, 2, 1, 1);
  PtOutcome outcome;
  if (!pt_store_open (world->uri, world->raw_dir, PT_STORE_MUST_EXIST, &store, NULL) || !pt_store_begin (store, NULL))
    return 2;
  if (pt_store_apply (store, envelope, message, NULL, decision, PT_WORLD_NOW, &outcome, &error))
    return pt_store_commit (store, NULL) ? 0 : 2;
  return g_error_matches (error, PT_ERROR, PT_ERROR_CONFLICT) ? 1 : 2;
}

static guint
run_feeders (const PtStoreWorld *world, gboolean same, guint out_ends[3])
{
  pid_t pids[FEEDERS];
  guint done = 0;
  for (guint i = 0; i < FEEDERS; i++) {
    pids[i] = fork ();
    assert_true (pids[i] >= 0);
    if (pids[i] == 0) {
      g_autofree char *seed = g_strdup_printf ("fed-%u", same ? 0 : i);
      _exit (feed (world, seed));
    }
  }
  for (guint i = 0; i < FEEDERS; i++) {
    int status = 0;
    while (waitpid (pids[i], &status, 0) < 0 && errno == EINTR)
      continue;
    done += WIFEXITED (status);
    out_ends[WIFEXITED (status) && WEXITSTATUS (status) < 3 ? WEXITSTATUS (status) : 2]++;
  }
  return done;
}

static void
of_eight_processes_with_one_message_one_stores_it (void **state)
{
  PtStoreWorld *world = *state;
  guint ends[3] = { 0 };
  pt_store_close (g_steal_pointer (&world->store));
  assert_int_equal (run_feeders (world, TRUE, ends), FEEDERS);
  world->store = pt_store_world_handle (world);
  assert_int_equal (ends[0], 1);
  assert_int_equal (ends[1], FEEDERS - 1);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM message"), 1);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM comment"), 1);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM outbox"), 1);
  pt_store_world_assert_sound (world);
}

static void
eight_processes_with_eight_messages_store_them_all (void **state)
{
  PtStoreWorld *world = *state;
  guint ends[3] = { 0 };
  pt_store_close (g_steal_pointer (&world->store));
  assert_int_equal (run_feeders (world, FALSE, ends), FEEDERS);
  world->store = pt_store_world_handle (world);
  assert_int_equal (ends[0], FEEDERS);
  assert_int_equal (pt_store_world_count (world, "SELECT count(DISTINCT id) FROM message"), FEEDERS);
  assert_int_equal (pt_store_world_count (world, "SELECT public_comments FROM ticket"), FEEDERS);
  pt_store_world_assert_sound (world);
}

static gpointer
feed_in_a_thread (gpointer data)
{
  return GINT_TO_POINTER (feed (data, "threaded"));
}

static void
two_handles_of_one_process_exclude_each_other_too (void **state)
{
  PtStoreWorld *world = *state;
  GThread *threads[FEEDERS];
  guint ends[3] = { 0 };
  for (guint i = 0; i < FEEDERS; i++)
    threads[i] = g_thread_new ("feeder", feed_in_a_thread, world);
  for (guint i = 0; i < FEEDERS; i++)
    ends[GPOINTER_TO_INT (g_thread_join (threads[i]))]++;
  assert_int_equal (ends[0], 1);
  assert_int_equal (ends[1], FEEDERS - 1);
  pt_store_world_assert_sound (world);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PT_STORE_TEST (a_store_that_cannot_be_used_is_refused_with_the_reason),
    PT_STORE_TEST (a_file_that_is_no_store_is_refused),
    PT_STORE_TEST (the_last_to_close_leaves_no_log_behind),
    PT_STORE_TEST (a_checkpoint_empties_the_log),
    PT_STORE_TEST (a_reader_sees_the_store_and_cannot_write),
    PT_STORE_TEST (every_statement_on_the_way_of_a_message_uses_an_index),
    PT_STORE_TEST (lists_of_tickets_use_the_index_of_their_kind),
    cmocka_unit_test (parameters_are_numbered_without_gaps_and_no_cast_is_private_to_a_database),
    PT_STORE_TEST (of_eight_processes_with_one_message_one_stores_it),
    PT_STORE_TEST (eight_processes_with_eight_messages_store_them_all),
    PT_STORE_TEST (two_handles_of_one_process_exclude_each_other_too),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
