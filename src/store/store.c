#include "config.h"

#include "store/store.h"

#include "base/fault.h"
#include "store/driver-fault.h"
#include "store/handle.h"
#include "store/query.h"

#include <errno.h>
#include <string.h>

gboolean
pt_store_open_driver (const PtSqlDriver *driver, const char *location, const char *raw_dir, PtStoreFlags flags,
                      PtStore **out_store, GError **error)
{
  g_autoptr (PtStore) store = g_new0 (PtStore, 1);
  store->driver = driver;
  pt_packs_init (&store->packs, raw_dir);
  PtSqlOpenFlags mode = 0;
  if (flags & PT_STORE_CREATE)
    mode |= PT_SQL_OPEN_CREATE;
  if (flags & PT_STORE_READ_ONLY)
    mode |= PT_SQL_OPEN_READ_ONLY;
  if (!driver->open (location, mode, &store->db, error))
    return FALSE;
  if ((flags & PT_STORE_CREATE) && !pt_store_migrate (store, error))
    return FALSE;
  if (!pt_store_check_version (store, error))
    return FALSE;
  if (!(flags & PT_STORE_READ_ONLY) && raw_dir != NULL) {
    if (!pt_store_begin (store, error))
      return FALSE;
    gboolean good = pt_packs_cut (store, error);
    pt_store_rollback (store);
    if (!good)
      return FALSE;
  }
  *out_store = g_steal_pointer (&store);
  return TRUE;
}

gboolean
pt_store_open (const char *uri, const char *raw_dir, PtStoreFlags flags, PtStore **out_store, GError **error)
{
  static const PtSqlDriver *const drivers[] = {
    &pt_sql_driver_sqlite,
#ifdef PT_TESTING
    &pt_sql_driver_fault,
#endif
  };
  const char *colon = strchr (uri, ':');
  for (gsize i = 0; colon != NULL && i < G_N_ELEMENTS (drivers); i++)
    if (strlen (drivers[i]->name) == (gsize) (colon - uri) && strncmp (uri, drivers[i]->name, colon - uri) == 0)
      return pt_store_open_driver (drivers[i], colon + 1, raw_dir, flags, out_store, error);
  return pt_error_set (error, PT_ERROR_CONFIG, "the store %s is of no known kind: write sqlite:FILE", uri);
}

void
pt_store_close (PtStore *store)
{
  if (store == NULL)
    return;
  if (store->state != PT_STORE_IDLE)
    pt_store_rollback (store);
  for (guint i = 0; i < PT_SQL_N; i++)
    if (store->statements[i] != NULL)
      store->driver->finalize (store->statements[i]);
  if (store->db != NULL)
    store->driver->close (store->db);
  pt_packs_clear (&store->packs);
  g_free (store);
}

static void
leave (PtStore *store)
{
  store->state = PT_STORE_IDLE;
  store->counters.loaded = FALSE;
  store->counters.dirty = FALSE;
  pt_packs_forget (store);
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

static gboolean
commit (PtStore *store, GError **error)
{
  if (pt_fault ("commit"))
    return pt_error_set_errno (error, errno, "the transaction cannot be committed");
  return store->driver->commit (store->db, error);
}

/* A pack is on disk before the row that points into it. */
gboolean
pt_store_commit (PtStore *store, GError **error)
{
  if (store->state != PT_STORE_WRITING)
    return pt_error_set (error, PT_ERROR_BUG, "there is no transaction to commit");
  if (!pt_counter_write (store, error) || !pt_packs_sync (store, error) || !commit (store, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  leave (store);
  return TRUE;
}

void
pt_store_rollback (PtStore *store)
{
  if (store->state == PT_STORE_IDLE)
    return;
  store->driver->rollback (store->db);
  leave (store);
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
pt_store_read_begin (PtStore *store, gboolean *out_mine, GError **error)
{
  *out_mine = store->state == PT_STORE_IDLE;
  if (!*out_mine)
    return TRUE;
  if (!store->driver->begin (store->db, FALSE, error))
    return FALSE;
  store->state = PT_STORE_READING;
  return TRUE;
}

void
pt_store_read_end (PtStore *store, gboolean mine)
{
  if (mine)
    pt_store_rollback (store);
}

gboolean
pt_store_checkpoint (PtStore *store, GError **error)
{
  return store->driver->checkpoint (store->db, error);
}

gint64
pt_store_log_bytes (PtStore *store)
{
  return store->driver->log_bytes (store->db);
}

void
pt_store_set_bulk (PtStore *store, gboolean bulk)
{
  store->bulk = bulk;
}

gboolean
pt_store_set_first_ticket (PtStore *store, PtId first, GError **error)
{
  return pt_counter_raise (store, PT_COUNT_TICKET, first - 1, error);
}

guint64
pt_store_statements_run (const PtStore *store)
{
  return store->statements_run;
}
