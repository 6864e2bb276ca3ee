/* A public comment is taken back before anybody outside has it (J30). */
#ifndef PT_CORE_UNSEND_H
#define PT_CORE_UNSEND_H

#include "core/work.h"

/* The word that the link fills in. */
#define PT_UNSEND_WORD "stop"

/* Why the comment of the snapshot (PtSnapshot.kept) cannot be taken back any more, and who has it; NULL if it can.
 * Free with g_free. */
char *pt_unsend_refusal (const PtWork *work);

/* It becomes private and is mailed to nobody; what waits in one mail with it goes alone.  TICKET is what stands for
 * its ticket now.  Returns the event. */
PtId pt_unsend (PtWork *work, PtId ticket);

#endif
