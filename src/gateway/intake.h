/* PtIntake: the spool as an entrance.  It lists the files, has them read by the workers, brings them to the committer
 * in the order of their arrival, and sees to them afterwards: what was accepted is removed, what was not stays and is
 * counted.
 *
 * An attempt is counted for what was in a commit that the process did not survive (the mark, spool.h), or for a
 * message that was at fault there.  Reading counts nothing: a worker dies alone, and a service that is killed again
 * and again must not take that for the mail's fault.  A file with a count is committed alone, so that it takes no
 * other with it. */
#ifndef PT_GATEWAY_INTAKE_H
#define PT_GATEWAY_INTAKE_H

#include "gateway/committer.h"
#include "gateway/worker.h"

typedef struct PtIntake PtIntake;

typedef struct {
  guint most;       /* messages begun and not yet seen to */
  gsize most_bytes; /* and their raw bytes */
  /* Nothing is begun, and nothing is left that may be. */
  void (*idle) (gpointer data);
  gpointer data;
} PtIntakeOptions;

/* The caller holds the lock of the spool; WORKERS and COMMITTER must be stopped before it is freed, and STATS, which
 * it adds to, must outlive it.  NAMES (char *, owned) were listed already; NULL = list them. */
PtIntake *pt_intake_new (const PtConfig *config, PtWorkers *workers, PtCommitter *committer,
                         const PtIntakeOptions *options,
                         GPtrArray *names, PtRunStats *stats);
void      pt_intake_free (PtIntake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtIntake, pt_intake_free)

/* There may be files that it has not seen. */
void pt_intake_news (PtIntake *intake);

/* Goes on with what it knows, as far as there is room. */
void pt_intake_go_on (PtIntake *intake);

/* Begins nothing more; what is begun is still seen to. */
void     pt_intake_finish (PtIntake *intake);
void     pt_intake_resume (PtIntake *intake); /* as if it had not been told to finish */
gboolean pt_intake_is_idle (const PtIntake *intake);

#endif
