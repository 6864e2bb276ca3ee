/* Workers that do as the mail says, for the tests of what holds them. */
#ifndef TESTS_LIB_READERS_H
#define TESTS_LIB_READERS_H

#include "gateway/worker.h"

#define PT_READERS_PATIENCE 60 /* seconds for an answer */

typedef struct {
  GMainLoop  *loop;
  PtWorkers  *workers;
  GPtrArray  *answers; /* PtMessage *, by mark */
  guint       answered;
  guint       wanted;
  gboolean    lost;
  guint       stalled;
} PtReaders;

/* Readers, which run inside a worker: the second answers "ok TEXT" and "pid", and misbehaves at "crash", "hang" and
 * the other words of misbehave in readers.c. */
PtMessage *pt_readers_sound (GBytes *raw);
PtMessage *pt_readers_double (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options);

/* COUNT workers; WALL: seconds that a message may take. */
void pt_readers_start_patiently (PtReaders *run, guint count, PtWorkerReader reader, guint wall);
void pt_readers_start (PtReaders *run, guint count, PtWorkerReader reader);
void pt_readers_give (PtReaders *run, const char *text, gsize length);
/* Until all that was given is answered. */
void pt_readers_wait (PtReaders *run);
/* The one answer to TEXT. */
const PtMessage *pt_readers_ask (PtReaders *run, const char *text);
void pt_readers_end (PtReaders *run);

#endif
