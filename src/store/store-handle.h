/* The inside of a PtStore.  Only files of this folder include it. */
#ifndef PT_STORE_STORE_HANDLE_H
#define PT_STORE_STORE_HANDLE_H

#include "store/counter.h"
#include "store/driver.h"
#include "store/raw.h"
#include "store/sql.h"
#include "store/store.h"

typedef enum { PT_STORE_IDLE, PT_STORE_READING, PT_STORE_WRITING } PtStoreState;

struct PtStore {
  const PtSqlDriver *driver;
  gpointer           db;
  gpointer           statements[PT_SQL_N]; /* prepared when first used */
  guint8             steps[PT_SQL_N];      /* of each that is prepared: bit mask of the steps it may run in */
  PtStoreStep        step;
  PtStoreState       state;
  PtCounters         counters;
  PtCounters         counters_saved;       /* at the savepoint */
  PtPacks            packs;
  gboolean           bulk;
  guint64            statements_run;
};

/* As pt_store_open with a driver of the caller's: tests wrap one that fails. */
gboolean pt_store_open_driver (const PtSqlDriver *driver, const char *location, const char *raw_dir,
                               PtStoreFlags flags, PtStore **out_store, GError **error);

#endif
