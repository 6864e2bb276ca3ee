#include "tests/lib/memstore.h"

static void
message_free (gpointer data)
{
  PtMemMessage *message = data;
  g_free (message->mailbox);
  g_free (message->sender_key);
  g_free (message->message_id);
  g_free (message->subject);
  g_free (message->from);
  g_free (message->excerpt);
  g_free (message);
}

static void
event_free (gpointer data)
{
  PtMemEvent *event = data;
  g_free (event->kind);
  g_free (event->detail);
  g_free (event);
}

static void
link_free (gpointer data)
{
  PtMemLink *link = data;
  g_free (link->kind);
  g_free (link);
}

static void
report_free (gpointer data)
{
  g_free (((PtMemReport *) data)->key);
  g_free (data);
}

PtMemstore *
pt_memstore_new (void)
{
  PtMemstore *store = g_new0 (PtMemstore, 1);
  store->persons = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  store->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_ticket_view_free);
  store->comments = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_comment_free);
  store->known = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_known_id_free);
  store->outbox = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_outbox_item_free);
  store->reports = g_ptr_array_new_with_free_func (report_free);
  store->messages = g_ptr_array_new_with_free_func (message_free);
  store->events = g_ptr_array_new_with_free_func (event_free);
  store->links = g_ptr_array_new_with_free_func (link_free);
  store->divisions = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_division_free);
  store->companies = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_company_free);
  return store;
}

void
pt_memstore_free (PtMemstore *store)
{
  if (!store)
    return;
  g_ptr_array_unref (store->persons);
  g_ptr_array_unref (store->tickets);
  g_ptr_array_unref (store->comments);
  g_ptr_array_unref (store->known);
  g_ptr_array_unref (store->outbox);
  g_ptr_array_unref (store->reports);
  g_ptr_array_unref (store->messages);
  g_ptr_array_unref (store->events);
  g_ptr_array_unref (store->links);
  g_ptr_array_unref (store->divisions);
  g_ptr_array_unref (store->companies);
  g_free (store);
}

PtPerson *
pt_memstore_person (const PtMemstore *store, PtId id)
{
  for (guint i = 0; i < store->persons->len; i++) {
    PtPerson *person = g_ptr_array_index (store->persons, i);
    if (person->id == id)
      return person;
  }
  return NULL;
}

PtTicketView *
pt_memstore_ticket (const PtMemstore *store, PtId id)
{
  for (guint i = 0; i < store->tickets->len; i++) {
    PtTicketView *view = g_ptr_array_index (store->tickets, i);
    if (view->ticket->id == id)
      return view;
  }
  return NULL;
}

PtComment *
pt_memstore_comment (const PtMemstore *store, PtId id)
{
  for (guint i = 0; i < store->comments->len; i++) {
    PtComment *comment = g_ptr_array_index (store->comments, i);
    if (comment->id == id)
      return comment;
  }
  return NULL;
}

PtOutboxItem *
pt_memstore_outbox (const PtMemstore *store, PtId id)
{
  for (guint i = 0; i < store->outbox->len; i++) {
    PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if (item->id == id)
      return item;
  }
  return NULL;
}

PtKnownId *
pt_memstore_known (const PtMemstore *store, const char *id)
{
  for (guint i = 0; i < store->known->len; i++) {
    PtKnownId *known = g_ptr_array_index (store->known, i);
    if (g_str_equal (known->id, id))
      return known;
  }
  return NULL;
}

PtMemMessage *
pt_memstore_add_message (PtMemstore *store, PtId id)
{
  PtMemMessage *message = g_new0 (PtMemMessage, 1);
  message->id = id;
  g_ptr_array_add (store->messages, message);
  return message;
}

PtMemEvent *
pt_memstore_add_event (PtMemstore *store, PtId id, PtId ticket, PtId actor, const char *kind, const char *detail)
{
  PtMemEvent *event = g_new0 (PtMemEvent, 1);
  event->id = id;
  event->ticket = ticket;
  event->actor = actor;
  event->kind = g_strdup (kind);
  event->detail = g_strdup (detail);
  g_ptr_array_add (store->events, event);
  return event;
}

PtMemLink *
pt_memstore_add_link (PtMemstore *store, PtId ticket, PtId other, const char *kind)
{
  PtMemLink *link = g_new0 (PtMemLink, 1);
  link->ticket = ticket;
  link->other = other;
  link->kind = g_strdup (kind);
  g_ptr_array_add (store->links, link);
  return link;
}

/* By relation, then by person: the order in which everybody is told. */
static int
compare_people (gconstpointer a, gconstpointer b)
{
  const PtTicketPerson *x = a, *y = b;
  if (x->relation != y->relation)
    return (x->relation > y->relation) - (x->relation < y->relation);
  return (x->person > y->person) - (x->person < y->person);
}

PtTicketView *
pt_memstore_view_copy (const PtMemstore *store, const PtTicketView *view)
{
  PtTicketView *copy = pt_ticket_view_new (pt_ticket_copy (view->ticket));
  g_array_append_vals (copy->people, view->people->data, view->people->len);
  g_array_sort (copy->people, compare_people);
  for (guint i = 0; i < store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (store->comments, i);
    if (comment->ticket == view->ticket->id && comment->is_private)
      copy->private_comments++;
    else if (comment->ticket == view->ticket->id)
      copy->public_comments++;
  }
  return copy;
}
