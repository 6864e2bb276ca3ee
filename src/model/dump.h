/* The canonical text of the model types: one fact a line, stable order, the same on every machine.  Scenario tests
 * compare it; `postern explain` prints it. */
#ifndef PT_MODEL_DUMP_H
#define PT_MODEL_DUMP_H

#include "model/decision.h"
#include "model/message.h"
#include "model/snapshot.h"

/* How a dump names people and tickets that are only ids: the snapshot knows the old ones, the decision the new. */
typedef struct {
  const PtSnapshot *snapshot; /* may be NULL: ids are printed as #N */
  const PtDecision *decision; /* may be NULL */
} PtDumpNames;

/* Each appends lines ending in LF to OUT. */
void pt_dump_message (GString *out, const PtMessage *message);
void pt_dump_snapshot (GString *out, const PtSnapshot *snapshot);
void pt_dump_decision (GString *out, const PtDecision *decision, const PtDumpNames *names);
void pt_dump_ticket (GString *out, const PtTicketView *view, const PtDumpNames *names);

/* One action as one line without LF.  Free with g_free. */
char *pt_dump_action (const PtAction *action, const PtDumpNames *names);

/* The name of a person in dumps: primary address, `new:ADDRESS` for one that the decision makes, `-` for 0. Free with
 * g_free. */
char *pt_dump_person (PtId person, const PtDumpNames *names);

#endif
