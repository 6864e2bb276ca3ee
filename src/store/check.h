/* Looks through the whole store: the database's own check, its settings, its version, and the invariants of the
 * rows. */
#ifndef PT_STORE_CHECK_H
#define PT_STORE_CHECK_H

#include "store/store.h"

/* *out_findings: one sentence (char *) a finding, empty if all is well.  It reads everything: not for the way of
 * a message. Free with g_ptr_array_unref. */
gboolean pt_store_check (PtStore *store, GPtrArray **out_findings, GError **error);

/* Version, settings and structure of the database alone, without indexes and invariants. */
gboolean pt_store_check_quick (PtStore *store, GPtrArray **out_findings, GError **error);

#endif
