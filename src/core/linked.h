/* Tickets that hang together (D8): a tracker and the customer tickets that wait for it, a customer ticket and its back-office
 * tickets. */
#ifndef PT_CORE_LINKED_H
#define PT_CORE_LINKED_H

#include "core/work.h"

/* The status of TICKET, if it is a tracker, becomes that of its customer tickets, and so reaches their customers. */
void pt_linked_status (PtWork *work, PtId ticket);

/* A note on a tracker or a back-office ticket is copied to the customer tickets that it is linked with; nobody is told twice. */
void pt_linked_note (PtWork *work, const PtComment *comment);

#endif
