/* Requests of the command line, decided by the same people and change functions as mail. */
#ifndef PT_CORE_REQUEST_H
#define PT_CORE_REQUEST_H

#include "core/case.h"

/* Fills DECISION: verdict done or refused, actions, reasons. */
void pt_request_decide (const PtCase *a_case, PtDecision *decision);

#endif
