/* Tickets that hang together (D8): a tracker and the customer tickets that wait for it, a customer ticket and its
 * back-office tickets. */
#ifndef PT_CORE_LINKED_H
#define PT_CORE_LINKED_H

#include "core/work.h"

/* The customer tickets that hear of what happens on TICKET, PtId; a new one has none.  Free with g_array_unref. */
GArray *pt_linked_with (const PtWork *work, PtId ticket);

/* A note on a tracker or a back-office ticket is copied to the customer tickets that it is linked with. */
void pt_linked_note (PtWork *work, const PtComment *comment);

#endif
