/* The far side of PtWorkers: a helper process that starts, ends and replaces the workers, and the workers. */
#ifndef PT_GATEWAY_WORKER_CHILD_H
#define PT_GATEWAY_WORKER_CHILD_H

#include "gateway/worker.h"

/* To the helper, with the worker's end of a socket: end what runs in SLOT, start a worker there. */
typedef struct {
  guint32 slot;
} PtWorkerOrder;

/* From the helper, once an order. */
typedef struct {
  guint32 slot;
  gint32  started;  /* FALSE: there was no room for a process */
  gint32  replaced; /* a worker was there before; then: */
  gint32  status;   /* as wait4(2) gives it */
  gint64  peak;     /* bytes it had in memory at most */
} PtWorkerReply;

/* From the helper when it is ready. */
typedef struct {
  gint32 confined;
} PtWorkerHello;

/* Runs in the forked helper and does not return.  CONTROL is its end of a SOCK_SEQPACKET pair; when the other end is
 * closed, the helper ends its workers and itself. */
void pt_worker_helper (int control, const PtWorkerOptions *options) G_GNUC_NORETURN;

/* What a worker reads first of all, alone: its answer shows that it can read, so that a death after it is the fault
 * of what it was given then.  Free with g_bytes_unref. */
GBytes *pt_worker_sample (void);

/* The standard reading: gate, parser, filters. */
PtMessage *pt_worker_read (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options);

#endif
