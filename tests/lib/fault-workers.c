/* In place of gateway/worker.c, with what it promises but its processes: a mail is read in this one, and answered
 * from the main loop.  The faults are of files and of the store, each of which takes a run of its own, and to start
 * helper and workers for each takes longer than all the rest.  Their own faults are those of
 * tests/unit/test-worker.c. */
#include "gateway/worker.h"

#include "gateway/loop.h"
#include "gateway/worker-child.h"
#include "gateway/worker-frame.h"

typedef struct {
  GBytes      *raw;
  PtEnvelope  *envelope;
  PtWorkerFunc func;
  gpointer     mark;
  gpointer     data;
} Task;

struct PtWorkers {
  PtReadOptions read;
  GQueue        queue; /* Task * */
  GSource      *todo;
};

static void
task_free (Task *task)
{
  g_bytes_unref (task->raw);
  pt_envelope_free (task->envelope);
  g_free (task);
}

static gboolean
on_todo (gpointer data)
{
  PtWorkers *workers = data;
  Task *task = g_queue_pop_head (&workers->queue);
  if (!g_queue_is_empty (&workers->queue))
    pt_loop_ring (workers->todo);
  task->func (pt_worker_read (task->raw, task->envelope, &workers->read), task->raw, task->mark, task->data);
  task_free (task);
  return G_SOURCE_CONTINUE;
}

gboolean
pt_workers_start (const PtWorkerOptions *options, PtWorkers **out_workers, GError **error)
{
  PtWorkers *workers = g_new0 (PtWorkers, 1);
  (void) error;
  pt_read_init ();
  workers->read = options->read;
  g_queue_init (&workers->queue);
  workers->todo = pt_loop_bell (on_todo, workers);
  *out_workers = workers;
  return TRUE;
}

void
pt_workers_read (PtWorkers *workers, GBytes *raw, const PtEnvelope *envelope, PtWorkerFunc func, gpointer mark,
                 gpointer data)
{
  Task *task = g_new0 (Task, 1);
  g_autoptr (GBytes) frame = pt_frame_from_envelope (envelope);
  *task = (Task) { g_bytes_ref (raw), pt_frame_to_envelope (frame), func, mark, data };
  g_queue_push_tail (&workers->queue, task);
  pt_loop_ring (workers->todo);
}

guint
pt_workers_pending (const PtWorkers *workers)
{
  return g_queue_get_length ((GQueue *) (gsize) &workers->queue);
}

gboolean
pt_workers_is_full (const PtWorkers *workers)
{
  (void) workers;
  return FALSE;
}

const char *
pt_workers_confinement (const PtWorkers *workers)
{
  (void) workers;
  return "not confined: a test";
}

void
pt_workers_stop (PtWorkers *workers)
{
  if (!workers)
    return;
  pt_loop_clear (&workers->todo);
  g_queue_clear_full (&workers->queue, (GDestroyNotify) task_free);
  g_free (workers);
}
