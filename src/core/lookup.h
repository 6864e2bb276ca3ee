/* What a message or a request makes us ask the store: its keys (DESIGN section 1, `gather`). */
#ifndef PT_CORE_LOOKUP_H
#define PT_CORE_LOOKUP_H

#include "core/case.h"

/* Everything in CASE but the snapshot must be there.  Never NULL.  A message that the gate stopped asks for its digest only. */
PtLookup *pt_lookup_make (const PtCase *a_case);

#endif
