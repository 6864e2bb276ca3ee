#include "core/change.h"

#include "core/events.h"

void
pt_change_status (PtDecision *decision, PtId ticket, PtId actor, PtStatus old, PtStatus status)
{
  if (old == status || status == PT_STATUS_NEW)
    return;
  PtAction *action = pt_decision_add (decision, PT_ACTION_STATUS, ticket);
  action->value = status;
  g_autofree char *detail = g_strdup_printf ("%s to %s", pt_status_name (old), pt_status_name (status));
  pt_event_add (decision, ticket, actor, "status-changed", detail);
}

void
pt_change_assignee (PtAudience *audience, PtStatus old_status, PtId person)
{
  PtDecision *decision = audience->decision;
  PtAction *action = pt_decision_add (decision, PT_ACTION_ASSIGN, audience->ticket);
  action->person = person;
  audience->assignee = person;
  PtId event = pt_event_add_about (decision, audience->ticket, audience->author, person ? "assigned" : "unassigned", person);
  if (person && audience->view && pt_ticket_view_has (audience->view, person, PT_RELATION_FOLLOWER)) {
    PtAction *drop = pt_decision_add (decision, PT_ACTION_UNRELATE, audience->ticket);
    drop->person = person;
    drop->value = PT_RELATION_FOLLOWER;
    pt_event_add_about (decision, audience->ticket, audience->author, "follower-removed", person);
  }
  if (person && old_status == PT_STATUS_NEW)
    pt_change_status (decision, audience->ticket, audience->author, old_status, PT_STATUS_OPEN);
  pt_audience_tell_assignment (audience, event);
}
