#include "core/change.h"

#include "core/leave.h"
#include "core/linked.h"

/* Returns the event. */
static PtId
assign (PtWork *work, PtId ticket, PtId person)
{
  pt_work_set_assignee (work, ticket, person);
  PtId event = pt_work_event_about (work, ticket, work->author.id, person ? PT_EVENT_ASSIGNED : PT_EVENT_UNASSIGNED,
                                    person);
  if (person && pt_work_has (work, ticket, person, PT_RELATION_FOLLOWER))
    pt_change_unfollow (work, ticket, person);
  if (person && pt_work_ticket (work, ticket)->status == PT_STATUS_NEW)
    pt_change_status (work, ticket, PT_STATUS_OPEN);
  return event;
}

/* A reopened ticket stays with its assignee; one that nobody has returns to who solved it, if they are still an agent
 * (L5).  The mail that reopened it is told to them as to any assignee. */
static void
return_to_solver (PtWork *work, PtId ticket)
{
  const PtTicket *reopened = pt_work_ticket (work, ticket);
  const PtPerson *person = pt_work_person (work, reopened->solved_by);
  if (reopened->assignee || !person || !pt_person_is_internal (person) || person->role == PT_ROLE_LIGHT_AGENT)
    return;
  PtId event = assign (work, ticket, person->id);
  if (!work->c->message)
    pt_work_happened (work, PT_HAPPENED_ASSIGNED, ticket, person->id, event);
}

/* L4: solved by the tracker, a ticket that nobody has is the author's, where they may have it at all (R10, R18). */
static gboolean
may_solve_linked (const PtWork *work, PtId other)
{
  return pt_work_ticket (work, other)->assignee
         || (pt_change_may_solve (work, other) && pt_work_standing (work, other, work->author.id).may_edit);
}

/* The status of a tracker becomes that of its customer tickets, and so reaches their customers (D8). */
static void
change_linked (PtWork *work, PtId id)
{
  const PtTicket *ticket = pt_work_ticket (work, id);
  if (ticket->category != PT_CATEGORY_TRACKER || ticket->status == PT_STATUS_CLOSED)
    return;
  g_autoptr (GArray) others = pt_linked_with (work, id);
  for (guint i = 0; i < others->len; i++) {
    PtId other = g_array_index (others, PtId, i);
    if (ticket->status != PT_STATUS_SOLVED || may_solve_linked (work, other))
      pt_change_status (work, other, ticket->status);
  }
}

/* Nothing waits for an answer any more. */
static void
end_waiting (PtWork *work, PtId ticket)
{
  if (pt_work_ticket (work, ticket)->waiting_at)
    pt_work_set_number (work, ticket, PT_FIELD_WAITING_AT, 0);
  if (pt_work_ticket (work, ticket)->waiting_told)
    pt_work_set_number (work, ticket, PT_FIELD_WAITING_TOLD, 0);
}

void
pt_change_status (PtWork *work, PtId ticket, PtStatus status)
{
  const PtStatus was = pt_work_ticket (work, ticket)->status;
  const gboolean by_agent = status == PT_STATUS_SOLVED && work->author.internal;
  if (was == status || status == PT_STATUS_NEW)
    return;
  pt_work_set_status (work, ticket, status, by_agent ? work->author.id : 0);
  g_autofree char *detail = g_strdup_printf ("%s to %s", pt_status_name (was), pt_status_name (status));
  PtId event = pt_work_event (work, ticket, work->author.id, PT_EVENT_CHANGED (PT_FIELD_STATUS), detail);
  pt_work_happened (work, PT_HAPPENED_STATUS, ticket, 0, event);
  if (status >= PT_STATUS_PENDING)
    end_waiting (work, ticket);
  change_linked (work, ticket);
  if (status == PT_STATUS_SOLVED && !pt_work_ticket (work, ticket)->assignee)
    pt_change_assignee (work, ticket, work->author.id);
  if (was >= PT_STATUS_SOLVED && status < PT_STATUS_SOLVED)
    return_to_solver (work, ticket);
}

