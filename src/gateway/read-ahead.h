/* PtReadAhead: a thread that reads the next spool files while the last ones are committed.  Reading and storing share
 * nothing but finished messages: the parser runs in that thread alone, the store in the caller's alone. */
#ifndef PT_GATEWAY_READ_AHEAD_H
#define PT_GATEWAY_READ_AHEAD_H

#include "gateway/gateway.h"

typedef struct PtReadAhead PtReadAhead;

/* Messages for one commit. */
typedef struct {
  GPtrArray *items; /* PtSpoolItem *, read */
  PtRunStats stats; /* files that did not become one: left, or put into poison/ */
} PtReadBatch;

void pt_read_batch_free (PtReadBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtReadBatch, pt_read_batch_free)

/* Begins with the spool files NAMES (char *), which must outlive it, as GATEWAY must.  Under the lock of the spool: the
 * attempts at a batch are counted by its mark (spool.h); a file with a count in its name makes a batch of its own.
 * UNAVAILABLE if the system gives no thread. */
gboolean pt_read_ahead_start (PtGateway *gateway, const GPtrArray *names, PtReadAhead **out_ahead, GError **error);

/* The next batch in the order of NAMES, waiting for it if need be; NULL after the last. */
PtReadBatch *pt_read_ahead_take (PtReadAhead *ahead);

/* Ends the thread.  What it has begun and nobody took stays in the spool, uncounted. */
void pt_read_ahead_stop (PtReadAhead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtReadAhead, pt_read_ahead_stop)

#endif
