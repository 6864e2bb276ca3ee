/* Requests about who may see and do what: the division of a ticket, its restriction, agents who are none any more. */
#include "core/request-asking.h"
#include "core/change.h"

/* NAME is that of a division, or none. */
void
pt_asking_division (PtAsking *a)
{
  const char *name = a->request->name;
  gboolean none = !name || !*name || g_str_equal (name, "none");
  const PtDivision *division = none ? NULL : pt_snapshot_division_by_name (a->c->snapshot, name);
  if (!none && !division)
    pt_asking_refuse (a, "MC8", "there is no division of that name");
  else if ((division ? division->id : 0) == pt_asking_ticket (a)->division)
    pt_asking_nothing (a, "it is there already");
  else
    pt_change_division (a->work, a->ticket, division);
}

void
pt_asking_restrict (PtAsking *a)
{
  gboolean restricted = a->request->number != 0;
  if (restricted == (a->facts->match->view->ticket->restricted != FALSE)) {
    pt_asking_nothing (a, "it is so already");
    return;
  }
  pt_change_number (a->work, a->ticket, PT_FIELD_RESTRICTED, restricted, restricted ? "yes" : "no");
}

/* A demoted agent follows nothing any more, and has no open ticket, so that none lies unseen with him (FW19, R10,
 * B20). */
void
pt_asking_retire (PtAsking *a)
{
  const PtTicketView *view = a->facts->match->view;
  PtRole role = (PtRole) a->request->number;
  PtId person = a->request->person;
  if (!view) {
    pt_asking_refuse (a, "", "there is no such ticket");
    return;
  }
  if (role == PT_ROLE_END_USER && pt_ticket_view_has (view, person, PT_RELATION_FOLLOWER))
    pt_change_unfollow (a->work, a->ticket, person);
  gboolean over = view->ticket->status == PT_STATUS_CLOSED || view->ticket->deleted;
  if (role <= PT_ROLE_LIGHT_AGENT && view->ticket->assignee == person && !over)
    pt_change_assignee (a->work, a->ticket, 0);
}
