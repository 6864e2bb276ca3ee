/* The changes of work.h: each is recorded as the action that carries it out. */
#include "core/work.h"

static PtAction *
add (PtWork *work, PtActionKind kind, PtId ticket)
{
  return pt_decision_add (work->decision, kind, ticket);
}

/* --- what is made --- */

PtId
pt_work_new_person (PtWork *work, PtPerson *person)
{
  PtAction *action = add (work, PT_ACTION_PERSON, 0);
  action->new_person = person;
  action->id = person->id = --work->last_person;
  g_hash_table_insert (work->persons, &person->id, person);
  for (guint i = 0; i < person->addresses->len; i++)
    g_hash_table_insert (work->keys, ((PtPersonAddress *) g_ptr_array_index (person->addresses, i))->key, person);
  return person->id;
}

PtId
pt_work_new_ticket (PtWork *work, PtTicket *ticket)
{
  ticket->id = --work->last_ticket;
  PtAction *action = add (work, PT_ACTION_TICKET, ticket->id);
  action->new_ticket = ticket;
  action->id = ticket->id;
  pt_work_add_ticket (work, ticket);
  return ticket->id;
}

PtComment *
pt_work_new_comment (PtWork *work, PtComment *comment, PtReach reach)
{
  PtAction *action = add (work, PT_ACTION_COMMENT, comment->ticket);
  const PtWorkComment written = { comment, reach };
  g_array_append_val (work->comments, written);
  action->comment = comment;
  action->id = comment->id = -(PtId) work->comments->len;
  return comment;
}

/* --- a ticket --- */

void
pt_work_set_status (PtWork *work, PtId ticket, PtStatus status, PtId by)
{
  PtAction *action = add (work, PT_ACTION_STATUS, ticket);
  PtTicket *one = pt_work_own_ticket (work, ticket);
  action->value = one->status = status;
  action->person = by;
  if (by)
    one->solved_by = by;
  if (status != PT_STATUS_CLOSED)
    one->solved_at = status == PT_STATUS_SOLVED ? work->c->now : 0;
}

void
pt_work_set_assignee (PtWork *work, PtId ticket, PtId person)
{
  add (work, PT_ACTION_ASSIGN, ticket)->person = person;
  pt_work_own_ticket (work, ticket)->assignee = person;
}

static void
set_field (PtWork *work, PtId ticket, PtTicketField field, gint64 number, const char *text)
{
  PtAction *action = add (work, PT_ACTION_SET, ticket);
  action->value = (int) field;
  action->other = number;
  action->text = g_strdup (text);
  pt_ticket_set (pt_work_own_ticket (work, ticket), field, number, text);
}

void
pt_work_set_number (PtWork *work, PtId ticket, PtTicketField field, gint64 number)
{
  set_field (work, ticket, field, number, NULL);
}

void
pt_work_set_text (PtWork *work, PtId ticket, PtTicketField field, const char *text)
{
  set_field (work, ticket, field, 0, text);
}

static gboolean
put (PtWork *work, PtId ticket, const PtTicketPerson *entry, gboolean on)
{
  if (!pt_work_put_person (work, ticket, entry, on))
    return FALSE;
  PtAction *action = add (work, on ? PT_ACTION_RELATE : PT_ACTION_UNRELATE, ticket);
  action->person = entry->person;
  action->value = entry->relation;
  action->other = entry->added_by;
  action->brought = entry->brought;
  return TRUE;
}

gboolean
pt_work_relate (PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  const PtTicketPerson entry = { .person = person, .relation = relation, .added_by = work->author.id,
                                 .brought = pt_work_is_from_outside (work) };
  return put (work, ticket, &entry, TRUE);
}

gboolean
pt_work_bring (PtWork *work, PtId ticket, const PtTicketPerson *entry)
{
  return put (work, ticket, entry, TRUE);
}

gboolean
pt_work_unrelate (PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  const PtTicketPerson entry = { .person = person, .relation = relation };
  return put (work, ticket, &entry, FALSE);
}

void
pt_work_know (PtWork *work, PtId person)
{
  const PtPerson *one = pt_work_person (work, person);
  if (one && !one->known && one->role == PT_ROLE_END_USER)
    add (work, PT_ACTION_KNOW, 0)->person = person;
}

/* --- its log --- */

