/* Keys that change under a running program. */
#ifndef PT_GATEWAY_KEYS_H
#define PT_GATEWAY_KEYS_H

#include "gateway/gateway.h"

/* Which bytes of a key file were read: a rotation puts a new file in the place of the old one. */
typedef struct {
  guint64 device, inode;
  gint64  size, changed; /* nanoseconds */
} PtKeyStamp;

/* Reads CONFIG's key file into its policy if it is another one than STAMP tells, and sets STAMP; one stat otherwise.
 * It is called before each batch of mail and each claim of the outbox, so that `postern key rotate` needs neither a
 * signal nor a restart.  A file that cannot be read leaves the keys as they are, and is logged once. */
void pt_keys_refresh (const PtConfig *config, PtKeyStamp *stamp);

#endif
