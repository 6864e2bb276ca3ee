/* The first half of a snapshot: which ticket, and whose word.  Statements: 1 for a digest, 1 an id, 1 a ticket that
 * is named, 1 an outbox row, 1 an address; 1 for the open follow-ups of a closed ticket if they are used.  Each is an
 * index look-up, and nothing is asked for an empty list. */
#include "store/gather-part.h"
#include "store/query.h"
#include "store/rows.h"

#include <string.h>

gboolean
pt_gather_ticket (PtGather *g, PtId id, PtTicketView **out_view, GError **error)
{
  *out_view = (PtTicketView *) pt_snapshot_ticket (g->snapshot, id);
  if (*out_view)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_TICKET);
  pt_query_int (&q, id);
  if (pt_query_next (&q))
    g_ptr_array_add (g->snapshot->tickets, *out_view = pt_rows_ticket (&q));
  return pt_query_end (&q, error);
}

gboolean
pt_gather_addresses (PtGather *g, const GPtrArray *addresses, GError **error)
{
  for (guint i = 0; i < addresses->len; i++) {
    const char *key = g_ptr_array_index (addresses, i);
    PtPerson *person;
    if (pt_snapshot_person_by_key (g->snapshot, key))
      continue;
    if (!pt_rows_load_person_by_key (g->store, key, &person, error))
      return FALSE;
    if (person)
      pt_snapshot_add_person (g->snapshot, person);
  }
  return TRUE;
}

static gboolean
gather_holders (PtGather *g, const PtComment *kept, GError **error)
{
  PtQuery q = pt_query (g->store, PT_SQL_EVENTS_AT);
  pt_query_int (&q, kept->ticket);
  pt_query_int (&q, kept->at);
  pt_query_text (&q, pt_event_kind_name (PT_EVENT_NOTIFY_SUPPRESSED));
  pt_query_text (&q, pt_left_out_text (PT_LEFT_OUT_HAS_IT));
  while (pt_query_next (&q)) {
    PtId id = pt_query_get_int (&q, 0);
    g_array_append_val (g->snapshot->holders, id);
    pt_question_add_number (g->persons, id);
  }
  return pt_query_end (&q, error);
}

gboolean
pt_gather_copies (PtGather *g, GError **error)
{
  const PtComment *kept = g->snapshot->kept;
  if (!g->second->copies || !kept)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_COMMENT_COPIES);
  pt_query_int (&q, kept->ticket);
  pt_query_int (&q, kept->id);
  while (pt_query_next (&q))
    g_ptr_array_add (g->snapshot->copies, pt_rows_outbox_item (&q));
  return pt_query_end (&q, error) && gather_holders (g, kept, error);
}

gboolean
pt_gather_run (PtGather *g, const GArray *tickets, const GArray *persons, gboolean (*step) (PtGather *, GError **),
               GError **error)
{
  g_autoptr (GArray) all_tickets = g_array_copy ((GArray *) tickets);
  g_autoptr (GArray) all_persons = persons ? g_array_copy ((GArray *) persons)
                                                   : g_array_new (FALSE, FALSE, sizeof (PtId));
  PtStoreView view;
  if (!pt_store_read_begin (g->store, &view, error))
    return FALSE;
  g->tickets = all_tickets;
  g->persons = all_persons;
  gboolean good = step (g, error);
  pt_store_read_end (g->store, &view);
  return good;
}

static gboolean
gather_duplicates (PtGather *g, GError **error)
{
  gint64 key;
  if (!g->first->has_digest)
    return TRUE;
  memcpy (&key, g->first->digest, sizeof key);
  PtQuery q = pt_query (g->store, PT_SQL_DIGEST);
  pt_query_int (&q, GINT64_FROM_BE (key));
  pt_query_blob (&q, g->first->digest, PT_SHA256_BYTES);
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
gather_known_ids (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->first->ids->len; i++) {
    const char *id = g_ptr_array_index (g->first->ids, i);
    PtQuery q = pt_query (g->store, PT_SQL_KNOWN_ID);
    pt_query_int (&q, pt_hash64 (id));
    pt_query_text (&q, id);
    if (pt_query_next (&q)) {
      PtKnownId *known = pt_known_id_new (id, pt_query_get_int (&q, 0), (PtKnownOrigin) pt_query_get_int (&q, 1),
                                          pt_query_get_int (&q, 2));
      pt_question_add_number (g->tickets, known->ticket);
      g_ptr_array_add (g->snapshot->known_ids, known);
    }
    if (!pt_query_end (&q, error))
      return FALSE;
  }
  return TRUE;
}

