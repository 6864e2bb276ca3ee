#include "model/access.h"

static gboolean
is_inside (const PtPerson *person, const PtTicket *ticket)
{
  return !ticket->restricted || person->role >= PT_ROLE_ADMIN || ticket->assignee == person->id ||
         ticket->requester == person->id;
}

gboolean
pt_access_may_edit (const PtPerson *person, const PtTicket *ticket)
{
  return pt_person_is_internal (person) && person->role != PT_ROLE_LIGHT_AGENT && is_inside (person, ticket);
}

gboolean
pt_access_may_view (const PtPerson *person, const PtTicketView *view)
{
  return pt_person_is_internal (person) &&
         (is_inside (person, view->ticket) || pt_ticket_view_has (view, person->id, PT_RELATION_FOLLOWER) ||
          pt_ticket_view_has (view, person->id, PT_RELATION_CC));
}
