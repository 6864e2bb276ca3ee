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

static gboolean
is_followup (const PtTicket *ticket, PtId closed)
{
  return ticket->followup_of == closed && !ticket->deleted && !ticket->merged_into;
}

/* The newest first, at most 20, as the store does. */
static void
add_followups (const PtMemstore *store, PtId closed, GArray *tickets)
{
  guint n = 0;
  for (guint i = store->tickets->len; i > 0; i--) {
    const PtTicket *ticket = ((PtTicketView *) g_ptr_array_index (store->tickets, i - 1))->ticket;
    if (is_followup (ticket, closed) && n++ < 20)
      add_id (tickets, ticket->id);
  }
}

static void
gather_last_public (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot, GArray *persons)
{
  const PtComment *last = NULL;
  for (guint i = 0; lookup->last_public_of && i < store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (store->comments, i);
    if (comment->ticket == lookup->last_public_of && !comment->is_private && (!last || comment->id > last->id))
      last = comment;
  }
  if (!last)
    return;
  snapshot->last_public = pt_comment_new (last->id, last->ticket, last->author);
  snapshot->last_public->text = g_strdup (last->text);
  add_id (persons, last->author);
}

/* The customer tickets of a tracker that may still change; the customer ticket of a back-office ticket (D8). */
static void
add_linked (const PtMemstore *store, const PtTicket *ticket, GArray *tickets)
{
  if (ticket->category == PT_CATEGORY_BACK_OFFICE)
    add_id (tickets, ticket->linked_to);
  for (guint i = 0; ticket->category == PT_CATEGORY_TRACKER && i < store->tickets->len; i++) {
    const PtTicket *other = ((const PtTicketView *) g_ptr_array_index (store->tickets, i))->ticket;
    if (other->linked_to == ticket->id && other->status < PT_STATUS_CLOSED && !other->deleted && !other->merged_into)
      add_id (tickets, other->id);
  }
}

/* TICKETS grows while it is walked: a merged ticket brings the one that it went into. */
static void
gather_tickets (const PtMemstore *store, const PtLookup *lookup, const PtPolicy *policy, PtSnapshot *snapshot,
                GArray *tickets, GArray *persons)
{
  const gboolean copies = pt_policy_copies_participants (policy);
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = pt_memstore_ticket (store, g_array_index (tickets, PtId, i));
    if (!view)
      continue;
    add_id (tickets, view->ticket->merged_into);
    if (lookup->linked)
      add_linked (store, view->ticket, tickets);
    add_id (persons, view->ticket->requester);
    add_id (persons, view->ticket->assignee);
    add_id (persons, view->ticket->solved_by);
    if (view->ticket->status == PT_STATUS_CLOSED && pt_policy_reuses_followups (policy))
      add_followups (store, view->ticket->id, tickets);
    for (guint j = 0; j < view->people->len; j++) {
      const PtTicketPerson *one = &g_array_index (view->people, PtTicketPerson, j);
      if (one->relation != PT_RELATION_PARTICIPANT || copies)
        add_id (persons, one->person);
    }
    g_ptr_array_add (snapshot->tickets, pt_memstore_view_copy (store, view));
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
    const PtCommentRef ref = { comment->id, comment->ticket, comment->is_private, g_array_copy (comment->visible_cc) };
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
  copy->notification.also = item->notification.also ? g_array_copy (item->notification.also) : NULL;
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

static void
gather_unsent (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; lookup->unsent && i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if ((item->state == PT_OUTBOX_DUE || item->state == PT_OUTBOX_HELD)
        && pt_snapshot_ticket (snapshot, item->notification.ticket))
      g_ptr_array_add (snapshot->unsent, item_copy (item));
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

static PtDivision *
division_in (const PtSnapshot *snapshot, const PtDivision *found)
{
  PtDivision *copy = (PtDivision *) pt_snapshot_division (snapshot, found->id);
  if (!copy)
    g_ptr_array_add (snapshot->divisions, copy = pt_division_new (found->id, found->name));
  return copy;
}

static void
gather_members (const PtMemstore *store, PtDivision *division)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    if (pt_person_is_internal (person) && pt_person_in_division (person, division->id))
      g_ptr_array_add (division->members, pt_person_copy (person));
  }
}

/* A name goes before a number. */
static const PtDivision *
division_called (const PtMemstore *store, const char *word)
{
  const PtDivision *numbered = NULL;
  for (guint i = 0; i < store->divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (store->divisions, i);
    g_autofree char *name = g_utf8_casefold (division->name, -1), *wanted = g_utf8_casefold (word, -1);
    if (g_str_equal (name, wanted))
      return division;
    if (pt_division_is (division, word))
      numbered = division;
  }
  return numbered;
}

