/* What is known of addresses, and who is told when mail did not arrive (RULES J3, J4). */
#ifndef PT_CORE_UNDELIVERED_H
#define PT_CORE_UNDELIVERED_H

#include "core/delivery.h"
#include "core/facts.h"
#include "core/work.h"

/* DELIVERY is what became of the mail of ITEM, WORDS what the server said: the state of the mail, and where that is
 * what it means, of its address; once a mail it is told.  The snapshot must have what is known of ITEM. */
void pt_undelivered_take (PtWork *work, const PtOutboxItem *item, PtDelivery delivery, const char *words);

/* ITEM was dropped when it should be sent, for the reason WORDS (J18). */
void pt_undelivered_dropped (PtWork *work, const PtOutboxItem *item, const char *words);

/* The mail of FACTS came from its author's address, with pass or own evidence: that is no dead one, and unless it
 * is an absence note its author is here (J3, J29).  Events are about TICKET, 0 = none. */
void pt_undelivered_hear (const PtFacts *facts, PtWork *work, PtId ticket);

/* The address KEY of PERSON may be tried again; FALSE if it is not undeliverable.  WHY goes into the log. */
gboolean pt_undelivered_try_again (PtWork *work, const PtPerson *person, const char *key, PtId ticket, PtId actor,
                                   PtAddressNews news, const char *why);

#endif
