/* Requests at the end of a ticket's life: a follow-up to a closed one, deleting. */
#include "core/request-asking.h"
#include "core/change.h"
#include "core/followup.h"

/* For whom: the requester of the closed ticket unless somebody else is named; a program's word on that is not
 * heard (A4). */
static PtId
requester_of (const PtAsking *a)
{
  const PtRequest *r = a->request;
  const PtPerson *old = pt_snapshot_person (a->c->snapshot, a->facts->match->view->ticket->requester);
  if (r->person && !r->api)
    return r->person;
  if (old && old->state == PT_PERSON_ACTIVE && pt_rules_copies (a->facts->rules, "requester"))
    return old->id;
  return r->actor;
}

/* U1-U8, X12: a ticket of its own, with a reference in title and log and a link back; the closed one is not
 * touched. */
void
pt_asking_followup (PtAsking *a)
{
  const PtRequest *r = a->request;
  const PtTicket *old = a->facts->match->view->ticket;
  if (old->status != PT_STATUS_CLOSED) {
    pt_asking_refuse (a, "A4", "the ticket is not closed: answer it instead");
    return;
  }
  const PtMailbox *named = r->mailbox ? pt_policy_mailbox_named (a->c->policy, r->mailbox) : NULL;
  const PtMailbox *mailbox = pt_followup_mailbox (a->c->policy, named, old);
  if (!mailbox || (r->mailbox && !named)) {
    pt_asking_refuse (a, "", "there is no such mailbox");
    return;
  }
  g_autofree char *subject = pt_followup_subject (r->subject && *r->subject ? r->subject : old->subject, old->id);
  g_autofree char *detail = pt_followup_detail (old->id);
  PtTicket *ticket = pt_ticket_new (0, mailbox->name, subject);
  ticket->requester = requester_of (a);
  const PtPerson *person = pt_snapshot_person (a->c->snapshot, ticket->requester);
  ticket->company = person ? person->company : 0;
  pt_followup_fill (a->facts->rules, a->c->snapshot, old, ticket);
  PtId opened = pt_asking_open (a, ticket, detail);
  pt_work_link (a->work, a->ticket, old->id, "follow-up");
  if (r->text && *r->text)
    pt_asking_first_comment (a);
  else
    pt_work_happened (a->work, PT_HAPPENED_ASSIGNED, a->ticket, pt_asking_ticket (a)->assignee, opened); /* J20 */
}

/* L9, M22: a closed ticket, too.  What is not sent yet is not sent any more. */
void
pt_asking_delete (PtAsking *a)
{
  const GPtrArray *unsent = a->c->snapshot->unsent;
  if (!pt_asking_is_admin (a)) {
    pt_asking_refuse (a, "L9", "only admins and owners delete tickets");
    return;
  }
  pt_change_number (a->work, a->ticket, PT_FIELD_DELETED, TRUE, NULL);
  for (guint i = 0; i < unsent->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (unsent, i);
    if (item->notification.ticket == a->ticket)
      pt_work_cancel (a->work, item);
  }
}
