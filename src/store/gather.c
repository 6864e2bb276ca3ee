/* Fills a snapshot.  Statements for a message: 1 for its digest, 1 an id, 3 a ticket, 1 an address and 1 a requester
 * or assignee that the tickets have not brought, 1 a sender's rate, 2 for receipts, 1 for a display name; 1 a staff
 * role if asked, 1 a ticket for its participants or its unsent mail if asked; 1 or 2 a division, 1 or 2 a company; 2 a
 * ticket with private comments if a known author quotes something.  Each is an index look-up, and nothing is asked for
 * an empty list. */
#include "base/clock.h"
#include "store/gather-sender.h"
#include "store/group.h"
#include "store/handle.h"
#include "store/query.h"
#include "store/rows.h"

#include <string.h>

typedef struct {
  PtStore        *store;
  const PtLookup *lookup;
  const PtPolicy *policy;
  PtSnapshot     *snapshot;
  GArray         *tickets; /* PtId: grows while it is walked */
  GArray         *persons; /* PtId: to load by id */
} Gather;

static void
add_id (GArray *ids, PtId id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, PtId, i) == id)
      return;
  if (id > 0)
    g_array_append_val (ids, id);
}

static gboolean
gather_duplicates (Gather *g, GError **error)
{
  gint64 key;
  if (!g->lookup->has_digest)
    return TRUE;
  memcpy (&key, g->lookup->digest, sizeof key);
  PtQuery q = pt_query (g->store, PT_SQL_DIGEST);
  pt_query_int (&q, GINT64_FROM_BE (key));
  pt_query_blob (&q, g->lookup->digest, PT_SHA256_BYTES);
  while (pt_query_next (&q)) {
    PtDuplicate *duplicate = g_new0 (PtDuplicate, 1);
    duplicate->message = pt_query_get_int (&q, 0);
    duplicate->mailbox = pt_query_dup_text (&q, 1);
    duplicate->ticket = pt_query_get_int (&q, 2);
    duplicate->received_at = pt_query_get_int (&q, 3);
    g_ptr_array_add (g->snapshot->duplicates, duplicate);
  }
  return pt_query_end (&q, error);
}

