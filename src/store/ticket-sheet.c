/* One ticket with everything on it. */
#include "store/store-handle.h"
#include "store/query.h"
#include "store/rows.h"
#include "store/ticket-query.h"

static void
comment_free (gpointer data)
{
  PtSheetComment *entry = data;
  pt_comment_free (entry->comment);
  g_ptr_array_unref (entry->parts);
  g_free (entry);
}

static void
link_free (gpointer data)
{
  PtSheetLink *link = data;
  g_free (link->kind);
  g_free (link);
}

static PtTicketSheet *
sheet_new (void)
{
  PtTicketSheet *sheet = g_new0 (PtTicketSheet, 1);
  sheet->comments = g_ptr_array_new_with_free_func (comment_free);
  sheet->events = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_event_free);
  sheet->links = g_ptr_array_new_with_free_func (link_free);
  sheet->outbox = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_outbox_item_free);
  sheet->persons = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  return sheet;
}

void
pt_ticket_sheet_free (PtTicketSheet *sheet)
{
  if (!sheet)
    return;
  pt_ticket_view_free (sheet->view);
  g_ptr_array_unref (sheet->comments);
  g_ptr_array_unref (sheet->events);
  g_ptr_array_unref (sheet->links);
  g_ptr_array_unref (sheet->outbox);
  g_ptr_array_unref (sheet->persons);
  g_free (sheet);
}

const PtPerson *
pt_ticket_sheet_person (const PtTicketSheet *sheet, PtId id)
{
  for (guint i = 0; i < sheet->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (sheet->persons, i);
    if (person->id == id)
      return person;
  }
  return NULL;
}

static PtQuery
query_of (PtStore *store, PtSqlId id, PtId ticket)
{
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, ticket);
  return q;
}

static gboolean
load_comments (PtStore *store, PtId ticket, PtTicketSheet *sheet, GError **error)
{
  PtQuery q = query_of (store, PT_SQL_TICKET_COMMENTS, ticket);
  while (pt_query_next (&q)) {
    PtSheetComment *entry = g_new0 (PtSheetComment, 1);
    entry->comment = pt_rows_comment (&q, &entry->message);
    entry->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_part_free);
    g_ptr_array_add (sheet->comments, entry);
  }
  return pt_query_end (&q, error);
}

/* Both come in the order of the comments. */
static gboolean
load_parts (PtStore *store, PtId ticket, PtTicketSheet *sheet, GError **error)
{
  guint i = 0;
  PtQuery q = query_of (store, PT_SQL_TICKET_PARTS, ticket);
  while (pt_query_next (&q)) {
    PtId comment = pt_query_get_int (&q, 11);
    while (i < sheet->comments->len
           && ((PtSheetComment *) g_ptr_array_index (sheet->comments, i))->comment->id < comment)
      i++;
    if (i < sheet->comments->len)
      g_ptr_array_add (((PtSheetComment *) g_ptr_array_index (sheet->comments, i))->parts, pt_rows_part (&q));
  }
  return pt_query_end (&q, error);
}

static gboolean
load_events (PtStore *store, PtId ticket, PtTicketSheet *sheet, GError **error)
{
  PtQuery q = query_of (store, PT_SQL_TICKET_EVENTS, ticket);
  while (pt_query_next (&q))
    g_ptr_array_add (sheet->events, pt_rows_event (&q));
  return pt_query_end (&q, error);
}

static gboolean
load_links (PtStore *store, PtId ticket, PtTicketSheet *sheet, GError **error)
{
  PtQuery q = query_of (store, PT_SQL_TICKET_LINKS, ticket);
  while (pt_query_next (&q)) {
    PtSheetLink *link = g_new0 (PtSheetLink, 1);
    link->other = pt_query_get_int (&q, 0);
    link->kind = pt_query_dup_text (&q, 1);
    link->at = pt_query_get_int (&q, 2);
    g_ptr_array_add (sheet->links, link);
  }
  return pt_query_end (&q, error);
}

static gboolean
load_outbox (PtStore *store, PtId ticket, PtTicketSheet *sheet, GError **error)
{
  PtQuery q = query_of (store, PT_SQL_TICKET_OUTBOX, ticket);
  while (pt_query_next (&q))
    g_ptr_array_add (sheet->outbox, pt_rows_outbox_item (&q));
  return pt_query_end (&q, error);
}

static gboolean
load_person (PtStore *store, PtTicketSheet *sheet, PtId id, GError **error)
{
  PtPerson *person;
  if (id == 0 || pt_ticket_sheet_person (sheet, id))
    return TRUE;
  if (!pt_rows_load_person (store, id, &person, error))
    return FALSE;
  if (person)
    g_ptr_array_add (sheet->persons, person);
  return TRUE;
}

static gboolean
load_persons (PtStore *store, PtTicketSheet *sheet, GError **error)
{
  const PtTicketView *view = sheet->view;
  gboolean good = load_person (store, sheet, view->ticket->requester, error)
                  && load_person (store, sheet, view->ticket->assignee, error);
  for (guint i = 0; good && i < view->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (view->people, PtTicketPerson, i);
    good = load_person (store, sheet, one->person, error) && load_person (store, sheet, one->added_by, error);
  }
  for (guint i = 0; good && i < sheet->comments->len; i++)
    good = load_person (store, sheet, ((PtSheetComment *) sheet->comments->pdata[i])->comment->author, error);
  for (guint i = 0; good && i < sheet->events->len; i++) {
    const PtEvent *event = g_ptr_array_index (sheet->events, i);
    good = load_person (store, sheet, event->actor, error) && load_person (store, sheet, event->about, error);
  }
  for (guint i = 0; good && i < sheet->outbox->len; i++)
    good = load_person (store, sheet, ((PtOutboxItem *) sheet->outbox->pdata[i])->notification.person, error);
  return good;
}

gboolean
pt_store_ticket_view (PtStore *store, PtId ticket, PtTicketView **out_view, GError **error)
{
  if (!pt_rows_load_ticket (store, ticket, out_view, error))
    return FALSE;
  return *out_view || pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no ticket %" G_GINT64_FORMAT,
                                            ticket);
}

static gboolean
load_sheet (PtStore *store, PtId ticket, PtTicketSheet *sheet, GError **error)
{
  return pt_store_ticket_view (store, ticket, &sheet->view, error) && load_comments (store, ticket, sheet, error)
         && load_parts (store, ticket, sheet, error) && load_events (store, ticket, sheet, error)
         && load_links (store, ticket, sheet, error) && load_outbox (store, ticket, sheet, error)
         && load_persons (store, sheet, error);
}

gboolean
pt_store_ticket_sheet (PtStore *store, PtId ticket, PtTicketSheet **out_sheet, GError **error)
{
  g_autoptr (PtTicketSheet) sheet = sheet_new ();
  PtStoreView view;
  if (!pt_store_read_begin (store, &view, error))
    return FALSE;
  gboolean good = load_sheet (store, ticket, sheet, error);
  pt_store_read_end (store, &view);
  if (good)
    *out_sheet = g_steal_pointer (&sheet);
  return good;
}
