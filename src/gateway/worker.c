/* The near side: the helper that starts the workers, and what the gateway asks of them. */
#include "config.h"

#include "gateway/worker.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "gateway/worker-slot.h"

static gboolean
on_control (int fd, GIOCondition condition, gpointer user_data)
{
  PtWorkers *workers = user_data;
  PtWorkerReply reply;
  int none = -1;
  (void) condition;
  if (pt_frame_receive_fd (fd, &reply, sizeof reply, &none) && reply.slot < workers->options.count) {
    pt_slot_hear (workers, &reply);
    return G_SOURCE_CONTINUE;
  }
  pt_log (PT_LOG_ERROR, "workers: the process that starts reading workers is gone; restart the service");
  workers->source = 0;
  for (guint i = 0; i < workers->options.count; i++)
    pt_slot_replace (&workers->slots[i], NULL);
  if (workers->options.lost)
    workers->options.lost (workers->options.data);
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
pt_workers_start (const PtWorkerOptions *options, PtWorkers **out_workers, GError **error)
{
  g_autoptr (PtWorkers) workers = g_new0 (PtWorkers, 1);
  workers->options = *options;
  workers->options.count = MAX (options->count, 1);
  if (!workers->options.reader)
    workers->options.reader = pt_worker_read;
  workers->control = -1;
  workers->slots = g_new0 (PtSlot, workers->options.count);
  for (guint i = 0; i < workers->options.count; i++)
    pt_slot_init (&workers->slots[i], workers, i);
  if (!start_helper (workers, error))
    return FALSE;
  for (guint i = 0; i < workers->options.count; i++)
    pt_slot_start (&workers->slots[i]);
  *out_workers = g_steal_pointer (&workers);
  return TRUE;
}

void
pt_workers_read (PtWorkers *workers, GBytes *raw, const PtEnvelope *envelope, PtWorkerFunc func, gpointer mark,
                 gpointer data)
{
  PtTask *task = g_new0 (PtTask, 1);
  task->raw = g_bytes_ref (raw);
  task->envelope = pt_frame_from_envelope (envelope);
  task->func = func;
  task->mark = mark;
  task->data = data;
  g_queue_push_tail (&workers->queue, task);
  workers->queued_bytes += g_bytes_get_size (raw);
  workers->pending++;
  pt_slots_give (workers);
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
  if (!workers)
    return;
  if (workers->source != 0)
    g_source_remove (workers->source);
  if (workers->timer != 0)
    g_source_remove (workers->timer);
  for (guint i = 0; i < workers->options.count; i++)
    pt_slot_clear (&workers->slots[i]);
  if (workers->control >= 0)
    close (workers->control); /* the helper ends its workers and itself */
  while (workers->helper > 0 && waitpid (workers->helper, NULL, 0) < 0 && errno == EINTR)
    continue;
  g_queue_clear_full (&workers->queue, (GDestroyNotify) pt_task_free);
  g_free (workers->slots);
  g_free (workers);
}
