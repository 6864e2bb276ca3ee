#include "gateway/loop.h"

static GSource *
attach (GSource *source, GSourceFunc func, gpointer data)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

GSource *
pt_loop_after (guint milliseconds, GSourceFunc func, gpointer data)
{
  return attach (g_timeout_source_new (milliseconds), func, data);
}

GSource *
pt_loop_watch (int fd, GUnixFDSourceFunc func, gpointer data)
{
  return attach (g_unix_fd_source_new (fd, G_IO_IN), G_SOURCE_FUNC (func), data);
}

void
pt_loop_watch_while (gboolean wanted, GSource **source, int fd, GIOCondition condition, GUnixFDSourceFunc func,
                     gpointer data)
{
  if (!wanted)
    pt_loop_clear (source);
  else if (!*source)
    *source = attach (g_unix_fd_source_new (fd, condition), G_SOURCE_FUNC (func), data);
}

/* Back to silence before the call: a ring during it is another. */
static gboolean
dispatch (GSource *bell, GSourceFunc func, gpointer data)
{
  g_source_set_ready_time (bell, -1);
  func (data);
  return G_SOURCE_CONTINUE;
}

GSource *
pt_loop_bell (GSourceFunc func, gpointer data)
{
  static GSourceFuncs funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };
  GSource *bell = g_source_new (&funcs, sizeof (GSource));
  g_source_set_ready_time (bell, -1);
  return attach (bell, func, data);
}

void
pt_loop_ring (GSource *bell)
{
  g_source_set_ready_time (bell, 0);
}

void
pt_loop_ring_after (GSource *bell, int milliseconds)
{
  g_source_set_ready_time (bell, milliseconds < 0 ? -1 : g_get_monotonic_time () + (gint64) milliseconds * 1000);
}

void
pt_loop_clear (GSource **source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_source_unref (*source);
  *source = NULL;
}

/* --- in another context --- */

typedef struct {
  void   (*func) (gpointer data);
  gpointer data;
  GMutex   lock;
  GCond    changed;
  gboolean done;
} PtLoopGuest;

static gboolean
run_guest (gpointer data)
{
  PtLoopGuest *guest = data;
  guest->func (guest->data);
  g_mutex_lock (&guest->lock);
  guest->done = TRUE;
  g_cond_signal (&guest->changed);
  g_mutex_unlock (&guest->lock);
  return G_SOURCE_REMOVE;
}

static void
post (GMainContext *context, GSourceFunc func, gpointer data, GDestroyNotify free_data)
{
  GSource *source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, free_data);
  g_source_attach (source, context);
  g_source_unref (source);
}

void
pt_loop_do (GMainContext *context, void (*func) (gpointer data), gpointer data)
{
  PtLoopGuest guest = { .func = func, .data = data };
  g_mutex_init (&guest.lock);
  g_cond_init (&guest.changed);
  post (context, run_guest, &guest, NULL);
  g_mutex_lock (&guest.lock);
  while (!guest.done)
    g_cond_wait (&guest.changed, &guest.lock);
  g_mutex_unlock (&guest.lock);
  g_cond_clear (&guest.changed);
  g_mutex_clear (&guest.lock);
}

typedef struct {
  void   (*func) (gpointer data);
  gpointer data;
} PtLoopPosted;

static gboolean
run_posted (gpointer data)
{
  const PtLoopPosted *posted = data;
  posted->func (posted->data);
  return G_SOURCE_REMOVE;
}

void
pt_loop_post (GMainContext *context, void (*func) (gpointer data), gpointer data)
{
  PtLoopPosted *posted = g_new (PtLoopPosted, 1);
  *posted = (PtLoopPosted) { func, data };
  post (context, run_posted, posted, g_free);
}
