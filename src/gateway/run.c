#include "gateway/run.h"

#include "base/clock.h"
#include "gateway/jobs.h"
#include "gateway/sending.h"
#include "gateway/timers.h"

typedef struct {
  PtEngine  *engine;
  GMainLoop *loop;
  gboolean   send;
  gboolean   ended; /* the spool is done with, well or not */
  gboolean   ok;
  GError    *error;
} PtRun;

static void
on_idle (gpointer data)
{
  PtRun *run = data;
  run->ended = TRUE;
  g_main_loop_quit (run->loop);
}

/* There is no later in one pass. */
static void
on_trouble (const GError *error, gpointer data)
{
  PtRun *run = data;
  if (!run->error)
    run->error = g_error_copy (error);
  on_idle (run);
}

static gboolean
take_spool (PtRun *run, GError **error)
{
  if (!run->engine->intake)
    return TRUE;
  pt_intake_go_on (run->engine->intake);
  if (!run->ended)
    g_main_loop_run (run->loop);
  if (!run->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&run->error));
  return FALSE;
}

/* In the committer's thread. */
static void
do_rest (gpointer data)
{
  PtRun *run = data;
  PtEngine *engine = run->engine;
  run->ok = pt_timers_run (engine->gateway, pt_clock_now (), &run->error)
            && (!run->send || pt_sending_once (engine->gateway, &engine->stats, &run->error));
}

/* Where a service reads the spool, it has the jobs, too. */
static gboolean
work_off (PtEngine *engine, GError **error)
{
  gboolean mine;
  return !engine->workers || pt_jobs_work_off (engine, &mine, error);
}

gboolean
pt_run_open (const PtConfig *config, PtEngine **out_engine, GError **error)
{
  PtEngineOptions options = { .once = TRUE };
  return pt_engine_open (config, &options, out_engine, error);
}

gboolean
pt_run (PtEngine *engine, gboolean send, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  PtRun run = { .engine = engine, .loop = loop, .send = send };
  engine->options.idle = on_idle;
  engine->options.trouble = on_trouble;
  engine->options.lost = on_trouble;
  engine->options.data = &run;
  gboolean ok = take_spool (&run, error) && work_off (engine, error);
  if (ok) {
    g_clear_error (&run.error); /* of a job: it is tried again */
    pt_committer_do (engine->committer, do_rest, &run);
    ok = run.ok;
    if (!ok)
      g_propagate_error (error, g_steal_pointer (&run.error));
  }
  engine->options = (PtEngineOptions) { .once = TRUE };
  return ok;
}
