/* One row of abuse/expected.tsv, and what became of its message. */
#ifndef TESTS_SCENARIO_ABUSE_CASE_H
#define TESTS_SCENARIO_ABUSE_CASE_H

#include "tests/lib/rendering.h"
#include "tests/lib/world.h"
#include "tests/scenario/scn-side.h"

typedef struct {
  char *file;
  char *outcome;
  char *cause;
  char *sender;     /* envelope, placeholders not yet replaced */
  char *recipients;
  GStrv must_not;
} AbuseCase;

/* How the messages come: through a pipe, which gets LF line ends and cannot refuse, or as they are, through LMTP
 * (B14). */
typedef enum { ABUSE_PIPE, ABUSE_DIRECT, ABUSE_N_WAYS } AbuseWay;

const char *abuse_way_name (AbuseWay way);

/* The state of a world around one message. */
typedef struct {
  PtWorld    *world;
  PtMessage  *message;
  GBytes     *raw;
  ScnResult   memory;
  ScnResult   store;
  GHashTable *before;     /* ticket id as text -> its rows before */
  PtId        first;      /* outbox rows from here on are new */
  GPtrArray  *renderings; /* PtRendering *, of the new rows */
  char       *unrendered; /* why one of them could not be; NULL if all were */
  gboolean    raw_lost;   /* the store has not the bytes that came */
} AbuseRun;

/* Rows of expected.tsv: AbuseCase *. NULL and an error if it cannot be read. */
GPtrArray *abuse_cases_read (const char *folder, GError **error);

/* A fresh world from the lines of FILE. */
PtWorld *abuse_world_new (const char *file, GError **error);

/* Feeds the message of A_CASE, or AGAIN instead (NULL = its own bytes), to both sides, as it comes by WAY.  FALSE if
   something could not be done at all. */
gboolean abuse_feed (const char *folder, const AbuseCase *a_case, AbuseWay way, PtWorld *world, ScnStoreSide *store,
                     const PtTemplates *templates, GBytes *again, AbuseRun *out_run, GError **error);
void     abuse_run_clear (AbuseRun *run);

/* The outcome in the words of the table, such as `private-flagged:1001`.  Free with g_free. */
char *abuse_outcome (const AbuseRun *run);

#endif
