/* What somebody's answer to a mail of ours would become, told beforehand by the very rows that will decide on it
 * (H2). */
#ifndef PT_CORE_REPLY_KIND_H
#define PT_CORE_REPLY_KIND_H

#include "core/match.h"
#include "core/token.h"
#include "model/notice.h"

typedef struct {
  const PtPolicy     *policy;
  const PtTicketView *view;     /* as it is now */
  const PtPerson     *person;   /* who would answer */
  PtAnswered          answered; /* the comment that the mail is about; UNKNOWN if it is about none */
  PtPurpose           purpose;  /* of the address that they would write to */
  gboolean            to_staff; /* the mail is one to people inside */
} PtReplyCase;

/* What the mail of a notice offers. */
typedef struct {
  PtPurpose   reply_to;   /* of its Reply-To */
  PtReplyKind kind;       /* what mail to that becomes */
  gboolean    may_answer; /* one to people inside: mail to the answer address would not stay inside, ... */
  PtReplyKind answer;     /* ... and becomes this */
} PtReplyWays;

/* Rows 26-43 of RULES 3.3 for an answer to us with his own token, without commands, attachments and new CCs, that
 * passes authentication. */
PtReplyKind pt_reply_would_be (const PtReplyCase *reply);

/* Mail to people inside leads to the customer or to a note (J2), by what an answer to it would become by itself;
 * whose answer would stay inside anyhow is offered no other. */
PtReplyWays pt_reply_ways (const PtPolicy *policy, const PtNotice *notice);

#endif
