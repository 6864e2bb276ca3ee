#include "gateway/serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "config/keyfile.h"
#include "gateway/intake.h"
#include "gateway/notify.h"
#include "gateway/sending.h"
#include "gateway/spool.h"
#include "gateway/timers.h"
#include "gateway/wake.h"
#include "gateway/worker.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
  IN_FLIGHT = 128,   /* messages begun and not committed */
  BATCH = 64,        /* messages a commit */
  RESCAN_SECONDS = 30, /* a wake-up that was lost costs no more than this */
  TIMER_SECONDS = 60,
  MOST_BACKOFF_SECONDS = 30,
  STOP_SECONDS = 60,
};

typedef struct {
  const PtConfig     *config;
  PtGateway          *gateway;
  PtWorkers          *workers;
  PtSending          *sending;
  GMainLoop          *loop;
  PtRunStats          stats;
  int                 inotify;
  int                 wake;      /* wake.h */
  int                 spool_lock;
  GError             *lost;      /* why it cannot go on */
  gboolean            dirty;     /* new/ may hold names that the backlog does not */
  GPtrArray          *backlog;   /* names listed and not begun, in order */
  GHashTable         *in_flight; /* names begun, without their count of attempts */
  GPtrArray          *ready;     /* PtSpoolItem * read, waiting for the commit */
  guint               commit_source;
  guint               backoff;   /* seconds until the store is tried again, 0 = it is well */
  gboolean            stopping;
} PtServe;

static void look_at_spool (PtServe *serve);

/* --- stopping --- */

static void
stop_if_idle (PtServe *serve)
{
  if (serve->stopping && g_hash_table_size (serve->in_flight) == 0 && pt_sending_is_idle (serve->sending))
    g_main_loop_quit (serve->loop);
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
  pt_sending_finish (serve->sending);
  pt_notify_manager ("STOPPING=1");
  g_timeout_add_seconds (STOP_SECONDS, give_up, serve);
  stop_if_idle (serve);
  return G_SOURCE_CONTINUE;
}

/* --- commit --- */

static char *
plain_name (const char *name)
{
  return g_strndup (name, strcspn (name, ","));
}

static void
forget (PtServe *serve, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    g_autofree char *name = plain_name (((PtSpoolItem *) g_ptr_array_index (items, i))->name);
    g_hash_table_remove (serve->in_flight, name);
  }
}

static gboolean
try_again (gpointer data)
{
  PtServe *serve = data;
  serve->dirty = TRUE;
  look_at_spool (serve);
  return G_SOURCE_REMOVE;
}

/* The service manager starts the service again, with all that it opens. */
static void
end_for (PtServe *serve, const GError *trouble)
{
  if (!serve->lost)
    serve->lost = g_error_copy (trouble);
  g_main_loop_quit (serve->loop);
}

/* A store whose file was exchanged (CONFIG) is of no use to this process any more. */
static void
on_trouble (const GError *trouble, gpointer data)
{
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_CONFIG))
    end_for (data, trouble);
}

static void
tell (PtServe *serve, const char *what, const GError *trouble)
{
  pt_log (PT_LOG_ERROR, "%s: %s", what, trouble->message);
  on_trouble (trouble, serve);
}

static void
back_off (PtServe *serve, const GError *trouble)
{
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_CONFIG)) {
    tell (serve, "mail waits in the spool", trouble);
    return;
  }
  serve->backoff = MIN (serve->backoff ? serve->backoff * 2 : 1, MOST_BACKOFF_SECONDS);
  pt_log (PT_LOG_ERROR, "store: %s (mail waits in the spool; next try in %u s)", trouble->message, serve->backoff);
  g_timeout_add_seconds (serve->backoff, try_again, serve);
}

/* Runs when no worker has anything to say: what came meanwhile shares one commit. */
static gboolean
commit (gpointer data)
{
  PtServe *serve = data;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) items = g_steal_pointer (&serve->ready);
  serve->ready = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_spool_item_free);
  serve->commit_source = 0;
  gboolean well = pt_intake_commit (serve->gateway, items, &serve->stats, &trouble);
  pt_intake_remove (serve->config, items);
  forget (serve, items);
  if (well) {
    serve->backoff = 0;
    pt_sending_pump (serve->sending);
    look_at_spool (serve);
  } else
    back_off (serve, trouble);
  stop_if_idle (serve);
  return G_SOURCE_REMOVE;
}

static void
on_read (PtMessage *message, GBytes *raw, gpointer job, gpointer data)
{
  PtServe *serve = data;
  PtSpoolItem *item = job;
  (void) raw;
  item->incoming->message = message;
  g_ptr_array_add (serve->ready, item);
  if (serve->ready->len >= BATCH) {
    g_clear_handle_id (&serve->commit_source, g_source_remove);
    commit (serve);
  } else if (!serve->commit_source)
    serve->commit_source = g_idle_add (commit, serve);
}

/* --- spool --- */

static void
list_spool (PtServe *serve)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) names = NULL;
  serve->dirty = FALSE;
  if (!pt_spool_list (serve->config->spool, 0, &names, &trouble)) {
    pt_log (PT_LOG_ERROR, "spool: %s", trouble->message);
    return;
  }
  g_clear_pointer (&serve->backlog, g_ptr_array_unref);
  serve->backlog = g_steal_pointer (&names);
}

static void
begin (PtServe *serve, const char *name)
{
  g_autoptr (GError) trouble = NULL;
  g_autofree char *plain = plain_name (name);
  PtSpoolItem *item = NULL;
  if (g_hash_table_contains (serve->in_flight, plain))
    return;
  if (!pt_intake_begin (serve->config, name, FALSE, &item, &trouble))
    pt_log (PT_LOG_WARNING, "spool: %s", trouble->message);
  if (!item)
    return;
  g_hash_table_add (serve->in_flight, g_steal_pointer (&plain));
  pt_workers_read (serve->workers, item->incoming->raw, item->incoming->envelope, item);
}

