#include "core/unsend.h"

/* A copy that is being sent may arrive, and one that came back was out of our hands. */
static gboolean
is_out (const PtOutboxItem *item)
{
  const PtOutboxState state = item->state;
  return pt_notify_kind_is_outside (item->notification.kind)
         && (state == PT_OUTBOX_SENDING || state == PT_OUTBOX_SENT || state == PT_OUTBOX_UNKNOWN
             || state == PT_OUTBOX_BOUNCED);
}

static void
add_name (GString *names, const char *name)
{
  g_string_append_printf (names, "%s%s", names->len ? ", " : "", name);
}

/* To some its author mailed it, and there was no need of a copy (S3). */
static char *
who_has_it (const PtWork *work)
{
  const GPtrArray *copies = work->c->snapshot->copies;
  const GArray *holders = work->c->snapshot->holders;
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < holders->len; i++) {
    const PtPerson *person = pt_work_person (work, g_array_index (holders, PtId, i));
    const PtPersonAddress *address = person ? pt_person_primary (person) : NULL;
    if (address)
      add_name (names, address->address);
  }
  for (guint i = 0; i < copies->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (copies, i);
    if (is_out (item))
      add_name (names, item->notification.address);
  }
  return names->len ? g_strdup_printf ("too late: it is mailed already to %s", names->str) : NULL;
}

char *
pt_unsend_refusal (const PtWork *work)
{
  const PtComment *comment = work->c->snapshot->kept;
  const PtPerson *author = comment ? pt_work_person (work, comment->author) : NULL;
  if (!comment)
    return g_strdup ("there is no such comment");
  if (comment->is_private)
    return g_strdup ("it is a note already, and mailed to nobody outside");
  if (!author || author->role == PT_ROLE_END_USER)
    return g_strdup ("only what one of us wrote can be taken back");
  return who_has_it (work);
}

static void
cancel_copies (PtWork *work)
{
  const GPtrArray *copies = work->c->snapshot->copies;
  for (guint i = 0; i < copies->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (copies, i);
    if (item->state != PT_OUTBOX_DUE && item->state != PT_OUTBOX_HELD)
      continue;
    if (item->notification.also && item->notification.also->len)
      pt_work_unjoin (work, item, work->c->snapshot->kept->id);
    else
      pt_work_cancel (work, item);
  }
}

/* What the comment had answered is unanswered again: nobody falls silent by it (J29, F2). */
static void
wait_again (PtWork *work, PtId id)
{
  const PtComment *last = work->c->snapshot->last_public;
  const PtPerson *author = last ? pt_work_person (work, last->author) : NULL;
  const PtTicket *ticket = pt_work_ticket (work, id);
  if (ticket->status == PT_STATUS_CLOSED)
    return;
  if (ticket->responded_at && ticket->responded_at == work->c->snapshot->kept->at)
    pt_work_set_number (work, id, PT_FIELD_RESPONDED_AT, 0);
  if (author && author->role == PT_ROLE_END_USER && ticket->status < PT_STATUS_PENDING && !ticket->waiting_at)
    pt_work_set_number (work, id, PT_FIELD_WAITING_AT, last->at);
}

PtId
pt_unsend (PtWork *work, PtId ticket)
{
  const PtComment *comment = work->c->snapshot->kept;
  g_autofree char *detail = g_strdup_printf ("comment %" G_GINT64_FORMAT " is mailed to nobody, and a note now",
                                             comment->id);
  cancel_copies (work);
  pt_work_keep (work, comment->ticket, comment->id);
  wait_again (work, ticket);
  return pt_work_event (work, ticket, work->author.id, PT_EVENT_TAKEN_BACK, detail);
}
