/* The settings of a SQLite connection: each is set and read back, so that a library built otherwise is noticed.
 * And the file it has. */
#ifndef PT_STORE_SQLITE_PRAGMA_H
#define PT_STORE_SQLITE_PRAGMA_H

#include "base/error.h"

#include <sqlite3.h>
#include <sys/types.h>

#define PT_SQLITE_BUSY_MS 10000

/* CONFIG, with the name of the first setting that does not hold. */
gboolean pt_sqlite_pragma_set (sqlite3 *db, gboolean read_only, GError **error);

/* Reads them again; appends a sentence (char *) for each that does not hold. */
void pt_sqlite_pragma_check (sqlite3 *db, GPtrArray *findings);

/* First column of the first row of SQL as text; NULL if there is no row or SQL fails.  Free with g_free. */
char *pt_sqlite_text (sqlite3 *db, const char *sql);

/* Makes FILE, if it is not there, readable to its owner alone before anything is in it. */
gboolean pt_sqlite_make_file (const char *file, GError **error);

/* Which file it is: SQLite goes on writing into one that has lost its name, and all that would be lost. */
typedef struct {
  dev_t device;
  ino_t inode;
} PtSqlitePlace;

gboolean pt_sqlite_place_note (const char *file, PtSqlitePlace *out_place, GError **error);
/* CONFIG if another file, or none, has the name now. */
gboolean pt_sqlite_place_check (const char *file, const PtSqlitePlace *place, GError **error);

#endif
