#include "core/audience.h"

#include "core/events.h"

#include <string.h>

void
pt_audience_init (PtAudience *audience, const PtCase *a_case, const PtRules *rules, PtDecision *decision)
{
  *audience = (PtAudience) { .c = a_case, .rules = rules, .decision = decision };
  audience->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
pt_audience_clear (PtAudience *audience)
{
  g_clear_pointer (&audience->told, g_hash_table_unref);
}

const PtPerson *
pt_audience_person (const PtAudience *audience, PtId id)
{
  if (id >= 0)
    return id ? pt_snapshot_person (audience->c->snapshot, id) : NULL;
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_PERSON && action->new_person->id == id)
      return action->new_person;
  }
  return NULL;
}

static gboolean
is_gone (const PtAudience *audience, PtId person, PtRelation relation)
{
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_UNRELATE && action->ticket == audience->ticket && action->person == person &&
        action->value == (int) relation)
      return TRUE;
  }
  return FALSE;
}

GArray *
pt_audience_people (const PtAudience *audience, PtRelation relation)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; audience->view && i < audience->view->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (audience->view->people, PtTicketPerson, i);
    if (one->relation == relation && !is_gone (audience, one->person, relation))
      g_array_append_val (people, one->person);
  }
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_RELATE && action->ticket == audience->ticket && action->value == (int) relation)
      g_array_append_val (people, action->person);
  }
  return people;
}

/* Where mail for PERSON goes, or NULL if he cannot be mailed (R16, S2). */
static const PtPersonAddress *
reachable (const PtAudience *audience, const PtPerson *person)
{
  const PtPersonAddress *address = person && person->state == PT_PERSON_ACTIVE ? pt_person_primary (person) : NULL;
  /* nothing here speaks SMTPUTF8 yet */
  if (!address || address->undeliverable || !pt_address_is_mailable (address->address, FALSE) ||
      pt_policy_owns_address (audience->c->policy, address->key)) /* O1: the desk never mails itself */
    return NULL;
  return address;
}

/* Kinds that are off (H4), people outside of what is not shared (D2), automatic mail to machines (S10). */
static gboolean
is_silent (const PtAudience *audience, PtNotifyKind kind)
{
  if (audience->rules->notify_off && g_strv_contains ((const char *const *) audience->rules->notify_off, pt_notify_kind_name (kind)))
    return TRUE;
  if (!pt_notify_kind_is_outside (kind))
    return FALSE;
  return audience->unshared || (audience->machine && pt_notify_kind_auto_submitted (kind));
}

gboolean
pt_audience_tell (PtAudience *audience, PtNotifyKind kind, PtId person_id, const PtComment *comment, PtId event, PtTime delay)
{
  const PtPerson *person = pt_audience_person (audience, person_id);
  const PtPersonAddress *address = reachable (audience, person);
  if (!address || is_silent (audience, kind) || g_hash_table_contains (audience->told, address->key))
    return FALSE;
  g_hash_table_add (audience->told, g_strdup (address->key));
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_NOTIFY, audience->ticket);
  action->notification = pt_notification_new (kind, audience->ticket, person_id, address->address);
  action->notification->comment = comment ? comment->id : 0;
  action->notification->event = event;
  action->notification->due_at = audience->c->now + delay;
  action->notification->joins = kind == PT_NOTIFY_REPLY && delay > 0;
  return TRUE;
}

/* Internal mail may hold private text: role and rights are looked at here once more, as the ticket will be (FW19, R18, T035). */
gboolean
pt_audience_tell_inside (PtAudience *audience, PtNotifyKind kind, PtId person_id, const PtComment *comment, PtId event)
{
  const PtPerson *person = pt_audience_person (audience, person_id);
  if (person_id == audience->author || !person || !pt_audience_may_read (audience, person))
    return FALSE;
  return pt_audience_tell (audience, kind, person_id, comment, event, 0);
}

/* The snapshot holds the staff of every mailbox; whom new tickets of this one go to its own rules say (X28). */
void
pt_audience_tell_staff (PtAudience *audience, PtNotifyKind kind, const PtComment *comment, PtId event)
{
  const GPtrArray *staff = audience->c->snapshot->staff;
  const char *const *roles = (const char *const *) audience->rules->notify_new;
  for (guint i = 0; i < staff->len; i++) {
    const PtPerson *person = g_ptr_array_index (staff, i);
    if (g_strv_contains (roles, pt_role_name (person->role)))
      pt_audience_tell_inside (audience, kind, person->id, comment, event);
  }
}

/* Each of his mails a follower may switch off (FW13, X7). */
static gboolean
tell_follower (PtAudience *audience, PtNotifyKind kind, PtId person_id, const PtComment *comment)
{
  const PtPerson *person = pt_audience_person (audience, person_id);
  PtFollowMail mail = comment->is_private ? PT_FOLLOW_NOTE : PT_FOLLOW_REPLY;
  return person && pt_person_wants (person, mail) && pt_audience_tell_inside (audience, kind, person_id, comment, 0);
}

/* X5: agents in CC get notes too, where the setting says so. */
static void
tell_copied_agents (PtAudience *audience, const PtComment *comment)
{
  g_autoptr (GArray) cc = pt_audience_people (audience, PT_RELATION_CC);
  for (guint i = 0; i < cc->len; i++)
    pt_audience_tell_inside (audience, PT_NOTIFY_NOTE, g_array_index (cc, PtId, i), comment, 0);
}

/* His own solved ticket is open again: he is told so instead of an ordinary comment. */
static gboolean
is_reopened (const PtAudience *audience)
{
  return audience->changed && audience->status_was == PT_STATUS_SOLVED && audience->status < PT_STATUS_SOLVED;
}

