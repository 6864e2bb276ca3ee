/* An agent's private comment that is shown to the customer after all, by a link of the report that told of it
 * (J2). */
#ifndef PT_CORE_PUBLISH_H
#define PT_CORE_PUBLISH_H

#include "core/facts.h"

/* So long after the report, and by this word in the first line of new text, which the link filled in. */
#define PT_PUBLISH_FOR  (24 * PT_HOUR)
#define PT_PUBLISH_WORD "publish"

/* Who has STANDING on TICKET may write publicly there by asking for it: no light agent and nobody without edit right
 * who only follows or is nothing (rows 33, 35), on what is shared and open. */
gboolean pt_publish_may (const PtStanding *standing, const PtTicket *ticket);

/* The mail went to an address that asks to show a comment. */
gboolean pt_publish_is_asked (const PtFacts *facts);

/* Why that is not done; NULL if it is. */
const char *pt_publish_refusal (const PtFacts *facts);

/* The mail holds nothing but that word, and no file. */
gboolean pt_publish_is_bare (const PtFacts *facts);

#endif
