/* Mails that are no comment: receipt, assignment, status, a new follower. */
#include "core/audience.h"

/* 1 a sender in 24 hours and 20 a domain in an hour, unless the sender is proven (B12, T038). */
static gboolean
may_have_receipt (const PtAudience *audience)
{
  const PtSnapshot *snapshot = audience->c->snapshot;
  if (audience->authenticated)
    return TRUE;
  return snapshot->sender_receipts < audience->rules->receipts_per_sender_day &&
         snapshot->domain_receipts < audience->rules->receipts_per_domain_hour;
}

void
pt_audience_tell_receipt (PtAudience *audience, const PtComment *comment)
{
  const PtPerson *person = pt_audience_person (audience, audience->requester);
  const PtPersonAddress *address = person ? pt_person_primary (person) : NULL;
  if (!audience->rules->receipt || comment->is_private)
    return;
  if (address && pt_list_matches ((const char *const *) audience->rules->receipt_blocklist, address->key)) {
    pt_decision_reason (audience->decision, "S11", "no receipt: the setting receipt_blocklist names the sender");
    return;
  }
  if (!may_have_receipt (audience)) {
    pt_decision_reason (audience->decision, "B12 T038", "no receipt: this sender had one, and nothing proves who he is");
    return;
  }
  gboolean told = pt_audience_tell (audience, PT_NOTIFY_RECEIPT, audience->requester, comment, 0, 0);
  if (!told && !(audience->author_internal && audience->requester == audience->author)) /* the report says it all */
    pt_decision_reason (audience->decision, "T019", "no receipt: the sender cannot be mailed");
  for (guint i = 0; audience->authenticated && i < comment->visible_cc->len; i++)
    pt_audience_tell (audience, PT_NOTIFY_RECEIPT, g_array_index (comment->visible_cc, PtId, i), comment, 0, 0);
}

/* What the requester can see of the change; a ticket that only notes were written on he does not know of (S9). */
static gboolean
shows_outside (const PtAudience *audience)
{
  PtStatus was = audience->status_was, is = audience->status;
  return was != PT_STATUS_NEW && is != PT_STATUS_CLOSED && audience->rules->public_status[was] != audience->rules->public_status[is] && audience->view &&
         audience->view->public_comments > 0;
}

void
pt_audience_tell_status (PtAudience *audience, const PtComment *comment)
{
  if (!audience->changed || comment) /* a public comment says it itself; a private one says nothing outside (X20, side effect 6) */
    return;
  if (pt_audience_is_reopened (audience))
    pt_audience_tell_inside (audience, PT_NOTIFY_REOPENED, audience->assignee, NULL, audience->status_event);
  if (audience->rules->notify_status_change && shows_outside (audience) && audience->requester != audience->author)
    pt_audience_tell (audience, PT_NOTIFY_STATUS, audience->requester, NULL, audience->status_event, 0);
}
