/* Who of us may see and who may change a ticket (RULES FW7, FW8, R8, R10, R18). */
#ifndef PT_MODEL_ACCESS_H
#define PT_MODEL_ACCESS_H

#include "model/person.h"
#include "model/snapshot.h"

/* May change TICKET and answer its customer: an active agent, where the ticket is restricted only its assignee, its
 * requester, admins and owners.  Following gives no such right and unfollowing takes none away (R6, FW8). */
gboolean pt_access_may_edit (const PtPerson *person, const PtTicket *ticket);

/* May read it and write notes: also whoever of us follows it or is CC, as long as he does (FW7). */
gboolean pt_access_may_view (const PtPerson *person, const PtTicketView *view);

#endif
