#include "gateway/committer.h"

#include "base/log.h"
#include "gateway/loop.h"
#include "gateway/timers.h"

enum { MOST_PAUSE_SECONDS = 30 };

typedef struct {
  const PtCommitClient *client;
  PtIncoming           *incoming;
  gpointer              mark;
  gboolean              alone;
  GError               *trouble;
} PtCommitEntry;

/* The lock is for what both threads change: the two queues and what is counted of them. */
struct PtCommitter {
  PtGateway         *gateway;
  PtCommitterOptions options;
  GThread           *thread;
  GMainContext      *context; /* of the thread */
  GMainLoop         *loop;    /* in it */
  GSource           *todo;    /* bell of the thread: something waits */
  GSource           *back;    /* bell of the owner: something is done */
  GSource           *pause;   /* of the owner: after trouble of the store */
  guint              pause_seconds; /* 0 = the store is well */
  GMutex             lock;
  GQueue             waiting, done; /* PtCommitEntry * */
  guint              held;    /* entries given and not yet answered, and their bytes */
  gsize              held_bytes, waiting_bytes;
  GError            *trouble; /* of the store: what waits comes back with it until the pause has ended */
  gboolean           flush;
  gboolean           wanted;  /* somebody was told that there is no room */
};

static gsize
size_of (const PtCommitEntry *entry)
{
  return entry->incoming->raw ? g_bytes_get_size (entry->incoming->raw) : 0;
}

static void
entry_free (PtCommitEntry *entry)
{
  g_clear_error (&entry->trouble);
  g_free (entry);
}

/* --- in the thread --- */

/* Under the lock. */
static gboolean
is_ripe (const PtCommitter *committer)
{
  const PtCommitterOptions *options = &committer->options;
  guint n = committer->waiting.length;
  return n > 0 && (!options->bulk || committer->flush || n >= options->batch
                   || committer->waiting_bytes >= options->batch_bytes);
}

static PtCommitEntry *
take_entry (PtCommitter *committer)
{
  PtCommitEntry *entry = g_queue_pop_head (&committer->waiting);
  committer->waiting_bytes -= size_of (entry);
  return entry;
}

/* Under the lock.  One that has to be alone ends the batch before it. */
static void
take_all (PtCommitter *committer, GPtrArray *entries)
{
  const PtCommitterOptions *options = &committer->options;
  const PtCommitEntry *next;
  for (gsize bytes = 0; (next = g_queue_peek_head (&committer->waiting)); bytes += size_of (next)) {
    if (entries->len > 0
        && (next->alone || entries->len >= options->batch || bytes + size_of (next) > options->batch_bytes))
      return;
    g_ptr_array_add (entries, take_entry (committer));
    if (next->alone)
      return;
  }
}

static GPtrArray *
take_batch (PtCommitter *committer)
{
  GPtrArray *entries = g_ptr_array_new ();
  g_mutex_lock (&committer->lock);
  if (is_ripe (committer) && !committer->trouble)
    take_all (committer, entries);
  if (g_queue_is_empty (&committer->waiting))
    committer->flush = FALSE;
  g_mutex_unlock (&committer->lock);
  return entries;
}

/* What came later must not overtake what could not be taken: TROUBLE is everybody's. */
static void
refuse_rest (PtCommitter *committer, const GError *trouble)
{
  gboolean any = FALSE;
  g_mutex_lock (&committer->lock);
  if (trouble && !committer->trouble)
    committer->trouble = g_error_copy (trouble);
  while (committer->trouble && !g_queue_is_empty (&committer->waiting)) {
    PtCommitEntry *entry = take_entry (committer);
    entry->trouble = g_error_copy (committer->trouble);
    g_queue_push_tail (&committer->done, entry);
    any = TRUE;
  }
  g_mutex_unlock (&committer->lock);
  if (any)
    pt_loop_ring (committer->back);
}

static const PtCommitClient *
client_of (const GPtrArray *entries, guint i)
{
  return ((const PtCommitEntry *) g_ptr_array_index (entries, i))->client;
}

static gboolean
came_before (const GPtrArray *entries, guint at)
{
  for (guint i = 0; i < at; i++)
    if (client_of (entries, i) == client_of (entries, at))
      return TRUE;
  return FALSE;
}

