/* What a lookup asks, found by walking the lists. */
#include "base/clock.h"
#include "tests/lib/memstore.h"

static gboolean
has_id (const GArray *ids, PtId id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, PtId, i) == id)
      return TRUE;
  return FALSE;
}

static void
add_id (GArray *ids, PtId id)
{
  if (id > 0 && !has_id (ids, id))
    g_array_append_val (ids, id);
}

static void
gather_duplicates (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; lookup->has_digest && i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    if (memcmp (message->digest, lookup->digest, PT_SHA256_BYTES) != 0)
      continue;
    PtDuplicate *duplicate = g_new0 (PtDuplicate, 1);
    duplicate->message = message->id;
    duplicate->mailbox = g_strdup (message->mailbox);
    duplicate->ticket = message->ticket;
    duplicate->received_at = message->received_at;
    g_ptr_array_add (snapshot->duplicates, duplicate);
  }
}

static void
gather_known (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot, GArray *tickets)
{
  for (guint i = 0; i < lookup->ids->len; i++) {
    const PtKnownId *known = pt_memstore_known (store, g_ptr_array_index (lookup->ids, i));
    if (!known)
      continue;
    add_id (tickets, known->ticket);
    g_ptr_array_add (snapshot->known_ids, pt_known_id_new (known->id, known->ticket, known->origin, known->seen_at));
  }
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

static PtTicketView *
view_copy (const PtMemstore *store, const PtTicketView *view)
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

/* TICKETS grows while it is walked: a merged ticket brings the one that it went into. */
static void
gather_tickets (const PtMemstore *store, PtSnapshot *snapshot, GArray *tickets, GArray *persons)
{
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = pt_memstore_ticket (store, g_array_index (tickets, PtId, i));
    if (!view)
      continue;
    add_id (tickets, view->ticket->merged_into);
    add_id (persons, view->ticket->requester);
    add_id (persons, view->ticket->assignee);
    for (guint j = 0; j < view->people->len; j++) {
      const PtTicketPerson *one = &g_array_index (view->people, PtTicketPerson, j);
      if (one->relation != PT_RELATION_PARTICIPANT)
        add_id (persons, one->person);
    }
    g_ptr_array_add (snapshot->tickets, view_copy (store, view));
  }
}

static void
gather_persons (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot, GArray *persons)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    for (guint j = 0; j < lookup->addresses->len; j++)
      if (pt_person_has_key (person, g_ptr_array_index (lookup->addresses, j)))
        add_id (persons, person->id);
  }
  for (guint i = 0; i < persons->len; i++) {
    const PtPerson *person = pt_memstore_person (store, g_array_index (persons, PtId, i));
    if (person)
      pt_snapshot_add_person (snapshot, pt_person_copy (person));
  }
}

static void
gather_comments (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; i < lookup->comments->len; i++) {
    const PtComment *comment = pt_memstore_comment (store, g_array_index (lookup->comments, PtId, i));
    if (!comment)
      continue;
    const PtCommentRef ref = { comment->id, comment->ticket, comment->is_private };
    g_array_append_val (snapshot->comments, ref);
  }
}

static PtOutboxItem *
item_copy (const PtOutboxItem *item)
{
  PtOutboxItem *copy = pt_outbox_item_new ();
  g_free (copy->notification.address);
  g_free (copy->message_id);
  g_free (copy->answer);
  *copy = *item;
  copy->notification.address = g_strdup (item->notification.address);
  copy->message_id = g_strdup (item->message_id);
  copy->answer = g_strdup (item->answer);
  return copy;
}

/* A report is booked on the ticket of its row: that ticket and the recipient are wanted too. */
static void
gather_outbox (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot, GArray *tickets,
               GArray *persons)
{
  for (guint i = 0; i < lookup->outbox->len; i++) {
    const PtOutboxItem *item = pt_memstore_outbox (store, g_array_index (lookup->outbox, PtId, i));
    if (!item)
      continue;
    add_id (tickets, item->notification.ticket);
    add_id (persons, item->notification.person);
    g_ptr_array_add (snapshot->outbox, item_copy (item));
  }
}

/* By role and then by number, as the store does. */
static void
gather_staff (const PtMemstore *store, const PtLookup *lookup, const PtPolicy *policy, PtSnapshot *snapshot)
{
  guint roles = lookup->staff ? pt_policy_staff_roles (policy) : 0;
  for (guint role = 0; roles >> role != 0; role++)
    for (guint i = 0; roles >> role & 1 && i < store->persons->len; i++) {
      const PtPerson *person = g_ptr_array_index (store->persons, i);
      if (person->role == role && person->state == PT_PERSON_ACTIVE)
        pt_snapshot_add_staff (snapshot, pt_person_copy (person));
    }
}

static void
gather_name (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; lookup->display_name && i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    g_autofree char *folded = g_utf8_casefold (person->name, -1);
    snapshot->name_is_staff |= person->name[0] && pt_person_is_internal (person)
                               && g_str_equal (folded, lookup->display_name);
  }
}

static void
gather_rates (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; lookup->sender_key && i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    if (g_str_equal (message->sender_key, lookup->sender_key) && message->verdict != PT_VERDICT_REJECTED
        && message->received_at > lookup->now - PT_HOUR)
      snapshot->sender_hour++;
  }
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if (item->notification.kind != PT_NOTIFY_RECEIPT)
      continue;
    g_autofree char *key = pt_address_key (item->notification.address);
    if (lookup->sender_key && g_str_equal (key, lookup->sender_key) && item->created_at > lookup->now - PT_DAY)
      snapshot->sender_receipts++;
    if (lookup->sender_domain && g_str_equal (pt_address_domain (key), lookup->sender_domain)
        && item->created_at > lookup->now - PT_HOUR)
      snapshot->domain_receipts++;
  }
}

PtSnapshot *
pt_memstore_gather (const PtMemstore *store, const PtLookup *lookup, const PtPolicy *policy)
{
  PtSnapshot *snapshot = pt_snapshot_new ();
  g_autoptr (GArray) tickets = g_array_new (FALSE, FALSE, sizeof (PtId));
  g_autoptr (GArray) persons = g_array_new (FALSE, FALSE, sizeof (PtId));

  for (guint i = 0; i < lookup->tickets->len; i++)
    add_id (tickets, g_array_index (lookup->tickets, PtId, i));
  for (guint i = 0; i < lookup->persons->len; i++)
    add_id (persons, g_array_index (lookup->persons, PtId, i));
  gather_duplicates (store, lookup, snapshot);
  gather_known (store, lookup, snapshot, tickets);
  gather_outbox (store, lookup, snapshot, tickets, persons);
  gather_tickets (store, snapshot, tickets, persons);
  gather_persons (store, lookup, snapshot, persons);
  gather_comments (store, lookup, snapshot);
  gather_staff (store, lookup, policy, snapshot);
  gather_name (store, lookup, snapshot);
  gather_rates (store, lookup, snapshot);
  return snapshot;
}
