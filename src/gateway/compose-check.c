#include "gateway/compose-check.h"

#include "base/error.h"
#include "core/standing.h"

static const PtNotification *
row (const PtNotice *notice)
{
  return &notice->item->notification;
}

static gboolean
refuse (const PtNotice *notice, const char *why, GError **error)
{
  return pt_error_set (error, PT_ERROR_REFUSED,
                       "mail %" G_GINT64_FORMAT " of ticket %" G_GINT64_FORMAT " not written: %s", notice->item->id,
                       row (notice)->ticket, why);
}

/* Requester, CC or participant by now, whoever he was when it was promised; the contact of the company, who is
 * nothing on the ticket (T11), stands in Cc of the comment. */
static gboolean
is_still_there (const PtPolicy *policy, const PtNotice *notice)
{
  PtId person = row (notice)->person;
  const PtMailbox *mailbox =
    policy->mailboxes->len ? pt_policy_mailbox_or_default (policy, notice->ticket->mailbox) : NULL;
  const PtRules *rules = mailbox ? mailbox->rules : policy->rules;
  gboolean there =
    person == notice->ticket->requester || pt_ticket_view_has (notice->view, person, PT_RELATION_CC)
    || (rules->participants && pt_ticket_view_has (notice->view, person, PT_RELATION_PARTICIPANT)); /* T1 */
  for (guint i = 0; rules->copy_company_contact && i < notice->visible_cc->len && !there; i++)
    there = ((const PtPerson *) g_ptr_array_index (notice->visible_cc, i))->id == person;
  return there;
}

static gboolean
check_outside (const PtNotice *notice, GError **error)
{
  if (notice->comment && notice->comment->is_private)
    return refuse (notice, "the comment is private and the mail would go outside", error);
  for (guint i = 0; i < notice->earlier->len; i++)
    if (((const PtNoticeComment *) g_ptr_array_index (notice->earlier, i))->comment->is_private)
      return refuse (notice, "an earlier comment is private and the mail would go outside", error);
  if (!notice->ticket->shared && row (notice)->kind != PT_NOTIFY_LEFT) /* D2, D10; J16 */
    return refuse (notice, "the ticket is not shared with people outside", error);
  if (pt_notify_kind_needs_comment (row (notice)->kind) && !notice->comment)
    return refuse (notice, "the comment is gone", error);
  if (row (notice)->kind == PT_NOTIFY_STATUS && notice->last_sent
      && notice->last_sent->notification.kind == PT_NOTIFY_REPLY
      && notice->last_sent->settled_at >= notice->item->created_at) /* J15 */
    return refuse (notice, "a reply that was sent meanwhile says the same", error);
  return TRUE;
}

/* What an agent wrote he reads, whatever his rights are by now, and what became of his commands. */
static gboolean
is_own (const PtNotice *notice)
{
  PtNotifyKind kind = row (notice)->kind;
  gboolean fate = kind == PT_NOTIFY_UNDELIVERED || kind == PT_NOTIFY_WITHHELD || kind == PT_NOTIFY_SENT;
  return kind == PT_NOTIFY_REPORT || (fate && notice->comment && notice->comment->author == notice->recipient->id);
}

static gboolean
check_inside (const PtNotice *notice, GError **error)
{
  if (!pt_person_is_internal (notice->recipient))
    return refuse (notice, "it is internal and the recipient is not", error);
  const PtStanding standing = pt_standing_of (NULL, notice->view, notice->recipient);
  if (!is_own (notice) && standing.access != PT_ACCESS_ALL) /* R18, FW7 */
    return refuse (notice, "the ticket is no longer within the recipient's reach", error);
  if (row (notice)->kind == PT_NOTIFY_SENT && notice->comment && notice->comment->is_private) /* J30 */
    return refuse (notice, "the comment was taken back meanwhile", error);
  if (notice->overtaken)
    return refuse (notice, "the mail that was late has arrived meanwhile", error);
  if (pt_notify_kind_needs_comment (row (notice)->kind) && !notice->comment)
    return refuse (notice, "the comment is gone", error);
  return TRUE;
}

