/* Changes to a ticket that mail and command line share, with their events and consequences. */
#ifndef PT_CORE_CHANGE_H
#define PT_CORE_CHANGE_H

#include "core/work.h"

/* Sets STATUS if it is another one; nothing returns to New (L2).  Who solves a ticket of nobody becomes its
 * assignee (L4). That of a tracker reaches its customer tickets (D8). */
void pt_change_status (PtWork *work, PtId ticket, PtStatus status);

/* Assigns PERSON (0 = nobody); a new ticket becomes open by its first assignment (L2); an assignee is no follower
 * (FW4, X8). */
void pt_change_assignee (PtWork *work, PtId ticket, PtId person);

/* Takes a follower off, with the event. */
void pt_change_unfollow (PtWork *work, PtId ticket, PtId person);

/* Moves the ticket to DIVISION (NULL = none). */
void pt_change_division (PtWork *work, PtId ticket, const PtDivision *division);

/* Sets FIELD to NUMBER; WORDS say the value in the ticket's log, whose event is the name of the field and "-changed".
 * WORDS may be NULL. */
void pt_change_number (PtWork *work, PtId ticket, PtTicketField field, gint64 number, const char *words);

/* As pt_change_number for a field of text. */
void pt_change_text (PtWork *work, PtId ticket, PtTicketField field, const char *text);

/* What the first public COMMENT of an agent sets: the time of the first response, and by auto_assign_first_responder
 * the assignee of a ticket of nobody. */
void pt_change_first_response (PtWork *work, const PtComment *comment);

/* What a public COMMENT sets: one from outside begins to wait for an answer, unless one waits already, and one of an
 * agent is the answer (J29). */
void pt_change_waiting (PtWork *work, const PtComment *comment);

/* Makes PERSON the requester, who is no CC any more; the former one leaves the ticket. */
void pt_change_requester (PtWork *work, PtId ticket, PtId person);

/* A solved ticket has an assignee: there is one, or the setting makes who solves it the one (L4). */
gboolean pt_change_may_solve (const PtWork *work, PtId ticket);

/* The number of the division that new tickets get by RULES, 0 if none is set or no division has that name. */
PtId pt_change_default_division (const PtCase *a_case, const PtRules *rules);

#endif
