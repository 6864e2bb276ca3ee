/* What happens by itself after a time: solved tickets close (L6), held mail expires, the write-ahead log is folded in. */
#ifndef PT_GATEWAY_TIMERS_H
#define PT_GATEWAY_TIMERS_H

#include "gateway/gateway.h"

/* Everything that is due at NOW. */
gboolean pt_timers_run (PtGateway *gateway, PtTime now, GError **error);

/* Folds the write-ahead log into the store once it is large: nothing else does (DESIGN section 6). */
gboolean pt_timers_checkpoint (PtGateway *gateway, GError **error);

#endif
