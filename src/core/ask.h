/* Mail to an address that asks for held mail to be let in or dropped (J5), for mail of a ticket again (J16), or for a
 * comment to be taken back (J30): it is no word on a ticket. */
#ifndef PT_CORE_ASK_H
#define PT_CORE_ASK_H

#include "core/ruling.h"

/* Decides such a mail in place of its row, unless that holds it for what it is; FALSE if it is none. */
gboolean pt_ask_take (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision);

#endif
