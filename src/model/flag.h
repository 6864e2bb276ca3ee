/* PtFlag: what is odd about a comment (RULES B6), and PtFlags, a set of them.  The words are those of the store, of
 * dumps and, behind "flag-", of the sentences in templates/LANGUAGE/words. */
#ifndef PT_MODEL_FLAG_H
#define PT_MODEL_FLAG_H

#include "model/words.h"

/* In the order of their words, which is that of every list of them. */
typedef enum {
  PT_FLAG_AGENT_WITHOUT_PROOF,
  PT_FLAG_AMBIGUOUS_STRUCTURE,
  PT_FLAG_BROKEN_MAC,
  PT_FLAG_CC_KEPT_OUT, /* a mark alone: see below */
  PT_FLAG_CLAIMED,
  PT_FLAG_DISPLAY_NAME,
  PT_FLAG_ENVELOPE_ONLY,
  PT_FLAG_LOOK_ALIKE_DOMAIN,
  PT_FLAG_MESSAGE_ID_REUSED,
  PT_FLAG_NOTE_ADDRESS,
  PT_FLAG_ODD_FROM,
  PT_FLAG_QUOTES_PRIVATE,
  PT_FLAG_RELEASED,
  PT_FLAG_REPLY_TO_DIFFERS,
  PT_FLAG_RETIRED_KEY,
  PT_FLAG_SENDER_WITHOUT_PROOF,
  PT_FLAG_THIRD_PARTY,
  PT_FLAG_UNMAILABLE_AUTHOR,
  PT_FLAG_WITHOUT_REQUESTER,
  PT_FLAG_N
} PtFlag;

typedef guint PtFlags; /* bits 1 << PtFlag; 0 = nothing is odd */

#define PT_FLAG_BIT(flag) (1u << (flag))

/* Told to who reads the comment, and nothing against it: no flag of B6 (J14). */
#define PT_FLAG_MARKS PT_FLAG_BIT (PT_FLAG_CC_KEPT_OUT)

extern const PtNames pt_flag_names;
const char *pt_flag_name (PtFlag flag);

#endif
