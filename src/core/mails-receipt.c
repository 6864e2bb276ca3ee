/* The receipt: mail to the sender of a new ticket that it came. */
#include "core/mails.h"

/* 1 a sender in 24 hours and 20 a domain in an hour, unless the sender is proven (B12, T038). */
static gboolean
is_over_rates (const PtSnapshot *snapshot, const PtRules *rules)
{
  return snapshot->sender_receipts >= rules->receipts_per_sender_day
         || snapshot->domain_receipts >= rules->receipts_per_domain_hour;
}

static void
refuse (PtMails *mails, PtId requester, PtLeftOutReason reason, const char *rules, const char *why)
{
  pt_mails_leave_out (mails, requester, PT_NOTIFY_RECEIPT, reason);
  pt_mails_reason (mails, rules, why);
}

/* One that would go to whoever was made to look like the sender is refused, with the reason: it will not be wanted
 * later either. */
static gboolean
may_have_receipt (PtMails *mails, const PtRules *rules, PtId requester)
{
  const PtSnapshot *snapshot = mails->work->c->snapshot;
  const PtReceiptRight right = mails->work->author.receipts;
  if (right == PT_RECEIPT_ALWAYS)
    return TRUE;
  if (right == PT_RECEIPT_NEVER)
    refuse (mails, requester, PT_LEFT_OUT_UNPROVEN, "J10", "no receipt: no trusted result speaks for the sender");
  else if (is_over_rates (snapshot, rules))
    refuse (mails, requester, PT_LEFT_OUT_LIMIT, "B12 T038",
            "no receipt: this sender had one, and nothing proves who he is");
  else if (right == PT_RECEIPT_FEW && snapshot->unproven_receipts >= mails->work->c->policy->rules->receipts_unproven)
    refuse (mails, requester, PT_LEFT_OUT_LIMIT, "J10", "no receipt: receipts_unproven were made in this hour");
  else
    return TRUE;
  return FALSE;
}

void
pt_mails_receipt (PtMails *mails, const PtComment *comment)
{
  const PtWork *work = mails->work;
  const PtRules *rules = pt_work_rules (work, comment->ticket);
  const PtId requester = pt_work_ticket (work, comment->ticket)->requester;
  const PtPerson *person = pt_work_person (work, requester);
  const PtPersonAddress *address = person ? pt_person_primary (person) : NULL;
  const gboolean few = work->author.receipts == PT_RECEIPT_FEW;
  const PtMailing mail = { .kind = PT_NOTIFY_RECEIPT, .ticket = comment->ticket, .comment = comment->id,
                           .ceiling = few ? PT_CEILING_RECEIPTS : PT_CEILING_NONE };
  if (!rules->receipt) {
    pt_mails_leave_out (mails, requester, PT_NOTIFY_RECEIPT, PT_LEFT_OUT_OFF);
    return;
  }
  if (address && pt_list_matches ((const char *const *) rules->receipt_blocklist, address->key)) {
    refuse (mails, requester, PT_LEFT_OUT_LIMIT, "S11", "no receipt: the setting receipt_blocklist names the sender");
    return;
  }
  if (!may_have_receipt (mails, rules, requester))
    return;
  gboolean told = pt_mails_tell (mails, &mail, requester);
  if (!told && !(work->author.internal && requester == work->author.id)) /* to an agent the report says it all */
    pt_mails_reason (mails, "T019", "no receipt: the sender cannot be mailed");
}