static void
begin (const PtCommitClient *client, const GPtrArray *entries)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  for (guint i = 0; i < entries->len; i++)
    if (client_of (entries, i) == client)
      g_ptr_array_add (marks, ((const PtCommitEntry *) g_ptr_array_index (entries, i))->mark);
  client->begin (marks, client->data);
}

/* Each client once, before and after. */
static void
tell_clients (const GPtrArray *entries, gboolean before)
{
  const PtCommitClient *last = NULL;
  for (guint i = 0; i < entries->len; i++) {
    const PtCommitClient *client = client_of (entries, i);
    if (client == last || came_before (entries, i))
      continue;
    last = client;
    if (before && client->begin)
      begin (client, entries);
    if (!before && client->end)
      client->end (client->data);
  }
}

static gboolean
accept_all (PtCommitter *committer, const GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (batch, ((PtCommitEntry *) g_ptr_array_index (entries, i))->incoming);
  tell_clients (entries, TRUE);
  gboolean ok = pt_gateway_accept (committer->gateway, batch, error);
  tell_clients (entries, FALSE);
  return ok;
}

static void
give_back (PtCommitter *committer, const GPtrArray *entries, const GError *trouble)
{
  g_mutex_lock (&committer->lock);
  for (guint i = 0; i < entries->len; i++) {
    PtCommitEntry *entry = g_ptr_array_index (entries, i);
    entry->trouble = trouble ? g_error_copy (trouble) : NULL;
    g_queue_push_tail (&committer->done, entry);
  }
  g_mutex_unlock (&committer->lock);
  pt_loop_ring (committer->back);
}

static gboolean
on_todo (gpointer data)
{
  PtCommitter *committer = data;
  g_autoptr (GError) trouble = NULL, full = NULL;
  g_autoptr (GPtrArray) entries = take_batch (committer);
  if (entries->len == 0) {
    refuse_rest (committer, NULL);
    return G_SOURCE_CONTINUE;
  }
  gboolean ok = accept_all (committer, entries, &trouble);
  give_back (committer, entries, trouble);
  if (!ok)
    refuse_rest (committer, trouble);
  if (ok && committer->options.bulk && !pt_timers_checkpoint (committer->gateway, &full))
    pt_log (PT_LOG_ERROR, "store: %s", full->message);
  if (ok && committer->options.made)
    committer->options.made (committer->options.data);
  pt_loop_ring (committer->todo); /* guests have their turn between two commits */
  return G_SOURCE_CONTINUE;
}

static gpointer
work (gpointer data)
{
  PtCommitter *committer = data;
  g_main_context_push_thread_default (committer->context);
  g_main_loop_run (committer->loop);
  g_main_context_pop_thread_default (committer->context);
  return NULL;
}

/* --- in the owner's --- */

static gboolean
has_room (const PtCommitter *committer)
{
  return !committer->pause && committer->held < 2 * committer->options.batch
         && committer->held_bytes < 2 * committer->options.batch_bytes;
}

gboolean
pt_committer_has_room (PtCommitter *committer)
{
  gboolean room = has_room (committer);
  committer->wanted |= !room;
  return room;
}

static void
tell_room (PtCommitter *committer)
{
  if (!committer->wanted || !has_room (committer))
    return;
  committer->wanted = FALSE;
  if (committer->options.room)
    committer->options.room (committer->options.data);
}

static gboolean
on_pause_ended (gpointer data)
{
  PtCommitter *committer = data;
  pt_loop_clear (&committer->pause);
  g_mutex_lock (&committer->lock);
  g_clear_error (&committer->trouble);
  g_mutex_unlock (&committer->lock);
  committer->wanted = TRUE;
  tell_room (committer);
  return G_SOURCE_REMOVE;
}

/* A store whose file was exchanged (CONFIG) is not tried again: its owner ends. */
static void
pause_after (PtCommitter *committer, const GError *trouble)
{
  if (committer->pause)
    return;
  committer->pause_seconds = MIN (committer->pause_seconds ? committer->pause_seconds * 2 : 1, MOST_PAUSE_SECONDS);
  committer->pause = pt_loop_after (committer->pause_seconds * 1000, on_pause_ended, committer);
  pt_log (PT_LOG_ERROR, "store: %s (mail waits; next try in %u s)", trouble->message, committer->pause_seconds);
  if (committer->options.trouble)
    committer->options.trouble (trouble, committer->options.data);
}

