/* The near side: a slot for each worker, a queue, and the helper that starts them.  A worker has a few small messages
 * at a time, so that neither side waits for the other.  If it died, stalled or wrote nonsense, each of them is read
 * once more, alone in a worker: the one that ends that one, too, is given up. */
#include "config.h"

#include "gateway/worker-slot.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "gateway/loop.h"

#define TRIES 2
#define RETRY_MS 1000
#define MOST_PAUSE_MS 30000
#define MOST_GIVEN 8                   /* messages that a worker has at a time */
#define MOST_GIVEN_BYTES (64u * 1024) /* well below what a socket holds */

static void slot_pause (PtSlot *slot, const char *what);

void
pt_task_free (PtTask *task)
{
  if (!task)
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
  task->func (message, task->raw, task->mark, task->data);
  pt_task_free (task);
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

/* TRUE if MESSAGE can be what a worker says of RAW. */
static gboolean
is_of (const PtMessage *message, GBytes *raw)
{
  return message->raw_size == g_bytes_get_size (raw);
}

/* --- a slot --- */

/* From now on, or no more.  The bell is set only if it is silent: to set it for each message takes a system call, and
 * a turn of the loop. */
static void
slot_expect (PtSlot *slot, gboolean answer)
{
  guint seconds = slot->workers->options.wall_seconds;
  slot->due = answer ? g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC : 0;
  if (!answer || slot->watched)
    return;
  slot->watched = TRUE;
  pt_loop_ring_after (slot->stall, (int) seconds * 1000);
}

static void
slot_unwatch (PtSlot *slot)
{
  g_clear_handle_id (&slot->source, g_source_remove);
  g_clear_handle_id (&slot->timer, g_source_remove);
  slot_expect (slot, FALSE);
  if (slot->socket >= 0)
    close (slot->socket);
  slot->socket = -1;
  pt_frame_inbox_clear (&slot->inbox);
}

static void
queue_again (PtWorkers *workers, PtTask *task)
{
  workers->queued_bytes += g_bytes_get_size (task->raw);
  g_queue_push_head (&workers->queue, task);
}

/* The worker is no more: what it had is read again, in its order and before all others. */
static void
slot_take_back (PtSlot *slot)
{
  for (PtTask *task = g_queue_pop_tail (&slot->given); task; task = g_queue_pop_tail (&slot->given)) {
    task->tries++;
    if (task->tries < TRIES)
      queue_again (slot->workers, task);
    else
      slot->suspect = task; /* it was alone; how the worker ended tells the cause */
  }
  slot->given_bytes = 0;
}

void
pt_slot_replace (PtSlot *slot, const char *fault)
{
  gboolean tried = slot->state == PT_SLOT_TRYING;
  slot->fault = fault;
  slot_take_back (slot);
  slot_unwatch (slot);
  if (tried)
    slot_pause (slot, "a reading worker ended before it had read anything");
  else
    pt_slot_start (slot);
}

static gboolean
on_start_again (gpointer user_data)
{
  PtSlot *slot = user_data;
  slot->timer = 0;
  pt_slot_start (slot);
  return G_SOURCE_REMOVE;
}

void
pt_slot_start (PtSlot *slot)
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
  return slot->state == PT_SLOT_READY;
}

/* No fault of the mail. */
static void
slot_pause (PtSlot *slot, const char *what)
{
  PtWorkers *workers = slot->workers;
  guint alive = 0;
  slot->state = PT_SLOT_STARTING;
  slot->pause = MIN (slot->pause ? slot->pause * 2 : RETRY_MS, MOST_PAUSE_MS);
  slot->timer = g_timeout_add (slot->pause, on_start_again, slot);
  pt_log (PT_LOG_ERROR, "workers: %s; mail waits, and the next is started in %u s", what, slot->pause / 1000);
  for (guint i = 0; i < workers->options.count; i++)
    alive += lives (&workers->slots[i]);
  if (alive == 0 && workers->options.stalled)
    workers->options.stalled (workers->options.data);
}

static gboolean
on_stall (gpointer user_data)
{
  PtSlot *slot = user_data;
  gint64 left = slot->due - g_get_monotonic_time ();
  slot->watched = slot->due > 0 && left > 0;
  if (slot->watched)
    pt_loop_ring_after (slot->stall, (int) (left / 1000) + 1);
  else if (slot->due > 0)
    pt_slot_replace (slot, "it took too long");
  return G_SOURCE_CONTINUE;
}

static gboolean
on_give_again (gpointer user_data)
{
  PtWorkers *workers = user_data;
  workers->timer = 0;
  pt_slots_give (workers);
  return G_SOURCE_REMOVE;
}

static gsize
task_size (const PtTask *task)
{
  return g_bytes_get_size (task->raw) + g_bytes_get_size (task->envelope);
}

/* What is large, or was there when a worker ended, goes alone. */
static gboolean
goes_alone (const PtTask *task)
{
  return task->tries > 0 || task_size (task) > PT_FRAME_INLINE;
}

static gboolean
may_have (PtSlot *slot, const PtTask *task)
{
  const PtTask *first = g_queue_peek_head (&slot->given);
  if (!first)
    return TRUE;
  return !goes_alone (first) && !goes_alone (task) && g_queue_get_length (&slot->given) < MOST_GIVEN
         && slot->given_bytes + task_size (task) <= MOST_GIVEN_BYTES;
}

