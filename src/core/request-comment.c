/* Requests that write: a new ticket, a reply, a note. */
#include "core/asking.h"
#include "core/change.h"
#include "core/events.h"
#include "core/linked.h"
#include "core/people.h"

PtComment *
pt_asking_comment (PtAsking *a, gboolean is_private)
{
  PtAction *action = pt_decision_add (a->decision, PT_ACTION_COMMENT, a->audience.ticket);
  PtComment *comment = action->comment = pt_comment_new (PT_NEW_COMMENT, a->audience.ticket, a->request->actor);
  action->id = PT_NEW_COMMENT;
  comment->is_private = is_private;
  comment->channel = PT_CHANNEL_COMMAND;
  comment->text = g_strdup (a->request->text);
  comment->at = a->c->now;
  a->decision->comment = comment->id;
  pt_event_add (a->decision, a->audience.ticket, a->actor->id, is_private ? "note-added" : "comment-added", NULL);
  pt_audience_show (&a->audience, comment);
  return comment;
}

gboolean
pt_asking_has_text (PtAsking *a)
{
  const char *text = a->request->text;
  return (text && *text) || pt_asking_refuse (a, "O9", "there is no text");
}

static void
comment_on (PtAsking *a, gboolean is_private)
{
  if (!pt_asking_has_text (a))
    return;
  PtComment *comment = pt_asking_comment (a, is_private);
  const PtFacts *f = a->facts;
  pt_change_first_response (&a->audience, comment);
  if (!is_private && a->audience.status == PT_STATUS_NEW)
    pt_change_status (&a->audience, PT_STATUS_OPEN);
  if (f->standing.may_edit && !f->standing.requester && a->audience.assignee != a->actor->id && !f->standing.cc &&
      !f->standing.follower &&
      f->rules->followers_enabled && !pt_people_is_blocked (f->rules, a->actor))
    pt_people_relate (a->decision, a->audience.ticket, a->actor->id, PT_RELATION_FOLLOWER, a->actor->id); /* FW5 */
  pt_audience_tell_comment (&a->audience, comment);
  pt_linked_note (&a->audience, comment);
}

void
pt_asking_reply (PtAsking *a)
{
  if (!a->facts->match->view->ticket->shared)
    pt_asking_refuse (a, "D8", "people outside know nothing of this ticket: write a note, or share it first");
  else
    comment_on (a, FALSE);
}

void
pt_asking_note (PtAsking *a)
{
  comment_on (a, TRUE);
}

void
pt_asking_open (PtAsking *a, PtTicket *ticket, const char *detail)
{
  PtAction *action = pt_decision_add (a->decision, PT_ACTION_TICKET, PT_NEW_TICKET);
  action->new_ticket = ticket;
  action->id = ticket->id = a->decision->ticket = PT_NEW_TICKET;
  pt_audience_take (&a->audience, ticket, NULL);
  ticket->created_at = ticket->updated_at = a->c->now;
  pt_event_add (a->decision, PT_NEW_TICKET, a->actor->id, "ticket-created", detail);
}

void
pt_asking_first_comment (PtAsking *a)
{
  /* R10, D8: a light agent's first comment is private, too, and that of a ticket which people outside know nothing of */
  PtComment *comment = pt_asking_comment (a, a->facts->standing.light || a->audience.unshared);
  pt_change_first_response (&a->audience, comment);
  if (a->request->status != PT_STATUS_NEW)
    pt_change_status (&a->audience, a->request->status);
  pt_audience_tell_new (&a->audience, comment);
  if (!comment->is_private)
    pt_audience_tell_comment (&a->audience, comment);
}

/* A1: a ticket may begin as solved, never as closed. */
static gboolean
may_begin_as (PtAsking *a, PtStatus status)
{
  if (status == PT_STATUS_CLOSED)
    return pt_asking_refuse (a, "A1 L7", "no ticket begins as closed: take an active status, or solved");
  return status != PT_STATUS_SOLVED || (pt_change_may_solve (&a->audience) && !a->facts->standing.light)
         || pt_asking_refuse (a, "L4", "a solved ticket needs an assignee");
}

void
pt_asking_new (PtAsking *a)
{
  const PtRequest *request = a->request;
  const PtPolicy *policy = a->c->policy;
  const PtMailbox *mailbox = request->mailbox ? pt_policy_mailbox_named (policy, request->mailbox)
                             : policy->mailboxes->len ? g_ptr_array_index (policy->mailboxes, 0) : NULL;
  if (!mailbox) {
    pt_asking_refuse (a, "", "there is no such mailbox");
    return;
  }
  a->audience.rules = mailbox->rules;
  if (!pt_asking_has_text (a) || !may_begin_as (a, request->status))
    return;
  const PtPerson *requester = pt_snapshot_person (a->c->snapshot, request->person ? request->person : request->actor);
  if (!requester || requester->state != PT_PERSON_ACTIVE) {
    pt_asking_refuse (a, "R2 R16", "a requester is an active person");
    return;
  }
  PtTicket *ticket = pt_ticket_new (PT_NEW_TICKET, mailbox->name, request->subject);
  ticket->requester = request->person ? request->person : request->actor;
  ticket->channel = PT_CHANNEL_COMMAND;
  ticket->company = requester->company; /* T7 */
  ticket->division = pt_change_default_division (a->c, mailbox->rules);
  ticket->category = request->field == PT_FIELD_CATEGORY ? (PtCategory) request->number : (PtCategory) mailbox->rules->category;
  ticket->shared = ticket->category == PT_CATEGORY_CUSTOMER;
  pt_asking_open (a, ticket, NULL);
  pt_asking_first_comment (a);
}
