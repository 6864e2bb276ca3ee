#include "core/request.h"

#include "core/audience.h"
#include "core/change.h"
#include "core/events.h"
#include "core/facts.h"
#include "core/people.h"

enum { NEW_TICKET = -1, NEW_COMMENT = -1 };

typedef struct {
  const PtCase *c;
  PtDecision   *decision;
  PtFacts      *facts;
  PtAudience    audience;
  const PtPerson *actor;
} Asking;

static gboolean
refuse (Asking *a, const char *rule, const char *why)
{
  a->decision->verdict = PT_VERDICT_REFUSED;
  pt_decision_reason (a->decision, rule, "%s", why);
  return FALSE;
}

static gboolean
may_touch (Asking *a)
{
  const PtTicketView *view = a->facts->view;
  if (!view)
    return refuse (a, "", "there is no such ticket");
  if (view->ticket->deleted)
    return refuse (a, "M22", "the ticket is deleted");
  if (view->ticket->merged_into)
    return refuse (a, "M21", "the ticket was merged into another one: use that");
  if (view->ticket->status == PT_STATUS_CLOSED)
    return refuse (a, "L9", "the ticket is closed: no reply, no reopening, no edits");
  if (!a->facts->edit_right && a->c->request->kind != PT_REQUEST_NOTE)
    return refuse (a, "R10", "this person may only write notes");
  return TRUE;
}

static PtComment *
add_comment (Asking *a, gboolean is_private)
{
  PtAction *action = pt_decision_add (a->decision, PT_ACTION_COMMENT, a->audience.ticket);
  PtComment *comment = action->comment = pt_comment_new (NEW_COMMENT, a->audience.ticket, a->c->request->actor);
  action->id = NEW_COMMENT;
  comment->is_private = is_private;
  comment->channel = PT_CHANNEL_COMMAND;
  comment->text = g_strdup (a->c->request->text);
  comment->at = a->c->now;
  a->decision->comment = comment->id;
  pt_event_add (a->decision, a->audience.ticket, a->actor->id, is_private ? "note-added" : "comment-added", NULL);
  pt_audience_show (&a->audience, comment);
  return comment;
}

static gboolean
has_text (Asking *a)
{
  const char *text = a->c->request->text;
  return (text && *text) || refuse (a, "O9", "there is no text");
}

static void
comment_on (Asking *a, gboolean is_private)
{
  if (!has_text (a))
    return;
  PtComment *comment = add_comment (a, is_private);
  const PtFacts *f = a->facts;
  if (!is_private && a->audience.status == PT_STATUS_NEW)
    pt_change_status (&a->audience, PT_STATUS_OPEN);
  if (f->edit_right && !f->requester && !f->assignee && !f->cc && !f->follower && f->rules->followers_enabled)
    pt_people_relate (a->decision, a->audience.ticket, a->actor->id, PT_RELATION_FOLLOWER, a->actor->id); /* FW5 */
  pt_audience_tell_comment (&a->audience, comment);
}

static void
assign (Asking *a)
{
  PtId person = a->c->request->person;
  const PtPerson *who = pt_snapshot_person (a->c->snapshot, person);
  if (person && (!who || !pt_person_is_internal (who) || who->role == PT_ROLE_LIGHT_AGENT))
    refuse (a, "R10", "a ticket can only be assigned to an active agent");
  else if (person == a->audience.assignee)
    pt_decision_reason (a->decision, "", "nothing changes: he is the assignee already");
  else
    pt_change_assignee (&a->audience, person);
}

static void
set_status (Asking *a)
{
  PtStatus status = a->c->request->status;
  if (status == PT_STATUS_CLOSED)
    refuse (a, "L7", "nobody closes by hand: set it to solved, and it closes by itself after a time");
  else if (status == PT_STATUS_NEW)
    refuse (a, "L2", "nothing returns to new");
  else if (status == PT_STATUS_SOLVED && !pt_change_may_solve (&a->audience))
    refuse (a, "L4", "a solved ticket needs an assignee: assign it first");
  else
    pt_change_status (&a->audience, status);
}

