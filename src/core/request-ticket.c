/* Requests that change a ticket itself: assignee, status, closing, fields. */
#include "core/request-asking.h"
#include "core/change.h"

void
pt_asking_assign (PtAsking *a)
{
  PtId person = a->request->person;
  const PtPerson *who = pt_snapshot_person (a->c->snapshot, person);
  if (person && (!who || !pt_person_is_internal (who) || who->role == PT_ROLE_LIGHT_AGENT))
    pt_asking_refuse (a, "R10", "a ticket can only be assigned to an active agent");
  else if (person == pt_asking_ticket (a)->assignee)
    pt_asking_nothing (a, "he is the assignee already");
  else
    pt_change_assignee (a->work, a->ticket, person);
}

/* Closing by hand is for programs, and for everybody only by the setting; else the ticket is solved, or the
 * command refused (L7, A2, X9).  FALSE if refused. */
static gboolean
take_close (PtAsking *a, PtStatus *status)
{
  const PtRules *rules = a->facts->rules;
  if (*status != PT_STATUS_CLOSED || a->request->api || rules->manual_close)
    return TRUE;
  *status = PT_STATUS_SOLVED;
  if (rules->close_command == PT_CLOSE_COMMAND_REFUSE)
    return pt_asking_refuse (a, "L7 X9",
                             "nobody closes by hand: set it to solved, and it closes by itself after a time");
  pt_decision_reason (a->decision, "L7 X9", "solved instead: it closes by itself after a time");
  return TRUE;
}

void
pt_asking_status (PtAsking *a)
{
  PtStatus status = a->request->status;
  if (!take_close (a, &status))
    return;
  if (status == PT_STATUS_NEW)
    pt_asking_refuse (a, "L2", "nothing returns to new");
  else if (status == PT_STATUS_SOLVED && a->facts->standing.light && !pt_asking_ticket (a)->assignee)
    pt_asking_refuse (a, "L4 R10", "a solved ticket needs an assignee, and a light agent can be none");
  else if (status == PT_STATUS_SOLVED && !pt_change_may_solve (a->work, a->ticket))
    pt_asking_refuse (a, "L4", "a solved ticket needs an assignee: assign it first");
  else {
    pt_change_status (a->work, a->ticket, status);
  }
}

/* Nobody closes by hand; time does, and tells nobody (L6, L7, X11, X21). */
void
pt_asking_close (PtAsking *a)
{
  const PtTicket *ticket = a->facts->match->view ? a->facts->match->view->ticket : NULL;
  if (!ticket || ticket->deleted || ticket->status != PT_STATUS_SOLVED)
    pt_asking_refuse (a, "L6 L7", "only a solved ticket closes, and only by itself");
  else if (a->c->now - ticket->solved_at < a->facts->rules->close_after)
    pt_asking_refuse (a, "L6 X11", "it has not been solved long enough");
  else
    pt_change_status (a->work, a->ticket, PT_STATUS_CLOSED);
}
