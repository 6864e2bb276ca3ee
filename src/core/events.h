/* Events: the ticket's log.  Every change of state has one (C20, FW9). */
#ifndef PT_CORE_EVENTS_H
#define PT_CORE_EVENTS_H

#include "model/decision.h"

/* Appends an event of KIND by ACTOR (0 = Postern) and returns its id, which is negative. DETAIL may be NULL. */
PtId pt_event_add (PtDecision *decision, PtId ticket, PtId actor, const char *kind, const char *detail);

/* As pt_event_add, about a person. */
PtId pt_event_add_about (PtDecision *decision, PtId ticket, PtId actor, const char *kind, PtId about);

#endif
