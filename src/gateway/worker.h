/* Reading workers: processes that turn raw bytes into PtMessage, so that a hostile message can only kill or stall its
 * worker (THREATS T053-T061, T071). */
#ifndef PT_GATEWAY_WORKER_H
#define PT_GATEWAY_WORKER_H

#include "base/error.h"
#include "mime/read.h"
#include "model/envelope.h"
#include "model/message.h"

#define PT_WORKER_QUEUE_BYTES (64u * 1024 * 1024)
#define PT_WORKER_FD 3 /* in a worker: its socket, and nothing else but the standard files */

typedef struct PtWorkers PtWorkers;

/* Reads one message inside a worker. */
typedef PtMessage *(*PtWorkerReader) (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options);

typedef struct {
  guint       count;       /* processes */
  guint       cpu_seconds; /* a message: 5 */
  guint       wall_seconds; /* a message: 20 */
  gsize       memory;      /* address space: 512 MiB */
  PtReadOptions read;
  PtWorkerReader reader;   /* NULL: gate, read and filters */
  /* No worker can be started any more: end the service, mail waits in the spool.  May be NULL. */
  void (*lost) (gpointer data);
  /* No worker is alive: each died before it had read anything.  They are started again, after pauses that grow; what
   * is given to them waits meanwhile.  May be NULL. */
  void (*stalled) (gpointer data);
  gpointer data;
} PtWorkerOptions;

/* A message was read, or its worker died twice on it: MESSAGE (owned by the callee) then has gate UNREADABLE.  MARK
 * and DATA are what was given with it.  Called from the main context; it may give the next message but not stop the
 * workers. */
typedef void (*PtWorkerFunc) (PtMessage *message, GBytes *raw, gpointer mark, gpointer data);

/* Forks the processes; call it before any thread is started, before the store is opened and before a secret is read
 * that no worker may know.  The main context watches them.  What OPTIONS points to is used by the fork's copy alone.
 * Errors: UNAVAILABLE. */
gboolean pt_workers_start (const PtWorkerOptions *options, PtWorkers **out_workers, GError **error);

/* Gives a message to an idle worker, or queues it; FUNC gets the answer.  ENVELOPE is what filters may look at; it is
 * read before this returns. */
void pt_workers_read (PtWorkers *workers, GBytes *raw, const PtEnvelope *envelope, PtWorkerFunc func, gpointer mark,
                      gpointer data);

/* Messages given and not yet answered. */
guint pt_workers_pending (const PtWorkers *workers);

/* TRUE while PT_WORKER_QUEUE_BYTES or more wait for a worker: give no more. */
gboolean pt_workers_is_full (const PtWorkers *workers);

/* What the system permitted, for the log: "no network, no files", or why not. */
const char *pt_workers_confinement (const PtWorkers *workers);

/* Ends the processes; what is pending is not answered. */
void pt_workers_stop (PtWorkers *workers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtWorkers, pt_workers_stop)

#endif
