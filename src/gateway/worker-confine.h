/* What a reading worker may do and use: next to nothing (THREATS section 7, "parse child"). */
#ifndef PT_GATEWAY_WORKER_CONFINE_H
#define PT_GATEWAY_WORKER_CONFINE_H

#include <glib.h>

/* Loads what reading would load from files when first used: the charset tables of iconv.  Before pt_confine. */
void pt_confine_prepare (void);

/* Limits that hold for the life of the process: MEMORY bytes of address space, no file growth, no core, few files. */
void pt_confine_limit (gsize memory);

/* SECONDS of processor time from now on. */
void pt_confine_time (guint seconds);

/* Gives up network, files, new processes and signals to others, for good.  FALSE if the system does not permit it. */
gboolean pt_confine (void);

#endif
