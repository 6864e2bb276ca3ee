/* What a mail quotes, as far as rules ask: private comments (P9), and the line under which nothing is new (N8). */
#ifndef PT_CORE_QUOTED_H
#define PT_CORE_QUOTED_H

#include "core/case.h"

/* TEXT without what stands at and below the first line that holds DELIMITER; NULL if there is no such line, or
 * nothing above it: a mail is never left without its text.  Free with g_free. */
char *pt_quoted_above (const char *text, const char *delimiter);

/* TRUE if the message, to a ticket of RULES, quotes anything that may be worth comparing. */
gboolean pt_quoted_any (const PtRules *rules, const PtMessage *message);

/* TRUE if the message quotes a line of a private comment of TICKET that stands in none of its public ones.  What its
 * author wrote himself is not looked at: an agent may paste a note where he wants it read (RULES 3.2). */
gboolean pt_quoted_private (const PtCase *a_case, const PtRules *rules, PtId ticket);

/* TRUE if COMMENT repeats a line of another private comment of its ticket that stands in none of its public ones.
 * The snapshot must hold their texts. */
gboolean pt_quoted_repeats (const PtSnapshot *snapshot, const PtComment *comment);

#endif
