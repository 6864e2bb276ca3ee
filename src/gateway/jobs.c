#include "gateway/jobs.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/drain.h"
#include "gateway/loop.h"
#include "gateway/release.h"
#include "gateway/sender-lock.h"
#include "store/job.h"

#include <unistd.h>

enum {
  MOST_BEGUN = 20,        /* times that a job is begun, whatever becomes of it */
  MOST_WAIT_MS = 60000,   /* a row that another process made due is found no later */
  RETRY_MS = 5000,        /* after trouble of the store */
};

/* The job under way.  It goes from the committer's thread to the main loop and back; one of them has it at a time. */
typedef struct {
  PtJobs   *jobs;
  PtJob    *job;
  gpointer  own;        /* what its handler keeps; NULL if nothing */
  void    (*own_free) (gpointer own);
  GError   *error;
} PtWork;

struct PtJobs {
  PtEngine      *engine;
  void         (*idle) (gpointer data);
  gpointer       data;
  PtCommitClient client;
  PtWork        *work; /* NULL if nothing is under way */
  GSource       *source;
  int            lock;
  gboolean       started;
  gboolean       finishing;
  gboolean       stopped;
};

typedef struct {
  PtJobKind   kind;
  const char *name;
  void      (*begin) (PtWork *work); /* in the committer's thread; ends by end () there, at once or later */
} PtJobHandler;

static void end (gpointer data);

/* --- release --- */

typedef struct {
  PtRelease  *release;
  PtIncoming *incoming; /* read, or to be read */
} PtReleasing;

static void
releasing_free (gpointer own)
{
  PtReleasing *releasing = own;
  pt_release_free (releasing->release);
  pt_incoming_free (releasing->incoming);
  g_free (releasing);
}

static void
on_released (PtIncoming *incoming, const GError *trouble, gpointer mark, gpointer data)
{
  PtWork *work = mark;
  (void) data;
  work->error = trouble ? g_error_copy (trouble) : g_steal_pointer (&incoming->error);
  pt_incoming_free (incoming);
  pt_committer_post (work->jobs->engine->committer, end, work);
}

static void
on_read (PtMessage *message, GBytes *raw, gpointer mark, gpointer data)
{
  PtWork *work = mark;
  PtReleasing *releasing = work->own;
  PtJobs *jobs = data;
  (void) raw;
  releasing->incoming->message = message;
  pt_release_edit (releasing->release, releasing->incoming);
  pt_committer_add (jobs->engine->committer, &jobs->client, g_steal_pointer (&releasing->incoming), TRUE, work);
  pt_committer_flush (jobs->engine->committer);
}

/* In the main loop. */
static void
read_mail (gpointer data)
{
  PtWork *work = data;
  const PtIncoming *incoming = ((PtReleasing *) work->own)->incoming;
  pt_workers_read (work->jobs->engine->workers, incoming->raw, incoming->envelope, on_read, work, work->jobs);
}

static void
begin_release (PtWork *work)
{
  PtReleasing *releasing = work->own = g_new0 (PtReleasing, 1);
  work->own_free = releasing_free;
  if (!pt_release_from_text (work->job->payload, &releasing->release, &work->error)
      || !pt_release_load (work->jobs->engine->gateway, releasing->release, &releasing->incoming, &work->error)
      || !releasing->incoming)
    end (work);
  else
    pt_loop_post (NULL, read_mail, work);
}

/* --- drop --- */

static void
begin_drop (PtWork *work)
{
  pt_release_drop (work->jobs->engine->gateway, work->job->payload, &work->error);
  end (work);
}

/* --- the table --- */

static const PtJobHandler handlers[] = {
  { PT_JOB_RELEASE, "release", begin_release },
  { PT_JOB_DROP, "drop", begin_drop },
};

static const PtJobHandler *
handler_of (guint kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (handlers[i].kind == kind)
      return &handlers[i];
  return NULL;
}

const char *
pt_job_kind_name (guint kind)
{
  const PtJobHandler *handler = handler_of (kind);
  return handler ? handler->name : "job";
}

/* --- one job --- */

static void
work_free (PtWork *work)
{
  if (!work)
    return;
  pt_job_free (work->job);
  if (work->own)
    work->own_free (work->own);
  g_clear_error (&work->error);
  g_free (work);
}

static void
begin_job (PtJobs *jobs, PtJob *job)
{
  const PtJobHandler *handler = handler_of (job->kind);
  PtWork *work = jobs->work = g_new0 (PtWork, 1);
  work->jobs = jobs;
  work->job = job;
  if (job->attempts > MOST_BEGUN)
    pt_error_set (&work->error, PT_ERROR_REFUSED, "it was begun %d times and never ended", MOST_BEGUN);
  else if (!handler)
    pt_error_set (&work->error, PT_ERROR_SCHEMA, "this program does not know jobs of kind %u", job->kind);
  if (work->error)
    end (work);
  else
    handler->begin (work);
}

/* What cannot become better is given up at once. */
static gboolean
write_end (PtStore *store, const PtWork *work, PtTime now, GError **error)
{
  const PtJob *job = work->job;
  if (!work->error)
    return pt_store_job_remove (store, job->id, error);
  PtTime due = pt_error_is_later (work->error) ? pt_drain_retry_at (job->id, job->attempts, now) : 0;
  return pt_store_job_settle (store, job->id, due ? PT_JOB_DUE : PT_JOB_GIVEN_UP, work->error->message, due, error);
}

