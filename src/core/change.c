#include "core/change.h"

#include "core/events.h"

void
pt_change_status (PtAudience *audience, PtStatus status)
{
  if (audience->status == status || status == PT_STATUS_NEW)
    return;
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_STATUS, audience->ticket);
  action->value = status;
  g_autofree char *detail = g_strdup_printf ("%s to %s", pt_status_name (audience->status), pt_status_name (status));
  pt_event_add (audience->decision, audience->ticket, audience->author, "status-changed", detail);
  audience->status = status;
  if (status == PT_STATUS_SOLVED && !audience->assignee)
    pt_change_assignee (audience, audience->author);
}

gboolean
pt_change_may_solve (const PtAudience *audience)
{
  return audience->assignee || audience->rules->auto_assign_on_solve;
}

void
pt_change_assignee (PtAudience *audience, PtId person)
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
  if (person && audience->status == PT_STATUS_NEW)
    pt_change_status (audience, PT_STATUS_OPEN);
  pt_audience_tell_assignment (audience, event);
}

static void
set_field (PtAudience *audience, PtTicketField field, gint64 number, const char *text, const char *words)
{
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_SET, audience->ticket);
  g_autofree char *kind = g_strconcat (pt_ticket_field_name (field), "-changed", NULL);
  action->value = (int) field;
  action->other = number;
  action->text = g_strdup (text);
  pt_event_add (audience->decision, audience->ticket, audience->author, kind, words);
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
