/* What stands around a store: the library, and who is writing.  Nothing here opens the database. */
#ifndef PT_STORE_HEALTH_H
#define PT_STORE_HEALTH_H

#include "base/error.h"

/* "SQLite 3.40.1".  Free with g_free. */
char *pt_store_library_name (void);

/* TRUE if that library can damage a database when two connections write or checkpoint at once (fixed in 3.51.3,
 * THREATS T099).  Postern's own lock file keeps its writers apart; other programs do not know it. */
gboolean pt_store_library_has_race (void);

/* Looks for MILLISECONDS whether the store URI can be written to: TRUE as soon as it can, or if there is no store.
 * FALSE if somebody was writing at every look: *out_process is the process, 0 if the system does not tell it.  It
 * locks nothing. Call it while this process has the store closed: closing the files that are looked at would end its
 * locks. */
gboolean pt_store_is_free (const char *uri, guint milliseconds, gint64 *out_process);

#endif
