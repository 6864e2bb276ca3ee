/* The rows of a memory store in a SQLite database of the store's schema, and back.  Plain SQL of its own, so that a
 * wrong query of the store cannot hide behind itself. */
#ifndef TESTS_LIB_WORLD_SQL_H
#define TESTS_LIB_WORLD_SQL_H

#include "tests/lib/memstore.h"

/* Writes all rows with their ids into the empty database FILE; ids given out later follow the highest. */
gboolean pt_world_sql_write (const char *file, const PtMemstore *rows, GError **error);

/* Reads every row that pt_memstore_dump prints. */
PtMemstore *pt_world_sql_read (const char *file, GError **error);

/* The raw bytes of message row ID, if they are small enough to stand in the database; NULL if there are none. */
GBytes *pt_world_sql_raw (const char *file, PtId id);

#endif
