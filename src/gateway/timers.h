/* What happens by itself after a time: solved tickets close (L6), held mail is told and expires (J5), the
 * write-ahead log is folded in. */
#ifndef PT_GATEWAY_TIMERS_H
#define PT_GATEWAY_TIMERS_H

#include "gateway/gateway.h"

/* Everything that is due at NOW.  A ticket that fails is logged, left for the next time, and keeps no other back; the
 * error is that of the store, or of the first timer that could do nothing at all. */
gboolean pt_timers_run (PtGateway *gateway, PtTime now, GError **error);

/* Folds the write-ahead log into the store once it is large: nothing else does. */
gboolean pt_timers_checkpoint (PtGateway *gateway, GError **error);

#endif
