#include "store/rows.h"
#include "store/ticket-query.h"

#include <string.h>

void
pt_rows_split_ids (const char *text, GArray *ids)
{
  while (text && *text != 0) {
    char *end;
    PtId id = g_ascii_strtoll (text, &end, 10);
    if (end == text)
      return;
    g_array_append_val (ids, id);
    text = *end == ' ' ? end + 1 : end;
  }
}

void
pt_rows_list (PtQuery *query, PtSqlId id, PtId of, GArray *ids)
{
  PtQuery q = pt_query (query->store, id);
  pt_query_int (&q, of);
  pt_query_ids (&q, ids, !query->error ? &query->error : NULL);
}

PtOutboxItem *
pt_rows_outbox_item (PtQuery *query)
{
  PtOutboxItem *item = pt_outbox_item_new ();
  pt_query_get_members (query, 0, &pt_outbox_members, item);
  if (pt_query_get_int (query, pt_outbox_members.n) != 0) {
    item->notification.also = g_array_new (FALSE, FALSE, sizeof (PtId));
    pt_rows_list (query, PT_SQL_OUTBOX_COMMENTS, item->id, item->notification.also);
  }
  return item;
}

PtComment *
pt_rows_comment (PtQuery *query, PtId *out_message)
{
  PtComment *comment = pt_comment_new (0, 0, 0);
  pt_query_get_members (query, 0, &pt_comment_members, comment);
  if (out_message)
    *out_message = pt_query_get_int (query, pt_comment_members.n);
  return comment;
}

PtPart *
pt_rows_part (PtQuery *query)
{
  PtPart *part = pt_part_new (pt_query_get_text (query, 0));
  part->name = pt_query_dup_text (query, 1);
  part->size = (gsize) pt_query_get_int (query, 2);
  pt_query_copy_blob (query, 3, part->sha256, sizeof part->sha256);
  part->attachment = pt_query_get_int (query, 4) != 0;
  part->is_inline = pt_query_get_int (query, 5) != 0;
  part->note = pt_query_dup_text (query, 6);
  part->charset = pt_query_dup_text (query, 7);
  part->raw_start = (gsize) pt_query_get_int (query, 8);
  part->raw_length = (gsize) pt_query_get_int (query, 9);
  part->encoding = (PtEncoding) pt_query_get_int (query, 10);
  return part;
}

PtTicketView *
pt_rows_ticket (PtQuery *query)
{
  PtTicket *ticket = g_new0 (PtTicket, 1);
  pt_query_get_members (query, 0, &pt_ticket_members, ticket);
  PtTicketView *view = pt_ticket_view_new (ticket);
  view->public_comments = (guint) pt_query_get_int (query, pt_ticket_members.n);
  view->private_comments = (guint) pt_query_get_int (query, pt_ticket_members.n + 1);
  return view;
}

PtEvent *
pt_rows_event (PtQuery *query)
{
  PtEvent *event = g_new0 (PtEvent, 1);
  pt_query_get_members (query, 0, &pt_event_members, event);
  return event;
}

gboolean
pt_rows_insert_event (PtStore *store, const PtEvent *event, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_EVENT_INSERT);
  pt_query_members (&q, &pt_event_members, event);
  return pt_query_run (&q, error);
}

static PtPerson *
person_of_row (PtQuery *query)
{
  const guint lists = pt_person_members.n + pt_address_members.n;
  PtPerson *person = pt_person_new (0, NULL, PT_ROLE_END_USER);
  pt_query_get_members (query, 0, &pt_person_members, person);
  if (pt_query_get_int (query, lists) != 0)
    pt_rows_list (query, PT_SQL_PERSON_DIVISIONS, person->id, person->divisions);
  if (pt_query_get_int (query, lists + 1) != 0)
    pt_rows_list (query, PT_SQL_PERSON_FORMER, person->id, person->formerly);
  return person;
}

void
pt_rows_persons (PtQuery *query, GPtrArray *persons)
{
  const guint first = pt_person_members.n;
  PtPerson *person = NULL;
  while (pt_query_next (query)) {
    if (!person || person->id != pt_query_get_int (query, 0)) {
      person = person_of_row (query);
      g_ptr_array_add (persons, person);
    }
    if (!pt_query_get_text (query, first))
      continue;
    PtPersonAddress *address = g_new0 (PtPersonAddress, 1);
    pt_query_get_members (query, first, &pt_address_members, address);
    g_ptr_array_add (person->addresses, address);
  }
}

static gboolean
load_person (PtQuery *query, PtPerson **out_person, GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  pt_rows_persons (query, persons);
  *out_person = NULL;
  if (!pt_query_end (query, error))
    return FALSE;
  if (persons->len > 0)
    *out_person = g_ptr_array_steal_index (persons, 0);
  return TRUE;
}

gboolean
pt_rows_load_person (PtStore *store, PtId id, PtPerson **out_person, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_PERSON);
  pt_query_int (&q, id);
  return load_person (&q, out_person, error);
}

gboolean
pt_rows_load_person_by_key (PtStore *store, const char *key, PtPerson **out_person, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_PERSON_BY_KEY);
  pt_query_text (&q, key);
  return load_person (&q, out_person, error);
}

gboolean
pt_store_ticket_people (PtStore *store, PtTicketView *view, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_TICKET_PEOPLE);
  pt_query_int (&q, view->ticket->id);
  while (pt_query_next (&q)) {
    const PtTicketPerson entry = { pt_query_get_int (&q, 0), (PtRelation) pt_query_get_int (&q, 1),
                                   pt_query_get_int (&q, 2), pt_query_get_int (&q, 3) != 0 };
    g_array_append_val (view->people, entry);
  }
  return pt_query_end (&q, error);
}

gboolean
pt_rows_load_ticket (PtStore *store, PtId id, PtTicketView **out_view, GError **error)
{
  g_autoptr (PtTicketView) view = NULL;
  *out_view = NULL;
  PtQuery q = pt_query (store, PT_SQL_TICKET);
  pt_query_int (&q, id);
  if (pt_query_next (&q))
    view = pt_rows_ticket (&q);
  if (!pt_query_end (&q, error) || (view && !pt_store_ticket_people (store, view, error)))
    return FALSE;
  *out_view = g_steal_pointer (&view);
  return TRUE;
}

gboolean
pt_rows_load_outbox_item (PtStore *store, PtId id, PtOutboxItem **out_item, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_ITEM);
  pt_query_int (&q, id);
  *out_item = pt_query_next (&q) ? pt_rows_outbox_item (&q) : NULL;
  if (pt_query_end (&q, error))
    return TRUE;
  g_clear_pointer (out_item, pt_outbox_item_free);
  return FALSE;
}
