/* The near side: a slot for each worker, a queue, and the helper that starts them.  A slot whose worker died, stalled
 * or wrote nonsense keeps its message and asks the helper for a new worker; its answer tells how the old ended. */
#include "config.h"

#include "gateway/worker.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "gateway/worker-child.h"
#include "gateway/worker-frame.h"
#include "model/wire.h"

#define TRIES 2
#define RETRY_MS 1000
#define MOST_PAUSE_MS 30000

typedef struct {
  GBytes  *raw;
  GBytes  *envelope;
  gpointer job;
  guint    tries;
} PtTask;

/* TRYING: there is a worker, and nobody knows yet whether it can read. */
typedef enum { PT_SLOT_STARTING, PT_SLOT_TRYING, PT_SLOT_IDLE, PT_SLOT_BUSY } PtSlotState;

typedef struct {
  PtWorkers  *workers;
  guint       index;
  PtSlotState state;
  int         socket;
  guint       source; /* watches SOCKET */
  guint       timer;  /* wall clock of the message, or the next attempt to start a worker */
  PtTask     *task;   /* given to this worker, or left by the one before */
  PtFrame     frame;
  const char *fault;  /* what we ended the worker for; NULL if it ended by itself */
  guint       pause;  /* milliseconds until the next worker is started after one that could not read; 0 = they can */
} PtSlot;

struct PtWorkers {
  PtWorkerOptions options;
  PtWorkerFunc    func;
  gpointer        data;
  pid_t           helper;
  int             control;
  guint           source; /* watches CONTROL; 0 once the helper is lost */
  guint           timer;  /* the next attempt to give what waits */
  gboolean        confined;
  PtSlot         *slots;
  GQueue          queue; /* PtTask * */
  gsize           queued_bytes;
  guint           pending;
};

static void slot_start (PtSlot *slot);
static void slot_pause (PtSlot *slot, const char *what);
static void give_all (PtWorkers *workers);

static void
task_free (PtTask *task)
{
  if (task == NULL)
    return;
  g_bytes_unref (task->raw);
  g_bytes_unref (task->envelope);
  g_free (task);
}

/* --- answers --- */

static void
answer (PtWorkers *workers, PtTask *task, PtMessage *message)
{
  workers->pending--;
  workers->func (message, task->raw, task->job, workers->data);
  task_free (task);
}

static PtMessage *
unreadable (GBytes *raw, const char *why)
{
  PtMessage *message = pt_message_new ();
  gsize size = 0;
  const void *bytes = g_bytes_get_data (raw, &size);
  message->gate = PT_GATE_UNREADABLE;
  message->gate_detail = g_strdup (why);
  message->raw_size = size;
  pt_sha256 (bytes, size, message->raw_digest);
  memcpy (message->digest, message->raw_digest, PT_SHA256_BYTES);
  return message;
}

/* NULL if the frame is not what a sound worker says of RAW. */
static PtMessage *
decode (PtFrame *frame, GBytes *raw)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&frame->body));
  g_autoptr (GVariant) wire = g_variant_ref_sink (g_variant_new_from_bytes (pt_wire_type (), body, FALSE));
  g_autoptr (PtMessage) message = NULL;
  if (!pt_wire_to_message (wire, &message, NULL) || message->raw_size != g_bytes_get_size (raw))
    return NULL;
  return g_steal_pointer (&message);
}

/* --- a slot --- */

static void
slot_unwatch (PtSlot *slot)
{
  g_clear_handle_id (&slot->source, g_source_remove);
  g_clear_handle_id (&slot->timer, g_source_remove);
  if (slot->socket >= 0)
    close (slot->socket);
  slot->socket = -1;
  pt_frame_clear (&slot->frame);
}

static void
slot_replace (PtSlot *slot, const char *fault)
{
  gboolean tried = slot->state == PT_SLOT_TRYING;
  slot->fault = fault;
  if (slot->task != NULL && slot->state == PT_SLOT_BUSY)
    slot->task->tries++;
  slot_unwatch (slot);
  if (tried)
    slot_pause (slot, "a reading worker ended before it had read anything");
  else
    slot_start (slot);
}

