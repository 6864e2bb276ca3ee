/* The settings of a SQLite connection: each is set and read back, so that a library built otherwise is noticed. */
#ifndef PT_STORE_SQLITE_PRAGMA_H
#define PT_STORE_SQLITE_PRAGMA_H

#include "base/error.h"

#include <sqlite3.h>

#define PT_SQLITE_BUSY_MS 10000

/* CONFIG, with the name of the first setting that does not hold. */
gboolean pt_sqlite_pragma_set (sqlite3 *db, gboolean read_only, GError **error);

/* Reads them again; appends a sentence (char *) for each that does not hold. */
void pt_sqlite_pragma_check (sqlite3 *db, GPtrArray *findings);

/* First column of the first row of SQL as text; NULL if there is no row or SQL fails.  Free with g_free. */
char *pt_sqlite_text (sqlite3 *db, const char *sql);

#endif