static void
fill_audience (Asking *a)
{
  const PtTicketView *view = a->facts->view;
  a->audience.author = a->c->request->actor;
  a->audience.author_internal = TRUE;
  a->audience.authenticated = TRUE;
  if (!view)
    return;
  a->audience.view = view;
  a->audience.ticket = a->decision->ticket = view->ticket->id;
  a->audience.requester = view->ticket->requester;
  a->audience.assignee = view->ticket->assignee;
  a->audience.status = view->ticket->status;
}

/* Nobody closes by hand; time does, and tells nobody (L6, L7, X11, X21). */
static void
close_by_time (Asking *a)
{
  const PtTicket *ticket = a->facts->view ? a->facts->view->ticket : NULL;
  if (a->c->request->actor || !ticket || ticket->deleted || ticket->status != PT_STATUS_SOLVED)
    refuse (a, "L6 L7", "only a solved ticket closes, and only by itself");
  else if (a->c->now - ticket->solved_at < a->facts->rules->close_after)
    refuse (a, "L6 X11", "it has not been solved long enough");
  else {
    fill_audience (a);
    pt_change_status (&a->audience, PT_STATUS_CLOSED);
  }
}

static void
open_new (Asking *a)
{
  const PtRequest *request = a->c->request;
  const PtPolicy *policy = a->c->policy;
  const PtMailbox *mailbox = request->mailbox ? pt_policy_mailbox_named (policy, request->mailbox)
                             : policy->mailboxes->len ? g_ptr_array_index (policy->mailboxes, 0) : NULL;
  if (!mailbox || !has_text (a)) {
    if (!mailbox)
      refuse (a, "", "there is no such mailbox");
    return;
  }
  gboolean light = a->facts->light;
  PtAction *action = pt_decision_add (a->decision, PT_ACTION_TICKET, NEW_TICKET);
  PtTicket *ticket = action->new_ticket = pt_ticket_new (NEW_TICKET, mailbox->name, request->subject);
  action->id = a->audience.ticket = a->decision->ticket = NEW_TICKET;
  ticket->requester = a->audience.requester = request->person ? request->person : request->actor;
  ticket->created_at = ticket->updated_at = a->c->now;
  pt_event_add (a->decision, NEW_TICKET, a->actor->id, "ticket-created", NULL);
  PtComment *comment = add_comment (a, light); /* R10: a light agent's first comment is private, too */
  pt_audience_tell_new (&a->audience, comment);
  if (!comment->is_private)
    pt_audience_tell_comment (&a->audience, comment);
}

static void
grant (Asking *a)
{
  switch (a->c->request->kind) {
  case PT_REQUEST_NEW:
    open_new (a);
    return;
  case PT_REQUEST_REPLY:
    comment_on (a, FALSE);
    return;
  case PT_REQUEST_NOTE:
    comment_on (a, TRUE);
    return;
  case PT_REQUEST_ASSIGN:
    assign (a);
    return;
  case PT_REQUEST_STATUS:
    set_status (a);
    return;
  case PT_REQUEST_CLOSE:
    return;
  }
}

void
pt_request_decide (const PtCase *a_case, PtDecision *decision)
{
  const PtRequest *request = a_case->request;
  g_autoptr (PtFacts) facts = pt_facts_find (a_case);
  Asking asking = { .c = a_case, .decision = decision, .facts = facts };
  asking.actor = pt_snapshot_person (a_case->snapshot, request->actor);
  decision->verdict = PT_VERDICT_DONE;
  decision->cause = PT_CAUSE_NONE;
  decision->author = request->actor;
  facts->view = request->ticket ? pt_snapshot_ticket (a_case->snapshot, request->ticket) : NULL;
  const PtMailbox *mailbox = facts->view ? pt_policy_mailbox_named (a_case->policy, facts->view->ticket->mailbox) : NULL;
  facts->rules = mailbox ? mailbox->rules : a_case->policy->rules;
  pt_facts_relate (facts, asking.actor);
  pt_audience_init (&asking.audience, a_case, facts->rules, decision);
  if (request->kind == PT_REQUEST_CLOSE)
    close_by_time (&asking);
  else if (!facts->internal)
    refuse (&asking, "R1", "only an active agent may do this");
  else if (request->kind == PT_REQUEST_NEW || may_touch (&asking)) {
    fill_audience (&asking);
    grant (&asking);
  }
  pt_audience_clear (&asking.audience);
}