/* Assignee and followers; where a ticket has neither, a word from outside goes to its division, or else to the people that new
 * tickets go to (X28), so that nobody's answer lies unseen. */
static void
tell_inside (PtAudience *audience, PtNotifyKind kind, const PtComment *comment)
{
  g_autoptr (GArray) followers = pt_audience_people (audience, PT_RELATION_FOLLOWER);
  gboolean any = FALSE;
  if (audience->assignee && audience->assignee != audience->requester)
    any = pt_audience_tell_inside (audience, is_reopened (audience) ? PT_NOTIFY_REOPENED : kind, audience->assignee, comment, 0);
  for (guint i = 0; i < followers->len; i++)
    any |= tell_follower (audience, kind, g_array_index (followers, PtId, i), comment);
  if (comment->is_private && audience->rules->agent_cc_gets_private)
    tell_copied_agents (audience, comment);
  if (!any && !audience->author_internal && !pt_audience_tell_members (audience, kind, comment, 0))
    pt_audience_tell_staff (audience, kind, comment, 0);
}

static gboolean
is_named_in (const PtPerson *person, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++) {
    const PtAddress *address = g_ptr_array_index (addresses, i);
    if (address->key && pt_person_has_key (person, address->key))
      return TRUE;
  }
  return FALSE;
}

/* He got the very mail already (S3, X3 per_recipient); only an unflagged public comment is trusted for that (B17). */
static gboolean
has_the_mail (const PtAudience *audience, const PtComment *comment, PtId person_id)
{
  const PtMessage *message = audience->c->message;
  const PtPerson *person = pt_audience_person (audience, person_id);
  if (!message || !person || !audience->author_in_conversation || comment->is_private || pt_comment_is_flagged (comment))
    return FALSE;
  return is_named_in (person, message->to) || is_named_in (person, message->cc);
}

static void
suppress (PtAudience *audience, PtId person_id)
{
  pt_event_add_about (audience->decision, audience->ticket, 0, "notify-suppressed", person_id);
}

static void
tell_one_outside (PtAudience *audience, const PtComment *comment, PtId person_id, PtTime delay)
{
  if (person_id == audience->author)
    return;
  if (audience->rules->suppress == PT_SUPPRESS_PER_RECIPIENT && has_the_mail (audience, comment, person_id))
    suppress (audience, person_id);
  else
    pt_audience_tell (audience, PT_NOTIFY_REPLY, person_id, comment, 0, delay);
}

/* Whether everybody else in the conversation has the very mail already. */
static gboolean
all_have_the_mail (const PtAudience *audience, const PtComment *comment)
{
  gboolean all = comment->visible_to == audience->author || has_the_mail (audience, comment, comment->visible_to);
  for (guint i = 0; all && i < comment->visible_cc->len; i++) {
    PtId person = g_array_index (comment->visible_cc, PtId, i);
    all = person == audience->author || has_the_mail (audience, comment, person);
  }
  return all;
}

/* The two readings of the source that take or leave the mail as a whole (S3, S5, X3). */
static gboolean
is_suppressed_whole (const PtAudience *audience, const PtComment *comment)
{
  gboolean mail = audience->c->message != NULL;
  gboolean both = mail && audience->author_in_conversation && all_have_the_mail (audience, comment);
  switch (audience->rules->suppress) {
  case PT_SUPPRESS_ZENDESK_BOTH:
    return both;
  case PT_SUPPRESS_ZENDESK_EITHER:
    return audience->rules->cc_comments_public ? both : mail && audience->author_in_conversation;
  default:
    return FALSE;
  }
}

/* Requester and CCs: one visible conversation, one copy each (N1). */
static void
tell_conversation (PtAudience *audience, const PtComment *comment)
{
  /* X19: only an agent's reply waits, and not the first word of a ticket (D3) */
  PtTime delay = audience->author_internal && audience->view ? audience->rules->reply_delay : 0;
  if (audience->unshared)
    return;
  if (!reachable (audience, pt_audience_person (audience, audience->requester))) {
    pt_event_add_about (audience->decision, audience->ticket, 0, "notify-suppressed", audience->requester);
    pt_decision_reason (audience->decision, "S2 R16", "the requester cannot be mailed, so nobody outside is");
    return;
  }
  if (is_suppressed_whole (audience, comment)) {
    suppress (audience, comment->visible_to);
    pt_decision_reason (audience->decision, "S3 S5 X3", "the conversation is not mailed, as the setting suppress says");
    return;
  }
  tell_one_outside (audience, comment, comment->visible_to, delay);
  for (guint i = 0; i < comment->visible_cc->len; i++)
    tell_one_outside (audience, comment, g_array_index (comment->visible_cc, PtId, i), delay);
}

void
pt_audience_tell_comment (PtAudience *audience, const PtComment *comment)
{
  tell_inside (audience, comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE, comment);
  if (!comment->is_private)
    tell_conversation (audience, comment);
}

void
pt_audience_tell_new (PtAudience *audience, const PtComment *comment)
{
  PtNotifyKind kind = comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE;
  tell_inside (audience, kind, comment);
  pt_audience_tell_members (audience, kind, comment, 0);
  pt_audience_tell_staff (audience, kind, comment, 0);
}

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
  if (is_reopened (audience))
    pt_audience_tell_inside (audience, PT_NOTIFY_REOPENED, audience->assignee, NULL, audience->status_event);
  if (audience->rules->notify_status_change && shows_outside (audience) && audience->requester != audience->author)
    pt_audience_tell (audience, PT_NOTIFY_STATUS, audience->requester, NULL, audience->status_event, 0);
}
