#include "config.h"

#include "store/store.h"

#include "store/driver-fault.h"
#include "store/store-handle.h"
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
  if (!(flags & PT_STORE_READ_ONLY) && raw_dir) {
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
  for (gsize i = 0; colon && i < G_N_ELEMENTS (drivers); i++)
    if (strlen (drivers[i]->name) == (gsize) (colon - uri) && strncmp (uri, drivers[i]->name, colon - uri) == 0)
      return pt_store_open_driver (drivers[i], colon + 1, raw_dir, flags, out_store, error);
  return pt_error_set (error, PT_ERROR_CONFIG, "the store %s is of no known kind: write sqlite:FILE", uri);
}

void
pt_store_close (PtStore *store)
{
  if (!store)
    return;
  if (store->state != PT_STORE_IDLE)
    pt_store_rollback (store);
  for (guint i = 0; i < PT_SQL_N; i++)
    if (store->statements[i])
      store->driver->finalize (store->statements[i]);
  if (store->db)
    store->driver->close (store->db);
  pt_packs_clear (&store->packs);
  g_free (store);
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
