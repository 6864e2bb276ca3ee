#include "core/change.h"

#include "core/events.h"
#include "core/leave.h"
#include "core/linked.h"

/* Returns the event. */
static PtId
assign (PtAudience *audience, PtId person)
{
  PtDecision *decision = audience->decision;
  PtAction *action = pt_decision_add (decision, PT_ACTION_ASSIGN, audience->ticket);
  action->person = person;
  audience->assignee = person;
  PtId event = pt_event_add_about (decision, audience->ticket, audience->author, person ? "assigned" : "unassigned", person);
  if (person && pt_audience_has (audience, person, PT_RELATION_FOLLOWER))
    pt_change_unfollow (audience, person);
  if (person && audience->status == PT_STATUS_NEW)
    pt_change_status (audience, PT_STATUS_OPEN);
  return event;
}

/* A reopened ticket stays with its assignee; one that nobody has returns to who solved it, if he is still an agent (L5).
 * The mail that reopened it is told to him as to any assignee. */
static void
return_to_solver (PtAudience *audience)
{
  PtId solver = audience->view ? audience->view->ticket->solved_by : 0;
  const PtPerson *person = pt_audience_person (audience, solver);
  if (audience->assignee || !person || !pt_person_is_internal (person) || person->role == PT_ROLE_LIGHT_AGENT)
    return;
  PtId event = assign (audience, solver);
  if (!audience->c->message)
    pt_audience_tell_assignment (audience, event);
}

void
pt_change_status (PtAudience *audience, PtStatus status)
{
  if (audience->status == status || status == PT_STATUS_NEW)
    return;
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_STATUS, audience->ticket);
  action->value = status;
  g_autofree char *detail = g_strdup_printf ("%s to %s", pt_status_name (audience->status), pt_status_name (status));
  PtId event = pt_event_add (audience->decision, audience->ticket, audience->author, "status-changed", detail);
  if (!audience->changed)
    audience->status_was = audience->status;
  audience->changed = TRUE;
  audience->status_event = event;
  gboolean reopened = audience->status >= PT_STATUS_SOLVED && status < PT_STATUS_SOLVED;
  audience->status = status;
  if (status == PT_STATUS_SOLVED && audience->author_internal)
    action->person = audience->author;
  pt_linked_status (audience);
  if (status == PT_STATUS_SOLVED && !audience->assignee)
    pt_change_assignee (audience, audience->author);
  if (reopened)
    return_to_solver (audience);
}

gboolean
pt_change_may_solve (const PtAudience *audience)
{
  return audience->assignee || audience->rules->auto_assign_on_solve;
}

void
pt_change_unfollow (PtAudience *audience, PtId person)
{
  PtAction *drop = pt_decision_add (audience->decision, PT_ACTION_UNRELATE, audience->ticket);
  drop->person = person;
  drop->value = PT_RELATION_FOLLOWER;
  pt_event_add_about (audience->decision, audience->ticket, audience->author, "follower-removed", person);
}

void
pt_change_assignee (PtAudience *audience, PtId person)
{
  PtId event = assign (audience, person);
  pt_audience_tell_assignment (audience, event);
}

static PtId
set_field (PtAudience *audience, PtTicketField field, gint64 number, const char *text, const char *words)
{
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_SET, audience->ticket);
  g_autofree char *kind = g_strconcat (pt_ticket_field_name (field), "-changed", NULL);
  action->value = (int) field;
  action->other = number;
  action->text = g_strdup (text);
  return pt_event_add (audience->decision, audience->ticket, audience->author, kind, words);
}

void
pt_change_division (PtAudience *audience, const PtDivision *division)
{
  audience->division = division ? division->id : 0;
  PtId event = set_field (audience, PT_FIELD_DIVISION, audience->division, NULL, division ? division->name : "none");
  pt_audience_tell_members (audience, PT_NOTIFY_DIVISION, NULL, event);
}

void
pt_change_number (PtAudience *audience, PtTicketField field, gint64 number, const char *words)
{
  set_field (audience, field, number, NULL, words);
}

void
pt_change_text (PtAudience *audience, PtTicketField field, const char *text)
{
  set_field (audience, field, 0, text, text);
}

PtId
pt_change_default_division (const PtCase *a_case, const PtRules *rules)
{
  const PtDivision *division = *rules->division ? pt_snapshot_division_by_name (a_case->snapshot, rules->division) : NULL;
  return division ? division->id : 0;
}

void
pt_change_first_response (PtAudience *audience, const PtComment *comment)
{
  if (comment->is_private || !audience->author_internal || audience->author == audience->requester)
    return;
  if (!audience->view || !audience->view->ticket->responded_at) {
    PtAction *action = pt_decision_add (audience->decision, PT_ACTION_SET, audience->ticket);
    action->value = PT_FIELD_RESPONDED_AT;
    action->other = audience->c->now;
  }
  if (audience->rules->auto_assign_first_responder && !audience->assignee)
    pt_change_assignee (audience, audience->author);
}

void
pt_change_requester (PtAudience *audience, PtId person)
{
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_SET, audience->ticket);
  action->value = PT_FIELD_REQUESTER;
  action->other = person;
  pt_leave_as_requester (audience, audience->requester);
  audience->requester = person;
  pt_event_add_about (audience->decision, audience->ticket, audience->author, "requester-changed", person);
  if (audience->view && pt_ticket_view_has (audience->view, person, PT_RELATION_CC)) {
    PtAction *drop = pt_decision_add (audience->decision, PT_ACTION_UNRELATE, audience->ticket);
    drop->person = person;
    drop->value = PT_RELATION_CC;
    pt_event_add_about (audience->decision, audience->ticket, audience->author, "cc-removed", person);
  }
}