static PtAction *
add_event (PtWork *work, PtId ticket, PtId actor, PtEventKind kind)
{
  PtAction *action = add (work, PT_ACTION_EVENT, ticket);
  action->id = --work->last_event;
  action->person = actor;
  action->value = kind;
  return action;
}

PtId
pt_work_event (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, const char *detail)
{
  add_event (work, ticket, actor, kind)->detail = g_strdup (detail);
  return work->last_event;
}

PtId
pt_work_event_about (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, PtId about)
{
  add_event (work, ticket, actor, kind)->other = about;
  return work->last_event;
}

PtId
pt_work_event_of (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, PtId about, const char *detail)
{
  PtAction *action = add_event (work, ticket, actor, kind);
  action->other = about;
  action->detail = g_strdup (detail);
  return work->last_event;
}

void
pt_work_happened (PtWork *work, PtHappenedKind kind, PtId ticket, PtId person, PtId event)
{
  const PtHappened what = { kind, ticket, person, event, NULL };
  g_array_append_val (work->happened, what);
}

void
pt_work_happened_to_mail (PtWork *work, PtHappenedKind kind, const PtNotification *mail, PtId event)
{
  const PtHappened what = { kind, mail->ticket, mail->person, event, mail };
  g_array_append_val (work->happened, what);
}

/* --- what hangs on it --- */

void
pt_work_learn_id (PtWork *work, PtId ticket, const char *id, PtKnownOrigin origin)
{
  PtAction *action = add (work, PT_ACTION_KNOWN_ID, ticket);
  action->text = g_strdup (id);
  action->value = origin;
}

void
pt_work_link (PtWork *work, PtId ticket, PtId other, const char *kind)
{
  PtAction *action = add (work, PT_ACTION_LINK, ticket);
  action->other = other;
  action->text = g_strdup (kind);
}

void
pt_work_cancel (PtWork *work, const PtOutboxItem *item)
{
  if (g_hash_table_add (work->cancelled, (gpointer) &item->id))
    add (work, PT_ACTION_CANCEL, item->notification.ticket)->other = item->id;
}

void
pt_work_keep (PtWork *work, PtId ticket, PtId comment)
{
  add (work, PT_ACTION_KEEP, ticket)->other = comment;
}

void
pt_work_unjoin (PtWork *work, const PtOutboxItem *item, PtId comment)
{
  PtAction *action = add (work, PT_ACTION_UNJOIN, item->notification.ticket);
  action->other = item->id;
  action->id = comment;
}

void
pt_work_bounce (PtWork *work, const PtOutboxItem *item, const char *words, PtReportWeight weight)
{
  PtAction *action = add (work, PT_ACTION_BOUNCE, item->notification.ticket);
  action->other = item->id;
  action->person = item->notification.person;
  action->value = weight;
  action->text = g_strdup (words);
}

void
pt_work_address (PtWork *work, PtId person, const char *key, PtAddressNews news)
{
  PtAction *action = add (work, PT_ACTION_ADDRESS, 0);
  action->person = person;
  action->text = g_strdup (key);
  action->value = news;
  work->heard = news == PT_NEWS_UNDELIVERABLE ? work->heard : action->text;
}

void
pt_work_told (PtWork *work, const PtOutboxItem *item, PtOutboxTold told)
{
  PtAction *action = add (work, PT_ACTION_TOLD, 0);
  action->other = item->id;
  action->value = told;
}

void
pt_work_absent (PtWork *work, PtId person, gboolean absent)
{
  PtAction *action = add (work, PT_ACTION_ABSENT, 0);
  action->person = person;
  action->value = absent;
}

void
pt_work_see (PtWork *work, PtId ticket, PtId person, PtId comment)
{
  PtAction *action = add (work, PT_ACTION_SEEN, ticket);
  action->person = person;
  action->other = comment;
}

void
pt_work_tell_held (PtWork *work, PtId message, PtId event, PtTelling telling)
{
  PtAction *action = add (work, PT_ACTION_TELL_HELD, 0);
  action->id = message;
  action->other = event;
  action->value = (int) telling;
}

void
pt_work_digest_held (PtWork *work, PtId event, guint days)
{
  PtAction *action = add (work, PT_ACTION_DIGEST_HELD, 0);
  action->other = event;
  action->value = (int) days;
}

void
pt_work_notify (PtWork *work, PtNotification *notification)
{
  add (work, PT_ACTION_NOTIFY, notification->ticket)->notification = notification;
}
