/* Versions of the store: meta 'version' counts the steps of schema/ that were done. */
#include "store/store-handle.h"
#include "store/query.h"
#include "store/schema.h"

static gboolean
has_tables (PtStore *store, gboolean *out_has, GError **error)
{
  gpointer statement = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  *out_has = store->driver->prepare (store->db, pt_sql (PT_SQL_META)->text, written, &statement, &trouble);
  if (*out_has)
    store->driver->finalize (statement);
  if (*out_has || g_error_matches (trouble, PT_ERROR, PT_ERROR_SCHEMA))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

gboolean
pt_store_version (PtStore *store, guint *out_version, GError **error)
{
  gboolean has;
  gint64 version = 0;
  if (!has_tables (store, &has, error))
    return FALSE;
  if (has) {
    PtQuery q = pt_query (store, PT_SQL_META);
    pt_query_text (&q, "version");
    if (!pt_query_one (&q, &version, NULL, error))
      return FALSE;
  }
  *out_version = (guint) version;
  return TRUE;
}

static gboolean
refuse_newer (guint version, GError **error)
{
  return version <= pt_schema_n_steps
         || pt_error_set (error, PT_ERROR_SCHEMA, "the store is of version %u, this program knows versions up to %u: "
                          "use the newer program", version, pt_schema_n_steps);
}

gboolean
pt_store_check_version (PtStore *store, GError **error)
{
  guint version;
  if (!pt_store_version (store, &version, error) || !refuse_newer (version, error))
    return FALSE;
  if (version == pt_schema_n_steps)
    return TRUE;
  return version == 0
           ? pt_error_set (error, PT_ERROR_SCHEMA, "the store has no tables: `postern init` makes them")
           : pt_error_set (error, PT_ERROR_SCHEMA, "the store is of version %u, this program needs version %u: "
                           "run `postern migrate` once", version, pt_schema_n_steps);
}

static gboolean
migrate (PtStore *store, GError **error)
{
  guint version;
  if (!pt_store_version (store, &version, error) || !refuse_newer (version, error))
    return FALSE;
  for (guint i = version; i < pt_schema_n_steps; i++) {
    if (!store->driver->execute (store->db, pt_schema_steps[i].sql, error)) {
      g_prefix_error (error, "migration %s: ", pt_schema_steps[i].name);
      return FALSE;
    }
    PtQuery q = pt_query (store, PT_SQL_META_SET);
    pt_query_text (&q, "version");
    pt_query_int (&q, i + 1);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_store_migrate (PtStore *store, GError **error)
{
  guint version;
  if (!pt_store_version (store, &version, error))
    return FALSE;
  if (version == pt_schema_n_steps)
    return TRUE;
  if (!pt_store_begin (store, error))
    return FALSE;
  if (migrate (store, error) && pt_store_commit (store, error))
    return TRUE;
  pt_store_rollback (store);
  return FALSE;
}
