/* Requests about what people outside know of a ticket: its category, sharing, links, what they have seen; and the
 * reminder of a first answer (D1-D10, X22). */
#include "core/request-asking.h"
#include "core/change.h"

#include "base/clock.h"

/* What people outside were to be sent of a ticket that they shall not know any more is not sent (D10). */
static void
set_shared (PtAsking *a, gboolean shared)
{
  const GPtrArray *unsent = a->c->snapshot->unsent;
  pt_change_number (a->work, a->ticket, PT_FIELD_SHARED, shared, shared ? "yes" : "no");
  if (shared)
    pt_work_happened (a->work, PT_HAPPENED_SHARED, a->ticket, 0, 0);
  for (guint i = 0; i < unsent->len && !shared; i++) {
    const PtOutboxItem *item = g_ptr_array_index (unsent, i);
    if (item->notification.ticket == a->ticket && pt_notify_kind_is_outside (item->notification.kind))
      pt_work_cancel (a->work, item);
  }
}

/* A customer ticket is always shared, a tracker never (D1, X22). */
void
pt_asking_category (PtAsking *a)
{
  const PtTicket *ticket = a->facts->match->view->ticket;
  PtCategory category = (PtCategory) a->request->number;
  gboolean shared = category == PT_CATEGORY_CUSTOMER;
  if (category == ticket->category)
    pt_asking_nothing (a, "it is so already");
  else if (ticket->linked_to)
    pt_asking_refuse (a, "D8", "the ticket is linked with another one: end that first");
  else {
    pt_change_number (a->work, a->ticket, PT_FIELD_CATEGORY, category, pt_category_name (category));
    if (shared != ticket->shared)
      set_shared (a, shared);
  }
}

void
pt_asking_share (PtAsking *a)
{
  const PtTicket *ticket = a->facts->match->view->ticket;
  gboolean shared = a->request->number != 0;
  if (shared == ticket->shared)
    pt_asking_nothing (a, "it is so already");
  else if (ticket->category != PT_CATEGORY_BACK_OFFICE)
    pt_asking_refuse (a, "D1 X22", "a customer ticket is always shared, and a tracker never");
  else
    set_shared (a, shared);
}

/* Of a conversation there is one customer ticket, one tracker, and any number of back-office tickets (D8). */
static const char *
trouble_with_link (const PtTicket *ticket, const PtTicketView *other)
{
  PtCategory wanted = ticket->category == PT_CATEGORY_CUSTOMER ? PT_CATEGORY_TRACKER : PT_CATEGORY_CUSTOMER;
  if (!other || other->ticket->deleted || other->ticket->merged_into)
    return "there is no such ticket to link with";
  if (ticket->category == PT_CATEGORY_TRACKER || other->ticket->category != wanted)
    return "a customer ticket is linked with its tracker, a back-office ticket with its customer ticket";
  return ticket->linked_to && ticket->linked_to != other->ticket->id ? "it is linked already: end that first" : NULL;
}

/* By a link, notes of the one come to stand on the other. */
static gboolean
may_edit (const PtAsking *a, const PtTicketView *view)
{
  return pt_standing_of (NULL, view, a->actor).may_edit;
}

void
pt_asking_link (PtAsking *a)
{
  const PtTicket *ticket = a->facts->match->view->ticket;
  PtId other = a->request->other;
  const PtTicketView *view = other ? pt_snapshot_ticket (a->c->snapshot, other) : NULL;
  const char *trouble = other ? trouble_with_link (ticket, view) : NULL;
  if (view && !may_edit (a, view)) {
    pt_asking_refuse (a, "R8 R18", "this person may not edit the ticket to link with");
    return;
  }
  g_autofree char *words = other ? g_strdup_printf ("#%" G_GINT64_FORMAT, other) : g_strdup ("none");
  if (trouble)
    pt_asking_refuse (a, "D8", trouble);
  else if (other == ticket->linked_to)
    pt_asking_nothing (a, "it is so already");
  else
    pt_change_number (a->work, a->ticket, PT_FIELD_LINKED_TO, other, words);
}

void
pt_asking_seen (PtAsking *a)
{
  const PtPerson *person = pt_snapshot_person (a->c->snapshot, a->request->person);
  if (!person) {
    pt_asking_refuse (a, "D9", "there is no such person");
    return;
  }
  pt_work_see (a->work, a->ticket, person->id, 0);
  pt_work_event_about (a->work, a->ticket, a->actor->id, PT_EVENT_SEEN, person->id);
}

void
pt_asking_remind (PtAsking *a)
{
  const PtTicket *ticket = a->facts->match->view ? a->facts->match->view->ticket : NULL;
  const PtRules *rules = a->facts->rules;
  if (!ticket || ticket->deleted || ticket->status >= PT_STATUS_SOLVED || ticket->responded_at
      || ticket->reminded_at || rules->sla_first_response == 0) {
    pt_asking_refuse (a, "", "nobody has to be reminded");
    return;
  }
  PtTime due = ticket->created_at + rules->sla_first_response;
  if (a->c->now < due - MIN (rules->sla_reminder, rules->sla_first_response)) {
    pt_asking_refuse (a, "", "there is time yet");
    return;
  }
  pt_work_set_number (a->work, a->ticket, PT_FIELD_REMINDED_AT, a->c->now);
  g_autofree char *time = pt_time_to_iso (due, FALSE);
  PtId event = pt_work_event (a->work, a->ticket, 0, PT_EVENT_FIRST_RESPONSE_DUE, time);
  pt_work_happened (a->work, PT_HAPPENED_DUE, a->ticket, 0, event);
}
