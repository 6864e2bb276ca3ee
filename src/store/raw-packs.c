/* The packs beside the store: what a crash left is cut, what is not as it was committed is told (RULES J23). */
#include "store/raw.h"

#include "base/fault.h"
#include "base/log.h"
#include "store/pack.h"
#include "store/query.h"
#include "store/store-handle.h"

#include <errno.h>
#include <unistd.h>

/* What is wrong with FILE, of which BYTES were committed; NULL if nothing is. */
static char *
fault_of (const char *file, PtPackState state, gint64 committed, gint64 bytes)
{
  if (state == PT_PACK_LOST)
    return g_strdup_printf ("pack %s has %" G_GINT64_FORMAT " bytes, %" G_GINT64_FORMAT " were committed: mail that "
                            "lies in it cannot be read until you restore your copy of it", file, bytes, committed);
  if (state == PT_PACK_LONGER)
    return g_strdup_printf ("pack %s has %" G_GINT64_FORMAT " bytes that the store does not know, behind the %"
                            G_GINT64_FORMAT " that it does: the store is older than the pack. It stays as it is; "
                            "what comes now goes to another file", file, bytes - committed, committed);
  return NULL;
}

typedef gboolean (*PackFunc) (const char *file, PtPackState state, gint64 committed, gint64 bytes, gpointer data,
                              GError **error);

/* Calls FUNC for each pack of the folder. */
static gboolean
each_pack (PtStore *store, PackFunc func, gpointer data, GError **error)
{
  g_autoptr (GDir) dir = store->packs.dir ? g_dir_open (store->packs.dir, 0, NULL) : NULL;
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *file = g_build_filename (store->packs.dir, name, NULL);
    gint64 committed, bytes;
    PtPackState state;
    if (!g_str_has_suffix (name, ".pack"))
      continue;
    if (!pt_pack_bytes (store, name, &committed, NULL, error)
        || !pt_pack_look (file, committed, &state, &bytes, error)
        || !func (file, state, committed, bytes, data, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
cut (const char *file, PtPackState state, gint64 committed, gint64 bytes, gpointer data, GError **error)
{
  g_autofree char *fault = fault_of (file, state, committed, bytes);
  (void) data;
  if (fault)
    pt_log (PT_LOG_WARNING, "%s", fault);
  return state != PT_PACK_CUTTABLE || (!pt_fault ("truncate") && truncate (file, (off_t) committed) == 0)
         || pt_error_set_errno (error, errno, "cannot cut the pack %s to %" G_GINT64_FORMAT " bytes", file,
                                committed);
}

gboolean
pt_packs_cut (PtStore *store, GError **error)
{
  return each_pack (store, cut, NULL, error);
}

static gboolean
note_fault (const char *file, PtPackState state, gint64 committed, gint64 bytes, gpointer data, GError **error)
{
  char *fault = fault_of (file, state, committed, bytes);
  (void) error;
  if (fault)
    g_ptr_array_add (data, fault);
  return TRUE;
}

gboolean
pt_packs_check (PtStore *store, GPtrArray *findings, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_PACKS);
  while (store->packs.dir && pt_query_next (&q)) {
    g_autofree char *file = g_build_filename (store->packs.dir, pt_query_get_text (&q, 0), NULL);
    if (!g_file_test (file, G_FILE_TEST_EXISTS) && pt_query_get_int (&q, 1) > 0)
      note_fault (file, PT_PACK_LOST, pt_query_get_int (&q, 1), 0, findings, error);
  }
  return pt_query_end (&q, error) && each_pack (store, note_fault, findings, error);
}
