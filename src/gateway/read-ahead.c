#include "gateway/read-ahead.h"

#include "base/log.h"
#include "gateway/intake.h"
#include "gateway/spool.h"

/* One batch may wait while the next is read and the last is committed: who kills the process meets three batches, and
 * then their files one by one. */
enum { BATCH = 512, MOST_WAITING = 1 };
#define BATCH_BYTES (16 * 1024 * 1024)

struct PtReadAhead {
  PtGateway       *gateway;
  const GPtrArray *names;
  GThread         *thread;
  GMutex           lock;
  GCond            changed;
  GQueue           waiting; /* PtReadBatch * */
  gboolean         ended;   /* nothing comes any more */
  gboolean         stopped; /* nobody takes any more */
};

static PtReadBatch *
batch_new (void)
{
  PtReadBatch *batch = g_new0 (PtReadBatch, 1);
  batch->items = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_spool_item_free);
  return batch;
}

void
pt_read_batch_free (PtReadBatch *batch)
{
  if (!batch)
    return;
  g_ptr_array_unref (batch->items);
  g_free (batch);
}

/* COUNTED: the mark of the spool holds this attempt, so its name need not.  A name with a count is counted again. */
static gsize
read_one (PtGateway *gateway, const char *name, gboolean counted, PtReadBatch *batch)
{
  PtSpoolItem *item = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_intake_begin (pt_gateway_config (gateway), name, !counted, &item, &error)) {
    pt_log (PT_LOG_ERROR, "spool: %s", error->message);
    batch->stats.failed++;
    return 0;
  }
  if (!item) {
    batch->stats.poisoned++;
    return 0;
  }
  item->counted = TRUE;
  item->incoming->message = pt_gateway_read (gateway, item->incoming->raw, item->incoming->envelope);
  g_ptr_array_add (batch->items, item);
  return g_bytes_get_size (item->incoming->raw);
}

static const char *
name_at (const PtReadAhead *ahead, guint at)
{
  return at < ahead->names->len ? g_ptr_array_index (ahead->names, at) : NULL;
}

/* How many names from AT on make the next batch.  One that was begun before is read alone, so that it takes nobody
 * with it if it was what killed its reader. */
static guint
batch_length (const PtReadAhead *ahead, guint at)
{
  guint n = 0;
  while (n < BATCH && name_at (ahead, at + n) && pt_spool_attempts (name_at (ahead, at + n)) == 0)
    n++;
  return MAX (n, 1);
}

/* Reads from the name at *AT on, and moves it. */
static PtReadBatch *
read_batch (const PtReadAhead *ahead, guint *at)
{
  const char *dir = pt_gateway_config (ahead->gateway)->spool;
  PtReadBatch *batch = batch_new ();
  guint end = *at + batch_length (ahead, *at);
  g_autoptr (GError) error = NULL;
  gboolean counted = pt_spool_attempts (name_at (ahead, *at)) == 0
                     && pt_spool_mark (dir, name_at (ahead, end - 1), &error);
  if (error)
    pt_log (PT_LOG_WARNING, "spool: %s; each file is counted by its name", error->message);
  for (gsize bytes = 0; *at < end && bytes < BATCH_BYTES; (*at)++)
    bytes += read_one (ahead->gateway, name_at (ahead, *at), counted, batch);
  return batch;
}

/* FALSE if nobody wants it, nor another. */
static gboolean
hand_over (PtReadAhead *ahead, PtReadBatch *batch)
{
  g_mutex_lock (&ahead->lock);
  while (!ahead->stopped && g_queue_get_length (&ahead->waiting) >= MOST_WAITING)
    g_cond_wait (&ahead->changed, &ahead->lock);
  g_queue_push_tail (&ahead->waiting, batch);
  gboolean wanted = !ahead->stopped;
  g_cond_broadcast (&ahead->changed);
  g_mutex_unlock (&ahead->lock);
  return wanted;
}

static gpointer
read_all (gpointer data)
{
  PtReadAhead *ahead = data;
  guint at = 0;
  while (at < ahead->names->len && hand_over (ahead, read_batch (ahead, &at)))
    ;
  g_mutex_lock (&ahead->lock);
  ahead->ended = TRUE;
  g_cond_broadcast (&ahead->changed);
  g_mutex_unlock (&ahead->lock);
  return NULL;
}

gboolean
pt_read_ahead_start (PtGateway *gateway, const GPtrArray *names, PtReadAhead **out_ahead, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  PtReadAhead *ahead = g_new0 (PtReadAhead, 1);
  ahead->gateway = gateway;
  ahead->names = names;
  g_mutex_init (&ahead->lock);
  g_cond_init (&ahead->changed);
  g_queue_init (&ahead->waiting);
  ahead->thread = g_thread_try_new ("reader", read_all, ahead, &trouble);
  if (!ahead->thread) {
    pt_read_ahead_stop (ahead);
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot start a thread to read the spool: %s", trouble->message);
  }
  *out_ahead = ahead;
  return TRUE;
}

PtReadBatch *
pt_read_ahead_take (PtReadAhead *ahead)
{
  g_mutex_lock (&ahead->lock);
  while (!ahead->ended && g_queue_is_empty (&ahead->waiting))
    g_cond_wait (&ahead->changed, &ahead->lock);
  PtReadBatch *batch = g_queue_pop_head (&ahead->waiting);
  g_cond_broadcast (&ahead->changed);
  g_mutex_unlock (&ahead->lock);
  return batch;
}

void
pt_read_ahead_stop (PtReadAhead *ahead)
{
  if (!ahead)
    return;
  g_mutex_lock (&ahead->lock);
  ahead->stopped = TRUE;
  g_cond_broadcast (&ahead->changed);
  g_mutex_unlock (&ahead->lock);
  if (ahead->thread)
    g_thread_join (ahead->thread);
  for (PtReadBatch *batch = g_queue_pop_head (&ahead->waiting); batch; batch = g_queue_pop_head (&ahead->waiting)) {
    pt_intake_leave (pt_gateway_config (ahead->gateway), batch->items);
    pt_read_batch_free (batch);
  }
  g_cond_clear (&ahead->changed);
  g_mutex_clear (&ahead->lock);
  g_free (ahead);
}
