/* Who comes onto a ticket by mail (RULES section 4, B7, B20). */
#ifndef PT_CORE_PEOPLE_H
#define PT_CORE_PEOPLE_H

#include "core/audience.h"
#include "core/facts.h"

/* The addresses of To and Cc that may become CC by C1-C10, whatever row decides later: const PtAddress *, each once.  All
 * other facts must be there.  Free with g_ptr_array_unref. */
GPtrArray *pt_people_find_new_cc (const PtFacts *facts);

/* The cc_blocklist names one of his addresses: he can be no CC and no follower (C10, FW15). */
gboolean pt_people_is_blocked (const PtRules *rules, const PtPerson *person);

/* CCs that the ticket has already. */
guint pt_people_count_cc (const PtTicketView *view);

/* The person with that address: a known one, one that this decision makes already, or a new one (B20). */
PtId pt_people_person_for (const PtFacts *facts, PtDecision *decision, const PtAddress *address);

/* The author as a person, made if he is none yet. */
PtId pt_people_author (const PtFacts *facts, PtDecision *decision);

/* Adds the new CCs to the ticket of AUDIENCE, at most MOST of them, with their events; agents become followers too (C11).
 * Who is its requester or assignee by now is left out (C3, FW4). */
void pt_people_add_cc (const PtFacts *facts, PtAudience *audience, guint most);

/* Adds one relation with its event. */
void pt_people_relate (PtDecision *decision, PtId ticket, PtId person, PtRelation relation, PtId actor);

#endif
