/* The ticket number in a subject, `[#1042]`: the weakest evidence, for anybody can write it (RULES M7, T003). */
#ifndef PT_CORE_SUBJECT_H
#define PT_CORE_SUBJECT_H

#include "model/ticket.h"

/* Numbers in our own tag inside one bracket pair, in order of appearance, at most 4: other systems' tags are passed
 * over. */
guint pt_subject_tickets (const char *subject, PtId *out_tickets, guint size);

#endif
