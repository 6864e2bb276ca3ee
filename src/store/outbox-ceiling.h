/* Mail that nobody of ours caused has a ceiling, looked at when it is claimed (RULES J10). */
#ifndef PT_STORE_OUTBOX_CEILING_H
#define PT_STORE_OUTBOX_CEILING_H

#include "store/outbox.h"

/* Row ID, due and never tried, has CEILING, which is OUTSIDE or one behind it.  *out_goes: it may be claimed.  Else
 * it waits from now on, and other rows that wait for the same person are joined with it; a row of STAFF that has
 * waited goes as a digest of all of them.  One that was joined a moment ago does not go. */
gboolean pt_outbox_ceiling_ask (PtStore *store, const PtOutboxCeilings *ceilings, PtId id, PtCeiling ceiling,
                                PtTime now, gboolean *out_goes, GError **error);

#endif