/* The oldest that waits.  FALSE if none can be given to this worker. */
static gboolean
slot_give (PtSlot *slot)
{
  PtWorkers *workers = slot->workers;
  g_autoptr (GError) error = NULL;
  PtTask *task = g_queue_peek_head (&workers->queue);
  if (!task || !may_have (slot, task))
    return FALSE;
  if (pt_frame_send_request (slot->socket, task->envelope, task->raw, &error)) {
    g_queue_push_tail (&slot->given, g_queue_pop_head (&workers->queue));
    workers->queued_bytes -= g_bytes_get_size (task->raw);
    slot->given_bytes += task_size (task);
    if (g_queue_get_length (&slot->given) == 1)
      slot_expect (slot, TRUE);
    return TRUE;
  }
  if (g_error_matches (error, PT_ERROR, PT_ERROR_UNAVAILABLE))
    return FALSE; /* its watch sees that it died, and the message goes to the next */
  pt_log (PT_LOG_ERROR, "workers: %s", error->message);
  if (workers->timer == 0)
    workers->timer = g_timeout_add (RETRY_MS, on_give_again, workers);
  return FALSE;
}

/* In turn, so that all have something to do before one has much. */
void
pt_slots_give (PtWorkers *workers)
{
  for (gboolean given = TRUE; given;) {
    given = FALSE;
    for (guint i = 0; i < workers->options.count; i++)
      given |= workers->slots[i].state == PT_SLOT_READY && slot_give (&workers->slots[i]);
  }
}

/* The next message is given before this one is looked at by the caller: neither waits for the other. */
static gboolean
slot_finish (PtSlot *slot, PtMessage **message)
{
  PtTask *task = g_queue_peek_head (&slot->given);
  if (!task || !is_of (*message, task->raw))
    return FALSE;
  g_queue_pop_head (&slot->given);
  slot->given_bytes -= task_size (task);
  slot_expect (slot, !g_queue_is_empty (&slot->given));
  pt_slots_give (slot->workers);
  answer (slot->workers, task, g_steal_pointer (message));
  return TRUE;
}

/* TRUE if the answer is what a sound worker says of the sample. */
static gboolean
slot_prove (PtSlot *slot, PtMessage **message)
{
  g_autoptr (GBytes) sample = pt_worker_sample ();
  if (!is_of (*message, sample))
    return FALSE;
  slot_expect (slot, FALSE);
  slot->state = PT_SLOT_READY;
  slot->pause = 0;
  pt_slots_give (slot->workers);
  return TRUE;
}

/* BROKEN if there was nonsense among the answers. */
static PtFrameState
slot_take (PtSlot *slot)
{
  for (;;) {
    g_autoptr (PtMessage) message = NULL;
    PtFrameState state = pt_frame_next (&slot->inbox, &message);
    if (state != PT_FRAME_WHOLE)
      return state;
    if (!(slot->state == PT_SLOT_TRYING ? slot_prove : slot_finish) (slot, &message))
      return PT_FRAME_BROKEN;
  }
}

static gboolean
on_answer (int fd, GIOCondition condition, gpointer user_data)
{
  PtSlot *slot = user_data;
  (void) condition;
  gboolean ended = pt_frame_read (&slot->inbox, fd) == PT_FRAME_BROKEN;
  gboolean nonsense = slot_take (slot) == PT_FRAME_BROKEN;
  if (!ended && !nonsense)
    return G_SOURCE_CONTINUE;
  slot->source = 0;
  pt_slot_replace (slot, nonsense ? "its answer was broken" : NULL);
  return G_SOURCE_REMOVE;
}

/* --- what the helper says --- */

static char *
cause (const PtWorkers *workers, const PtSlot *slot, const PtWorkerReply *reply)
{
  gboolean by_signal = reply->replaced && WIFSIGNALED (reply->status);
  if (slot->fault)
    return g_strdup_printf ("the reader was ended: %s", slot->fault);
  if (by_signal && WTERMSIG (reply->status) == SIGXCPU)
    return g_strdup_printf ("the reader was ended: over %u s of processor time", workers->options.cpu_seconds);
  if (by_signal && (gsize) reply->peak >= workers->options.memory / 2)
    return g_strdup ("the reader ran out of memory");
  if (by_signal && WTERMSIG (reply->status) != SIGKILL)
    return g_strdup_printf ("the reader crashed by signal %d", WTERMSIG (reply->status));
  return g_strdup ("the reader ended without an answer");
}

/* It ended two workers, the second one alone: it is given up. */
static void
slot_settle (PtSlot *slot, const PtWorkerReply *reply)
{
  PtTask *task = g_steal_pointer (&slot->suspect);
  if (!task)
    return;
  g_autofree char *why = cause (slot->workers, slot, reply);
  answer (slot->workers, task, unreadable (task->raw, why));
}

void
pt_slot_hear (PtWorkers *workers, const PtWorkerReply *reply)
{
  PtSlot *slot = &workers->slots[reply->slot];
  g_autofree char *why = slot->pause && reply->replaced ? cause (workers, slot, reply) : NULL;
  if (why)
    pt_log (PT_LOG_ERROR, "workers: the last one could not read anything: %s", why);
  slot_settle (slot, reply);
  slot->fault = NULL;
  if (!reply->started) {
    slot_unwatch (slot);
    slot_pause (slot, "no room for a reading worker");
    return;
  }
  slot->source = g_unix_fd_add (slot->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, on_answer, slot);
  slot_expect (slot, TRUE);
  slot->state = PT_SLOT_TRYING;
}

void
pt_slot_init (PtSlot *slot, PtWorkers *workers, guint index)
{
  *slot = (PtSlot) { .workers = workers, .index = index, .socket = -1 };
  g_queue_init (&slot->given);
  slot->stall = pt_loop_bell (on_stall, slot);
}

void
pt_slot_clear (PtSlot *slot)
{
  slot_unwatch (slot);
  pt_loop_clear (&slot->stall);
  g_queue_clear_full (&slot->given, (GDestroyNotify) pt_task_free);
  pt_task_free (slot->suspect);
}
