/* A customer's mail that an agent forwards (RULES row 22, M15-M19, R12, X25): who it says wrote it is a claim (T037). */
#ifndef PT_CORE_FORWARD_H
#define PT_CORE_FORWARD_H

#include "core/facts.h"
#include "core/ruling.h"
#include "core/work.h"

/* Asks for the person that MESSAGE forwards a mail of. */
void pt_forward_lookup (PtLookup *lookup, const PtMessage *message);

/* Whom the mail forwards, if an agent forwards a customer's mail and the setting is on; then the commands are those above the
 * copy.  Whoever else opens a ticket by forwarding something hands in all of it: what a forward encloses is no quote of what is
 * known.  The other facts must be there, flags too. */
PtForward pt_forward_facts (const PtFacts *facts);

/* The person whom the copy names, made if he is new. */
PtId pt_forward_person (const PtFacts *facts, PtWork *work);

/* The customer's words as the first comment, then OWN of the agent, if any, as a private one. */
void pt_forward_write (const PtFacts *facts, const PtRuling *ruling, PtWork *work, const char *own);

#endif
