/* Work that is done after the commit that asked for it, and survives a crash: rows of table job.  What writes needs a
 * transaction of the caller's. */
#ifndef PT_STORE_JOB_H
#define PT_STORE_JOB_H

#include "store/store.h"

typedef enum {
  PT_JOB_DUE,
  PT_JOB_BEGUN,
  PT_JOB_DONE,
  PT_JOB_GIVEN_UP,
} PtJobState;

typedef struct {
  PtId       id;
  guint      kind;       /* a row of gateway/jobs.c */
  char      *payload;
  PtTime     due_at;
  guint      attempts;   /* begun so often */
  PtJobState state;
  char      *last_error; /* NULL if none */
} PtJob;

void pt_job_free (PtJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtJob, pt_job_free)

/* Adds a job that is due NOW. */
gboolean pt_store_job_add (PtStore *store, guint kind, const char *payload, PtTime now, PtId *out_id, GError **error);

/* The first job due at NOW; it has begun then, with one more attempt.  *out_job is NULL if there is none. */
gboolean pt_store_job_begin (PtStore *store, PtTime now, PtJob **out_job, GError **error);

/* How job ID ended: STATE, what was wrong (may be NULL), and for one that is DUE again when. */
gboolean pt_store_job_settle (PtStore *store, PtId id, PtJobState state, const char *last_error, PtTime due_at,
                              GError **error);

/* Jobs that were begun by a process that died are due again, with the attempts that they had. */
gboolean pt_store_job_recover (PtStore *store, PtTime now, guint *out_count, GError **error);

/* Removes the job ID, which is done. */
gboolean pt_store_job_remove (PtStore *store, PtId id, GError **error);

/* When the next job is due; 0 if none is. */
gboolean pt_store_job_next_due (PtStore *store, PtTime *out_due_at, GError **error);

/* NOT_FOUND if there is none (any more): it is done. */
gboolean pt_store_job_load (PtStore *store, PtId id, PtJob **out_job, GError **error);

/* Jobs that failed at least once and are not done (PtJob *), oldest first; free with g_ptr_array_unref. */
gboolean pt_store_job_failed (PtStore *store, GPtrArray **out_jobs, GError **error);

#endif
