#include "core/reply-kind.h"

#include "core/ruling.h"

static PtReplyKind
kind_of (const PtRuling *ruling)
{
  switch (ruling->kind) {
  case PT_RULING_NEW:
  case PT_RULING_NEW_FLAGGED:
  case PT_RULING_NEW_PRIVATE:
    return PT_REPLY_NEW_TICKET;
  case PT_RULING_PRIVATE:
  case PT_RULING_PRIVATE_FLAGGED:
    return PT_REPLY_NOTE;
  case PT_RULING_PUBLIC:
  case PT_RULING_PUBLIC_FLAGGED:
    return PT_REPLY_PUBLIC;
  default:
    return PT_REPLY_HELD;
  }
}

PtReplyKind
pt_reply_would_be (const PtReplyCase *reply)
{
  g_autoptr (GPtrArray) new_cc = g_ptr_array_new ();
  PtEnvelope envelope = { 0 };
  PtCommands commands = { 0 };
  PtMatch match = { .via = PT_VIA_ADDRESS, .evidence = PT_EVIDENCE_OWN, .answered = reply->answered };
  const PtCase a_case = { .policy = reply->policy, .envelope = &envelope };
  const PtRules *rules = pt_policy_rules_for (reply->policy, reply->view->ticket->mailbox);
  PtFacts facts = { .c = &a_case, .gate = rules, .rules = rules, .has_authserv = reply->policy->authserv_id != NULL,
                    .author = { .person = reply->person, .auth = PT_AUTH_PASS }, .match = &match,
                    .standing = pt_standing_of (rules, reply->view, reply->person),
                    .mail = { .requester_on_mail = reply->requester_on_mail, .only_ours = !reply->requester_on_mail,
                              .commands = &commands, .new_cc = new_cc } };
  pt_match_take (&match, reply->policy, reply->view);
  PtRuling ruling = pt_rule_matched (&facts);
  return kind_of (&ruling);
}

/* Mail about an event names no comment; his mail program names what our mail answered as well, and that decides
 * then. */
static PtAnswered
answered_of (const PtNotice *notice)
{
  const PtNotification *before = notice->last_sent ? &notice->last_sent->notification : NULL;
  if (notice->comment)
    return notice->comment->is_private ? PT_ANSWERED_PRIVATE : PT_ANSWERED_PUBLIC;
  if (!before || !before->comment)
    return PT_ANSWERED_UNKNOWN;
  return before->kind == PT_NOTIFY_NOTE ? PT_ANSWERED_PRIVATE : PT_ANSWERED_PUBLIC;
}

PtReplyKind
pt_reply_to_notice (const PtPolicy *policy, const PtNotice *notice)
{
  const PtTicketView *view = notice->survivor ? notice->survivor : notice->view;
  const PtReplyCase reply = { policy, view, notice->recipient, answered_of (notice), FALSE };
  return pt_reply_would_be (&reply);
}
