/* Jobs seen from the main loop of a command: one pass over what is due, or patience with the service that makes
 * it. */
#include "gateway/jobs.h"

#include "gateway/loop.h"
#include "gateway/wake.h"
#include "store/job.h"

enum {
  PATIENCE_MS = 10000, /* of a person who waits for the service */
  LOOK_MS = 50,
};

typedef struct {
  PtEngine  *engine;
  GMainLoop *loop;
  gboolean   mine;
  gboolean   ok;
  PtId       id;
  PtJob     *job; /* NULL: it is done */
  GError    *error;
} PtPass;

static void
quit (gpointer data)
{
  g_main_loop_quit (data);
}

static void
on_pass_idle (gpointer data)
{
  pt_loop_post (NULL, quit, ((PtPass *) data)->loop);
}

static void
start_pass (gpointer data)
{
  PtPass *pass = data;
  pass->ok = pt_jobs_start (pass->engine->jobs, &pass->mine, &pass->error);
  if (pass->ok && pass->mine)
    pt_jobs_pump (pass->engine->jobs);
}

static void
stop_pass (gpointer data)
{
  pt_jobs_stop (((PtPass *) data)->engine->jobs);
}

gboolean
pt_jobs_work_off (PtEngine *engine, gboolean *out_mine, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  PtPass pass = { .engine = engine, .loop = loop };
  pt_jobs_new (engine, on_pass_idle, &pass);
  pt_committer_do (engine->committer, start_pass, &pass);
  if (pass.ok && pass.mine)
    g_main_loop_run (loop);
  pt_committer_do (engine->committer, stop_pass, &pass);
  *out_mine = pass.mine;
  if (pass.ok)
    return TRUE;
  g_propagate_error (error, pass.error);
  return FALSE;
}

static void
look_at (gpointer data)
{
  PtPass *pass = data;
  g_clear_pointer (&pass->job, pt_job_free);
  pass->ok = pt_store_job_load (pt_gateway_store (pass->engine->gateway), pass->id, &pass->job, &pass->error);
  if (g_error_matches (pass->error, PT_ERROR, PT_ERROR_NOT_FOUND)) {
    pass->ok = TRUE;
    g_clear_error (&pass->error);
  }
}

/* *out_done: nothing more will come of it now. */
static gboolean
ask (PtPass *pass, gboolean *out_done, GError **error)
{
  pt_committer_do (pass->engine->committer, look_at, pass);
  *out_done = pass->ok && !pass->job;
  if (!pass->ok) {
    g_propagate_error (error, g_steal_pointer (&pass->error));
    return FALSE;
  }
  g_autoptr (PtJob) job = g_steal_pointer (&pass->job);
  if (!job || !job->last_error)
    return TRUE;
  return job->state == PT_JOB_GIVEN_UP
           ? pt_error_set (error, PT_ERROR_REFUSED, "%s", job->last_error)
           : pt_error_set (error, PT_ERROR_UNAVAILABLE, "%s (it is tried again)", job->last_error);
}

gboolean
pt_jobs_see_through (PtEngine *engine, PtId id, gboolean *out_done, GError **error)
{
  PtPass pass = { .engine = engine, .id = id };
  gboolean mine = FALSE;
  if (!pt_jobs_work_off (engine, &mine, error))
    return FALSE;
  if (!mine)
    pt_wake_service (engine->config);
  for (guint waited = 0;; waited += LOOK_MS) {
    if (!ask (&pass, out_done, error))
      return FALSE;
    if (*out_done || mine || waited >= PATIENCE_MS)
      return TRUE;
    g_usleep (LOOK_MS * 1000);
  }
}
