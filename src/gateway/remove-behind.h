/* PtRemoveBehind: threads that take files out of the spool once their mail is stored.
 *
 * A file system that writes its journal, or tells its disk what became free, makes whoever removes a file wait: the
 * loop that feeds the readers has no time for that, and several that wait at once are done sooner than one by one. */
#ifndef PT_GATEWAY_REMOVE_BEHIND_H
#define PT_GATEWAY_REMOVE_BEHIND_H

#include <glib.h>

typedef struct PtRemoveBehind PtRemoveBehind;

/* SPOOL must outlive it.  Where no thread can be had, files go at once.  Never NULL. */
PtRemoveBehind *pt_remove_behind_new (const char *spool);

/* The file NAME goes soon.  One that cannot be removed is told to the log: read again, its mail is a duplicate. */
void pt_remove_behind_add (PtRemoveBehind *behind, const char *name);

/* Comes back when all that were added are gone: before the spool is listed. */
void pt_remove_behind_wait (PtRemoveBehind *behind);

/* Waits for all, and ends the threads. */
void pt_remove_behind_free (PtRemoveBehind *behind);

#endif
