/* What the two questions ask, found by walking the lists. */
#include "base/clock.h"
#include "core/question.h"
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
gather_duplicates (const PtMemstore *store, const PtFirstQuestion *first, PtSnapshot *snapshot)
{
  for (guint i = 0; first->has_digest && i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    if (memcmp (message->digest, first->digest, PT_SHA256_BYTES) != 0)
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
gather_known (const PtMemstore *store, const PtFirstQuestion *first, PtSnapshot *snapshot, GArray *tickets)
{
  for (guint i = 0; i < first->ids->len; i++) {
    const PtKnownId *known = pt_memstore_known (store, g_ptr_array_index (first->ids, i));
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
gather_last_public (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot, GArray *persons)
{
  const PtComment *last = NULL;
  for (guint i = 0; second->last_public_of && i < store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (store->comments, i);
    if (comment->ticket == second->last_public_of && !comment->is_private && comment->id != second->last_public_but
        && (!last || comment->id > last->id))
      last = comment;
  }
  if (!last)
    return;
  snapshot->last_public = pt_comment_new (last->id, last->ticket, last->author);
  snapshot->last_public->text = g_strdup (last->text);
  snapshot->last_public->at = last->at;
  add_id (persons, last->author);
}

static void
gather_kept (const PtMemstore *store, PtId kept, PtSnapshot *snapshot)
{
  for (guint i = 0; kept && i < store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (store->comments, i);
    snapshot->kept_shown |= comment->publishes == kept;
    if (comment->id != kept || snapshot->kept)
      continue;
    snapshot->kept = pt_comment_new (kept, comment->ticket, comment->author);
    snapshot->kept->is_private = comment->is_private;
    snapshot->kept->text = g_strdup (comment->text);
    snapshot->kept->at = comment->at;
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

static gboolean
is_copy_of (const PtNotification *row, const PtComment *comment)
{
  return row->ticket == comment->ticket && (row->comment == comment->id
                                            || (row->also && has_id (row->also, comment->id)));
}

static void
gather_copies (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot, GArray *persons)
{
  for (guint i = 0; second->copies && snapshot->kept && i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if (item->state != PT_OUTBOX_DROPPED && is_copy_of (&item->notification, snapshot->kept))
      g_ptr_array_add (snapshot->copies, item_copy (item));
  }
  for (guint i = 0; second->copies && snapshot->kept && i < store->events->len; i++) {
    const PtMemEvent *event = g_ptr_array_index (store->events, i);
    if (event->ticket != snapshot->kept->ticket || event->at != snapshot->kept->at
        || !g_str_equal (event->kind, "notify-suppressed")
        || !g_str_equal (event->detail, pt_left_out_text (PT_LEFT_OUT_HAS_IT)))
      continue;
    g_array_append_val (snapshot->holders, event->about);
    add_id (persons, event->about);
  }
}

static void
gather_coming (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot)
{
  static const PtEventKind kinds[] = {
    PT_EVENT_LEFT, PT_EVENT_RETURNED, PT_EVENT_CC_ADDED, PT_EVENT_CC_REMOVED, PT_EVENT_PARTICIPANT_ADDED,
    PT_EVENT_PARTICIPANT_REMOVED, PT_EVENT_FOLLOWER_ADDED, PT_EVENT_FOLLOWER_REMOVED, PT_EVENT_FOLLOWED,
    PT_EVENT_UNFOLLOWED,
  };
  for (guint i = store->events->len; second->coming_on && !snapshot->coming && i > 0; i--) {
    const PtMemEvent *event = g_ptr_array_index (store->events, i - 1);
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
      if (event->ticket != second->coming_on || event->about != second->coming_of
          || !g_str_equal (event->kind, pt_event_kind_name (kinds[k])))
        continue;
      snapshot->coming = g_new0 (PtEvent, 1);
      *snapshot->coming = (PtEvent) { .id = event->id, .ticket = event->ticket, .actor = event->actor,
                                      .about = event->about, .kind = kinds[k],
                                      .detail = g_strdup (event->detail ? event->detail : "") };
    }
  }
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

/* Without its people, which are asked for in the second question.  NULL if there is no such ticket. */
static PtTicketView *
view_in (const PtMemstore *store, PtSnapshot *snapshot, PtId id)
{
  PtTicketView *view = (PtTicketView *) pt_snapshot_ticket (snapshot, id);
  const PtTicketView *found = view ? NULL : pt_memstore_ticket (store, id);
  if (found) {
    view = pt_memstore_view_copy (store, found);
    g_array_set_size (view->people, 0);
    g_ptr_array_add (snapshot->tickets, view);
  }
  return view;
}

/* TICKETS grows while it is walked: a merged ticket brings the one that it went into. */
static void
gather_named_tickets (const PtMemstore *store, const PtPolicy *policy, PtSnapshot *snapshot, GArray *tickets)
{
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = view_in (store, snapshot, g_array_index (tickets, PtId, i));
    if (!view)
      continue;
    add_id (tickets, view->ticket->merged_into);
    if (view->ticket->status == PT_STATUS_CLOSED && pt_policy_reuses_followups (policy))
      add_followups (store, view->ticket->id, tickets);
  }
}

static void
take_people (const PtMemstore *store, PtTicketView *view, gboolean participants, GArray *persons)
{
  g_autoptr (PtTicketView) whole = pt_memstore_view_copy (store, pt_memstore_ticket (store, view->ticket->id));
  g_array_append_vals (view->people, whole->people->data, whole->people->len);
  for (guint j = 0; j < view->people->len; j++) {
    const PtTicketPerson *one = &g_array_index (view->people, PtTicketPerson, j);
    if (one->relation != PT_RELATION_PARTICIPANT || participants)
      add_id (persons, one->person);
  }
}

/* The newest ticket of the author in that thread, and what it was merged into. */
static void
add_thread (const PtMemstore *store, const PtSecondQuestion *second, GArray *tickets)
{
  const PtTicket *newest = NULL;
  for (guint i = 0; second->thread_of && i < store->tickets->len; i++) {
    const PtTicket *ticket = ((const PtTicketView *) g_ptr_array_index (store->tickets, i))->ticket;
    if (ticket->thread_of == second->thread_of && ticket->requester == second->thread_by
        && (!newest || ticket->id > newest->id))
      newest = ticket;
  }
  for (guint i = 0; newest && i < store->tickets->len; i++) {
    const PtTicketView *next = newest->merged_into ? pt_memstore_ticket (store, newest->merged_into) : NULL;
    add_id (tickets, newest->id);
    newest = next ? next->ticket : NULL;
  }
}

/* TICKETS grows by those that are linked. */
static void
gather_tickets (const PtMemstore *store, const PtSecondQuestion *second, const PtPolicy *policy, PtSnapshot *snapshot,
                GArray *tickets, GArray *persons)
{
  const gboolean copies = pt_policy_copies_participants (policy);
  add_thread (store, second, tickets);
  for (guint i = 0; i < tickets->len; i++) {
    PtTicketView *view = view_in (store, snapshot, g_array_index (tickets, PtId, i));
    if (!view)
      continue;
    if (second->linked)
      add_linked (store, view->ticket, tickets);
    add_id (persons, view->ticket->requester);
    add_id (persons, view->ticket->assignee);
    add_id (persons, view->ticket->solved_by);
    take_people (store, view, copies, persons);
  }
}

static void
gather_addresses (const PtMemstore *store, const GPtrArray *addresses, GArray *persons)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    for (guint j = 0; j < addresses->len; j++)
      if (pt_person_has_key (person, g_ptr_array_index (addresses, j)))
        add_id (persons, person->id);
  }
}

static void
gather_persons (const PtMemstore *store, PtSnapshot *snapshot, const GArray *persons)
{
  for (guint i = 0; i < persons->len; i++) {
    const PtPerson *person = pt_memstore_person (store, g_array_index (persons, PtId, i));
    if (person)
      pt_snapshot_add_person (snapshot, pt_person_copy (person));
  }
}

static void
gather_comments (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot, GArray *persons)
{
  for (guint i = 0; i < second->comments->len; i++) {
    const PtComment *comment = pt_memstore_comment (store, g_array_index (second->comments, PtId, i));
    if (!comment)
      continue;
    const PtCommentRef ref = { comment->id, comment->ticket, comment->is_private,
                               g_array_copy (comment->visible_cc), comment->author };
    if (second->authors)
      add_id (persons, comment->author);
    g_array_append_val (snapshot->comments, ref);
  }
}

/* Of the address that the row went to, the newest first. */
static void
gather_reports (const PtMemstore *store, const PtOutboxItem *item, PtSnapshot *snapshot)
{
  g_autofree char *key = pt_address_key (item->notification.address);
  for (guint i = store->reports->len; key && i > 0 && snapshot->reports->len < PT_REPORTS_MOST; i--) {
    const PtMemReport *one = g_ptr_array_index (store->reports, i - 1);
    guint at = 0;
    if (!g_str_equal (one->key, key))
      continue;
    while (at < snapshot->reports->len && g_array_index (snapshot->reports, PtReport, at).outbox > one->report.outbox)
      at++;
    g_array_insert_val (snapshot->reports, at, one->report);
  }
}

/* A report is booked on the ticket of its row. */
static void
gather_outbox (const PtMemstore *store, const PtFirstQuestion *first, PtSnapshot *snapshot, GArray *tickets)
{
  for (guint i = 0; i < first->outbox->len; i++) {
    const PtOutboxItem *item = pt_memstore_outbox (store, g_array_index (first->outbox, PtId, i));
    if (!item)
      continue;
    add_id (tickets, item->notification.ticket);
    g_ptr_array_add (snapshot->outbox, item_copy (item));
    if (snapshot->outbox->len == 1)
      gather_reports (store, item, snapshot);
  }
}

static void
gather_unsent (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot)
{
  for (guint i = 0; second->unsent && i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if ((item->state == PT_OUTBOX_DUE || item->state == PT_OUTBOX_HELD)
        && has_id (second->tickets, item->notification.ticket))
      g_ptr_array_add (snapshot->unsent, item_copy (item));
  }
}

/* By role and then by number, as the store does. */
static void
gather_roles (const PtMemstore *store, guint roles, PtSnapshot *snapshot)
{
  for (guint role = 0; roles >> role != 0; role++)
    for (guint i = 0; roles >> role & 1 && i < store->persons->len; i++) {
      const PtPerson *person = g_ptr_array_index (store->persons, i);
      if (person->role == role && person->state == PT_PERSON_ACTIVE)
        pt_snapshot_add_staff (snapshot, pt_person_copy (person));
    }
}

static void
gather_staff (const PtMemstore *store, const PtSecondQuestion *second, const PtPolicy *policy, PtSnapshot *snapshot)
{
  guint roles = second->staff ? pt_policy_staff_roles (policy) : 0;
  if (second->owners)
    roles |= 1u << PT_ROLE_OWNER;
  gather_roles (store, roles, snapshot);
  if (second->owners && !pt_snapshot_has_owner (snapshot))
    gather_roles (store, PT_ROLES_TEAM & ~roles, snapshot);
}

/* By role and then by number, as the store does. */
static void
gather_agents (const PtMemstore *store, const PtSecondQuestion *second, const PtPolicy *policy, PtSnapshot *snapshot)
{
  for (PtRole role = PT_ROLE_AGENT; second->agents && role <= PT_ROLE_OWNER; role++)
    for (guint i = 0; i < store->persons->len; i++) {
      const PtPerson *person = g_ptr_array_index (store->persons, i);
      PtAgentTold one = { person->id, 0 };
      guint others = 0;
      if (person->role != role || person->state != PT_PERSON_ACTIVE)
        continue;
      for (guint k = 0; k < store->outbox->len; k++) {
        const PtOutboxItem *item = g_ptr_array_index (store->outbox, k);
        one.told += item->notification.kind == PT_NOTIFY_HELD && item->notification.person == person->id
                    && item->created_at > second->now - PT_HOUR && one.told < policy->rules->held_at_once;
        others += item->notification.ceiling == PT_CEILING_STAFF && item->notification.person == person->id
                  && item->notification.ticket && item->tried_at > second->now - PT_HOUR
                  && others < policy->rules->held_at_once;
      }
      one.told += others;
      g_array_append_val (snapshot->agents, one);
      pt_snapshot_add_person (snapshot, pt_person_copy (person));
    }
}

/* The newest first. */
static void
gather_open (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot, GArray *tickets)
{
  for (guint i = store->tickets->len; second->open_of && i > 0 && snapshot->open->len < PT_OPEN_MOST; i--) {
    const PtTicket *ticket = ((const PtTicketView *) g_ptr_array_index (store->tickets, i - 1))->ticket;
    if (ticket->requester != second->open_of || ticket->status >= PT_STATUS_SOLVED || ticket->deleted
        || ticket->merged_into)
      continue;
    g_array_append_val (snapshot->open, ticket->id);
    add_id (tickets, ticket->id);
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
gather_divisions (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot,
                  const GArray *tickets)
{
  for (guint i = 0; i < second->divisions->len; i++) {
    const PtDivision *found = division_called (store, g_ptr_array_index (second->divisions, i));
    if (found && !pt_snapshot_division (snapshot, found->id))
      gather_members (store, division_in (snapshot, found));
  }
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = pt_snapshot_ticket (snapshot, g_array_index (tickets, PtId, i));
    const PtTicket *ticket = view ? view->ticket : NULL;
    for (guint d = 0; ticket && d < store->divisions->len; d++) {
      const PtDivision *found = g_ptr_array_index (store->divisions, d);
      if (found->id != ticket->division)
        continue;
      PtDivision *division = division_in (snapshot, found);
      if (!division->members->len && (second->members || !ticket->assignee || ticket->status == PT_STATUS_CLOSED))
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

/* PERSON is the sender, or whom the request or an address in the mail names. */
static gboolean
is_named (const PtSecondQuestion *second, const PtPerson *person)
{
  gboolean named = has_id (second->persons, person->id) || pt_person_has_key (person, second->sender_key);
  for (guint i = 0; !named && i < second->addresses->len; i++)
    named = pt_person_has_key (person, g_ptr_array_index (second->addresses, i));
  return named;
}

/* Those of the tickets, of their requesters where they are closed, and of who is named. */
static void
gather_companies (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot,
                  const GArray *tickets, GArray *persons)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    if (is_named (second, person))
      add_company (store, snapshot, person->company, persons);
  }
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = pt_snapshot_ticket (snapshot, g_array_index (tickets, PtId, i));
    gboolean closed = view && view->ticket->status == PT_STATUS_CLOSED;
    const PtPerson *requester = closed ? pt_memstore_person (store, view->ticket->requester) : NULL;
    add_company (store, snapshot, view ? view->ticket->company : 0, persons);
    add_company (store, snapshot, requester ? requester->company : 0, persons);
  }
}

static void
gather_named (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    g_autofree char *folded = g_utf8_casefold (person->name, -1);
    if (pt_person_is_internal (person)
        && g_ptr_array_find_with_equal_func (second->names, folded, g_str_equal, NULL))
      pt_snapshot_add_person (snapshot, pt_person_copy (person));
  }
}

static void
gather_name (const PtMemstore *store, const PtSecondQuestion *second, PtSnapshot *snapshot)
{
  for (guint i = 0; second->display_name && i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    g_autofree char *folded = g_utf8_casefold (person->name, -1);
    snapshot->name_is_staff |= person->name[0] && pt_person_is_internal (person)
                               && g_str_equal (folded, second->display_name);
  }
}

static void
gather_rates (const PtMemstore *store, const PtSecondQuestion *second, const PtPolicy *policy, PtSnapshot *snapshot)
{
  for (guint i = 0; second->sender_key && i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    gboolean counts = message->verdict != PT_VERDICT_REJECTED && message->verdict != PT_VERDICT_LOOP
                      && message->verdict != PT_VERDICT_BOUNCE && message->auth == second->sender_auth;
    if (counts && g_str_equal (message->sender_key, second->form_key ? second->form_key : second->sender_key)
        && message->received_at > second->now - PT_HOUR)
      g_array_append_val (snapshot->sender_times, message->received_at);
  }
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    const char *address = item->notification.address;
    if (item->notification.kind != PT_NOTIFY_RECEIPT || item->created_at <= second->now - PT_DAY)
      continue;
    if (second->sender_key && item->notification.ceiling == PT_CEILING_RECEIPTS
        && item->created_at > second->now - PT_HOUR
        && snapshot->unproven_receipts < policy->rules->receipts_unproven)
      snapshot->unproven_receipts++;
    gboolean plain = g_strcmp0 (address, second->sender_key) == 0; /* a key is its own key */
    g_autofree char *key = plain ? g_strdup (address) : pt_address_key (address);
    if (second->sender_key && g_str_equal (key, second->sender_key) && item->created_at > second->now - PT_DAY)
      snapshot->sender_receipts++;
    if (second->sender_domain && g_str_equal (pt_address_domain (key), second->sender_domain)
        && item->created_at > second->now - PT_HOUR)
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
    g_ptr_array_add (snapshot->texts, pt_comment_text_new (comment->id, ticket, is_private, comment->text));
    found++;
  }
}

void
pt_memstore_gather_first (const PtMemstore *store, const PtFirstQuestion *first, const PtPolicy *policy,
                          PtSnapshot *snapshot)
{
  g_autoptr (GArray) tickets = g_array_copy (first->tickets), persons = g_array_new (FALSE, FALSE, sizeof (PtId));
  gather_duplicates (store, first, snapshot);
  gather_known (store, first, snapshot, tickets);
  gather_outbox (store, first, snapshot, tickets);
  gather_kept (store, first->comment, snapshot);
  if (snapshot->kept)
    add_id (tickets, snapshot->kept->ticket);
  gather_named_tickets (store, policy, snapshot, tickets);
  gather_addresses (store, first->addresses, persons);
  gather_persons (store, snapshot, persons);
}

void
pt_memstore_gather_second (const PtMemstore *store, const PtSecondQuestion *second, const PtPolicy *policy,
                           PtSnapshot *snapshot)
{
  g_autoptr (GArray) tickets = g_array_copy (second->tickets), persons = g_array_copy (second->persons);
  gather_open (store, second, snapshot, tickets);
  gather_tickets (store, second, policy, snapshot, tickets, persons);
  gather_agents (store, second, policy, snapshot);
  gather_unsent (store, second, snapshot);
  gather_last_public (store, second, snapshot, persons);
  gather_kept (store, second->kept, snapshot);
  gather_copies (store, second, snapshot, persons);
  gather_coming (store, second, snapshot);
  gather_companies (store, second, snapshot, tickets, persons);
  gather_comments (store, second, snapshot, persons);
  gather_addresses (store, second->addresses, persons);
  gather_persons (store, snapshot, persons);
  gather_divisions (store, second, snapshot, tickets);
  for (guint i = store->comments->len; second->copy_of && i > 0; i--) {
    const PtComment *comment = g_ptr_array_index (store->comments, i - 1);
    if (comment->ticket == second->copy_of && comment->author == second->copy_by)
      g_ptr_array_add (snapshot->written, g_strdup (comment->text ? comment->text : ""));
  }
  if (second->texts_of) {
    add_texts (store, snapshot, second->texts_of, TRUE);
    add_texts (store, snapshot, second->texts_of, FALSE);
  }
  gather_named (store, second, snapshot);
  gather_staff (store, second, policy, snapshot);
  gather_name (store, second, snapshot);
  gather_rates (store, second, policy, snapshot);
}

PtSnapshot *
pt_memstore_ask (const PtMemstore *store, PtCase *a_case)
{
  PtSnapshot *snapshot = pt_snapshot_new ();
  a_case->snapshot = snapshot;
  g_autoptr (PtFirstQuestion) first = pt_question_first (a_case);
  pt_memstore_gather_first (store, first, a_case->policy, snapshot);
  g_autoptr (PtSecondQuestion) second = pt_question_second (a_case);
  pt_memstore_gather_second (store, second, a_case->policy, snapshot);
  return snapshot;
}
