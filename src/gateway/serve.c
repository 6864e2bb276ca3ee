#include "gateway/serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/jobs.h"
#include "gateway/loop.h"
#include "gateway/notify.h"
#include "gateway/sending.h"
#include "gateway/timers.h"
#include "gateway/wake.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
  RESCAN_SECONDS = 30, /* a wake-up that was lost costs no more than this */
  TIMER_SECONDS = 60,
  STOP_SECONDS = 60,
};

/* The main loop has the spool and the signals; the committer's thread has the outbox and the timers. */
typedef struct {
  const PtConfig *config;
  PtEngine       *engine;
  GMainLoop      *loop;
  int             inotify;
  gboolean        stopping;
  GSource        *bell; /* of the main loop: something below has changed */
  GMutex          lock;
  GError         *lost; /* under the lock: why it cannot go on */
  gint            sent; /* atomic: nothing more is sent, and nothing is on its way */
  /* the rest is the committer's thread's */
  PtSending      *sending;
  int             wake; /* wake.h */
  GSource        *wake_source;
  GSource        *timer;
  gboolean        finishing;
} PtServe;

/* --- news from either thread --- */

/* The service manager starts the service again, with all that it opens. */
static void
end_for (PtServe *serve, const GError *trouble)
{
  g_mutex_lock (&serve->lock);
  if (!serve->lost)
    serve->lost = g_error_copy (trouble);
  g_mutex_unlock (&serve->lock);
  pt_loop_ring (serve->bell);
}

/* A store whose file was exchanged (CONFIG) is of no use to this process any more. */
static void
on_trouble (const GError *trouble, gpointer data)
{
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_CONFIG))
    end_for (data, trouble);
}

static void
on_lost (const GError *trouble, gpointer data)
{
  end_for (data, trouble);
}

static gboolean
on_bell (gpointer data)
{
  PtServe *serve = data;
  g_mutex_lock (&serve->lock);
  gboolean lost = serve->lost != NULL;
  g_mutex_unlock (&serve->lock);
  if (lost || (serve->stopping && g_atomic_int_get (&serve->sent) && pt_intake_is_idle (serve->engine->intake)))
    g_main_loop_quit (serve->loop);
  return G_SOURCE_CONTINUE;
}

static void
on_idle (gpointer data)
{
  PtServe *serve = data;
  if (serve->stopping)
    pt_loop_ring (serve->bell);
}

/* --- in the committer's thread --- */

static void
on_quiet (gpointer data)
{
  PtServe *serve = data;
  if (!serve->finishing || !pt_sending_is_idle (serve->sending) || !pt_jobs_is_idle (serve->engine->jobs))
    return;
  g_atomic_int_set (&serve->sent, 1);
  pt_loop_ring (serve->bell);
}

static void
finish_guests (gpointer data)
{
  PtServe *serve = data;
  serve->finishing = TRUE;
  pt_sending_finish (serve->sending);
  pt_jobs_finish (serve->engine->jobs);
  on_quiet (serve);
}

static void
on_made (gpointer data)
{
  PtServe *serve = data;
  if (serve->sending)
    pt_sending_pump (serve->sending);
}

static gboolean
on_wake (gint fd, GIOCondition condition, gpointer data)
{
  PtServe *serve = data;
  char events[4096];
  (void) condition;
  while (read (fd, events, sizeof events) > 0)
    ;
  pt_jobs_pump (serve->engine->jobs);
  pt_sending_pump (serve->sending);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer data)
{
  PtServe *serve = data;
  g_autoptr (GError) trouble = NULL;
  if (!pt_timers_run (serve->engine->gateway, pt_clock_now (), &trouble)) {
    pt_log (PT_LOG_ERROR, "timers: %s", trouble->message);
    on_trouble (trouble, serve);
  }
  pt_jobs_pump (serve->engine->jobs);
  pt_sending_pump (serve->sending);
  return G_SOURCE_CONTINUE;
}

typedef struct {
  PtServe *serve;
  gboolean ok;
  GError  *error;
} PtServeStart;

static void
start_guests (gpointer data)
{
  PtServeStart *start = data;
  PtServe *serve = start->serve;
  PtSendingHooks hooks = { on_trouble, on_quiet, serve };
  start->ok = pt_sending_start (serve->engine->gateway, &serve->engine->stats, &hooks, &serve->sending,
                                &start->error);
  if (!start->ok)
    return;
  serve->wake = pt_wake_watch (serve->config);
  if (serve->wake >= 0)
    serve->wake_source = pt_loop_watch (serve->wake, on_wake, serve);
  serve->timer = pt_loop_after (TIMER_SECONDS * 1000, on_timer, serve);
}

