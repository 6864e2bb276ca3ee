#include "store/counter.h"

#include "store/store-handle.h"
#include "store/query.h"

static gboolean
load (PtStore *store, GError **error)
{
  if (store->counters.loaded)
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_COUNTERS);
  gboolean found = pt_query_next (&q);
  for (guint i = 0; found && i < PT_COUNT_N; i++)
    store->counters.last[i] = pt_query_get_int (&q, i);
  if (!pt_query_end (&q, error))
    return FALSE;
  if (!found)
    return pt_error_set (error, PT_ERROR_SCHEMA, "the store has lost its counters: restore a backup");
  store->counters.loaded = TRUE;
  return TRUE;
}

gboolean
pt_counter_next (PtStore *store, PtCount kind, PtId *out_id, GError **error)
{
  if (!load (store, error))
    return FALSE;
  store->counters.dirty = TRUE;
  *out_id = ++store->counters.last[kind];
  return TRUE;
}

gboolean
pt_counter_raise (PtStore *store, PtCount kind, PtId id, GError **error)
{
  if (!load (store, error))
    return FALSE;
  if (store->counters.last[kind] < id) {
    store->counters.last[kind] = id;
    store->counters.dirty = TRUE;
  }
  return TRUE;
}

gboolean
pt_counter_write (PtStore *store, GError **error)
{
  if (!store->counters.dirty)
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_COUNTERS_SET);
  for (guint i = 0; i < PT_COUNT_N; i++)
    pt_query_int (&q, store->counters.last[i]);
  if (!pt_query_run (&q, error))
    return FALSE;
  store->counters.dirty = FALSE;
  return TRUE;
}
