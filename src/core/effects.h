/* What follows from a ruling: the actions, and the side effects listed after the table in RULES 3.3. */
#ifndef PT_CORE_EFFECTS_H
#define PT_CORE_EFFECTS_H

#include "core/ruling.h"

/* Fills DECISION's actions for a message that becomes a comment or a ticket. */
void pt_effects_comment (PtFacts *facts, const PtRuling *ruling, PtDecision *decision);

/* A delivery report at its signed return path is booked on its outbox row (B9, T045). */
void pt_effects_bounce (const PtFacts *facts, PtDecision *decision);

#endif
