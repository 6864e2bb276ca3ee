#include "model/decision.h"

#include "model/words.h"

static const char *const verdict_names[] = {
  "new",         "reply", "private",  "also-to", "dup",  "auto",    "bounce",
  "bounce-held", "held",  "rejected", "loop",    "done", "refused",
};
static const PtNames pt_verdict_names = PT_NAMES (verdict_names, PT_VERDICT_N);
PT_WORD_NAME (PtVerdict, pt_verdict)
PT_WORD_FROM_NAME (PtVerdict, pt_verdict)
static const char *const auth_names[] = { "none", "pass", "fail" };
static const PtNames pt_auth_names = PT_NAMES (auth_names, PT_AUTH_FAIL + 1);
PT_WORD_NAME (PtAuth, pt_auth)
static const char *const evidence_names[] = { "none", "unsigned", "other", "own" };
static const PtNames pt_evidence_names = PT_NAMES (evidence_names, PT_EVIDENCE_OWN + 1);
PT_WORD_NAME (PtEvidence, pt_evidence)
static const char *const via_names[] = {
  "none", "address", "signed-id", "body-new", "stored-id", "body-quoted", "subject",
};
static const PtNames pt_via_names = PT_NAMES (via_names, PT_VIA_SUBJECT + 1);
PT_WORD_NAME (PtVia, pt_via)
static const char *const action_kind_names[] = {
  "person", "ticket",   "comment", "relate", "unrelate", "status", "assign",
  "set", "event", "known",   "link",   "notify",   "keep", "unjoin", "cancel", "bounce",
  "address", "told", "absent", "seen",
  "tell-held", "digest-held", "know",
};
static const PtNames pt_action_kind_names = PT_NAMES (action_kind_names, PT_ACTION_N_KINDS);
PT_WORD_NAME (PtActionKind, pt_action_kind)

static const char *const cause_texts[] = {
  [PT_CAUSE_SPAM] = "spam",
  [PT_CAUSE_DOMAIN_NOT_ALLOWED] = "the sender's domain is not on the list of those allowed",
  [PT_CAUSE_UNVERIFIED_USER] = "the sender's address is not confirmed",
  [PT_CAUSE_AUTOMATED] = "automatic mail",
  [PT_CAUSE_LOOP] = "a mail loop",
  [PT_CAUSE_UNKNOWN_UPDATE] = "an unknown sender tried to answer a ticket",
  [PT_CAUSE_OTHERS_TICKET] = "the sender tried to answer a ticket of somebody else",
  [PT_CAUSE_DELIVERY_FAILURE] = "a delivery report",
  [PT_CAUSE_VACATION] = "an absence note",
  [PT_CAUSE_SYSTEM_USER] = "sent by a system user",
  [PT_CAUSE_UNKNOWN_AUTHOR] = "the sender is not known",
  [PT_CAUSE_BLANK] = "a mail without text, attachment, or words of its own in the subject",
  [PT_CAUSE_SIGNUP_REQUIRED] = "the sender must be registered first",
  [PT_CAUSE_BLOCKLISTED] = "the sender is blocked or suspended",
  [PT_CAUSE_BACKSCATTER] = "a report on mail that was not ours",
  [PT_CAUSE_MAIL_OFF] = "mail is switched off",
  [PT_CAUSE_TO_NOREPLY] = "sent to an address where nobody reads answers",
  [PT_CAUSE_UNKNOWN_SERVER] = "the mail server is not known",
  [PT_CAUSE_EXPIRED_ACCOUNT] = "the account has expired",
  [PT_CAUSE_PROCESSING_FAILED] = "a limit was exceeded, or reading the mail failed",
  [PT_CAUSE_UPDATE_REFUSED] = "the ticket takes no answers any more",
  [PT_CAUSE_LOGGED_OUT] = "the sender is registered but not logged in",
  [PT_CAUSE_SUPPORT_ADDRESS] = "sent from a support address",
  [PT_CAUSE_FOREIGN_DESK] = "sent by another help desk",
  [PT_CAUSE_TIMED_OUT] = "reading the mail took too long",
  [PT_CAUSE_MALWARE] = "malware",
  [PT_CAUSE_AUTHENTICATION] = "authentication failed or is missing",
  [PT_CAUSE_NOREPLY] = "sent from an address where nobody reads answers",
  [PT_CAUSE_OWNER_UNVERIFIED] = "the owner's address is not confirmed",
  [PT_CAUSE_MALICIOUS] = "a malicious pattern in the header",
  [PT_CAUSE_RECIPIENTS] = "too many recipients",
};
G_STATIC_ASSERT (G_N_ELEMENTS (cause_texts) == PT_CAUSE_N);

/* The common kinds of automatic mail are a line each; where lines would only be noise, numbers. */
PtTelling
pt_telling_of (int cause, gboolean rejected)
{
  switch (rejected ? PT_CAUSE_SPAM : cause) {
  case PT_CAUSE_SPAM:
  case PT_CAUSE_LOOP:
  case PT_CAUSE_BLOCKLISTED:
    return PT_TELLING_NUMBER;
  case PT_CAUSE_AUTOMATED:
  case PT_CAUSE_DELIVERY_FAILURE:
  case PT_CAUSE_VACATION:
  case PT_CAUSE_BACKSCATTER:
  case PT_CAUSE_NOREPLY:
    return PT_TELLING_LINE;
  default:
    return PT_TELLING_ASK;
  }
}

void
pt_reason_free (gpointer data)
{
  PtReason *reason = data;
  g_free (reason->rule);
  g_free (reason->text);
  g_free (reason);
}

PtDecision *
pt_decision_new (void)
{
  PtDecision *decision = g_new0 (PtDecision, 1);
  decision->cause = PT_CAUSE_NONE;
  decision->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_action_free);
  decision->reasons = g_ptr_array_new_with_free_func (pt_reason_free);
  decision->left_out = g_array_new (FALSE, FALSE, sizeof (PtLeftOut));
  return decision;
}

void
pt_decision_free (PtDecision *decision)
{
  if (!decision)
    return;
  g_free (decision->mailbox);
  g_ptr_array_unref (decision->actions);
  g_ptr_array_unref (decision->reasons);
  g_array_unref (decision->left_out);
  g_free (decision->not_mailed);
  g_free (decision);
}

PtAction *
pt_decision_add (PtDecision *decision, PtActionKind kind, PtId ticket)
{
  PtAction *action = g_new0 (PtAction, 1);
  action->kind = kind;
  action->ticket = ticket;
  g_ptr_array_add (decision->actions, action);
  return action;
}

void
pt_decision_reason (PtDecision *decision, const char *rule, const char *format, ...)
{
  PtReason *reason = g_new0 (PtReason, 1);
  va_list args;
  reason->rule = g_strdup (rule ? rule : "");
  va_start (args, format);
  reason->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (decision->reasons, reason);
}

void
pt_action_free (PtAction *action)
{
  if (!action)
    return;
  switch (action->kind) {
  case PT_ACTION_PERSON:
    pt_person_free (action->new_person);
    break;
  case PT_ACTION_TICKET:
    pt_ticket_free (action->new_ticket);
    break;
  case PT_ACTION_COMMENT:
    pt_comment_free (action->comment);
    break;
  case PT_ACTION_NOTIFY:
    pt_notification_free (action->notification);
    break;
  default:
    break;
  }
  g_free (action->text);
  g_free (action->detail);
  g_free (action);
}

const char *
pt_cause_text (int cause)
{
  return cause >= 0 && (gsize) cause < G_N_ELEMENTS (cause_texts) ? cause_texts[cause] : NULL;
}
