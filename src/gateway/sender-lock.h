/* One process at a time sends from here: whoever holds the lock knows that every row still `sending` was left by a
 * dead one. */
#ifndef PT_GATEWAY_SENDER_LOCK_H
#define PT_GATEWAY_SENDER_LOCK_H

#include "gateway/gateway.h"

/* Takes the lock file NAME in the state folder without waiting.  *out_fd is -1, without an error, if another process
 * holds it; else close it to let go. */
gboolean pt_state_lock_take (const PtConfig *config, const char *name, int *out_fd, GError **error);

/* Takes the lock in the state folder without waiting, and makes rows left `sending` due again (T101).  *out_fd is -1,
 * without an error, if another process holds it; else close it to let go. */
gboolean pt_sender_lock_take (PtGateway *gateway, int *out_fd, GError **error);

/* Makes rows left `sending` due again.  For the holder of the lock while it sends nothing. */
gboolean pt_sender_lock_recover (PtGateway *gateway, GError **error);

#endif
