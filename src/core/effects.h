/* What follows from a ruling: the actions, and the side effects listed after the table in RULES 3.3. */
#ifndef PT_CORE_EFFECTS_H
#define PT_CORE_EFFECTS_H

#include "core/ruling.h"
#include "core/work.h"

/* Fills DECISION's actions for a message that becomes a comment or a ticket. */
void pt_effects_comment (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision);

/* Ids not yet known become known to TICKET, those never received included: the order of arrival must not matter. */
void pt_effects_learn_ids (PtWork *work, PtId ticket);

/* A mail whose ids are known to several tickets shows that they are one thread; mail never joins them, it links. */
void pt_effects_link_others (const PtMatch *match, PtWork *work, PtId ticket);

/* Mail that is kept without becoming a comment, the ticket that it speaks of beside it (B9, O11). */
void pt_effects_kept (const PtFacts *facts, PtDecision *decision);

/* A delivery report at its signed return path is booked on its outbox row (B9, T045). */
void pt_effects_bounce (const PtFacts *facts, PtDecision *decision);

#endif
