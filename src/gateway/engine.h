/* PtEngine: what serve and run have in common.  In the main loop of the caller the spool is read, by workers; in the
 * committer's thread all that wants the store happens. */
#ifndef PT_GATEWAY_ENGINE_H
#define PT_GATEWAY_ENGINE_H

#include "gateway/intake.h"
#include "gateway/lmtp.h"

typedef struct PtJobs PtJobs;

typedef struct {
  gboolean no_spool; /* leaves the spool alone, and has a worker for what a command wants to be read */
  gboolean once; /* a pass over what is in the spool now, in large batches; else for what comes, as it comes */
  /* In the main context, but for the last, which is for the committer's thread. */
  void (*idle) (gpointer data);                         /* nothing of the spool is under way */
  void (*trouble) (const GError *error, gpointer data); /* of the store; it is tried again */
  void (*lost) (const GError *error, gpointer data);    /* there are no workers */
  void (*made) (gpointer data);                         /* a commit made notifications, or may have */
  gpointer data;
} PtEngineOptions;

typedef struct {
  const PtConfig *config;
  PtEngineOptions options;
  PtRunStats      stats;
  int             spool_lock; /* -1: another process reads the spool */
  PtWorkers      *workers;    /* NULL if another process reads the spool */
  PtGateway      *gateway;
  PtCommitter    *committer;
  PtIntake       *intake;     /* NULL if there is nothing in the spool to be read here */
  PtLmtp         *lmtp;       /* NULL if there is none; a pass has none */
  PtJobs         *jobs;       /* NULL until somebody wants them (jobs.h) */
} PtEngine;

/* Call it before any thread is started: it forks the workers first.  CONFIG, which must outlive it, comes without
 * keys: they are read once the workers are forked, as what reads strangers' mail knows none.  BUSY if another process
 * reads the spool; with ONCE the spool is left to that one then. */
gboolean pt_engine_open (const PtConfig *config, const PtEngineOptions *options, PtEngine **out_engine,
                         GError **error);
void     pt_engine_close (PtEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtEngine, pt_engine_close)

#endif
