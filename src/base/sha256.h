/* SHA-256 in pieces, by the processor's own instructions where it has them: the digests of a small message would
 * otherwise cost more than its parsing. */
#ifndef PT_BASE_SHA256_H
#define PT_BASE_SHA256_H

#include "base/digest.h"

typedef struct {
  guint32    state[8];
  guint64    total;
  guint8     block[64];
  guint      used;
  GChecksum *slow; /* where the processor has no such instructions; NULL otherwise */
} PtSha256;

void pt_sha256_start (PtSha256 *sum);
void pt_sha256_add (PtSha256 *sum, const void *data, gsize length);

/* Ends the sum; it may then be started again. */
void pt_sha256_end (PtSha256 *sum, guint8 out[PT_SHA256_BYTES]);

#endif
