/* The driver `fault`: another driver, one call of which fails.  Tests choose it, by pt_store_open_driver, or in a
 * build with --enable-testing by a URI, so that whole programs can be run with it.
 *
 * Location: N[+|*][:CLASS]:SCHEME:LOCATION.  N counts the calls that can fail from 1 over the whole life of a
 * handle, its opening first; `+` stands for that call and all later ones, `*` for every N-th.  CLASS:
 *   io    the call is not made and fails (the default);
 *   busy  the same, as if another process were writing;
 *   bug   the same, as if this message alone were at fault;
 *   full  as io, and the database has ended the transaction by itself, as SQLite may when the disk is full;
 *   lost  the N-th commit, other calls not counted: it is made and fails all the same, its answer was lost;
 *   kill  the process is killed before the call. */
#ifndef PT_STORE_DRIVER_FAULT_H
#define PT_STORE_DRIVER_FAULT_H

#include "store/driver.h"

extern const PtSqlDriver pt_sql_driver_fault;

/* What has happened so far to DB, the handle of an open driver `fault`. */
typedef struct {
  guint64     calls; /* that count */
  guint64     fired; /* that failed */
  const char *kind;  /* of the last one that failed: "open", "prepare", "bind", "savepoint"...; NULL if none */
} PtSqlFaultStats;

PtSqlFaultStats pt_sql_fault_stats (gpointer db);

#endif
