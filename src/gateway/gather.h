/* The snapshot of a message or a request: two questions, one transaction. */
#ifndef PT_GATEWAY_GATHER_H
#define PT_GATEWAY_GATHER_H

#include "core/case.h"
#include "store/store.h"

/* Asks STORE for all that the keys of A_CASE, which must be there, make core want to know.  A_CASE gets the snapshot;
 * *out_snapshot is the caller's. */
gboolean pt_gather (PtStore *store, PtCase *a_case, PtSnapshot **out_snapshot, GError **error);

#endif
