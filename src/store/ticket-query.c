#include "store/ticket-query.h"

#include "store/query.h"
#include "store/rows.h"

#define LIST_LIMIT 100
#define ALL_BUT_CLOSED ((1u << PT_STATUS_CLOSED) - 1)

/* Open ones are found by the index of those that are not Closed, which keeps its size while a store grows; closed
 * ones, in the order in which they are shown, by an index of their own. */
static PtSqlId
list_for (guint statuses)
{
  if ((statuses & ~ALL_BUT_CLOSED) == 0)
    return PT_SQL_TICKETS_OPEN;
  return (statuses & ALL_BUT_CLOSED) == 0 ? PT_SQL_TICKETS_CLOSED : PT_SQL_TICKETS_ALL;
}

/* How far somebody sees who is not on a ticket, as TICKET_VISIBLE has it. */
typedef enum { REACH_NOTHING, REACH_OWN, REACH_DIVISION, REACH_ALL, REACH_RESTRICTED } Reach;

static Reach
viewer_reach (const PtPerson *viewer)
{
  if (!pt_person_is_internal (viewer))
    return REACH_NOTHING;
  if (viewer->role == PT_ROLE_ADMIN || viewer->role == PT_ROLE_OWNER)
    return REACH_RESTRICTED;
  return viewer->scope == PT_SCOPE_ALL ? REACH_ALL : viewer->scope == PT_SCOPE_DIVISION ? REACH_DIVISION : REACH_OWN;
}

gboolean
pt_store_ticket_list (PtStore *store, const PtTicketFilter *filter, GPtrArray **out_tickets, GError **error)
{
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_ticket_view_free);
  guint statuses = filter->statuses != 0 ? filter->statuses : ALL_BUT_CLOSED;
  PtQuery q = pt_query (store, list_for (statuses));
  pt_query_int (&q, statuses);
  pt_query_int (&q, filter->assignee);
  pt_query_int (&q, filter->requester);
  pt_query_text (&q, filter->mailbox ? filter->mailbox : "");
  pt_query_int (&q, filter->priorities);
  pt_query_int (&q, filter->channels);
  pt_query_text (&q, filter->tag ? filter->tag : "");
  pt_query_int (&q, filter->division);
  pt_query_int (&q, filter->follower);
  pt_query_int (&q, filter->limit != 0 ? filter->limit : LIST_LIMIT);
  pt_query_int (&q, filter->offset);
  pt_query_int (&q, filter->viewer ? filter->viewer->id : 0);
  pt_query_int (&q, filter->viewer ? viewer_reach (filter->viewer) : REACH_NOTHING);
  while (pt_query_next (&q))
    g_ptr_array_add (tickets, pt_rows_ticket (&q));
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_tickets = g_steal_pointer (&tickets);
  return TRUE;
}

void
pt_solved_ticket_free (PtSolvedTicket *solved)
{
  if (!solved)
    return;
  g_free (solved->mailbox);
  g_free (solved);
}

static PtSolvedTicket *
take_solved (PtQuery *q)
{
  PtSolvedTicket *solved = g_new0 (PtSolvedTicket, 1);
  solved->id = pt_query_get_int (q, 0);
  solved->mailbox = pt_query_dup_text (q, 1);
  solved->since = pt_query_get_int (q, 2);
  return solved;
}

gboolean
pt_store_ticket_solved_before (PtStore *store, PtTime time, const PtSolvedTicket *after, guint limit,
                               GPtrArray **out_solved, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_TICKETS_SOLVED_BEFORE);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_solved_ticket_free);
  pt_query_int (&q, time);
  pt_query_int (&q, after ? after->since : 0);
  pt_query_int (&q, after ? after->id : 0);
  pt_query_int (&q, limit);
  while (pt_query_next (&q))
    g_ptr_array_add (found, take_solved (&q));
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_solved = g_steal_pointer (&found);
  return TRUE;
}

gboolean
pt_store_ticket_unanswered (PtStore *store, const char *mailbox, PtTime time, guint limit, GArray **out_ids,
                            GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_TICKETS_UNANSWERED);
  pt_query_text (&q, mailbox);
  pt_query_int (&q, time);
  pt_query_int (&q, limit);
  return pt_query_list (&q, out_ids, error);
}

gboolean
pt_store_ticket_waiting (PtStore *store, const char *mailbox, PtTime now, PtTime after, guint limit, GArray **out_ids,
                         GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_TICKETS_WAITING);
  pt_query_text (&q, mailbox);
  pt_query_int (&q, now);
  pt_query_int (&q, after);
  pt_query_int (&q, limit);
  return pt_query_list (&q, out_ids, error);
}
