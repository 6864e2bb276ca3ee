/* Who comes onto a ticket by mail (RULES section 4, B7, B20). */
#ifndef PT_CORE_PEOPLE_H
#define PT_CORE_PEOPLE_H

#include "core/facts.h"
#include "core/work.h"

/* The cc_blocklist names one of his addresses: he can be no CC and no follower (C10, FW15). */
gboolean pt_people_is_blocked (const PtRules *rules, const PtPerson *person);

/* CCs that the ticket has already. */
guint pt_people_count_cc (const PtTicketView *view);

/* CCs that this mail may add: more where its author is proven (J32). */
guint pt_people_most_cc (const PtFacts *facts);

/* The person with that address: a known one, one that this decision makes already, or a new one (B20). */
PtId pt_people_person_for (PtWork *work, const PtAddress *address);

/* The author as a person, made if he is none yet. */
PtId pt_people_author (const PtFacts *facts, PtWork *work);

/* Adds the new CCs to TICKET, at most MOST of them, with their events; agents become followers too (C11).
 * Who is its requester or assignee by now is left out (C3, FW4). */
void pt_people_add_cc (const PtFacts *facts, PtWork *work, PtId ticket, guint most);

/* Those of TICKET's CCs whom somebody outside brought in and an agent copies now are added by him (J9). */
void pt_people_take_over_cc (const PtFacts *facts, PtWork *work, PtId ticket);

/* Adds CC, whom another ticket has, by the word of that one on who added them; with its event. */
void pt_people_bring_cc (PtWork *work, PtId ticket, const PtTicketPerson *cc);

/* Adds one relation with its event, unless it is there; somebody else than the author is told that they follow
 * (FW12). */
void pt_people_relate (PtWork *work, PtId ticket, PtId person, PtRelation relation);

#endif
