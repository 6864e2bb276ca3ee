#include "store/job.h"

#include "store/counter.h"
#include "store/store-handle.h"
#include "store/query.h"

void
pt_job_free (PtJob *job)
{
  if (!job)
    return;
  g_free (job->payload);
  g_free (job->last_error);
  g_free (job);
}

static PtJob *
take_job (PtQuery *q)
{
  PtJob *job = g_new0 (PtJob, 1);
  job->id = pt_query_get_int (q, 0);
  job->kind = (guint) pt_query_get_int (q, 1);
  job->payload = pt_query_dup_text (q, 2);
  job->due_at = pt_query_get_int (q, 3);
  job->attempts = (guint) pt_query_get_int (q, 4);
  job->state = (PtJobState) pt_query_get_int (q, 5);
  job->last_error = pt_query_dup_text (q, 6);
  return job;
}

/* The first row, if there is one. */
static gboolean
take_one (PtQuery *q, PtJob **out_job, GError **error)
{
  g_autoptr (PtJob) job = pt_query_next (q) ? take_job (q) : NULL;
  if (!pt_query_end (q, error))
    return FALSE;
  *out_job = g_steal_pointer (&job);
  return TRUE;
}

gboolean
pt_store_job_add (PtStore *store, guint kind, const char *payload, PtTime now, PtId *out_id, GError **error)
{
  if (!pt_counter_next (store, PT_COUNT_JOB, out_id, error))
    return FALSE;
  PtQuery q = pt_query (store, PT_SQL_JOB_ADD);
  pt_query_int (&q, *out_id);
  pt_query_int (&q, kind);
  pt_query_text (&q, payload);
  pt_query_int (&q, now);
  return pt_query_run (&q, error);
}

static gboolean
mark_begun (PtStore *store, PtJob *job, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_JOB_BEGIN);
  pt_query_int (&q, job->id);
  job->attempts++;
  job->state = PT_JOB_BEGUN;
  return pt_query_run (&q, error);
}

gboolean
pt_store_job_begin (PtStore *store, PtTime now, PtJob **out_job, GError **error)
{
  g_autoptr (PtJob) job = NULL;
  PtQuery q = pt_query (store, PT_SQL_JOB_DUE);
  pt_query_int (&q, now);
  if (!take_one (&q, &job, error) || (job && !mark_begun (store, job, error)))
    return FALSE;
  *out_job = g_steal_pointer (&job);
  return TRUE;
}

gboolean
pt_store_job_settle (PtStore *store, PtId id, PtJobState state, const char *last_error, PtTime due_at, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_JOB_SETTLE);
  pt_query_int (&q, id);
  pt_query_int (&q, state);
  pt_query_text (&q, last_error);
  pt_query_int (&q, due_at);
  return pt_query_run (&q, error);
}

gboolean
pt_store_job_recover (PtStore *store, PtTime now, guint *out_count, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_JOB_RECOVER);
  pt_query_int (&q, now);
  *out_count = 0;
  while (pt_query_next (&q))
    (*out_count)++;
  return pt_query_end (&q, error);
}

gboolean
pt_store_job_remove (PtStore *store, PtId id, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_JOB_REMOVE);
  pt_query_int (&q, id);
  return pt_query_run (&q, error);
}

gboolean
pt_store_job_next_due (PtStore *store, PtTime *out_due_at, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_JOB_NEXT_DUE);
  return pt_query_one (&q, out_due_at, NULL, error);
}

gboolean
pt_store_job_load (PtStore *store, PtId id, PtJob **out_job, GError **error)
{
  g_autoptr (PtJob) job = NULL;
  PtQuery q = pt_query (store, PT_SQL_JOB);
  pt_query_int (&q, id);
  if (!take_one (&q, &job, error))
    return FALSE;
  if (!job)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no job %" G_GINT64_FORMAT, id);
  *out_job = g_steal_pointer (&job);
  return TRUE;
}

gboolean
pt_store_job_failed (PtStore *store, GPtrArray **out_jobs, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_JOBS_FAILED);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_job_free);
  while (pt_query_next (&q))
    g_ptr_array_add (jobs, take_job (&q));
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_jobs = g_steal_pointer (&jobs);
  return TRUE;
}