static void
look_at_spool (PtServe *serve)
{
  guint taken = 0;
  if (serve->stopping)
    return;
  if (serve->backlog->len == 0 && serve->dirty)
    list_spool (serve);
  while (taken < serve->backlog->len && g_hash_table_size (serve->in_flight) < IN_FLIGHT &&
         !pt_workers_is_full (serve->workers))
    begin (serve, g_ptr_array_index (serve->backlog, taken++));
  if (taken)
    g_ptr_array_remove_range (serve->backlog, 0, taken);
}

static gboolean
on_spool (gint fd, GIOCondition condition, gpointer data)
{
  PtServe *serve = data;
  char events[16384];
  (void) condition;
  while (read (fd, events, sizeof events) > 0)
    ;
  serve->dirty = TRUE;
  if (!serve->backoff)
    look_at_spool (serve);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_rescan (gpointer data)
{
  PtServe *serve = data;
  serve->dirty = TRUE;
  look_at_spool (serve);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_wake (gint fd, GIOCondition condition, gpointer data)
{
  PtServe *serve = data;
  char events[4096];
  (void) condition;
  while (read (fd, events, sizeof events) > 0)
    ;
  pt_sending_pump (serve->sending);
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
  serve->wake = pt_wake_watch (serve->config);
  if (serve->wake >= 0)
    g_unix_fd_add (serve->wake, G_IO_IN, on_wake, serve);
  return TRUE;
}

/* --- timers --- */

static gboolean
on_timer (gpointer data)
{
  PtServe *serve = data;
  g_autoptr (GError) trouble = NULL;
  if (!pt_timers_run (serve->gateway, pt_clock_now (), &trouble))
    tell (serve, "timers", trouble);
  pt_sending_pump (serve->sending);
  return G_SOURCE_CONTINUE;
}

/* --- life --- */

/* Mail waits in the spool. */
static void
on_lost (gpointer data)
{
  g_autoptr (GError) trouble = NULL;
  pt_error_set (&trouble, PT_ERROR_UNAVAILABLE, "the reading workers cannot be started any more");
  end_for (data, trouble);
}

static gboolean
start_workers (PtServe *serve, GError **error)
{
  const PtPolicy *policy = serve->config->policy;
  PtWorkerOptions options = { .count = serve->config->workers,
                              .cpu_seconds = 5,
                              .wall_seconds = 20,
                              .memory = (gsize) 512 * 1024 * 1024,
                              .read = { &policy->limits, policy->authserv_id,
                             (const char *const *) policy->received_by,
                              (const char *const *) policy->spam_headers },
                              .lost = on_lost };
  return pt_workers_start (&options, on_read, serve, &serve->workers, error);
}

static void
on_idle (gpointer data)
{
  stop_if_idle (data);
}

static gboolean
start (PtServe *serve, GError **error)
{
  const PtConfig *config = serve->config;
  serve->backlog = g_ptr_array_new_with_free_func (g_free);
  serve->in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  serve->ready = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_spool_item_free);
  serve->loop = g_main_loop_new (NULL, FALSE);
  if (!pt_spool_make (config->spool, error) || !pt_spool_lock (config->spool, FALSE, &serve->spool_lock, error) ||
      !start_workers (serve, error) || !pt_keyfile_load (config->key_file, config->policy, error) ||
      !pt_gateway_open (config, PT_STORE_MUST_EXIST, &serve->gateway, error))
    return FALSE;
  PtSendingHooks hooks = { on_trouble, on_idle, serve };
  return pt_sending_start (serve->gateway, &serve->stats, &hooks, &serve->sending, error) && watch_spool (serve, error);
}

static void
end (PtServe *serve)
{
  if (serve->inotify >= 0)
    close (serve->inotify);
  if (serve->wake >= 0)
    close (serve->wake);
  pt_sending_stop (serve->sending);
  pt_workers_stop (serve->workers);
  pt_gateway_close (serve->gateway);
  if (serve->spool_lock >= 0)
    close (serve->spool_lock);
  g_clear_pointer (&serve->backlog, g_ptr_array_unref);
  g_clear_pointer (&serve->ready, g_ptr_array_unref);
  g_clear_pointer (&serve->in_flight, g_hash_table_unref);
  g_clear_pointer (&serve->loop, g_main_loop_unref);
}

gboolean
pt_serve_run (const PtConfig *config, GError **error)
{
  PtServe serve = { .config = config, .inotify = -1, .wake = -1, .spool_lock = -1, .dirty = TRUE };
  gboolean ok = start (&serve, error);
  if (ok) {
    signal (SIGPIPE, SIG_IGN);
    g_unix_signal_add (SIGTERM, on_signal, &serve);
    g_unix_signal_add (SIGINT, on_signal, &serve);
    g_timeout_add_seconds (RESCAN_SECONDS, on_rescan, &serve);
    g_timeout_add_seconds (TIMER_SECONDS, on_timer, &serve);
    pt_log (PT_LOG_INFO, "serve: ready; %u reading workers (%s)", config->workers, pt_workers_confinement (serve.workers));
    pt_notify_manager ("READY=1");
    on_timer (&serve);
    look_at_spool (&serve);
    g_main_loop_run (serve.loop);
    ok = serve.lost == NULL;
    if (!ok)
      g_propagate_error (error, g_steal_pointer (&serve.lost));
    pt_log (PT_LOG_INFO, "serve: ended; %u messages taken, %u mails sent", serve.stats.taken, serve.stats.sent);
  }
  end (&serve);
  return ok;
}