static gboolean
is_watcher (const PtNotice *notice)
{
  PtId person = notice->recipient->id;
  return person == notice->ticket->assignee || pt_ticket_view_has (notice->view, person, PT_RELATION_FOLLOWER)
         || pt_ticket_view_has (notice->view, person, PT_RELATION_CC);
}

/* What the mail is for they still are (J18). */
static gboolean
has_place (const PtPolicy *policy, const PtNotice *notice)
{
  const PtPerson *person = notice->recipient;
  switch (row (notice)->as) {
  case PT_AS_READER: return is_still_there (policy, notice);
  case PT_AS_REQUESTER: return person->id == notice->ticket->requester;
  case PT_AS_ASSIGNEE: return person->id == notice->ticket->assignee;
  case PT_AS_WATCHER: return is_watcher (notice);
  case PT_AS_MEMBER: return pt_person_in_division (person, notice->ticket->division) || is_watcher (notice);
  case PT_AS_ANYBODY:
  case PT_AS_N: break;
  }
  return TRUE;
}

/* What was true when the notification was made may not be so any more when it is due. */
static gboolean
check_notice (const PtPolicy *policy, const PtNotice *notice, GError **error)
{
  if (!notice->recipient || !notice->ticket)
    return refuse (notice, "the recipient or the ticket is gone", error);
  if (notice->ticket->deleted) /* M22 */
    return refuse (notice, "the ticket is deleted", error);
  if (notice->recipient->state != PT_PERSON_ACTIVE) /* R16 */
    return refuse (notice, "the recipient is no longer active", error);
  if (!pt_person_is_reachable (notice->recipient))
    return refuse (notice, "the recipient has no address that takes mail", error);
  if (pt_policy_owns_address (policy, pt_person_primary (notice->recipient)->key)) /* O1 */
    return refuse (notice, "the recipient's address is one of our own", error);
  if (!has_place (policy, notice)) /* J18 */
    return refuse (notice, "the recipient is no longer what the mail was for", error);
  gboolean outside = pt_notify_kind_is_outside (row (notice)->kind);
  return outside ? check_outside (notice, error) : check_inside (notice, error);
}

static gboolean
check_policy (const PtPolicy *policy, GError **error)
{
  if (!policy->mailboxes->len)
    return pt_error_set (error, PT_ERROR_CONFIG, "mail not written: no mailbox is set; add a group [mailbox NAME]");
  if (!policy->keys->len || !policy->id_domain || !policy->return_path)
    return pt_error_set (error, PT_ERROR_CONFIG, "mail not written: no key to sign with; run postern init");
  return TRUE;
}

gboolean
pt_compose_check (const PtPolicy *policy, const PtNotice *notice, GError **error)
{
  return check_policy (policy, error) && check_notice (policy, notice, error);
}

static PtTicketView *
bare_view (const PtTicket *ticket)
{
  PtTicket *bare = pt_ticket_new (ticket->id, ticket->mailbox, "");
  bare->restricted = TRUE; /* nobody may do anything with it */
  return pt_ticket_view_new (bare);
}

void
pt_compose_hide (PtNotice *notice)
{
  GPtrArray *lists[] = { notice->earlier, notice->visible_cc, notice->kept_out, notice->copied, notice->history,
                         notice->attachments, notice->received_ids };
  PtPerson **people[] = { &notice->author, &notice->requester, &notice->assignee, &notice->visible_to };
  if (row (notice)->kind != PT_NOTIFY_REPORT
      || pt_standing_of (NULL, notice->view, notice->recipient).access != PT_ACCESS_NONE)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    g_ptr_array_set_size (lists[i], 0);
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    g_clear_pointer (people[i], pt_person_free);
  g_clear_pointer (&notice->survivor, pt_ticket_view_free);
  g_clear_pointer (&notice->comment, pt_comment_free);
  g_clear_pointer (&notice->opening, pt_notice_comment_free);
  pt_notice_set_view (notice, bare_view (notice->ticket));
}
