/* May a mail be sent at all?  What was true when it was promised may not be so any more when it is due (T035,
 * J18). */
#ifndef PT_GATEWAY_COMPOSE_CHECK_H
#define PT_GATEWAY_COMPOSE_CHECK_H

#include "model/notice.h"
#include "model/policy.h"

/* REFUSED, and then the mail is dropped; CONFIG where there is no mailbox or no key yet. */
gboolean pt_compose_check (const PtPolicy *policy, const PtNotice *notice, GError **error);

/* Takes out of NOTICE, a report, all that is known of the ticket but its number, where its reader may read nothing of
 * it: an agent whose mail came to an address of somebody else's (J25, T035). */
void pt_compose_hide (PtNotice *notice);

#endif
