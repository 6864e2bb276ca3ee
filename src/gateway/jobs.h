/* PtJobs: works off the rows of table job, one at a time: what has to happen after the commit that asked for it and
 * must survive a crash.  At least once: a handler finds out by itself what it has done already.
 *
 * It lives in the committer's thread of an engine.  Mail that a handler has to read is read by the workers and
 * brought to the committer as that of every entrance. */
#ifndef PT_GATEWAY_JOBS_H
#define PT_GATEWAY_JOBS_H

#include "gateway/engine.h"

/* Numbers in the store: never changed. */
typedef enum {
  PT_JOB_RELEASE = 1, /* lets held mail in (release.h) */
  PT_JOB_DROP = 2,    /* drops it */
} PtJobKind;

/* "release", for the log and for postern check; "job" for a kind that this program does not know. */
const char *pt_job_kind_name (guint kind);

/* For ENGINE, which has workers, and frees it.  IDLE (may be NULL) is called in the committer's thread when nothing
 * is under way, and nothing is due or it was told to finish. */
PtJobs *pt_jobs_new (PtEngine *engine, void (*idle) (gpointer data), gpointer data);
void    pt_jobs_free (PtJobs *jobs);

/* --- in the committer's thread --- */

/* Takes the lock of the jobs in the state folder, unless it has it, and makes those due again that a dead process has
 * begun.  *out_mine is FALSE, without an error, if another process works them off. */
gboolean pt_jobs_start (PtJobs *jobs, gboolean *out_mine, GError **error);

/* Begins what is due, if nothing is under way, and comes back by itself when more is; starts first, if it has not.
 * Call it when rows were made. */
void pt_jobs_pump (PtJobs *jobs);

/* Begins nothing more. */
void     pt_jobs_finish (PtJobs *jobs);
void     pt_jobs_resume (PtJobs *jobs); /* as if it had not been told to finish */
gboolean pt_jobs_is_idle (const PtJobs *jobs);

/* Lets the lock go.  What is under way is begun again by who takes it next. */
void pt_jobs_stop (PtJobs *jobs);

/* --- in the main loop --- */

/* Works off what is due now, and waits for its end.  *out_mine is FALSE if another process does that. */
gboolean pt_jobs_work_off (PtEngine *engine, gboolean *out_mine, GError **error);

/* Sees job ID through: works off what is due, or where a service does that, wakes it and waits as long as a person
 * would.  *out_done: it is done; FALSE without an error if the service has not come to it yet.  The error is that of
 * the job, too. */
gboolean pt_jobs_see_through (PtEngine *engine, PtId id, gboolean *out_done, GError **error);

#endif
