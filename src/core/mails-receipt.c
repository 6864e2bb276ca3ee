/* The receipt: mail to the sender of a new ticket that it came. */
#include "core/mails.h"

/* 1 a sender in 24 hours and 20 a domain in an hour, unless the sender is proven (B12, T038). */
static gboolean
may_have_receipt (const PtWork *work, const PtRules *rules)
{
  const PtSnapshot *snapshot = work->c->snapshot;
  if (work->author.authenticated)
    return TRUE;
  return snapshot->sender_receipts < rules->receipts_per_sender_day
         && snapshot->domain_receipts < rules->receipts_per_domain_hour;
}

static void
refuse (PtMails *mails, PtId requester, const char *rules, const char *why)
{
  pt_mails_leave_out (mails, requester, PT_NOTIFY_RECEIPT, PT_LEFT_OUT_LIMIT);
  pt_mails_reason (mails, rules, why);
}

void
pt_mails_receipt (PtMails *mails, const PtComment *comment)
{
  const PtWork *work = mails->work;
  const PtRules *rules = pt_work_rules (work, comment->ticket);
  const PtId requester = pt_work_ticket (work, comment->ticket)->requester;
  const PtPerson *person = pt_work_person (work, requester);
  const PtPersonAddress *address = person ? pt_person_primary (person) : NULL;
  const PtMailing mail = { .kind = PT_NOTIFY_RECEIPT, .ticket = comment->ticket, .comment = comment->id };
  if (!rules->receipt) {
    pt_mails_leave_out (mails, requester, PT_NOTIFY_RECEIPT, PT_LEFT_OUT_OFF);
    return;
  }
  if (address && pt_list_matches ((const char *const *) rules->receipt_blocklist, address->key)) {
    refuse (mails, requester, "S11", "no receipt: the setting receipt_blocklist names the sender");
    return;
  }
  if (!may_have_receipt (work, rules)) {
    refuse (mails, requester, "B12 T038", "no receipt: this sender had one, and nothing proves who he is");
    return;
  }
  gboolean told = pt_mails_tell (mails, &mail, requester);
  if (!told && !(work->author.internal && requester == work->author.id)) /* to an agent the report says it all */
    pt_mails_reason (mails, "T019", "no receipt: the sender cannot be mailed");
  for (guint i = 0; work->author.authenticated && i < comment->visible_cc->len; i++)
    pt_mails_tell (mails, &mail, g_array_index (comment->visible_cc, PtId, i));
}
