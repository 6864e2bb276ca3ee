/* The second half of a snapshot: what the ticket and the author need.  Statements: 2 for the people of a ticket, 1
 * for each ticket that is linked, 1 an address and 1 a person that these have not brought, 1 for a sender's rate, 2
 * for receipts, 1 for a display name, 1 a staff role; 1 for participants or unsent mail if asked; 1 or 2 a division,
 * 1 or 2 a company; 2 for texts if a known author quotes something where there are private comments.  Each is an
 * index look-up, and nothing is asked for an empty list. */
#include "base/clock.h"
#include "store/gather-part.h"
#include "store/gather-sender.h"
#include "store/group.h"
#include "store/query.h"
#include "store/rows.h"
#include "store/ticket-query.h"

static gboolean
gather_comments (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->second->comments->len; i++) {
    PtQuery q = pt_query (g->store, PT_SQL_COMMENT_REF);
    pt_query_int (&q, g_array_index (g->second->comments, PtId, i));
    if (pt_query_next (&q)) {
      const PtCommentRef ref = { pt_query_get_int (&q, 0), pt_query_get_int (&q, 1), pt_query_get_int (&q, 2) != 0,
                                 g_array_new (FALSE, FALSE, sizeof (PtId)), pt_query_get_int (&q, 4) };
      if (g->second->authors)
        pt_question_add_number (g->persons, ref.author);
      pt_rows_split_ids (pt_query_get_text (&q, 3), ref.visible_cc);
      g_array_append_val (g->snapshot->comments, ref);
    }
    if (!pt_query_end (&q, error))
      return FALSE;
  }
  return TRUE;
}

/* Runs Q to its end, and gives each of its people to ADD. */
static gboolean
take_persons (PtGather *g, PtQuery *q, void (*add) (PtSnapshot *, PtPerson *), GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();
  pt_rows_persons (q, persons);
  for (guint i = 0; i < persons->len; i++)
    add (g->snapshot, g_ptr_array_index (persons, i));
  return pt_query_end (q, error);
}

/* The CCs and followers, many at once; participants only where they are mailed. */
static gboolean
gather_people (PtGather *g, const PtTicketView *view, GError **error)
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

/* Only a tracker asks for more: other categories know their one ticket themselves.  Of its tickets those are left out
 * that nothing reaches any more: closed ones only become more. */
static gboolean
gather_linked (PtGather *g, const PtTicket *ticket, GError **error)
{
  if (ticket->category == PT_CATEGORY_BACK_OFFICE)
    pt_question_add_number (g->tickets, ticket->linked_to);
  if (ticket->category != PT_CATEGORY_TRACKER)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKETS_LINKED);
  pt_query_int (&q, ticket->id);
  while (pt_query_next (&q))
    pt_question_add_number (g->tickets, pt_query_get_int (&q, 0));
  return pt_query_end (&q, error);
}

static gboolean
gather_last_public (PtGather *g, GError **error)
{
  if (g->second->last_public_of == 0)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKET_LAST_PUBLIC);
  pt_query_int (&q, g->second->last_public_of);
  pt_query_int (&q, g->second->last_public_but);
  if (pt_query_next (&q)) {
    g->snapshot->last_public = pt_rows_comment (&q, NULL);
    pt_question_add_number (g->persons, g->snapshot->last_public->author);
  }
  return pt_query_end (&q, error);
}

static gboolean
gather_kept (PtGather *g, GError **error)
{
  gint64 other = 0;
  if (g->second->kept == 0 || g->snapshot->kept)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_COMMENT);
  pt_query_int (&q, g->second->kept);
  if (pt_query_next (&q))
    g->snapshot->kept = pt_rows_comment (&q, NULL);
  if (!pt_query_end (&q, error))
    return FALSE;
  PtQuery shown = pt_query (g->store, PT_SQL_COMMENT_PUBLISHES);
  pt_query_int (&shown, g->second->kept);
  return pt_query_one (&shown, &other, &g->snapshot->kept_shown, error);
}

/* Those that the message or request is about, and those that are linked with them. */
static gboolean
gather_tickets (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->tickets->len; i++) {
    PtTicketView *view;
    if (!pt_gather_ticket (g, g_array_index (g->tickets, PtId, i), &view, error))
      return FALSE;
    if (!view)
      continue;
    if (g->second->linked && !gather_linked (g, view->ticket, error))
      return FALSE;
    pt_question_add_number (g->persons, view->ticket->requester);
    pt_question_add_number (g->persons, view->ticket->assignee);
    pt_question_add_number (g->persons, view->ticket->solved_by);
    if (!pt_store_ticket_people (g->store, view, error) || !gather_people (g, view, error))
      return FALSE;
  }
  return TRUE;
}

