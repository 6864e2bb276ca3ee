/* Changes to a ticket that mail and command line share: status, assignee, priority, with their events. */
#ifndef PT_CORE_CHANGE_H
#define PT_CORE_CHANGE_H

#include "core/audience.h"

/* Sets STATUS if it differs from OLD; nothing returns to New (L2). */
void pt_change_status (PtDecision *decision, PtId ticket, PtId actor, PtStatus old, PtStatus status);

/* Assigns PERSON (0 = nobody) and tells him; a new ticket becomes open by its first assignment (L2); an assignee is no
 * follower (FW4, X8).  Updates AUDIENCE->assignee. */
void pt_change_assignee (PtAudience *audience, PtStatus old_status, PtId person);

#endif
