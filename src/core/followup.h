/* Follow-ups: the new ticket that an answer to a closed one opens (RULES 7.3, X12, X26). */
#ifndef PT_CORE_FOLLOWUP_H
#define PT_CORE_FOLLOWUP_H

#include "core/facts.h"

/* A mail's follow-up to the ticket of FACTS: its requester is the author (U11); an agent opens it for the requester
 * of the closed ticket, as by command (U4, X12).  0 = the author, who may be no person yet. */
PtId pt_followup_requester (const PtFacts *facts);

/* Who of the closed ticket OLD may have its follow-up for REQUESTER assigned, by the rules; 0 if nobody (U5, X12). */
PtId pt_followup_assignee (const PtRules *rules, const PtSnapshot *snapshot, const PtTicket *old, PtId requester);

/* Fills TICKET, whose requester is set, with what it takes over from OLD; never its type, comments or followers (U4,
 * U5). */
void pt_followup_fill (const PtRules *rules, const PtSnapshot *snapshot, const PtTicket *old, PtTicket *ticket);

/* SUBJECT, of the closed ticket OLD, without `Re:` and its like and earlier references, and with that to OLD (U3,
 * U15, J20).  Free with g_free. */
char *pt_followup_subject (const char *subject, PtId old);

/* The reference in the first line of the new ticket's log (U3).  Free with g_free. */
char *pt_followup_detail (PtId old);

/* WRITTEN_TO (may be NULL) if mail is taken there, else the mailbox of OLD (U6, X26). */
const PtMailbox *pt_followup_mailbox (const PtPolicy *policy, const PtMailbox *written_to, const PtTicket *old);

/* The newest open follow-up of CLOSED for REQUESTER, if the rules reuse it (U12); NULL if none. */
const PtTicketView *pt_followup_open (const PtRules *rules, const PtSnapshot *snapshot, const PtTicket *closed,
                                      const PtPerson *requester);

#endif
