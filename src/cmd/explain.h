/* A decision for people and for programs. */
#ifndef PT_CMD_EXPLAIN_H
#define PT_CMD_EXPLAIN_H

#include <json-glib/json-glib.h>

#include "model/dump.h"
#include "model/envelope.h"

void pt_explain_text (const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
                      const PtDumpNames *names);

/* The members are listed in postern-json(7); new ones may be added, none changes its meaning. */
void pt_explain_json (const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
                      const PtDumpNames *names);

/* The member "reasons" (PtReason) of the object that BUILDER is in. */
void pt_explain_json_reasons (JsonBuilder *builder, const GPtrArray *reasons);

/* What a verdict means, for people. */
const char *pt_explain_verdict (PtVerdict verdict);
const char *pt_explain_auth (PtAuth auth);

#endif