static void
start_work (gpointer data)
{
  on_timer (data);
}

static void
stop_guests (gpointer data)
{
  PtServe *serve = data;
  pt_loop_clear (&serve->timer);
  pt_loop_clear (&serve->wake_source);
  if (serve->wake >= 0)
    close (serve->wake);
  pt_jobs_stop (serve->engine->jobs);
  g_clear_pointer (&serve->sending, pt_sending_stop);
}

/* --- in the main loop --- */

static gboolean
on_spool (gint fd, GIOCondition condition, gpointer data)
{
  PtServe *serve = data;
  char events[16384];
  (void) condition;
  while (read (fd, events, sizeof events) > 0)
    ;
  pt_intake_news (serve->engine->intake);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_rescan (gpointer data)
{
  PtServe *serve = data;
  pt_intake_news (serve->engine->intake);
  return G_SOURCE_CONTINUE;
}

static gboolean
watch_spool (PtServe *serve, GError **error)
{
  g_autofree char *fresh = g_build_filename (serve->config->spool, "new", NULL);
  serve->inotify = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  /* only what postern-deliver renames in: our own renames inside new/ are IN_MOVED_TO as well, and cost one look */
  if (serve->inotify < 0 || inotify_add_watch (serve->inotify, fresh, IN_MOVED_TO | IN_ONLYDIR) < 0)
    return pt_error_set_errno (error, errno, "cannot watch the spool %s", fresh);
  g_unix_fd_add (serve->inotify, G_IO_IN, on_spool, serve);
  return TRUE;
}

static gboolean
give_up (gpointer data)
{
  PtServe *serve = data;
  pt_log (PT_LOG_WARNING, "serve: still busy after %d s, ending all the same; nothing is lost", STOP_SECONDS);
  g_main_loop_quit (serve->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal (gpointer data)
{
  PtServe *serve = data;
  if (serve->stopping)
    return G_SOURCE_CONTINUE;
  serve->stopping = TRUE;
  pt_notify_manager ("STOPPING=1");
  g_timeout_add_seconds (STOP_SECONDS, give_up, serve);
  pt_committer_post (serve->engine->committer, finish_guests, serve);
  pt_intake_finish (serve->engine->intake);
  return G_SOURCE_CONTINUE;
}

/* --- life --- */

static gboolean
start (PtServe *serve, GError **error)
{
  PtEngineOptions options = { FALSE, FALSE, on_idle, on_trouble, on_lost, on_made, serve };
  PtServeStart guests = { serve, FALSE, NULL };
  serve->loop = g_main_loop_new (NULL, FALSE);
  serve->bell = pt_loop_bell (on_bell, serve);
  g_mutex_init (&serve->lock);
  if (!pt_engine_open (serve->config, &options, &serve->engine, error))
    return FALSE;
  pt_jobs_new (serve->engine, on_quiet, serve);
  pt_committer_do (serve->engine->committer, start_guests, &guests);
  if (!guests.ok)
    g_propagate_error (error, guests.error);
  return guests.ok && watch_spool (serve, error);
}

static void
end (PtServe *serve)
{
  if (serve->inotify >= 0)
    close (serve->inotify);
  if (serve->engine)
    pt_committer_do (serve->engine->committer, stop_guests, serve);
  pt_engine_close (serve->engine);
  pt_loop_clear (&serve->bell);
  g_clear_error (&serve->lost);
  g_mutex_clear (&serve->lock);
  g_clear_pointer (&serve->loop, g_main_loop_unref);
}

static void
watch_signals (PtServe *serve)
{
  signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGTERM, on_signal, serve);
  g_unix_signal_add (SIGINT, on_signal, serve);
  g_timeout_add_seconds (RESCAN_SECONDS, on_rescan, serve);
}

gboolean
pt_serve_run (const PtConfig *config, GError **error)
{
  PtServe serve = { .config = config, .inotify = -1, .wake = -1 };
  gboolean ok = start (&serve, error);
  if (ok) {
    watch_signals (&serve);
    pt_log (PT_LOG_INFO, "serve: ready; %u reading workers (%s)", config->workers,
            pt_workers_confinement (serve.engine->workers));
    pt_notify_manager ("READY=1");
    pt_committer_post (serve.engine->committer, start_work, &serve);
    pt_intake_go_on (serve.engine->intake);
    g_main_loop_run (serve.loop);
    ok = serve.lost == NULL;
    if (!ok)
      g_propagate_error (error, g_steal_pointer (&serve.lost));
    const PtRunStats *stats = &serve.engine->stats;
    pt_log (PT_LOG_INFO, "serve: ended; %u messages taken, %u mails sent", stats->taken, stats->sent);
  }
  end (&serve);
  return ok;
}
