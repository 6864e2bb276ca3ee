/* Who leaves a ticket: relations that end, and the mail that is not sent any more then (RULES C13-C16, X4, FW3,
 * T035). */
#ifndef PT_CORE_LEAVE_H
#define PT_CORE_LEAVE_H

#include "core/ruling.h"
#include "core/work.h"

/* Ends one relation with its event; mail that PERSON waits for because of it alone is cancelled, so the snapshot
 * must hold the unsent mail of the ticket. */
void pt_leave (PtWork *work, PtId ticket, PtId person, PtRelation relation);

/* PERSON was the requester until now, and is told no more, but as CC or participant.  As above. */
void pt_leave_as_requester (PtWork *work, PtId ticket, PtId person);

/* Whether the message may end a relation on a ticket of RULES, so that its unsent mail has to be asked for. */
gboolean pt_leave_is_possible (const PtCase *a_case, const PtRules *rules);

/* The new text is the one word "unsubscribe", and the author, who is proven, is a follower or CC that may leave. */
gboolean pt_leave_is_wish (const PtFacts *facts, const PtRuling *ruling);

/* Carries that wish out: the author is neither follower nor CC any more. */
void pt_leave_by_wish (const PtFacts *facts, PtWork *work);

/* X4 reply_all_diff: a mail that still lists the requester and at least one CC removes the CCs who stood on the
 * mail that it answers and whom it leaves out.  The caller knows that the mail may change the list. */
void pt_leave_by_omission (const PtFacts *facts, PtWork *work);

#endif
