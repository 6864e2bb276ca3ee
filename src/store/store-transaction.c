/* Transactions, savepoints, views. */
#include "base/fault.h"
#include "store/store-handle.h"
#include "store/query.h"

#include <errno.h>

static void
leave (PtStore *store)
{
  store->state = PT_STORE_IDLE;
  store->step = PT_STEP_FREE;
  store->counters.loaded = FALSE;
  store->counters.dirty = FALSE;
}

gboolean
pt_store_begin (PtStore *store, GError **error)
{
  if (store->state != PT_STORE_IDLE)
    return pt_error_set (error, PT_ERROR_BUG, "a transaction is open already");
  if (!store->driver->begin (store->db, TRUE, error))
    return FALSE;
  store->state = PT_STORE_WRITING;
  return TRUE;
}

gboolean
pt_store_begin_settling (PtStore *store, GError **error)
{
  if (!pt_store_begin (store, error))
    return FALSE;
  store->step = PT_STEP_SETTLE;
  return TRUE;
}

static gboolean
commit (PtStore *store, GError **error)
{
  if (pt_fault ("commit"))
    return pt_error_set_errno (error, errno, "the transaction cannot be committed");
  return store->driver->commit (store->db, error);
}

static void
undo (PtStore *store, PtPacksEnd end)
{
  pt_packs_end (store, end);
  store->driver->rollback (store->db);
  leave (store);
}

/* A pack is on disk before the row that points into it. */
gboolean
pt_store_commit (PtStore *store, GError **error)
{
  if (store->state != PT_STORE_WRITING)
    return pt_error_set (error, PT_ERROR_BUG, "there is no transaction to commit");
  if (!pt_counter_write (store, error) || !pt_packs_sync (store, error) || !commit (store, error)) {
    undo (store, PT_PACKS_UNSURE);
    return FALSE;
  }
  pt_packs_end (store, PT_PACKS_COMMITTED);
  leave (store);
  return TRUE;
}

void
pt_store_rollback (PtStore *store)
{
  if (store->state != PT_STORE_IDLE)
    undo (store, PT_PACKS_UNDONE);
}

static gboolean
run (PtStore *store, PtSqlId id, GError **error)
{
  PtQuery q = pt_query (store, id);
  return pt_query_run (&q, error);
}

gboolean
pt_store_savepoint (PtStore *store, GError **error)
{
  store->counters_saved = store->counters;
  pt_packs_savepoint (store);
  return run (store, PT_SQL_SAVEPOINT, error);
}

gboolean
pt_store_release (PtStore *store, GError **error)
{
  return run (store, PT_SQL_RELEASE, error);
}

/* If even that fails, nothing of the transaction may stay. */
void
pt_store_rollback_to (PtStore *store)
{
  if (store->state != PT_STORE_WRITING)
    return;
  store->counters = store->counters_saved;
  pt_packs_rollback_to (store);
  if (!run (store, PT_SQL_ROLLBACK_TO, NULL) || !run (store, PT_SQL_RELEASE, NULL))
    pt_store_rollback (store);
}

gboolean
pt_store_read_begin (PtStore *store, PtStoreView *out_view, GError **error)
{
  *out_view = (PtStoreView) { .mine = store->state == PT_STORE_IDLE, .before = store->step };
  if (out_view->mine) {
    if (!store->driver->begin (store->db, FALSE, error))
      return FALSE;
    store->state = PT_STORE_READING;
  }
  store->step = PT_STEP_READ;
  return TRUE;
}

void
pt_store_read_end (PtStore *store, const PtStoreView *view)
{
  store->step = view->before;
  if (view->mine)
    pt_store_rollback (store);
}