static gboolean
on_start_again (gpointer user_data)
{
  PtSlot *slot = user_data;
  slot->timer = 0;
  slot_start (slot);
  return G_SOURCE_REMOVE;
}

static void
slot_start (PtSlot *slot)
{
  PtWorkerOrder order = { slot->index };
  int ends[2];
  slot->state = PT_SLOT_STARTING;
  if (slot->workers->source == 0)
    return;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    g_autofree char *why = g_strdup_printf ("no socket for a reading worker: %s", g_strerror (errno));
    slot_pause (slot, why);
    return;
  }
  slot->socket = ends[0];
  pt_frame_send_fd (slot->workers->control, &order, sizeof order, ends[1]); /* a lost helper is seen by its watch */
  close (ends[1]);
}

static gboolean
lives (const PtSlot *slot)
{
  return slot->state == PT_SLOT_IDLE || slot->state == PT_SLOT_BUSY;
}

/* No fault of the mail: what the slot has goes back to where any worker may take it. */
static void
slot_pause (PtSlot *slot, const char *what)
{
  PtWorkers *workers = slot->workers;
  guint alive = 0;
  slot->state = PT_SLOT_STARTING;
  slot->pause = MIN (slot->pause ? slot->pause * 2 : RETRY_MS, MOST_PAUSE_MS);
  slot->timer = g_timeout_add (slot->pause, on_start_again, slot);
  pt_log (PT_LOG_ERROR, "workers: %s; mail waits, and the next is started in %u s", what, slot->pause / 1000);
  if (slot->task != NULL) {
    workers->queued_bytes += g_bytes_get_size (slot->task->raw);
    g_queue_push_head (&workers->queue, g_steal_pointer (&slot->task));
  }
  for (guint i = 0; i < workers->options.count; i++)
    alive += lives (&workers->slots[i]);
  if (alive > 0)
    give_all (workers);
  else if (workers->options.stalled != NULL)
    workers->options.stalled (workers->data);
}

static gboolean
on_stall (gpointer user_data)
{
  PtSlot *slot = user_data;
  slot->timer = 0;
  slot_replace (slot, "it took too long");
  return G_SOURCE_REMOVE;
}

static gboolean
on_give_again (gpointer user_data)
{
  PtWorkers *workers = user_data;
  workers->timer = 0;
  give_all (workers);
  return G_SOURCE_REMOVE;
}

/* The next message for an idle worker: the one it was started for, else the oldest that waits. */
static void
slot_give (PtSlot *slot)
{
  PtWorkers *workers = slot->workers;
  g_autoptr (GError) error = NULL;
  if (slot->task == NULL && (slot->task = g_queue_pop_head (&workers->queue)) != NULL)
    workers->queued_bytes -= g_bytes_get_size (slot->task->raw);
  if (slot->task == NULL)
    return;
  if (pt_frame_send_request (slot->socket, slot->task->envelope, slot->task->raw, &error)) {
    slot->state = PT_SLOT_BUSY;
    slot->timer = g_timeout_add (workers->options.wall_seconds * 1000, on_stall, slot);
    return;
  }
  if (g_error_matches (error, PT_ERROR, PT_ERROR_UNAVAILABLE))
    return; /* its watch sees that it died, and the message goes to the next */
  pt_log (PT_LOG_ERROR, "workers: %s", error->message);
  if (workers->timer == 0)
    workers->timer = g_timeout_add (RETRY_MS, on_give_again, workers);
}

static void
give_all (PtWorkers *workers)
{
  for (guint i = 0; i < workers->options.count; i++)
    if (workers->slots[i].state == PT_SLOT_IDLE)
      slot_give (&workers->slots[i]);
}

