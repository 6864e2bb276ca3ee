#include "core/reply-kind.h"

#include "core/ruling.h"

static PtReplyKind
kind_of (const PtRuling *ruling)
{
  switch (ruling->kind) {
  case PT_RULING_NEW:
  case PT_RULING_NEW_FLAGGED:
  case PT_RULING_NEW_PRIVATE:
  case PT_RULING_NEW_PRIVATE_FLAGGED:
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

static PtAnswered
answered_by_address (const PtReplyCase *reply)
{
  return reply->purpose == PT_PURPOSE_NOTE ? PT_ANSWERED_PRIVATE
         : reply->purpose == PT_PURPOSE_ANSWER ? PT_ANSWERED_PUBLIC : reply->answered;
}

static PtRuling
rule (const PtReplyCase *reply)
{
  g_autoptr (GPtrArray) new_cc = g_ptr_array_new ();
  PtEnvelope envelope = { 0 };
  PtCommands commands = { 0 };
  PtMatch match = { .via = PT_VIA_ADDRESS, .evidence = PT_EVIDENCE_OWN, .answered = answered_by_address (reply),
                    .to_answer = reply->purpose == PT_PURPOSE_ANSWER, .to_staff = reply->to_staff };
  const PtCase a_case = { .policy = reply->policy, .envelope = &envelope };
  const PtRules *rules = pt_policy_rules_for (reply->policy, reply->view->ticket->mailbox);
  gboolean to_note = reply->purpose == PT_PURPOSE_NOTE;
  PtFacts facts = { .c = &a_case, .gate = rules, .rules = rules, .has_authserv = reply->policy->authserv_id != NULL,
                    .author = { .person = reply->person, .auth = PT_AUTH_PASS }, .match = &match,
                    .standing = pt_standing_of (rules, reply->view, reply->person),
                    .mail = { .only_ours = TRUE, .to_note = to_note, .wants_note = to_note, .commands = &commands,
                              .new_cc = new_cc } };
  pt_match_take (&match, reply->policy, reply->view);
  return pt_rule_matched (&facts);
}

PtReplyKind
pt_reply_would_be (const PtReplyCase *reply)
{
  const PtRuling ruling = rule (reply);
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

/* By the same rows; where it would be held, by what was answered. */
static gboolean
stays_inside (const PtReplyCase *reply)
{
  const PtRuling ruling = rule (reply);
  return pt_ruling_is_private (ruling.kind)
         || (ruling.kind == PT_RULING_HELD && answered_by_address (reply) == PT_ANSWERED_PRIVATE);
}

PtReplyWays
pt_reply_ways (const PtPolicy *policy, const PtNotice *notice)
{
  gboolean inside = !pt_notify_kind_is_outside (notice->item->notification.kind);
  PtReplyCase reply = { .policy = policy, .view = notice->survivor ? notice->survivor : notice->view,
                        .person = notice->recipient, .answered = answered_of (notice), .to_staff = inside };
  PtReplyWays ways = { .reply_to = PT_PURPOSE_REPLY };
  if (pt_notify_kind_is_of_desk (notice->item->notification.kind)) {
    ways.kind = PT_REPLY_NEW_TICKET;
    return ways;
  }
  if (inside) {
    gboolean note = reply.answered == PT_ANSWERED_PRIVATE || stays_inside (&reply);
    ways.reply_to = note ? PT_PURPOSE_NOTE : PT_PURPOSE_ANSWER;
    reply.purpose = PT_PURPOSE_ANSWER;
    ways.may_answer = !stays_inside (&reply);
    ways.answer = pt_reply_would_be (&reply);
  }
  reply.purpose = ways.reply_to;
  ways.kind = pt_reply_would_be (&reply);
  return ways;
}
