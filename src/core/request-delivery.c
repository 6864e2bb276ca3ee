/* Requests about mail that did not arrive, about addresses, and about customers who wait. */
#include "base/clock.h"
#include "core/request-asking.h"
#include "core/undelivered.h"

/* An answer of a server begins with its code; what else stands there is trouble of ours, or of the way there. */
static PtDelivery
said_at_last (const PtOutboxItem *item)
{
  const char *answer = item->answer ? item->answer : "";
  gboolean refused = item->state == PT_OUTBOX_FAILED && answer[0] == '5' && g_ascii_isdigit (answer[1])
                     && g_ascii_isdigit (answer[2]);
  return refused ? pt_delivery_of_words ("", answer) : PT_DELIVERY_LATE;
}

static gboolean
is_late (const PtAsking *a, const PtOutboxItem *item)
{
  const PtId ticket = item->notification.ticket;
  const PtRules *rules = ticket ? pt_work_rules (a->work, ticket) : a->c->policy->rules;
  const PtTime most = rules->delay_told;
  return most > 0 && item->state == PT_OUTBOX_DUE && item->told == PT_TOLD_NOTHING && item->tried_at > 0
         && a->c->now - item->tried_at >= most;
}

void
pt_asking_unsent (PtAsking *a)
{
  const PtOutboxItem *item = pt_snapshot_outbox (a->c->snapshot, a->request->row);
  if (!item) {
    pt_asking_refuse (a, "", "there is no such row of the outbox");
    return;
  }
  const char *answer = item->answer ? item->answer : "";
  if (item->told == PT_TOLD_WAITS && item->state == PT_OUTBOX_DROPPED)
    pt_undelivered_dropped (a->work, item, answer);
  else if (item->told == PT_TOLD_WAITS)
    pt_undelivered_take (a->work, item, said_at_last (item), answer);
  else if (is_late (a, item))
    pt_undelivered_take (a->work, item, PT_DELIVERY_DELAYED, answer);
  else
    pt_asking_refuse (a, "J4", "there is nothing to tell of this mail");
}

void
pt_asking_deliverable (PtAsking *a)
{
  const PtPerson *person = pt_snapshot_person (a->c->snapshot, a->request->person);
  g_autofree char *key = pt_address_key (a->request->value ? a->request->value : "");
  const char *why = a->request->actor ? "said by hand" : "tried again";
  if (!person || !key || !pt_person_has_key (person, key))
    pt_asking_refuse (a, "J3", "this person has no such address");
  else if (!pt_undelivered_try_again (a->work, person, key, 0, a->request->actor, PT_NEWS_DELIVERABLE, why))
    pt_asking_nothing (a, "mail is sent to this address anyway");
}

enum { MOST_STEPS = 3 }; /* assignee, division, owner */

void
pt_asking_unanswered (PtAsking *a)
{
  const PtTicket *ticket = a->facts->match->view ? a->facts->match->view->ticket : NULL;
  const PtTime after = a->facts->rules->unanswered_after;
  if (!ticket || ticket->deleted || ticket->merged_into || ticket->status >= PT_STATUS_SOLVED || !ticket->waiting_at
      || !after) {
    pt_asking_refuse (a, "J29", "nobody waits for an answer");
    return;
  }
  guint step = (guint) MIN ((a->c->now - ticket->waiting_at) / after, MOST_STEPS);
  if (step <= ticket->waiting_told) {
    pt_asking_refuse (a, "J29", "there is time yet");
    return;
  }
  pt_work_set_number (a->work, a->ticket, PT_FIELD_WAITING_TOLD, step);
  g_autofree char *since = pt_time_to_iso (ticket->waiting_at, FALSE);
  PtId event = pt_work_event (a->work, a->ticket, 0, PT_EVENT_UNANSWERED, since);
  pt_work_happened (a->work, PT_HAPPENED_UNANSWERED, a->ticket, 0, event);
}