static gboolean
settle (PtJobs *jobs, GError **error)
{
  PtStore *store = pt_gateway_store (jobs->engine->gateway);
  if (!pt_store_begin (store, error))
    return FALSE;
  if (write_end (store, jobs->work, pt_clock_now (), error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

static gboolean
on_again (gpointer data)
{
  PtJobs *jobs = data;
  pt_loop_clear (&jobs->source);
  if (jobs->work)
    end (jobs->work);
  else
    pt_jobs_pump (jobs);
  return G_SOURCE_REMOVE;
}

static void
come_back (PtJobs *jobs, PtTime milliseconds)
{
  pt_loop_clear (&jobs->source);
  jobs->source = pt_loop_after ((guint) CLAMP (milliseconds, 1, MOST_WAIT_MS), on_again, jobs);
}

static void
end (gpointer data)
{
  PtWork *work = data;
  PtJobs *jobs = work->jobs;
  g_autoptr (GError) trouble = NULL;
  if (!jobs->started)
    return; /* it was stopped meanwhile, and the job is begun again */
  if (work->error)
    pt_log (PT_LOG_ERROR, "jobs: %s #%" G_GINT64_FORMAT ": %s", pt_job_kind_name (work->job->kind), work->job->id,
            work->error->message);
  if (!settle (jobs, &trouble)) {
    pt_log (PT_LOG_ERROR, "jobs: %s", trouble->message);
    come_back (jobs, RETRY_MS);
    return;
  }
  g_clear_pointer (&jobs->work, work_free);
  come_back (jobs, 0); /* and not at once: commits have their turn between two jobs */
}

/* --- all of them --- */

static gboolean
take_next (PtJobs *jobs, PtTime now, PtJob **out_job, GError **error)
{
  PtStore *store = pt_gateway_store (jobs->engine->gateway);
  if (!pt_store_begin (store, error))
    return FALSE;
  if (pt_store_job_begin (store, now, out_job, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

static gboolean
look (PtJobs *jobs, PtTime *out_wait, PtJob **out_job, GError **error)
{
  PtTime due = 0, now = pt_clock_now ();
  if (!pt_store_job_next_due (pt_gateway_store (jobs->engine->gateway), &due, error))
    return FALSE;
  *out_wait = due ? MAX (due - now, 0) / 1000 + 1 : MOST_WAIT_MS;
  return !due || due > now || take_next (jobs, now, out_job, error);
}

static gboolean
recover (PtStore *store, GError **error)
{
  guint count = 0;
  if (!pt_store_begin (store, error))
    return FALSE;
  if (!pt_store_job_recover (store, pt_clock_now (), &count, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  if (count)
    pt_log (PT_LOG_WARNING, "jobs: %u were begun by a process that is no more; they are begun again", count);
  return pt_store_commit (store, error);
}

gboolean
pt_jobs_start (PtJobs *jobs, gboolean *out_mine, GError **error)
{
  PtGateway *gateway = jobs->engine->gateway;
  *out_mine = jobs->started;
  if (jobs->started)
    return TRUE;
  if (!pt_state_lock_take (pt_gateway_config (gateway), "jobs.lock", &jobs->lock, error))
    return FALSE;
  *out_mine = jobs->lock >= 0;
  jobs->started = *out_mine && recover (pt_gateway_store (gateway), error);
  if (jobs->started || !*out_mine)
    return TRUE;
  close (jobs->lock);
  jobs->lock = -1;
  return FALSE;
}

/* A command may have the lock for a moment. */
static gboolean
is_started (PtJobs *jobs)
{
  g_autoptr (GError) trouble = NULL;
  gboolean mine = FALSE;
  if (!pt_jobs_start (jobs, &mine, &trouble))
    pt_log (PT_LOG_ERROR, "jobs: %s", trouble->message);
  if (!jobs->started)
    come_back (jobs, RETRY_MS);
  return jobs->started;
}

void
pt_jobs_pump (PtJobs *jobs)
{
  g_autoptr (GError) trouble = NULL;
  PtTime wait = RETRY_MS;
  PtJob *job = NULL;
  if (jobs->stopped || jobs->work || !is_started (jobs))
    return;
  if (!jobs->finishing && !look (jobs, &wait, &job, &trouble))
    pt_log (PT_LOG_ERROR, "jobs: %s", trouble->message);
  if (job) {
    begin_job (jobs, job);
    return;
  }
  if (!jobs->finishing)
    come_back (jobs, wait);
  if (jobs->idle)
    jobs->idle (jobs->data);
}

void
pt_jobs_finish (PtJobs *jobs)
{
  jobs->finishing = TRUE;
}

void
pt_jobs_resume (PtJobs *jobs)
{
  jobs->finishing = FALSE;
  pt_jobs_pump (jobs);
}

gboolean
pt_jobs_is_idle (const PtJobs *jobs)
{
  return jobs->work == NULL;
}

void
pt_jobs_stop (PtJobs *jobs)
{
  jobs->started = FALSE;
  jobs->stopped = TRUE;
  pt_loop_clear (&jobs->source);
  if (jobs->lock >= 0)
    close (jobs->lock);
  jobs->lock = -1;
}

PtJobs *
pt_jobs_new (PtEngine *engine, void (*idle) (gpointer data), gpointer data)
{
  PtJobs *jobs = engine->jobs = g_new0 (PtJobs, 1);
  jobs->engine = engine;
  jobs->idle = idle;
  jobs->data = data;
  jobs->client = (PtCommitClient) { .done = on_released };
  jobs->lock = -1;
  return jobs;
}

void
pt_jobs_free (PtJobs *jobs)
{
  if (!jobs)
    return;
  work_free (jobs->work);
  g_free (jobs);
}