/* Of the address that the row went to. */
static gboolean
gather_reports (PtGather *g, const PtOutboxItem *item, GError **error)
{
  g_autofree char *key = pt_address_key (item->notification.address);
  if (!key)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_REPORTS);
  pt_query_text (&q, key);
  pt_query_int (&q, PT_REPORTS_MOST);
  while (pt_query_next (&q)) {
    const PtReport report = { pt_query_get_int (&q, 0), pt_query_get_int (&q, 1), pt_query_get_int (&q, 2) != 0 };
    g_array_append_val (g->snapshot->reports, report);
  }
  return pt_query_end (&q, error);
}

/* A report is booked on the ticket of its row. */
static gboolean
gather_outbox (PtGather *g, GError **error)
{
  for (guint i = 0; i < g->first->outbox->len; i++) {
    PtOutboxItem *item;
    if (!pt_rows_load_outbox_item (g->store, g_array_index (g->first->outbox, PtId, i), &item, error))
      return FALSE;
    if (!item)
      continue;
    pt_question_add_number (g->tickets, item->notification.ticket);
    g_ptr_array_add (g->snapshot->outbox, item);
    if (g->snapshot->outbox->len == 1 && !gather_reports (g, item, error))
      return FALSE;
  }
  return TRUE;
}

/* Open follow-ups of a closed ticket, for an installation that reuses them (U12). */
static gboolean
gather_followups (PtGather *g, PtId closed, GError **error)
{
  if (!pt_policy_reuses_followups (g->policy))
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_FOLLOWUPS);
  pt_query_int (&q, closed);
  while (pt_query_next (&q))
    pt_question_add_number (g->tickets, pt_query_get_int (&q, 0));
  return pt_query_end (&q, error);
}

gboolean
pt_gather_merged (PtGather *g, guint first, GError **error)
{
  for (guint i = first; i < g->tickets->len; i++) {
    PtTicketView *view;
    if (!pt_gather_ticket (g, g_array_index (g->tickets, PtId, i), &view, error))
      return FALSE;
    if (!view)
      continue;
    pt_question_add_number (g->tickets, view->ticket->merged_into);
    if (g->first && view->ticket->status == PT_STATUS_CLOSED && !gather_followups (g, view->ticket->id, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_comment (PtGather *g, GError **error)
{
  if (!g->first->comment)
    return TRUE;
  PtQuery q = pt_query (g->store, PT_SQL_COMMENT);
  pt_query_int (&q, g->first->comment);
  if (pt_query_next (&q)) {
    g->snapshot->kept = pt_rows_comment (&q, NULL);
    pt_question_add_number (g->tickets, g->snapshot->kept->ticket);
  }
  return pt_query_end (&q, error);
}

/* Order matters: tickets follow from ids, a comment and outbox rows. */
static gboolean
gather_first (PtGather *g, GError **error)
{
  return gather_duplicates (g, error) && gather_known_ids (g, error) && gather_outbox (g, error)
         && gather_comment (g, error)
         && pt_gather_merged (g, 0, error) && pt_gather_addresses (g, g->first->addresses, error);
}

gboolean
pt_store_gather_first (PtStore *store, const PtFirstQuestion *question, const PtPolicy *policy, PtSnapshot *snapshot,
                       GError **error)
{
  PtGather g = { .store = store, .policy = policy, .snapshot = snapshot, .first = question };
  return pt_gather_run (&g, question->tickets, NULL, gather_first, error);
}
