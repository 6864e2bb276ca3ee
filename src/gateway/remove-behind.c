#include "gateway/remove-behind.h"

#include "gateway/intake.h"

struct PtRemoveBehind {
  const PtConfig *config;
  GThread        *thread;
  GAsyncQueue    *waiting; /* GPtrArray * of PtSpoolItem *; the behind itself is the last */
};

static gpointer
remove_all (gpointer data)
{
  PtRemoveBehind *behind = data;
  for (gpointer next = g_async_queue_pop (behind->waiting); next != behind; next = g_async_queue_pop (behind->waiting)) {
    g_autoptr (GPtrArray) items = next;
    pt_intake_remove (behind->config, items);
  }
  return NULL;
}

gboolean
pt_remove_behind_start (const PtConfig *config, PtRemoveBehind **out_behind, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (PtRemoveBehind) behind = g_new0 (PtRemoveBehind, 1);
  behind->config = config;
  behind->waiting = g_async_queue_new ();
  behind->thread = g_thread_try_new ("remover", remove_all, behind, &trouble);
  if (!behind->thread)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot start a thread to empty the spool: %s", trouble->message);
  *out_behind = g_steal_pointer (&behind);
  return TRUE;
}

void
pt_remove_behind_add (PtRemoveBehind *behind, GPtrArray *items)
{
  g_async_queue_push (behind->waiting, g_ptr_array_ref (items));
}

void
pt_remove_behind_finish (PtRemoveBehind *behind)
{
  if (!behind)
    return;
  if (behind->thread) {
    g_async_queue_push (behind->waiting, behind);
    g_thread_join (behind->thread);
  }
  g_async_queue_unref (behind->waiting);
  g_free (behind);
}