static void
gather_divisions (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; i < lookup->divisions->len; i++) {
    const PtDivision *found = division_called (store, g_ptr_array_index (lookup->divisions, i));
    if (found && !pt_snapshot_division (snapshot, found->id))
      gather_members (store, division_in (snapshot, found));
  }
  for (guint i = 0; i < snapshot->tickets->len; i++) {
    const PtTicket *ticket = ((const PtTicketView *) g_ptr_array_index (snapshot->tickets, i))->ticket;
    for (guint d = 0; d < store->divisions->len; d++) {
      const PtDivision *found = g_ptr_array_index (store->divisions, d);
      if (found->id != ticket->division)
        continue;
      PtDivision *division = division_in (snapshot, found);
      if (!division->members->len && (lookup->members || !ticket->assignee || ticket->status == PT_STATUS_CLOSED))
        gather_members (store, division);
    }
  }
}

static void
add_company (const PtMemstore *store, PtSnapshot *snapshot, PtId id, GArray *persons)
{
  for (guint i = 0; !pt_snapshot_company (snapshot, id) && i < store->companies->len; i++) {
    const PtCompany *company = g_ptr_array_index (store->companies, i);
    if (company->id != id)
      continue;
    add_id (persons, company->contact);
    g_ptr_array_add (snapshot->companies, pt_company_new (company->id, company->name, company->contact));
  }
}

/* Those of the tickets, of the sender and of whom a request names. */
static void
gather_companies (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot, GArray *persons)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    if (has_id (lookup->persons, person->id) || pt_person_has_key (person, lookup->sender_key))
      add_company (store, snapshot, person->company, persons);
  }
  for (guint i = 0; i < snapshot->tickets->len; i++)
    add_company (store, snapshot, ((const PtTicketView *) g_ptr_array_index (snapshot->tickets, i))->ticket->company, persons);
}

static void
gather_named (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    g_autofree char *folded = g_utf8_casefold (person->name, -1);
    if (pt_person_is_internal (person)
        && g_ptr_array_find_with_equal_func (lookup->names, folded, g_str_equal, NULL))
      pt_snapshot_add_person (snapshot, pt_person_copy (person));
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
    gboolean counts = message->verdict != PT_VERDICT_REJECTED && message->verdict != PT_VERDICT_LOOP
                      && message->verdict != PT_VERDICT_BOUNCE && message->auth == lookup->sender_auth;
    if (counts && g_str_equal (message->sender_key, lookup->form_key ? lookup->form_key : lookup->sender_key)
        && message->received_at > lookup->now - PT_HOUR)
      g_array_append_val (snapshot->sender_times, message->received_at);
  }
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    const char *address = item->notification.address;
    if (item->notification.kind != PT_NOTIFY_RECEIPT || item->created_at <= lookup->now - PT_DAY)
      continue;
    gboolean plain = g_strcmp0 (address, lookup->sender_key) == 0; /* a key is its own key */
    g_autofree char *key = plain ? g_strdup (address) : pt_address_key (address);
    if (lookup->sender_key && g_str_equal (key, lookup->sender_key) && item->created_at > lookup->now - PT_DAY)
      snapshot->sender_receipts++;
    if (lookup->sender_domain && g_str_equal (pt_address_domain (key), lookup->sender_domain)
        && item->created_at > lookup->now - PT_HOUR)
      snapshot->domain_receipts++;
  }
}

/* The newest comments of one kind. */
static void
add_texts (const PtMemstore *store, PtSnapshot *snapshot, PtId ticket, gboolean is_private)
{
  guint found = 0;
  for (guint i = store->comments->len; i > 0 && found < PT_QUOTE_COMMENTS; i--) {
    const PtComment *comment = g_ptr_array_index (store->comments, i - 1);
    if (comment->ticket != ticket || !comment->is_private != !is_private)
      continue;
    g_ptr_array_add (snapshot->texts, pt_comment_text_new (ticket, is_private, comment->text));
    found++;
  }
}

static void
gather_texts (const PtMemstore *store, const PtLookup *lookup, PtSnapshot *snapshot)
{
  if (!lookup->quotes || !lookup->sender_key || !pt_snapshot_person_by_key (snapshot, lookup->sender_key))
    return;
  for (guint i = 0; i < snapshot->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (snapshot->tickets, i);
    if (!view->private_comments)
      continue;
    add_texts (store, snapshot, view->ticket->id, TRUE);
    add_texts (store, snapshot, view->ticket->id, FALSE);
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
  gather_tickets (store, lookup, policy, snapshot, tickets, persons);
  gather_unsent (store, lookup, snapshot);
  gather_last_public (store, lookup, snapshot, persons);
  gather_companies (store, lookup, snapshot, persons);
  gather_persons (store, lookup, snapshot, persons);
  gather_divisions (store, lookup, snapshot);
  gather_comments (store, lookup, snapshot);
  gather_texts (store, lookup, snapshot);
  gather_named (store, lookup, snapshot);
  gather_staff (store, lookup, policy, snapshot);
  gather_name (store, lookup, snapshot);
  gather_rates (store, lookup, snapshot);
  return snapshot;
}
