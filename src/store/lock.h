/* PtLock: the lock file beside a store.  SQLite before 3.51.3 can damage a database in WAL mode when two
 * connections write or checkpoint at the same moment (THREATS T099): so every writer and every checkpoint of
 * this program holds the first byte of this file, and every open handle shares the second one, so that the last
 * to close knows that it is. */
#ifndef PT_STORE_LOCK_H
#define PT_STORE_LOCK_H

#include "base/error.h"

typedef struct PtLock PtLock;

/* Makes the file if it is not there, and shares its presence byte. */
gboolean pt_lock_open (const char *file, PtLock **out_lock, GError **error);
void     pt_lock_close (PtLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtLock, pt_lock_close)

/* Waits up to MILLISECONDS, then BUSY. */
gboolean pt_lock_take (PtLock *lock, guint milliseconds, GError **error);
void     pt_lock_give (PtLock *lock);
gboolean pt_lock_is_held (const PtLock *lock);

/* TRUE if no other handle is open; then none can be opened before pt_lock_close. */
gboolean pt_lock_is_last (PtLock *lock);

#endif
