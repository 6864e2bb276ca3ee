/* Changes to a ticket that mail and command line share: status, assignee, priority, with their events. */
#ifndef PT_CORE_CHANGE_H
#define PT_CORE_CHANGE_H

#include "core/audience.h"

/* Sets STATUS if it differs from AUDIENCE->status, which it updates; nothing returns to New (L2).  Who solves a
 * ticket of nobody becomes its assignee (L4). */
void pt_change_status (PtAudience *audience, PtStatus status);

/* Assigns PERSON (0 = nobody) and tells him; a new ticket becomes open by its first assignment (L2); an assignee is no
 * follower (FW4, X8).  Updates AUDIENCE->assignee and its status. */
void pt_change_assignee (PtAudience *audience, PtId person);

/* Takes a follower off, with the event. */
void pt_change_unfollow (PtAudience *audience, PtId person);

/* Moves the ticket to DIVISION (NULL = none) and tells its people.  Updates AUDIENCE->division. */
void pt_change_division (PtAudience *audience, const PtDivision *division);

/* Sets FIELD to NUMBER; WORDS say the value in the ticket's log, whose event is the name of the field and "-changed". */
void pt_change_number (PtAudience *audience, PtTicketField field, gint64 number, const char *words);

/* As pt_change_number for a field of text. */
void pt_change_text (PtAudience *audience, PtTicketField field, const char *text);

/* What the first public COMMENT of an agent sets: the time of the first response, and by auto_assign_first_responder
 * the assignee of a ticket of nobody.  Before anybody is told of COMMENT. */
void pt_change_first_response (PtAudience *audience, const PtComment *comment);

/* Makes PERSON the requester, who is no CC any more; the former one leaves the ticket.  Updates AUDIENCE->requester. */
void pt_change_requester (PtAudience *audience, PtId person);

/* A solved ticket has an assignee: there is one, or the setting makes who solves it the one (L4). */
gboolean pt_change_may_solve (const PtAudience *audience);

/* The number of the division that new tickets get by RULES, 0 if none is set or no division has that name. */
PtId pt_change_default_division (const PtCase *a_case, const PtRules *rules);

#endif
