/* What somebody's answer to a mail of ours would become, told beforehand by the very rows that will decide on it
 * (H2). */
#ifndef PT_CORE_REPLY_KIND_H
#define PT_CORE_REPLY_KIND_H

#include "core/match.h"
#include "model/notice.h"

typedef struct {
  const PtPolicy     *policy;
  const PtTicketView *view;              /* as it is now */
  const PtPerson     *person;            /* who would answer */
  PtAnswered          answered;          /* the comment that the mail is about; UNKNOWN if it is about none */
  gboolean            requester_on_mail; /* his mail program addresses the requester too */
} PtReplyCase;

/* Rows 26-43 of RULES 3.3 for an answer to us with his own token, without commands, attachments and new CCs, that
 * passes authentication. */
PtReplyKind pt_reply_would_be (const PtReplyCase *reply);

/* The same for the mail of NOTICE, answered by its recipient alone. */
PtReplyKind pt_reply_to_notice (const PtPolicy *policy, const PtNotice *notice);

#endif
