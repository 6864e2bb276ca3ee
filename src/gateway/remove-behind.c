#include "gateway/remove-behind.h"

#include "base/log.h"
#include "gateway/spool.h"

struct PtRemoveBehind {
  const char *spool;
  GThread    *thread; /* NULL if none could be had */
  GMutex      lock;
  GCond       changed;
  GPtrArray  *waiting; /* char *: names */
  gboolean    busy;    /* some are being removed */
  gboolean    ended;
};

static void
remove_file (const char *spool, const char *name)
{
  g_autoptr (GError) error = NULL;
  if (!pt_spool_remove (spool, name, &error))
    pt_log (PT_LOG_WARNING, "%s (its mail is stored; when it is read again it is a duplicate)", error->message);
}

/* All that wait by now; none at the end. */
static GPtrArray *
next_names (PtRemoveBehind *behind)
{
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  behind->busy = FALSE;
  g_cond_broadcast (&behind->changed);
  while (behind->waiting->len == 0 && !behind->ended)
    g_cond_wait (&behind->changed, &behind->lock);
  GPtrArray *names = behind->waiting;
  behind->busy = names->len > 0;
  behind->waiting = g_ptr_array_new_with_free_func (g_free);
  return names;
}

static gpointer
remove_all (gpointer data)
{
  PtRemoveBehind *behind = data;
  guint removed;
  do {
    g_autoptr (GPtrArray) names = next_names (behind);
    for (guint i = 0; i < names->len; i++)
      remove_file (behind->spool, g_ptr_array_index (names, i));
    removed = names->len;
  } while (removed > 0);
  return NULL;
}

PtRemoveBehind *
pt_remove_behind_new (const char *spool)
{
  PtRemoveBehind *behind = g_new0 (PtRemoveBehind, 1);
  behind->spool = spool;
  g_mutex_init (&behind->lock);
  g_cond_init (&behind->changed);
  behind->waiting = g_ptr_array_new_with_free_func (g_free);
  behind->thread = g_thread_try_new ("remover", remove_all, behind, NULL);
  return behind;
}

void
pt_remove_behind_add (PtRemoveBehind *behind, const char *name)
{
  if (!behind->thread) {
    remove_file (behind->spool, name);
    return;
  }
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  g_ptr_array_add (behind->waiting, g_strdup (name));
  if (!behind->busy && behind->waiting->len == 1)
    g_cond_broadcast (&behind->changed);
}

void
pt_remove_behind_wait (PtRemoveBehind *behind)
{
  g_autoptr (GMutexLocker) locked = g_mutex_locker_new (&behind->lock);
  while (behind->busy || behind->waiting->len > 0)
    g_cond_wait (&behind->changed, &behind->lock);
}

void
pt_remove_behind_free (PtRemoveBehind *behind)
{
  if (!behind)
    return;
  if (behind->thread) {
    g_mutex_lock (&behind->lock);
    behind->ended = TRUE;
    g_cond_broadcast (&behind->changed);
    g_mutex_unlock (&behind->lock);
    g_thread_join (behind->thread);
  }
  g_ptr_array_unref (behind->waiting);
  g_mutex_clear (&behind->lock);
  g_cond_clear (&behind->changed);
  g_free (behind);
}