gboolean
pt_change_may_solve (const PtWork *work, PtId ticket)
{
  return pt_work_ticket (work, ticket)->assignee || pt_work_rules (work, ticket)->auto_assign_on_solve;
}

void
pt_change_unfollow (PtWork *work, PtId ticket, PtId person)
{
  if (pt_work_unrelate (work, ticket, person, PT_RELATION_FOLLOWER))
    pt_work_event_about (work, ticket, work->author.id, PT_EVENT_FOLLOWER_REMOVED, person);
}

void
pt_change_assignee (PtWork *work, PtId ticket, PtId person)
{
  PtId event = assign (work, ticket, person);
  pt_work_happened (work, PT_HAPPENED_ASSIGNED, ticket, person, event);
}

static PtId
log_field (PtWork *work, PtId ticket, PtTicketField field, const char *words)
{
  return pt_work_event (work, ticket, work->author.id, PT_EVENT_CHANGED (field), words);
}

void
pt_change_division (PtWork *work, PtId ticket, const PtDivision *division)
{
  pt_work_set_number (work, ticket, PT_FIELD_DIVISION, division ? division->id : 0);
  PtId event = log_field (work, ticket, PT_FIELD_DIVISION, division ? division->name : "none");
  pt_work_happened (work, PT_HAPPENED_DIVISION, ticket, pt_work_ticket (work, ticket)->assignee, event);
}

void
pt_change_number (PtWork *work, PtId ticket, PtTicketField field, gint64 number, const char *words)
{
  pt_work_set_number (work, ticket, field, number);
  log_field (work, ticket, field, words);
}

void
pt_change_text (PtWork *work, PtId ticket, PtTicketField field, const char *text)
{
  pt_work_set_text (work, ticket, field, text);
  log_field (work, ticket, field, text);
}

PtId
pt_change_default_division (const PtCase *a_case, const PtRules *rules)
{
  const char *name = rules->division;
  const PtDivision *division = *name ? pt_snapshot_division_by_name (a_case->snapshot, name) : NULL;
  return division ? division->id : 0;
}

void
pt_change_waiting (PtWork *work, const PtComment *comment)
{
  const PtTicket *ticket = pt_work_ticket (work, comment->ticket);
  const PtPerson *author = pt_work_person (work, comment->author);
  gboolean inside = author && pt_person_is_internal (author) && author->id != ticket->requester;
  if (comment->is_private)
    return;
  if (inside)
    end_waiting (work, comment->ticket);
  else if (!ticket->waiting_at)
    pt_work_set_number (work, comment->ticket, PT_FIELD_WAITING_AT, work->c->now);
}

void
pt_change_first_response (PtWork *work, const PtComment *comment)
{
  const PtTicket *ticket = pt_work_ticket (work, comment->ticket);
  if (comment->is_private || !work->author.internal || work->author.id == ticket->requester)
    return;
  pt_work_know (work, ticket->requester);
  if (!ticket->responded_at)
    pt_work_set_number (work, comment->ticket, PT_FIELD_RESPONDED_AT, work->c->now);
  if (pt_work_rules (work, comment->ticket)->auto_assign_first_responder && !ticket->assignee)
    pt_change_assignee (work, comment->ticket, work->author.id);
}

void
pt_change_requester (PtWork *work, PtId ticket, PtId person)
{
  const PtId before = pt_work_ticket (work, ticket)->requester;
  pt_work_set_number (work, ticket, PT_FIELD_REQUESTER, person);
  pt_leave_as_requester (work, ticket, before);
  pt_work_event_about (work, ticket, work->author.id, PT_EVENT_CHANGED (PT_FIELD_REQUESTER), person);
  if (pt_work_unrelate (work, ticket, person, PT_RELATION_CC))
    pt_work_event_about (work, ticket, work->author.id, PT_EVENT_CC_REMOVED, person);
}
