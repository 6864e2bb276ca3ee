/* The decision: RULES 3.3 as code.  Total and pure: the same case gives the same decision, on every machine. */
#ifndef PT_CORE_DECIDE_H
#define PT_CORE_DECIDE_H

#include "core/case.h"

/* Keys and snapshot of A_CASE must be there, both questions answered (core/question.h).  Never NULL. */
PtDecision *pt_decide (const PtCase *a_case);

#endif
