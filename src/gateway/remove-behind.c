#include "gateway/remove-behind.h"

#include "base/log.h"
#include "gateway/spool.h"

enum { THREADS = 4, AT_A_TIME = 16 };

struct PtRemoveBehind {
  const char *spool;
  GThread    *threads[THREADS];
  guint       running; /* threads that could be had; the first ones of them */
  GMutex      lock;
  GCond       changed; /* there is something to remove, or the end has come */
  GCond       quiet;   /* nothing waits, and nothing is being removed */
  GQueue      waiting; /* char *: names */
  guint       busy;    /* threads that are removing */
  gboolean    ended;
};

static void
remove_file (const char *spool, const char *name)
{
  g_autoptr (GError) error = NULL;
  if (!pt_spool_remove (spool, name, &error))
    pt_log (PT_LOG_WARNING, "%s (its mail is stored; when it is read again it is a duplicate)", error->message);
}

/* Under the lock. */
static gboolean
is_quiet (const PtRemoveBehind *behind)
{
  return behind->busy == 0 && behind->waiting.length == 0;
}

/* Some of those that wait; none at the end. */
static GPtrArray *
next_names (PtRemoveBehind *behind)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  while (behind->waiting.length == 0 && !behind->ended)
    g_cond_wait (&behind->changed, &behind->lock);
  while (names->len < AT_A_TIME && behind->waiting.length > 0)
    g_ptr_array_add (names, g_queue_pop_head (&behind->waiting));
  behind->busy += names->len > 0;
  return names;
}

static void
tell_removed (PtRemoveBehind *behind)
{
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  behind->busy--;
  if (is_quiet (behind))
    g_cond_broadcast (&behind->quiet);
}

static gpointer
remove_all (gpointer data)
{
  PtRemoveBehind *behind = data;
  for (;;) {
    g_autoptr (GPtrArray) names = next_names (behind);
    if (names->len == 0)
      return NULL;
    for (guint i = 0; i < names->len; i++)
      remove_file (behind->spool, g_ptr_array_index (names, i));
    tell_removed (behind);
  }
}

PtRemoveBehind *
pt_remove_behind_new (const char *spool)
{
  PtRemoveBehind *behind = g_new0 (PtRemoveBehind, 1);
  behind->spool = spool;
  g_mutex_init (&behind->lock);
  g_cond_init (&behind->changed);
  g_cond_init (&behind->quiet);
  g_queue_init (&behind->waiting);
  for (guint i = 0; i < THREADS; i++) {
    GThread *thread = g_thread_try_new ("remover", remove_all, behind, NULL);
    if (thread)
      behind->threads[behind->running++] = thread;
  }
  return behind;
}

void
pt_remove_behind_add (PtRemoveBehind *behind, const char *name)
{
  if (behind->running == 0) {
    remove_file (behind->spool, name);
    return;
  }
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  g_queue_push_tail (&behind->waiting, g_strdup (name));
  g_cond_signal (&behind->changed);
}

void
pt_remove_behind_wait (PtRemoveBehind *behind)
{
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  while (!is_quiet (behind))
    g_cond_wait (&behind->quiet, &behind->lock);
}

void
pt_remove_behind_free (PtRemoveBehind *behind)
{
  if (!behind)
    return;
  g_mutex_lock (&behind->lock);
  behind->ended = TRUE;
  g_cond_broadcast (&behind->changed);
  g_mutex_unlock (&behind->lock);
  for (guint i = 0; i < behind->running; i++)
    g_thread_join (behind->threads[i]);
  g_queue_clear_full (&behind->waiting, g_free);
  g_mutex_clear (&behind->lock);
  g_cond_clear (&behind->changed);
  g_cond_clear (&behind->quiet);
  g_free (behind);
}