/* Of the tickets that the message or request is about. */
static gboolean
gather_unsent (PtGather *g, GError **error)
{
  for (guint i = 0; g->second->unsent && i < g->second->tickets->len; i++) {
    PtQuery q = pt_query (g->store, PT_SQL_OUTBOX_UNSENT);
    pt_query_int (&q, g_array_index (g->second->tickets, PtId, i));
    while (pt_query_next (&q))
      g_ptr_array_add (g->snapshot->unsent, pt_rows_outbox_item (&q));
    if (!pt_query_end (&q, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_persons (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->persons->len; i++) {
    PtId id = g_array_index (g->persons, PtId, i);
    PtPerson *person;
    if (pt_snapshot_person (g->snapshot, id))
      continue;
    if (!pt_rows_load_person (g->store, id, &person, error))
      return FALSE;
    if (person)
      pt_snapshot_add_person (g->snapshot, person);
  }
  return TRUE;
}

static gboolean
gather_roles (PtGather *g, guint roles, GError **error)
{
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

/* The team stands in where no owner can be mailed (J21). */
static gboolean
gather_staff (PtGather *g, GError **error)
{
  const guint roles = (g->second->staff ? pt_policy_staff_roles (g->policy) : 0)
                      | (g->second->owners ? 1u << PT_ROLE_OWNER : 0);
  if (!gather_roles (g, roles, error))
    return FALSE;
  gboolean team = g->second->owners && !pt_snapshot_has_owner (g->snapshot);
  return !team || gather_roles (g, PT_ROLES_TEAM & ~roles, error);
}

/* Everybody who may see held mail by their role, light agents apart (J5). */
static gboolean
gather_agents (PtGather *g, GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();
  for (PtRole role = PT_ROLE_AGENT; g->second->agents && role <= PT_ROLE_OWNER; role++) {
    PtQuery q = pt_query (g->store, PT_SQL_STAFF);
    pt_query_int (&q, role);
    pt_rows_persons (&q, persons);
    if (!pt_query_end (&q, error)) {
      g_ptr_array_foreach (persons, (GFunc) (void (*) (void)) pt_person_free, NULL);
      return FALSE;
    }
  }
  for (guint i = 0; i < persons->len; i++) {
    const PtAgentTold one = { ((const PtPerson *) g_ptr_array_index (persons, i))->id, 0 };
    g_array_append_val (g->snapshot->agents, one);
    pt_snapshot_add_person (g->snapshot, g_ptr_array_index (persons, i));
  }
  return TRUE;
}

static gboolean
count_told (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->snapshot->agents->len; i++) {
    PtAgentTold *one = &g_array_index (g->snapshot->agents, PtAgentTold, i);
    gint64 told = 0;
    PtQuery q = pt_query (g->store, PT_SQL_AGENT_TOLD);
    pt_query_int (&q, one->person);
    pt_query_int (&q, g->second->now - PT_HOUR);
    pt_query_int (&q, PT_NOTIFY_HELD);
    pt_query_int (&q, g->policy->rules->held_at_once);
    if (!pt_query_one (&q, &told, NULL, error))
      return FALSE;
    one->told = (guint) told;
  }
  return TRUE;
}

static gboolean
gather_open (PtGather *g, GError **error)
{
  if (!g->second->open_of)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKETS_OPEN_OF);
  pt_query_int (&q, g->second->open_of);
  pt_query_int (&q, PT_OPEN_MOST);
  while (pt_query_next (&q)) {
    PtId ticket = pt_query_get_int (&q, 0);
    g_array_append_val (g->snapshot->open, ticket);
    pt_question_add_number (g->tickets, ticket);
  }
  return pt_query_end (&q, error);
}

/* Takes over DIVISION unless it is there already. */
static gboolean
add_division (PtGather *g, PtDivision *loaded, gboolean members, GError **error)
{
  g_autoptr (PtDivision) division = loaded;
  PtDivision *known = division ? (PtDivision *) pt_snapshot_division (g->snapshot, division->id) : NULL;
  if (!division)
    return TRUE;
  if (!known)
    g_ptr_array_add (g->snapshot->divisions, known = g_steal_pointer (&division));
  return !members || known->members->len > 0 || pt_group_load_members (g->store, known, error);
}

/* Those that somebody named, and those of the tickets: their members are told where nobody has the ticket (8.1), or
 * its follow-up. */
static gboolean
gather_divisions (PtGather *g, GError **error)
{
  PtDivision *division;
  for (guint i = 0; i < g->second->divisions->len; i++)
    if (!pt_group_find_division (g->store, g_ptr_array_index (g->second->divisions, i), &division, error)
        || !add_division (g, division, TRUE, error))
      return FALSE;
  for (guint i = 0; i < g->tickets->len; i++) {
    const PtTicketView *view = pt_snapshot_ticket (g->snapshot, g_array_index (g->tickets, PtId, i));
    const PtTicket *ticket = view ? view->ticket : NULL;
    if (ticket && ticket->division != 0
        && (!pt_group_load_division (g->store, ticket->division, &division, error)
            || !add_division (g, division, g->second->members || ticket->assignee == 0
                             || ticket->status == PT_STATUS_CLOSED, error)))
      return FALSE;
  }
  return TRUE;
}

/* Those that a command names (MC8). */
static gboolean
gather_named (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->second->names->len; i++) {
    PtQuery q = pt_query (g->store, PT_SQL_STAFF_NAMED);
    pt_query_text (&q, g_ptr_array_index (g->second->names, i));
    if (!take_persons (g, &q, pt_snapshot_add_person, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_company (PtGather *g, PtId id, GError **error)
{
  PtCompany *company;
  if (id == 0 || pt_snapshot_company (g->snapshot, id))
    return TRUE;
  if (!pt_group_load_company (g->store, id, &company, error))
    return FALSE;
  if (!company)
    return TRUE;
  pt_question_add_number (g->persons, company->contact);
  g_ptr_array_add (g->snapshot->companies, company);
  return TRUE;
}

static gboolean
add_company_of (PtGather *g, const PtPerson *person, GError **error)
{
  return !person || add_company (g, person->company, error);
}

/* A new ticket gets the company of the person it is for (T7): the sender's, that of one whom a request or an address
 * in the mail names, or, where it is a follow-up, of the closed ticket's requester. */
static gboolean
gather_companies (PtGather *g, GError **error)
{
  const PtSnapshot *snapshot = g->snapshot;
  const PtSecondQuestion *q = g->second;
  if (q->sender_key && !add_company_of (g, pt_snapshot_person_by_key (snapshot, q->sender_key), error))
    return FALSE;
  for (guint i = 0; i < q->addresses->len; i++)
    if (!add_company_of (g, pt_snapshot_person_by_key (snapshot, g_ptr_array_index (q->addresses, i)), error))
      return FALSE;
  for (guint i = 0; i < q->persons->len; i++)
    if (!add_company_of (g, pt_snapshot_person (snapshot, g_array_index (q->persons, PtId, i)), error))
      return FALSE;
  for (guint i = 0; i < g->tickets->len; i++) {
    const PtTicketView *view = pt_snapshot_ticket (snapshot, g_array_index (g->tickets, PtId, i));
    const PtTicket *ticket = view ? view->ticket : NULL;
    if (ticket && !add_company (g, ticket->company, error))
      return FALSE;
    if (ticket && ticket->status == PT_STATUS_CLOSED
        && !add_company_of (g, pt_snapshot_person (snapshot, ticket->requester), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_name (PtGather *g, GError **error)
{
  gint64 id;
  if (!g->second->display_name || *g->second->display_name == 0)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_STAFF_NAME);
  pt_query_text (&q, g->second->display_name);
  return pt_query_one (&q, &id, &g->snapshot->name_is_staff, error);
}

/* The newest that the author opened in the thread of a ticket that they have no part in, and what it went into. */
static gboolean
gather_thread (PtGather *g, GError **error)
{
  gint64 id = 0;
  gboolean found = FALSE;
  if (!g->second->thread_of)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKET_OF_THREAD);
  pt_query_int (&q, g->second->thread_of);
  pt_query_int (&q, g->second->thread_by);
  if (!pt_query_one (&q, &id, &found, error))
    return FALSE;
  const guint had = g->tickets->len;
  if (found)
    pt_question_add_number (g->tickets, id);
  return pt_gather_merged (g, had, error);
}

/* Order matters: people follow from tickets. */
static gboolean
gather_second (PtGather *g, GError **error)
{
  return gather_thread (g, error) && gather_open (g, error) && gather_tickets (g, error)
         && gather_agents (g, error) && count_told (g, error) && gather_unsent (g, error)
         && gather_last_public (g, error) && gather_kept (g, error)
         && pt_gather_coming (g->store, g->second, g->snapshot, error)
         && pt_gather_copies (g, error) && gather_comments (g, error)
         && pt_gather_addresses (g, g->second->addresses, error) && gather_persons (g, error)
         && gather_companies (g, error) && gather_persons (g, error) && gather_named (g, error)
         && gather_divisions (g, error)
         && pt_gather_written (g->store, g->second, g->snapshot, error)
         && pt_gather_texts (g->store, g->second, g->snapshot, error) && gather_staff (g, error)
         && gather_name (g, error) && pt_gather_rates (g->store, g->second, g->policy, g->snapshot, error);
}

gboolean
pt_store_gather_second (PtStore *store, const PtSecondQuestion *question, const PtPolicy *policy,
                        PtSnapshot *snapshot,
                        GError **error)
{
  PtGather g = { .store = store, .policy = policy, .snapshot = snapshot, .second = question };
  return pt_gather_run (&g, question->tickets, question->persons, gather_second, error);
}