static PtCommitEntry *
next_done (PtCommitter *committer)
{
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&committer->lock);
  return g_queue_pop_head (&committer->done);
}

static gboolean
on_back (gpointer data)
{
  PtCommitter *committer = data;
  for (PtCommitEntry *entry = next_done (committer); entry; entry = next_done (committer)) {
    committer->held--;
    committer->held_bytes -= size_of (entry);
    if (entry->trouble)
      pause_after (committer, entry->trouble);
    else
      committer->pause_seconds = 0;
    entry->client->done (entry->incoming, entry->trouble, entry->mark, entry->client->data);
    entry_free (entry);
  }
  tell_room (committer);
  return G_SOURCE_CONTINUE;
}

void
pt_committer_add (PtCommitter *committer, const PtCommitClient *client, PtIncoming *incoming, gboolean alone,
                  gpointer mark)
{
  PtCommitEntry *entry = g_new0 (PtCommitEntry, 1);
  *entry = (PtCommitEntry) { client, incoming, mark, alone, NULL };
  committer->held++;
  committer->held_bytes += size_of (entry);
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&committer->lock);
  gboolean known = !committer->trouble && is_ripe (committer); /* the bell was rung for those before */
  g_queue_push_tail (&committer->waiting, entry);
  committer->waiting_bytes += size_of (entry);
  if (!known && (committer->trouble || is_ripe (committer)))
    pt_loop_ring (committer->todo);
}

void
pt_committer_flush (PtCommitter *committer)
{
  g_mutex_lock (&committer->lock);
  committer->flush = !g_queue_is_empty (&committer->waiting);
  gboolean ripe = committer->flush;
  g_mutex_unlock (&committer->lock);
  if (ripe)
    pt_loop_ring (committer->todo);
}

void
pt_committer_do (PtCommitter *committer, void (*func) (gpointer data), gpointer data)
{
  pt_loop_do (committer->context, func, data);
}

void
pt_committer_post (PtCommitter *committer, void (*func) (gpointer data), gpointer data)
{
  pt_loop_post (committer->context, func, data);
}

/* --- life --- */

gboolean
pt_committer_start (PtGateway *gateway, const PtCommitterOptions *options, PtCommitter **out_committer,
                    GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (PtCommitter) committer = g_new0 (PtCommitter, 1);
  committer->gateway = gateway;
  committer->options = *options;
  committer->context = g_main_context_new ();
  committer->loop = g_main_loop_new (committer->context, FALSE);
  g_mutex_init (&committer->lock);
  g_queue_init (&committer->waiting);
  g_queue_init (&committer->done);
  committer->back = pt_loop_bell (on_back, committer);
  g_main_context_push_thread_default (committer->context);
  committer->todo = pt_loop_bell (on_todo, committer);
  g_main_context_pop_thread_default (committer->context);
  committer->thread = g_thread_try_new ("committer", work, committer, &trouble);
  if (!committer->thread)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot start a thread for the store: %s", trouble->message);
  *out_committer = g_steal_pointer (&committer);
  return TRUE;
}

static void
quit (gpointer data)
{
  g_main_loop_quit (((PtCommitter *) data)->loop);
}

/* The thread has ended: what it had not begun is answered here. */
static void
answer_rest (PtCommitter *committer)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  while (!g_queue_is_empty (&committer->waiting))
    g_ptr_array_add (rest, take_entry (committer));
  pt_error_set (&trouble, PT_ERROR_UNAVAILABLE, "postern ends");
  pt_loop_clear (&committer->pause);
  committer->options = (PtCommitterOptions) { .batch = 1 };
  give_back (committer, rest, trouble);
  on_back (committer);
}

void
pt_committer_stop (PtCommitter *committer)
{
  if (!committer)
    return;
  if (committer->thread) {
    pt_committer_post (committer, quit, committer);
    g_thread_join (committer->thread);
    answer_rest (committer);
  }
  pt_loop_clear (&committer->pause);
  pt_loop_clear (&committer->todo);
  pt_loop_clear (&committer->back);
  g_clear_error (&committer->trouble);
  g_main_loop_unref (committer->loop);
  g_main_context_unref (committer->context);
  g_mutex_clear (&committer->lock);
  g_free (committer);
}
