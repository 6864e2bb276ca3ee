/* Requests that change a ticket itself: assignee, status, closing, fields. */
#include "core/asking.h"
#include "core/change.h"

void
pt_asking_assign (PtAsking *a)
{
  PtId person = a->request->person;
  const PtPerson *who = pt_snapshot_person (a->c->snapshot, person);
  if (person && (!who || !pt_person_is_internal (who) || who->role == PT_ROLE_LIGHT_AGENT))
    pt_asking_refuse (a, "R10", "a ticket can only be assigned to an active agent");
  else if (person == a->audience.assignee)
    pt_asking_nothing (a, "he is the assignee already");
  else
    pt_change_assignee (&a->audience, person);
}

void
pt_asking_status (PtAsking *a)
{
  PtStatus status = a->request->status;
  if (status == PT_STATUS_CLOSED)
    pt_asking_refuse (a, "L7", "nobody closes by hand: set it to solved, and it closes by itself after a time");
  else if (status == PT_STATUS_NEW)
    pt_asking_refuse (a, "L2", "nothing returns to new");
  else if (status == PT_STATUS_SOLVED && !pt_change_may_solve (&a->audience))
    pt_asking_refuse (a, "L4", "a solved ticket needs an assignee: assign it first");
  else
    pt_change_status (&a->audience, status);
}

/* Nobody closes by hand; time does, and tells nobody (L6, L7, X11, X21). */
void
pt_asking_close (PtAsking *a)
{
  const PtTicket *ticket = a->facts->view ? a->facts->view->ticket : NULL;
  if (!ticket || ticket->deleted || ticket->status != PT_STATUS_SOLVED)
    pt_asking_refuse (a, "L6 L7", "only a solved ticket closes, and only by itself");
  else if (a->c->now - ticket->solved_at < a->facts->rules->close_after)
    pt_asking_refuse (a, "L6 X11", "it has not been solved long enough");
  else
    pt_change_status (&a->audience, PT_STATUS_CLOSED);
}

static const char *
word_for (PtTicketField field, gint64 number)
{
  return field == PT_FIELD_PRIORITY ? pt_priority_name ((PtPriority) number) : pt_type_name ((PtTicketType) number);
}

void
pt_asking_set (PtAsking *a)
{
  const PtRequest *r = a->request;
  const PtTicket *ticket = a->facts->view->ticket;
  switch (r->field) {
  case PT_FIELD_SUBJECT:
    if (!r->value || !*r->value)
      pt_asking_refuse (a, "", "a subject must have text");
    else
      pt_change_text (&a->audience, PT_FIELD_SUBJECT, r->value);
    return;
  case PT_FIELD_PRIORITY:
  case PT_FIELD_TYPE:
    if (r->number == (r->field == PT_FIELD_PRIORITY ? (gint64) ticket->priority : (gint64) ticket->type))
      pt_asking_nothing (a, "it is so already");
    else
      pt_change_number (&a->audience, r->field, r->number, word_for (r->field, r->number));
    return;
  default:
    pt_asking_refuse (a, "", "this field cannot be set so");
  }
}
