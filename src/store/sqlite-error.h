/* What an error of SQLite means to the store. */
#ifndef PT_STORE_SQLITE_ERROR_H
#define PT_STORE_SQLITE_ERROR_H

#include "base/error.h"

#include <sqlite3.h>

/* FALSE, with the last error of DB, which has FILE open, and WHAT failed. */
gboolean pt_sqlite_fail (sqlite3 *db, const char *file, const char *what, GError **error);

#endif
