/* Requests that write: a new ticket, a reply, a note. */
#include "core/request-asking.h"
#include "core/change.h"
#include "core/linked.h"
#include "core/people.h"
#include "core/unsend.h"

PtComment *
pt_asking_comment (PtAsking *a, gboolean is_private)
{
  PtComment *comment = pt_work_new_comment (a->work, pt_comment_new (0, a->ticket, a->request->actor), PT_REACH_ALL);
  comment->is_private = is_private;
  comment->channel = PT_CHANNEL_COMMAND;
  comment->text = g_strdup (a->request->text);
  comment->at = a->c->now;
  a->decision->comment = comment->id;
  pt_work_event (a->work, a->ticket, a->actor->id, is_private ? PT_EVENT_NOTE_ADDED : PT_EVENT_COMMENT_ADDED, NULL);
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
  pt_change_first_response (a->work, comment);
  pt_change_waiting (a->work, comment);
  if (!is_private && pt_asking_ticket (a)->status == PT_STATUS_NEW)
    pt_change_status (a->work, a->ticket, PT_STATUS_OPEN);
  if (f->standing.may_edit && !f->standing.requester && pt_asking_ticket (a)->assignee != a->actor->id
      && !f->standing.cc && f->rules->followers_enabled && !pt_people_is_blocked (f->rules, a->actor))
    pt_people_relate (a->work, a->ticket, a->actor->id, PT_RELATION_FOLLOWER); /* FW5 */
  pt_linked_note (a->work, comment);
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

/* By its author, or by who may edit the ticket; then its author hears of it. */
void
pt_asking_unsend (PtAsking *a)
{
  const PtComment *comment = a->c->snapshot->kept;
  g_autofree char *why = pt_unsend_refusal (a->work);
  if (!a->facts->standing.may_edit && comment->author != a->actor->id) {
    pt_asking_refuse (a, "J30 R8", "this person may not edit the ticket, and another one wrote the comment");
    return;
  }
  if (why) {
    pt_asking_refuse (a, "J30", why);
    return;
  }
  PtId event = pt_unsend (a->work, a->ticket);
  if (comment->author != a->actor->id)
    pt_work_happened (a->work, PT_HAPPENED_REPORT, a->ticket, comment->author, event);
}

PtId
pt_asking_open (PtAsking *a, PtTicket *ticket, const char *detail)
{
  ticket->created_at = ticket->updated_at = a->c->now;
  a->ticket = a->decision->ticket = pt_work_new_ticket (a->work, ticket);
  return pt_work_event (a->work, a->ticket, a->actor->id, PT_EVENT_TICKET_CREATED, detail);
}

void
pt_asking_first_comment (PtAsking *a)
{
  /* R10, D8: a light agent's first comment is private, too, and that of a ticket which people outside know nothing
   * of */
  PtComment *comment = pt_asking_comment (a, a->request->note || a->facts->standing.light
                                             || !pt_asking_ticket (a)->shared);
  pt_change_first_response (a->work, comment);
  pt_change_waiting (a->work, comment);
  if (a->request->status != PT_STATUS_NEW)
    pt_change_status (a->work, a->ticket, a->request->status);
}

/* A1: a ticket may begin as solved, never as closed. */
static gboolean
may_begin_as (PtAsking *a, const PtRules *rules, PtStatus status)
{
  if (status == PT_STATUS_CLOSED)
    return pt_asking_refuse (a, "A1 L7", "no ticket begins as closed: take an active status, or solved");
  return status != PT_STATUS_SOLVED || (rules->auto_assign_on_solve && !a->facts->standing.light)
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
  if (!pt_asking_has_text (a) || !may_begin_as (a, mailbox->rules, request->status))
    return;
  const PtPerson *requester = pt_snapshot_person (a->c->snapshot, request->person ? request->person : request->actor);
  if (!requester || requester->state != PT_PERSON_ACTIVE) {
    pt_asking_refuse (a, "R2 R16", "a requester is an active person");
    return;
  }
  PtTicket *ticket = pt_ticket_new (0, mailbox->name, request->subject);
  ticket->requester = request->person ? request->person : request->actor;
  ticket->channel = PT_CHANNEL_COMMAND;
  ticket->company = requester->company; /* T7 */
  ticket->division = pt_change_default_division (a->c, mailbox->rules);
  ticket->category = (PtCategory) (request->field == PT_FIELD_CATEGORY ? request->number : mailbox->rules->category);
  ticket->shared = ticket->category == PT_CATEGORY_CUSTOMER;
  pt_asking_open (a, ticket, NULL);
  pt_asking_first_comment (a);
}
