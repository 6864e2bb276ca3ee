/* A customer's mail that an agent forwards (RULES row 22, M15-M19, R12, X25): who it says wrote it is a claim
 * (T037). */
#ifndef PT_CORE_FORWARD_H
#define PT_CORE_FORWARD_H

#include "core/facts.h"
#include "core/ruling.h"
#include "core/work.h"

/* The person whom the copy names, made if he is new. */
PtId pt_forward_person (const PtFacts *facts, PtWork *work);

/* The customer's words as the first comment, then OWN of the agent, if any, as a private one. */
void pt_forward_write (const PtFacts *facts, const PtRuling *ruling, PtWork *work, const char *own);

#endif
