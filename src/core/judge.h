/* The verdict on a message: its facts and the row that holds for them, the facts made again where a row says so. */
#ifndef PT_CORE_JUDGE_H
#define PT_CORE_JUDGE_H

#include "core/ruling.h"

/* Of the message of A_CASE, whose keys and snapshot must be there.  Nothing is written and nothing is decided to be
 * done: whoever wants to know no more (a preview while the mail is still at the door) asks this.  pt_decide asks the
 * same.
 *
 * A stranger's mail with unsigned evidence is judged as if that ticket were not named (J8): as the first mail of a
 * ticket of theirs, or as one of the requester on the ticket that they opened in the same thread before.  Never
 * NULL. */
PtFacts *pt_judge (const PtCase *a_case, PtRuling *out_ruling);

#endif
