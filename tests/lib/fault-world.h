/* A whole installation in a temporary folder that can be put back to one of two moments: three messages wait in
 * the spool, or they are taken and their notifications wait in the outbox.  Then it runs with a fault, runs again
 * without, and is looked over. */
#ifndef TESTS_LIB_FAULT_WORLD_H
#define TESTS_LIB_FAULT_WORLD_H

#include "config/settings.h"

typedef enum { FAULT_ACCEPT, FAULT_DRAIN } PtFaultPath;

typedef struct PtFaultWorld PtFaultWorld;

PtFaultWorld *pt_fault_world_new (void);
void          pt_fault_world_free (PtFaultWorld *world);

/* Puts everything back to the moment where PATH begins. */
void pt_fault_world_reset (PtFaultWorld *world, PtFaultPath path);

/* Runs PATH once, with the store opened as PREFIX (a driver `fault`, without SCHEME:LOCATION) says, NULL =
 * plainly.  TRUE if it went well.  *out_kind, which may be NULL: the kind of the store's call that failed; NULL if
 * none did. */
gboolean pt_fault_world_run (PtFaultWorld *world, PtFaultPath path, const char *prefix, const char **out_kind);

/* The same in a child, with PLAN (base/fault.h; may be NULL).  TRUE if it was killed. */
gboolean pt_fault_world_run_killed (PtFaultWorld *world, PtFaultPath path, const char *prefix, const char *plan);

/* Notifications that lie in the maildirs, but whose row does not say so: the fault came between sending and
 * settling.  Message ids; free with g_hash_table_unref. */
GHashTable *pt_fault_world_window (PtFaultWorld *world);

/* Seconds from now until the last row that waits is due; 0 if none does. */
guint pt_fault_world_wait (PtFaultWorld *world);

/* What waits for later is due now. */
void pt_fault_world_hurry (PtFaultWorld *world);

/* What must be so in the end; NULL, or what is not, beginning with `lost:`, `half:` or `twice:` (free with
 * g_free).  EXACTLY: rows, numbers and all are those of an undisturbed run.  *out_doubled counts the notifications
 * sent more than once, all of which must be in WINDOW, unless that is NULL. */
char *pt_fault_world_look (PtFaultWorld *world, PtFaultPath path, gboolean exactly, GHashTable *window,
                           guint *out_doubled);

/* Runs SQL behind the store's back. */
void pt_fault_world_execute (PtFaultWorld *world, const char *sql);

#endif
