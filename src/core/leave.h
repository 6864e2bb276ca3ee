/* Who leaves a ticket: relations that end, and the mail that is not sent any more then (RULES C13-C16, J16, X4, FW3,
 * T035). */
#ifndef PT_CORE_LEAVE_H
#define PT_CORE_LEAVE_H

#include "core/mails.h"
#include "core/ruling.h"
#include "core/work.h"

/* Ends one relation with its event; mail that PERSON waits for because of it alone is cancelled, so the snapshot
 * must hold the unsent mail of the ticket. */
void pt_leave (PtWork *work, PtId ticket, PtId person, PtRelation relation);

/* PERSON was the requester until now, and is told no more, but as CC or participant.  As above. */
void pt_leave_as_requester (PtWork *work, PtId ticket, PtId person);

/* Ends those of RELATIONS (bits 1 << PtRelation) that PERSON has, with an event that says which, and they are told
 * (J16); FALSE if there are none.  As above. */
gboolean pt_leave_all (PtWork *work, PtId ticket, PtId person, guint relations);

/* Whether the message may end a relation on a ticket of RULES, so that its unsent mail has to be asked for. */
gboolean pt_leave_is_possible (const PtCase *a_case, const PtRules *rules);

/* The new text is the one word "unsubscribe", or its like, and the author, who is proven, is a follower, CC or
 * participant that may leave. */
gboolean pt_leave_is_wish (const PtFacts *facts);

/* Carries that wish out: the author is nothing of these any more.  FALSE if they were nothing of these. */
gboolean pt_leave_by_wish (const PtFacts *facts, PtWork *work);

/* Mail to a *leave* address: whom it names is nothing of these any more (J16). */
void pt_leave_by_address (const PtFacts *facts, PtDecision *decision);

/* The author, whom TOKEN of a *back* address names, is again what they were before the event that it names;
 * nothing changes if they are on the ticket by now.  FALSE, and nothing is decided, if they came or went since, or
 * may not. */
gboolean pt_leave_return (const PtFacts *facts, const PtToken *token, PtDecision *decision);

/* X4 reply_all_diff: a mail that still lists the requester and at least one CC removes the CCs who stood on the
 * mail that it answers and whom it leaves out.  The caller knows that the mail may change the list. */
void pt_leave_by_omission (const PtFacts *facts, PtWork *work);

#endif
