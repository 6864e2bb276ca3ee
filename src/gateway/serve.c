#include "gateway/serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/jobs.h"
#include "gateway/loop.h"
#include "gateway/notify.h"
#include "gateway/reload.h"
#include "gateway/sending.h"
#include "gateway/signals.h"
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
  int             signals;   /* signals.h */
  gboolean        stopping;  /* nothing is begun any more */
  gboolean        reloading; /* for settings that were found good, not for an end */
  guint           patience;  /* source: it has been stopping for too long */
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
resume_guests (gpointer data)
{
  PtServe *serve = data;
  serve->finishing = FALSE;
  g_atomic_int_set (&serve->sent, 0);
  pt_jobs_resume (serve->engine->jobs);
  pt_sending_resume (serve->sending);
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

/* --- in the main loop: its end --- */

static gboolean
is_fit (const PtServe *serve)
{
  g_autoptr (GError) trouble = NULL;
  if (!pt_reload_check (serve->config, &trouble))
    pt_log (PT_LOG_ERROR, "reload: %s (settings and templates stay as they were)", trouble->message);
  return !trouble;
}

/* Nothing is under way.  Who starts anew reads the files once more, so they are looked at again: it would end with
 * what was put there meanwhile, if that is bad. */
static void
end_or_go_on (PtServe *serve)
{
  if (!serve->reloading || is_fit (serve)) {
    g_main_loop_quit (serve->loop);
    return;
  }
  serve->stopping = serve->reloading = FALSE;
  if (serve->patience)
    g_source_remove (serve->patience);
  serve->patience = 0;
  pt_notify_manager ("READY=1");
  pt_committer_do (serve->engine->committer, resume_guests, serve);
  pt_intake_resume (serve->engine->intake);
  if (serve->engine->lmtp)
    pt_lmtp_resume (serve->engine->lmtp);
}

static gboolean
on_bell (gpointer data)
{
  PtServe *serve = data;
  g_mutex_lock (&serve->lock);
  gboolean lost = serve->lost != NULL;
  g_mutex_unlock (&serve->lock);
  if (lost)
    g_main_loop_quit (serve->loop);
  else if (serve->stopping && g_atomic_int_get (&serve->sent) && pt_intake_is_idle (serve->engine->intake)
           && (!serve->engine->lmtp || pt_lmtp_is_idle (serve->engine->lmtp)))
    end_or_go_on (serve);
  return G_SOURCE_CONTINUE;
}

static void
on_idle (gpointer data)
{
  PtServe *serve = data;
  if (serve->stopping)
    pt_loop_ring (serve->bell);
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
  serve->patience = 0;
  pt_log (PT_LOG_WARNING, "serve: still busy after %d s, ending all the same; nothing is lost", STOP_SECONDS);
  end_or_go_on (serve);
  return G_SOURCE_REMOVE;
}

static void
begin_to_stop (PtServe *serve)
{
  serve->stopping = TRUE;
  serve->patience = g_timeout_add_seconds (STOP_SECONDS, give_up, serve);
  pt_committer_post (serve->engine->committer, finish_guests, serve);
  pt_intake_finish (serve->engine->intake);
  if (serve->engine->lmtp)
    pt_lmtp_finish (serve->engine->lmtp);
}

static void
on_stop (PtServe *serve)
{
  gboolean begun = serve->stopping;
  if (begun && !serve->reloading)
    return;
  serve->reloading = FALSE;
  pt_notify_manager ("STOPPING=1");
  if (!begun)
    begin_to_stop (serve);
}

/* What stands in the files once nothing is under way any more counts, so another signal until then says nothing
 * new. */
static void
on_reload (PtServe *serve)
{
  if (serve->stopping || !is_fit (serve))
    return;
  g_autofree char *state = g_strdup_printf ("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
  pt_log (PT_LOG_INFO, "reload: settings and templates are good; what is under way is finished first");
  pt_notify_manager (state);
  serve->reloading = TRUE;
  begin_to_stop (serve);
}

static gboolean
on_signal (gint fd, GIOCondition condition, gpointer data)
{
  PtServe *serve = data;
  int number;
  (void) condition;
  while ((number = pt_signals_next (fd)) != 0) {
    if (number == SIGHUP)
      on_reload (serve);
    else
      on_stop (serve);
  }
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
  if (!pt_signals_hold (&serve->signals, error) || !pt_engine_open (serve->config, &options, &serve->engine, error))
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
  if (serve->signals >= 0)
    close (serve->signals);
  if (serve->engine)
    pt_committer_do (serve->engine->committer, stop_guests, serve);
  pt_engine_close (serve->engine);
  pt_loop_clear (&serve->bell);
  g_clear_error (&serve->lost);
  g_mutex_clear (&serve->lock);
  g_clear_pointer (&serve->loop, g_main_loop_unref);
}


static void
work (PtServe *serve)
{
  const PtRunStats *stats = &serve->engine->stats;
  g_unix_fd_add (serve->signals, G_IO_IN, on_signal, serve);
  g_timeout_add_seconds (RESCAN_SECONDS, on_rescan, serve);
  pt_log (PT_LOG_INFO, "serve: ready; %u reading workers (%s)", serve->config->workers,
          pt_workers_confinement (serve->engine->workers));
  pt_notify_manager ("READY=1");
  pt_committer_post (serve->engine->committer, start_work, serve);
  pt_intake_go_on (serve->engine->intake);
  g_main_loop_run (serve->loop);
  pt_log (PT_LOG_INFO, "serve: ended; %u messages taken, %u mails sent", stats->taken, stats->sent);
}

gboolean
pt_serve_run (const PtConfig *config, gboolean *out_again, GError **error)
{
  PtServe serve = { .config = config, .inotify = -1, .wake = -1, .signals = -1 };
  gboolean ok = start (&serve, error);
  if (ok) {
    work (&serve);
    ok = !serve.lost;
    if (!ok)
      g_propagate_error (error, g_steal_pointer (&serve.lost));
  }
  *out_again = ok && serve.reloading;
  end (&serve);
  return ok;
}