static gboolean
gather_known_ids (Gather *g, GError **error)
{
  for (guint i = 0; i < g->lookup->ids->len; i++) {
    const char *id = g_ptr_array_index (g->lookup->ids, i);
    PtQuery q = pt_query (g->store, PT_SQL_KNOWN_ID);
    pt_query_int (&q, pt_hash64 (id));
    pt_query_text (&q, id);
    if (pt_query_next (&q)) {
      PtKnownId *known = pt_known_id_new (id, pt_query_get_int (&q, 0), (PtKnownOrigin) pt_query_get_int (&q, 1),
                                          pt_query_get_int (&q, 2));
      add_id (g->tickets, known->ticket);
      g_ptr_array_add (g->snapshot->known_ids, known);
    }
    if (!pt_query_end (&q, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_comments (Gather *g, GError **error)
{
  for (guint i = 0; i < g->lookup->comments->len; i++) {
    PtQuery q = pt_query (g->store, PT_SQL_COMMENT_REF);
    pt_query_int (&q, g_array_index (g->lookup->comments, PtId, i));
    if (pt_query_next (&q)) {
      const PtCommentRef ref = { pt_query_get_int (&q, 0), pt_query_get_int (&q, 1), pt_query_get_int (&q, 2) != 0,
                                 g_array_new (FALSE, FALSE, sizeof (PtId)) };
      pt_rows_split_ids (pt_query_get_text (&q, 3), ref.visible_cc);
      g_array_append_val (g->snapshot->comments, ref);
    }
    if (!pt_query_end (&q, error))
      return FALSE;
  }
  return TRUE;
}

/* A report is booked on the ticket of its row: that ticket and its recipient are asked for too. */
static gboolean
gather_outbox (Gather *g, GError **error)
{
  for (guint i = 0; i < g->lookup->outbox->len; i++) {
    PtOutboxItem *item;
    if (!pt_rows_load_outbox_item (g->store, g_array_index (g->lookup->outbox, PtId, i), &item, error))
      return FALSE;
    if (item == NULL)
      continue;
    add_id (g->tickets, item->notification.ticket);
    add_id (g->persons, item->notification.person);
    g_ptr_array_add (g->snapshot->outbox, item);
  }
  return TRUE;
}

/* Runs Q to its end, and gives each of its people to ADD. */
static gboolean
take_persons (Gather *g, PtQuery *q, void (*add) (PtSnapshot *, PtPerson *), GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();
  pt_rows_persons (q, persons);
  for (guint i = 0; i < persons->len; i++)
    add (g->snapshot, g_ptr_array_index (persons, i));
  return pt_query_end (q, error);
}

/* The CCs and followers, many at once; participants only where they are mailed. */
static gboolean
gather_people (Gather *g, const PtTicketView *view, GError **error)
{
  const PtSqlId ids[] = { PT_SQL_TICKET_PERSONS, PT_SQL_TICKET_PARTICIPANTS };
  const guint n = view->people->len == 0 ? 0 : pt_policy_copies_participants (g->policy) ? 2 : 1;
  for (guint i = 0; i < n; i++) {
    PtQuery q = pt_query (g->store, ids[i]);
    pt_query_int (&q, view->ticket->id);
    if (!take_persons (g, &q, pt_snapshot_add_person, error))
      return FALSE;
  }
  return TRUE;
}

/* Open follow-ups of a closed ticket, for an installation that reuses them (U12). */
static gboolean
gather_followups (Gather *g, PtId closed, GError **error)
{
  if (!pt_policy_reuses_followups (g->policy))
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_FOLLOWUPS);
  pt_query_int (&q, closed);
  while (pt_query_next (&q))
    add_id (g->tickets, pt_query_get_int (&q, 0));
  return pt_query_end (&q, error);
}

/* Only a tracker asks for more: other categories know their one ticket themselves.  Of its tickets those are left out that
 * nothing reaches any more: closed ones only become more. */
static gboolean
gather_linked (Gather *g, const PtTicket *ticket, GError **error)
{
  if (ticket->category == PT_CATEGORY_BACK_OFFICE)
    add_id (g->tickets, ticket->linked_to);
  if (ticket->category != PT_CATEGORY_TRACKER)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKETS_LINKED);
  pt_query_int (&q, ticket->id);
  while (pt_query_next (&q))
    add_id (g->tickets, pt_query_get_int (&q, 0));
  return pt_query_end (&q, error);
}

static gboolean
gather_last_public (Gather *g, GError **error)
{
  if (g->lookup->last_public_of == 0)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKET_LAST_PUBLIC);
  pt_query_int (&q, g->lookup->last_public_of);
  if (pt_query_next (&q)) {
    g->snapshot->last_public = pt_rows_comment (&q, NULL);
    add_id (g->persons, g->snapshot->last_public->author);
  }
  return pt_query_end (&q, error);
}

/* A merged ticket brings the one that it went into; each is loaded once, so a circle ends. */
static gboolean
gather_tickets (Gather *g, GError **error)
{
  for (guint i = 0; i < g->tickets->len; i++) {
    PtTicketView *view;
    if (!pt_rows_load_ticket (g->store, g_array_index (g->tickets, PtId, i), &view, error))
      return FALSE;
    if (view == NULL)
      continue;
    g_ptr_array_add (g->snapshot->tickets, view);
    add_id (g->tickets, view->ticket->merged_into);
    if (g->lookup->linked && !gather_linked (g, view->ticket, error))
      return FALSE;
    add_id (g->persons, view->ticket->requester);
    add_id (g->persons, view->ticket->assignee);
    add_id (g->persons, view->ticket->solved_by);
    if (view->ticket->status == PT_STATUS_CLOSED && !gather_followups (g, view->ticket->id, error))
      return FALSE;
    if (!gather_people (g, view, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_unsent (Gather *g, GError **error)
{
  for (guint i = 0; g->lookup->unsent && i < g->snapshot->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (g->snapshot->tickets, i);
    PtQuery q = pt_query (g->store, PT_SQL_OUTBOX_UNSENT);
    pt_query_int (&q, view->ticket->id);
    while (pt_query_next (&q))
      g_ptr_array_add (g->snapshot->unsent, pt_rows_outbox_item (&q));
    if (!pt_query_end (&q, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_addresses (Gather *g, GError **error)
{
  for (guint i = 0; i < g->lookup->addresses->len; i++) {
    const char *key = g_ptr_array_index (g->lookup->addresses, i);
    PtPerson *person;
    if (pt_snapshot_person_by_key (g->snapshot, key) != NULL)
      continue;
    if (!pt_rows_load_person_by_key (g->store, key, &person, error))
      return FALSE;
    if (person != NULL)
      pt_snapshot_add_person (g->snapshot, person);
  }
  return TRUE;
}

static gboolean
gather_persons (Gather *g, GError **error)
{
  for (guint i = 0; i < g->persons->len; i++) {
    PtId id = g_array_index (g->persons, PtId, i);
    PtPerson *person;
    if (pt_snapshot_person (g->snapshot, id) != NULL)
      continue;
    if (!pt_rows_load_person (g->store, id, &person, error))
      return FALSE;
    if (person != NULL)
      pt_snapshot_add_person (g->snapshot, person);
  }
  return TRUE;
}

static gboolean
gather_staff (Gather *g, GError **error)
{
  guint roles = g->lookup->staff ? pt_policy_staff_roles (g->policy) : 0;
  for (guint role = 0; roles >> role != 0; role++) {
    if (!(roles >> role & 1))
      continue;
    PtQuery q = pt_query (g->store, PT_SQL_STAFF);
    pt_query_int (&q, role);
    if (!take_persons (g, &q, pt_snapshot_add_staff, error))
      return FALSE;
  }
  return TRUE;
}

/* Takes over DIVISION unless it is there already. */
static gboolean
add_division (Gather *g, PtDivision *loaded, gboolean members, GError **error)
{
  g_autoptr (PtDivision) division = loaded;
  PtDivision *known = division ? (PtDivision *) pt_snapshot_division (g->snapshot, division->id) : NULL;
  if (division == NULL)
    return TRUE;
  if (known == NULL)
    g_ptr_array_add (g->snapshot->divisions, known = g_steal_pointer (&division));
  return !members || known->members->len > 0 || pt_group_load_members (g->store, known, error);
}

/* Those that somebody named, and those of the tickets: their members are told where nobody has the ticket (8.1), or its
 * follow-up. */
static gboolean
gather_divisions (Gather *g, GError **error)
{
  PtDivision *division;
  for (guint i = 0; i < g->lookup->divisions->len; i++)
    if (!pt_group_find_division (g->store, g_ptr_array_index (g->lookup->divisions, i), &division, error)
        || !add_division (g, division, TRUE, error))
      return FALSE;
  for (guint i = 0; i < g->snapshot->tickets->len; i++) {
    const PtTicket *ticket = ((const PtTicketView *) g_ptr_array_index (g->snapshot->tickets, i))->ticket;
    if (ticket->division != 0
        && (!pt_group_load_division (g->store, ticket->division, &division, error)
            || !add_division (g, division, g->lookup->members || ticket->assignee == 0
                             || ticket->status == PT_STATUS_CLOSED, error)))
      return FALSE;
  }
  return TRUE;
}

/* Those that a command names (MC8). */
static gboolean
gather_named (Gather *g, GError **error)
{
  for (guint i = 0; i < g->lookup->names->len; i++) {
    PtQuery q = pt_query (g->store, PT_SQL_STAFF_NAMED);
    pt_query_text (&q, g_ptr_array_index (g->lookup->names, i));
    if (!take_persons (g, &q, pt_snapshot_add_person, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_company (Gather *g, PtId id, GError **error)
{
  PtCompany *company;
  if (id == 0 || pt_snapshot_company (g->snapshot, id) != NULL)
    return TRUE;
  if (!pt_group_load_company (g->store, id, &company, error))
    return FALSE;
  if (company == NULL)
    return TRUE;
  add_id (g->persons, company->contact);
  g_ptr_array_add (g->snapshot->companies, company);
  return TRUE;
}

/* A new ticket gets the company of the person it is for (T7): the sender's, or one that a request names. */
static gboolean
gather_companies (Gather *g, GError **error)
{
  const PtPerson *sender = g->lookup->sender_key ? pt_snapshot_person_by_key (g->snapshot, g->lookup->sender_key) : NULL;
  if (sender != NULL && !add_company (g, sender->company, error))
    return FALSE;
  for (guint i = 0; i < g->lookup->persons->len; i++) {
    const PtPerson *person = pt_snapshot_person (g->snapshot, g_array_index (g->lookup->persons, PtId, i));
    if (person != NULL && !add_company (g, person->company, error))
      return FALSE;
  }
  for (guint i = 0; i < g->snapshot->tickets->len; i++)
    if (!add_company (g, ((const PtTicketView *) g_ptr_array_index (g->snapshot->tickets, i))->ticket->company, error))
      return FALSE;
  return TRUE;
}

static gboolean
gather_name (Gather *g, GError **error)
{
  gint64 id;
  if (g->lookup->display_name == NULL || *g->lookup->display_name == 0)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_STAFF_NAME);
  pt_query_text (&q, g->lookup->display_name);
  return pt_query_one (&q, &id, &g->snapshot->name_is_staff, error);
}

/* Order matters: tickets follow from ids and outbox rows, people from tickets. */
static gboolean
gather_all (Gather *g, GError **error)
{
  for (guint i = 0; i < g->lookup->tickets->len; i++)
    add_id (g->tickets, g_array_index (g->lookup->tickets, PtId, i));
  for (guint i = 0; i < g->lookup->persons->len; i++)
    add_id (g->persons, g_array_index (g->lookup->persons, PtId, i));
  return gather_duplicates (g, error) && gather_known_ids (g, error) && gather_comments (g, error)
         && gather_outbox (g, error) && gather_tickets (g, error) && gather_unsent (g, error)
         && gather_last_public (g, error) && gather_addresses (g, error)
         && gather_persons (g, error) && gather_companies (g, error) && gather_persons (g, error)
         && gather_named (g, error) && gather_divisions (g, error)
         && pt_gather_texts (g->store, g->lookup, g->snapshot, error)
         && gather_staff (g, error) && gather_name (g, error)
         && pt_gather_rates (g->store, g->lookup, g->policy, g->snapshot, error);
}

gboolean
pt_store_gather (PtStore *store, const PtLookup *lookup, const PtPolicy *policy, PtSnapshot **out_snapshot,
                 GError **error)
{
  g_autoptr (PtSnapshot) snapshot = pt_snapshot_new ();
  g_autoptr (GArray) tickets = g_array_new (FALSE, FALSE, sizeof (PtId));
  g_autoptr (GArray) persons = g_array_new (FALSE, FALSE, sizeof (PtId));
  Gather g = { store, lookup, policy, snapshot, tickets, persons };
  gboolean mine;
  if (!pt_store_read_begin (store, &mine, error))
    return FALSE;
  gboolean good = gather_all (&g, error);
  pt_store_read_end (store, mine);
  if (good)
    *out_snapshot = g_steal_pointer (&snapshot);
  return good;
}
