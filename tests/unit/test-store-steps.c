/* The second lock: what each step may write is asked of the database, not of the code. */
#include "store/store-handle.h"
#include "store/outbox.h"
#include "store/query.h"
#include "tests/lib/store-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* All that may run while mail is settled, of the statements that write. */
static const char *const settles[] = { "ceiling-wait", "ceiling-joined", "ceiling-comments", "ceiling-comment",
                                       "ceiling-copied", "ceiling-digest", "outbox-comment-insert",
                                       "outbox-comment-remove",
                                       "address-state",         "address-reported",
                                       "address-went-well",     "outbox-told",
                                       "counters-set",
                                       "event-insert",          "outbox-event",
                                       "outbox-insert",         "outbox-insert-many",
                                       "outbox-join",           "outbox-seen",
                                       "outbox-claim",          "outbox-message-id",
                                       "outbox-clip",           "held-told",
                                       "held-told-many",        "held-told-again",
                                       "outbox-move",           "outbox-recover",
                                       "outbox-unjoin",
                                       "merge-OUTBOX",          "merge-OUTBOX_TWICE",
                                       NULL };

static gboolean
is_savepoint (PtSqlId id)
{
  return id == PT_SQL_SAVEPOINT || id == PT_SQL_RELEASE || id == PT_SQL_ROLLBACK_TO;
}

/* Whether statement ID is let in; it is not run. */
static gboolean
is_let_in (PtStore *store, PtSqlId id)
{
  g_autoptr (GError) error = NULL;
  PtQuery q = pt_query (store, id);
  gboolean good = pt_query_end (&q, &error);
  if (!good)
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUG));
  return good;
}

static void
the_flag_of_a_statement_says_whether_it_writes (void **state)
{
  PtStoreWorld *world = *state;
  for (PtSqlId id = 0; id < PT_SQL_N; id++) {
    g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GError) error = NULL;
    gpointer statement = NULL;
    const PtSql *sql = pt_sql (id);
    g_autofree char *text = pt_sql_text (id);
    if (!world->store->driver->prepare (world->store->db, text, written, &statement, &error))
      fail_msg ("%s: %s", sql->name, error->message);
    world->store->driver->finalize (statement);
    gboolean writes = written->len > 0 || is_savepoint (id);
    if (writes != ((sql->flags & PT_SQL_WRITES) != 0))
      fail_msg ("%s %s, and its flag says otherwise", sql->name, writes ? "writes" : "writes nothing");
  }
}

static void
a_view_lets_nothing_be_written (void **state)
{
  PtStoreWorld *world = *state;
  PtStoreView view, inner;
  guint refused = 0;
  pt_store_world_begin (world->store);
  assert_true (pt_store_read_begin (world->store, &view, NULL));
  assert_true (pt_store_read_begin (world->store, &inner, NULL));
  pt_store_read_end (world->store, &inner);
  for (PtSqlId id = 0; id < PT_SQL_N; id++) {
    gboolean locked = (pt_sql (id)->flags & PT_SQL_WRITES) && !is_savepoint (id);
    if (is_let_in (world->store, id) == locked)
      fail_msg ("%s is %s", pt_sql (id)->name, locked ? "let in" : "refused");
    refused += locked;
  }
  assert_in_range (refused, 50, PT_SQL_N);
  pt_store_read_end (world->store, &view);
  assert_true (is_let_in (world->store, PT_SQL_TICKET_STATUS));
  pt_store_world_commit (world->store);
}

static void
settling_writes_outbox_addresses_and_events_alone (void **state)
{
  PtStoreWorld *world = *state;
  assert_true (pt_store_begin_settling (world->store, NULL));
  for (PtSqlId id = 0; id < PT_SQL_N; id++) {
    const PtSql *sql = pt_sql (id);
    gboolean free = !(sql->flags & PT_SQL_WRITES) || is_savepoint (id);
    if (is_let_in (world->store, id) != (free || g_strv_contains (settles, sql->name)))
      fail_msg ("%s is %s", sql->name, free || g_strv_contains (settles, sql->name) ? "refused" : "let in");
  }
  pt_store_rollback (world->store);
}

static void
what_is_refused_says_so_and_changes_nothing (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  assert_true (pt_store_begin_settling (world->store, NULL));
  PtQuery q = pt_query (world->store, PT_SQL_TICKET_STATUS);
  pt_query_int (&q, 1000);
  for (guint i = 0; i < 3; i++)
    pt_query_int (&q, PT_STATUS_CLOSED);
  assert_false (pt_query_run (&q, &error));
  assert_string_equal (error->message, "statement ticket-status writes what settling may not");
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUG));
  pt_store_world_commit (world->store);
  assert_int_equal (pt_store_world_count (world, "SELECT status FROM ticket WHERE id = 1000"), PT_STATUS_OPEN);
}

static void
the_lock_ends_with_its_transaction (void **state)
{
  PtStoreWorld *world = *state;
  assert_true (pt_store_begin_settling (world->store, NULL));
  assert_false (is_let_in (world->store, PT_SQL_TICKET_STATUS));
  pt_store_rollback (world->store);
  pt_store_world_begin (world->store);
  assert_true (is_let_in (world->store, PT_SQL_TICKET_STATUS));
  pt_store_world_commit (world->store);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PT_STORE_TEST (the_flag_of_a_statement_says_whether_it_writes),
    PT_STORE_TEST (a_view_lets_nothing_be_written),
    PT_STORE_TEST (settling_writes_outbox_addresses_and_events_alone),
    PT_STORE_TEST (what_is_refused_says_so_and_changes_nothing),
    PT_STORE_TEST (the_lock_ends_with_its_transaction),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
