#include "core/audience.h"

#include "core/events.h"

#include <string.h>

void
pt_audience_init (PtAudience *audience, const PtCase *a_case, const PtRules *rules, PtDecision *decision)
{
  *audience = (PtAudience) { .c = a_case, .rules = rules, .decision = decision };
  audience->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
pt_audience_clear (PtAudience *audience)
{
  g_clear_pointer (&audience->told, g_hash_table_unref);
}

void
pt_audience_take (PtAudience *audience, const PtTicket *ticket, const PtTicketView *view)
{
  audience->view = view;
  audience->ticket = ticket->id;
  audience->requester = ticket->requester;
  audience->assignee = ticket->assignee;
  audience->status = ticket->status;
  audience->unshared = !ticket->shared;
  audience->machine = ticket->machine;
  audience->division = ticket->division;
  audience->restricted = ticket->restricted;
}

const PtPerson *
pt_audience_person (const PtAudience *audience, PtId id)
{
  if (id >= 0)
    return id ? pt_snapshot_person (audience->c->snapshot, id) : NULL;
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_PERSON && action->new_person->id == id)
      return action->new_person;
  }
  return NULL;
}

static gboolean
is_gone (const PtAudience *audience, PtId person, PtRelation relation)
{
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_UNRELATE && action->ticket == audience->ticket && action->person == person &&
        action->value == (int) relation)
      return TRUE;
  }
  return FALSE;
}

GArray *
pt_audience_people (const PtAudience *audience, PtRelation relation)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; audience->view && i < audience->view->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (audience->view->people, PtTicketPerson, i);
    if (one->relation == relation && !is_gone (audience, one->person, relation))
      g_array_append_val (people, one->person);
  }
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_RELATE && action->ticket == audience->ticket && action->value == (int) relation)
      g_array_append_val (people, action->person);
  }
  return people;
}

gboolean
pt_audience_has (const PtAudience *audience, PtId person, PtRelation relation)
{
  gboolean has = audience->view && pt_ticket_view_has (audience->view, person, relation);
  for (guint i = 0; i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    gboolean comes = action->kind == PT_ACTION_RELATE, goes = action->kind == PT_ACTION_UNRELATE;
    if ((comes || goes) && action->ticket == audience->ticket && action->person == person &&
        action->value == (int) relation)
      has = comes;
  }
  return has;
}

const PtPersonAddress *
pt_audience_reach (const PtAudience *audience, const PtPerson *person)
{
  const PtPersonAddress *address = person && person->state == PT_PERSON_ACTIVE ? pt_person_primary (person) : NULL;
  /* nothing here speaks SMTPUTF8 yet */
  if (!address || address->state == PT_ADDRESS_UNDELIVERABLE || !pt_address_is_mailable (address->address, FALSE) ||
      pt_policy_owns_address (audience->c->policy, address->key)) /* O1: the desk never mails itself */
    return NULL;
  return address;
}

/* Kinds that are off (H4), people outside of what is not shared (D2), automatic mail to machines (S10). */
static gboolean
is_silent (const PtAudience *audience, PtNotifyKind kind)
{
  if (audience->rules->notify_off && g_strv_contains ((const char *const *) audience->rules->notify_off, pt_notify_kind_name (kind)))
    return TRUE;
  if (!pt_notify_kind_is_outside (kind))
    return FALSE;
  return audience->unshared || (audience->machine && pt_notify_kind_auto_submitted (kind));
}

gboolean
pt_audience_tell (PtAudience *audience, PtNotifyKind kind, PtId person_id, const PtComment *comment, PtId event, PtTime delay)
{
  const PtPerson *person = pt_audience_person (audience, person_id);
  const PtPersonAddress *address = pt_audience_reach (audience, person);
  if (!address || is_silent (audience, kind) || g_hash_table_contains (audience->told, address->key))
    return FALSE;
  g_hash_table_add (audience->told, g_strdup (address->key));
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_NOTIFY, audience->ticket);
  action->notification = pt_notification_new (kind, audience->ticket, person_id, address->address);
  action->notification->comment = comment ? comment->id : 0;
  action->notification->event = event;
  action->notification->due_at = audience->c->now + delay;
  action->notification->joins = kind == PT_NOTIFY_REPLY && delay > 0;
  return TRUE;
}

/* Internal mail may hold private text: role and rights are looked at here once more, as the ticket will be (FW19, R18, T035). */
gboolean
pt_audience_tell_inside (PtAudience *audience, PtNotifyKind kind, PtId person_id, const PtComment *comment, PtId event)
{
  const PtPerson *person = pt_audience_person (audience, person_id);
  if (person_id == audience->author || !person || !pt_audience_may_read (audience, person))
    return FALSE;
  return pt_audience_tell (audience, kind, person_id, comment, event, 0);
}

/* The snapshot holds the staff of every mailbox; whom new tickets of this one go to its own rules say (X28). */
void
pt_audience_tell_staff (PtAudience *audience, PtNotifyKind kind, const PtComment *comment, PtId event)
{
  const GPtrArray *staff = audience->c->snapshot->staff;
  const char *const *roles = (const char *const *) audience->rules->notify_new;
  for (guint i = 0; i < staff->len; i++) {
    const PtPerson *person = g_ptr_array_index (staff, i);
    if (g_strv_contains (roles, pt_role_name (person->role)))
      pt_audience_tell_inside (audience, kind, person->id, comment, event);
  }
}

gboolean
pt_audience_is_reopened (const PtAudience *audience)
{
  return audience->changed && audience->status_was == PT_STATUS_SOLVED && audience->status < PT_STATUS_SOLVED;
}