/* The worker gets its next message before this one is looked at by the caller: neither waits for the other. */
static gboolean
slot_finish (PtSlot *slot)
{
  PtTask *task = slot->task;
  PtMessage *message = decode (&slot->frame, task->raw);
  pt_frame_clear (&slot->frame);
  if (message == NULL)
    return FALSE;
  g_source_remove (slot->timer);
  slot->timer = 0;
  slot->task = NULL;
  slot->state = PT_SLOT_IDLE;
  slot_give (slot);
  answer (slot->workers, task, message);
  return TRUE;
}

/* TRUE if the answer is what a sound worker says of the sample. */
static gboolean
slot_prove (PtSlot *slot)
{
  g_autoptr (GBytes) sample = pt_worker_sample ();
  g_autoptr (PtMessage) message = decode (&slot->frame, sample);
  pt_frame_clear (&slot->frame);
  if (message == NULL)
    return FALSE;
  g_clear_handle_id (&slot->timer, g_source_remove);
  slot->state = PT_SLOT_IDLE;
  slot->pause = 0;
  slot_give (slot);
  return TRUE;
}

static gboolean
slot_take (PtSlot *slot)
{
  return slot->state == PT_SLOT_TRYING ? slot_prove (slot) : slot_finish (slot);
}

static gboolean
on_answer (int fd, GIOCondition condition, gpointer user_data)
{
  PtSlot *slot = user_data;
  PtFrameState state = slot->state != PT_SLOT_IDLE ? pt_frame_read (&slot->frame, fd) : PT_FRAME_BROKEN;
  gboolean nonsense = state == PT_FRAME_WHOLE;
  (void) condition;
  if (state == PT_FRAME_MORE || (state == PT_FRAME_WHOLE && slot_take (slot)))
    return G_SOURCE_CONTINUE;
  slot->source = 0;
  slot_replace (slot, nonsense ? "its answer was broken" : NULL);
  return G_SOURCE_REMOVE;
}

/* --- the helper --- */

static char *
cause (const PtWorkers *workers, const PtSlot *slot, const PtWorkerReply *reply)
{
  gboolean by_signal = reply->replaced && WIFSIGNALED (reply->status);
  if (slot->fault != NULL)
    return g_strdup_printf ("the reader was ended: %s", slot->fault);
  if (by_signal && WTERMSIG (reply->status) == SIGXCPU)
    return g_strdup_printf ("the reader was ended: over %u s of processor time", workers->options.cpu_seconds);
  if (by_signal && (gsize) reply->peak >= workers->options.memory / 2)
    return g_strdup ("the reader ran out of memory");
  if (by_signal && WTERMSIG (reply->status) != SIGKILL)
    return g_strdup_printf ("the reader crashed by signal %d", WTERMSIG (reply->status));
  return g_strdup ("the reader ended without an answer");
}

/* A worker died on the slot's message: once more, alone in a fresh one, then it is given up. */
static void
slot_settle (PtSlot *slot, const PtWorkerReply *reply)
{
  PtTask *task = slot->task;
  if (task == NULL || task->tries < TRIES)
    return;
  g_autofree char *why = cause (slot->workers, slot, reply);
  slot->task = NULL;
  answer (slot->workers, task, unreadable (task->raw, why));
}

static void
on_reply (PtWorkers *workers, const PtWorkerReply *reply)
{
  PtSlot *slot = &workers->slots[reply->slot];
  g_autofree char *why = slot->pause && reply->replaced ? cause (workers, slot, reply) : NULL;
  if (why != NULL)
    pt_log (PT_LOG_ERROR, "workers: the last one could not read anything: %s", why);
  slot_settle (slot, reply);
  slot->fault = NULL;
  if (!reply->started) {
    slot_unwatch (slot);
    slot_pause (slot, "no room for a reading worker");
    return;
  }
  slot->source = g_unix_fd_add (slot->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, on_answer, slot);
  slot->timer = g_timeout_add (workers->options.wall_seconds * 1000, on_stall, slot);
  slot->state = PT_SLOT_TRYING;
}

