/* What a message or a request makes us ask the store.  The snapshot is filled in two steps, in one transaction:
 *
 *   first   which ticket, and whose word: digest, ids, tickets that tokens and subject name, outbox row of the return
 *           path, people by address.  The store follows merges.
 *   second  what that ticket and that author need: the people on it, comments that were answered, texts, counts,
 *           unsent mail, divisions, companies, whom commands name.  People of tickets that were
 *           not chosen are not asked for.
 *
 * Both are pure: the second one reads the answers to the first. */
#ifndef PT_CORE_QUESTION_H
#define PT_CORE_QUESTION_H

#include "core/case.h"

/* The keys of A_CASE must be there.  Never NULL.  A message that the gate stopped asks for its digest and return path
 * only. */
PtFirstQuestion *pt_question_first (const PtCase *a_case);

/* The snapshot of A_CASE must answer the first one.  Never NULL. */
PtSecondQuestion *pt_question_second (const PtCase *a_case);

#endif
