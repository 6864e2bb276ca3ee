#include "core/linked.h"

/* Whether OTHER is a customer ticket that hears of what happens on TICKET. */
static gboolean
is_linked (const PtTicket *other, const PtTicket *ticket)
{
  if (other->category != PT_CATEGORY_CUSTOMER || other->deleted || other->merged_into
      || other->status == PT_STATUS_CLOSED) /* it closes by its own clock (L6) */
    return FALSE;
  return ticket->category == PT_CATEGORY_TRACKER ? other->linked_to == ticket->id
         : ticket->category == PT_CATEGORY_BACK_OFFICE && ticket->linked_to == other->id;
}

GArray *
pt_linked_with (const PtWork *work, PtId id)
{
  const GPtrArray *tickets = work->c->snapshot->tickets;
  const PtTicket *ticket = pt_work_ticket (work, id);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; id > 0 && i < tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (tickets, i);
    if (is_linked (pt_work_ticket (work, view->ticket->id), ticket))
      g_array_append_val (found, view->ticket->id);
  }
  return found;
}

static void
copy_note (PtWork *work, const PtComment *comment, PtId to)
{
  PtComment *copy = pt_comment_new (0, to, comment->author);
  copy->is_private = TRUE;
  copy->channel = comment->channel;
  copy->author_address = g_strdup (comment->author_address);
  g_free (copy->text);
  copy->text = g_strdup (comment->text);
  copy->at = comment->at;
  copy->flags = comment->flags;
  pt_work_new_comment (work, copy, PT_REACH_COPY);
  pt_work_event (work, to, comment->author, PT_EVENT_NOTE_ADDED, NULL);
}

/* What is for few stays with them: a note goes to no ticket that more people may read. */
static gboolean
may_tell (const PtTicket *from, const PtTicket *to)
{
  return !from->restricted || (to->restricted && to->division == from->division);
}

void
pt_linked_note (PtWork *work, const PtComment *comment)
{
  const PtTicket *ticket = pt_work_ticket (work, comment->ticket);
  if (!comment->is_private)
    return;
  g_autoptr (GArray) others = pt_linked_with (work, comment->ticket);
  for (guint i = 0; i < others->len; i++) {
    PtId other = g_array_index (others, PtId, i);
    if (may_tell (ticket, pt_work_ticket (work, other)))
      copy_note (work, comment, other);
  }
}
