#include "core/leave.h"

#include "core/people.h"

/* Mail of KIND goes to people with RELATION. */
static gboolean
is_mail_of (PtNotifyKind kind, PtRelation relation)
{
  if (relation != PT_RELATION_FOLLOWER)
    return pt_notify_kind_is_outside (kind) && kind != PT_NOTIFY_LEFT;
  return kind == PT_NOTIFY_NOTICE || kind == PT_NOTIFY_NOTE || kind == PT_NOTIFY_FOLLOWED;
}

/* Told as a participant: only where the feature is on, and they stand in Cc (T1, T10). */
static gboolean
takes_part (const PtWork *work, PtId ticket, PtId person)
{
  const PtRules *rules = pt_work_rules (work, ticket);
  return rules->participants && rules->copy_participants
         && pt_work_has (work, ticket, person, PT_RELATION_PARTICIPANT);
}

/* Whether PERSON is told the same as something else, too. */
static gboolean
stays (const PtWork *work, PtId id, PtId person, PtRelation relation)
{
  const PtTicket *ticket = pt_work_ticket (work, id);
  if (relation == PT_RELATION_FOLLOWER)
    return ticket->assignee == person;
  return ticket->requester == person || (relation == PT_RELATION_CC ? takes_part (work, id, person)
                                                                    : pt_work_has (work, id, person, PT_RELATION_CC));
}

static void
cancel_mail (PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  const GPtrArray *unsent = work->c->snapshot->unsent;
  for (guint i = 0; i < unsent->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (unsent, i);
    if (item->notification.ticket == ticket && item->notification.person == person
        && is_mail_of (item->notification.kind, relation))
      pt_work_cancel (work, item);
  }
}

void
pt_leave (PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  const PtId author = work->author.id;
  gboolean unfollows = relation == PT_RELATION_FOLLOWER && person == author;
  if (!pt_work_unrelate (work, ticket, person, relation))
    return;
  pt_work_event_about (work, ticket, author,
                       unfollows ? PT_EVENT_UNFOLLOWED : (PtEventKind) (PT_EVENT_CC_REMOVED + relation), person);
  if (!stays (work, ticket, person, relation))
    cancel_mail (work, ticket, person, relation);
}

gboolean
pt_leave_all (PtWork *work, PtId ticket, PtId person, guint relations)
{
  g_autoptr (GString) was = g_string_new (NULL);
  for (PtRelation relation = PT_RELATION_CC; relation <= PT_RELATION_FOLLOWER; relation++) {
    if (!(relations >> relation & 1) || !pt_work_has (work, ticket, person, relation))
      continue;
    g_string_append_printf (was, "%s%s", was->len ? " " : "", pt_relation_name (relation));
    pt_leave (work, ticket, person, relation);
  }
  if (!was->len)
    return FALSE;
  PtId event = pt_work_event_of (work, ticket, work->author.id, PT_EVENT_LEFT, person, was->str);
  pt_work_happened (work, PT_HAPPENED_LEFT, ticket, person, event);
  return TRUE;
}

void
pt_leave_as_requester (PtWork *work, PtId ticket, PtId person)
{
  if (!pt_work_has (work, ticket, person, PT_RELATION_CC) && !takes_part (work, ticket, person))
    cancel_mail (work, ticket, person, PT_RELATION_CC); /* what goes to CCs goes to the requester */
}

/* --- by omission --- */

static gboolean
is_on_mail (const PtFacts *f, PtId id)
{
  const PtPerson *person = pt_snapshot_person (f->c->snapshot, id);
  const GPtrArray *lists[] = { f->c->message->to, f->c->message->cc };
  for (gsize l = 0; person && l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      const PtAddress *address = g_ptr_array_index (lists[l], i);
      if (address->key && pt_person_has_key (person, address->key))
        return TRUE;
    }
  return FALSE;
}

/* He stood on the mail that was answered.  A light agent stands on none (N3), and one who came later did not yet. */
static gboolean
was_shown (const PtFacts *f, PtId id)
{
  const PtCommentRef *comment = pt_snapshot_comment (f->c->snapshot, f->match->comment);
  const PtPerson *person = pt_snapshot_person (f->c->snapshot, id);
  if (!comment || comment->is_private || !person || person->role == PT_ROLE_LIGHT_AGENT)
    return FALSE;
  for (guint i = 0; i < comment->visible_cc->len; i++)
    if (g_array_index (comment->visible_cc, PtId, i) == id)
      return TRUE;
  return FALSE;
}

void
pt_leave_by_omission (const PtFacts *f, PtWork *work)
{
  g_autoptr (GArray) left_out = g_array_new (FALSE, FALSE, sizeof (PtId));
  guint listed = 0;
  if (f->rules->cc_remove_by_mail == PT_CC_REMOVE_NO || !(f->standing.requester || f->mail.requester_on_mail))
    return;
  for (guint i = 0; i < f->match->view->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (f->match->view->people, PtTicketPerson, i);
    if (one->relation != PT_RELATION_CC || one->person == work->author.id)
      continue;
    if (is_on_mail (f, one->person))
      listed++;
    else if (was_shown (f, one->person))
      g_array_append_val (left_out, one->person);
  }
  for (guint i = 0; listed > 0 && i < left_out->len; i++)
    pt_leave (work, f->match->view->ticket->id, g_array_index (left_out, PtId, i), PT_RELATION_CC);
}