static gboolean
on_control (int fd, GIOCondition condition, gpointer user_data)
{
  PtWorkers *workers = user_data;
  PtWorkerReply reply;
  int none = -1;
  (void) condition;
  if (pt_frame_receive_fd (fd, &reply, sizeof reply, &none) && reply.slot < workers->options.count) {
    on_reply (workers, &reply);
    return G_SOURCE_CONTINUE;
  }
  pt_log (PT_LOG_ERROR, "workers: the process that starts reading workers is gone; restart the service");
  workers->source = 0;
  for (guint i = 0; i < workers->options.count; i++)
    slot_replace (&workers->slots[i], NULL);
  if (workers->options.lost != NULL)
    workers->options.lost (workers->data);
  return G_SOURCE_REMOVE;
}

/* --- public --- */

static gboolean
start_helper (PtWorkers *workers, GError **error)
{
  PtWorkerHello hello;
  int ends[2], none = -1;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot start reading workers: %s", g_strerror (errno));
  workers->control = ends[0];
  workers->helper = fork ();
  if (workers->helper == 0)
    pt_worker_helper (ends[1], &workers->options);
  close (ends[1]);
  if (workers->helper < 0)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot start reading workers: no room for a process");
  if (!pt_frame_receive_fd (workers->control, &hello, sizeof hello, &none))
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot start reading workers: their helper died at once");
  workers->confined = hello.confined;
  workers->source = g_unix_fd_add (workers->control, G_IO_IN | G_IO_HUP | G_IO_ERR, on_control, workers);
  return TRUE;
}

gboolean
pt_workers_start (const PtWorkerOptions *options, PtWorkerFunc func, gpointer data, PtWorkers **out_workers,
                  GError **error)
{
  g_autoptr (PtWorkers) workers = g_new0 (PtWorkers, 1);
  workers->options = *options;
  workers->options.count = MAX (options->count, 1);
  if (workers->options.reader == NULL)
    workers->options.reader = pt_worker_read;
  workers->func = func;
  workers->data = data;
  workers->control = -1;
  workers->slots = g_new0 (PtSlot, workers->options.count);
  for (guint i = 0; i < workers->options.count; i++)
    workers->slots[i] = (PtSlot){ .workers = workers, .index = i, .socket = -1 };
  if (!start_helper (workers, error))
    return FALSE;
  for (guint i = 0; i < workers->options.count; i++)
    slot_start (&workers->slots[i]);
  *out_workers = g_steal_pointer (&workers);
  return TRUE;
}

void
pt_workers_read (PtWorkers *workers, GBytes *raw, const PtEnvelope *envelope, gpointer job)
{
  PtTask *task = g_new0 (PtTask, 1);
  task->raw = g_bytes_ref (raw);
  task->envelope = pt_frame_from_envelope (envelope);
  task->job = job;
  g_queue_push_tail (&workers->queue, task);
  workers->queued_bytes += g_bytes_get_size (raw);
  workers->pending++;
  give_all (workers);
}

guint
pt_workers_pending (const PtWorkers *workers)
{
  return workers->pending;
}

gboolean
pt_workers_is_full (const PtWorkers *workers)
{
  return workers->queued_bytes >= PT_WORKER_QUEUE_BYTES;
}

const char *
pt_workers_confinement (const PtWorkers *workers)
{
  return workers->confined ? "no network, no files" : "not confined: the system permits no filter of system calls";
}

void
pt_workers_stop (PtWorkers *workers)
{
  if (workers == NULL)
    return;
  if (workers->source != 0)
    g_source_remove (workers->source);
  if (workers->timer != 0)
    g_source_remove (workers->timer);
  for (guint i = 0; i < workers->options.count; i++) {
    slot_unwatch (&workers->slots[i]);
    task_free (workers->slots[i].task);
  }
  if (workers->control >= 0)
    close (workers->control); /* the helper ends its workers and itself */
  while (workers->helper > 0 && waitpid (workers->helper, NULL, 0) < 0 && errno == EINTR)
    continue;
  g_queue_clear_full (&workers->queue, (GDestroyNotify) task_free);
  g_free (workers->slots);
  g_free (workers);
}
