/* One outbox row with everything that its mail is written from. */
#include "store/group.h"
#include "store/store-handle.h"
#include "store/outbox.h"
#include "store/outbox-held.h"
#include "store/outbox-kept.h"
#include "store/query.h"
#include "store/rows.h"

#define RECEIVED_IDS 20
#define MERGES       64

typedef struct {
  PtStore  *store;
  PtNotice *notice;
  PtId      comment;     /* that the mail is about; 0 = none */
  PtId      author;      /* of that */
  PtId      actor;       /* of the event, or else that author */
  PtTime    received_at; /* of the recipient's newest message */
} Load;

/* 0 gives nobody. */
static gboolean
load_person (Load *l, PtId id, PtPerson **out_person, GError **error)
{
  return id == 0 || pt_rows_load_person (l->store, id, out_person, error);
}

/* What a mail about an event shows (J20). */
static gboolean
find_comment (Load *l, GError **error)
{
  const PtNotification *row = &l->notice->item->notification;
  l->comment = row->comment;
  if (row->comment || !pt_notify_kind_shows_newest (row->kind))
    return TRUE;
  PtQuery q = pt_query (l->store, PT_SQL_COMMENT_NEWEST);
  pt_query_int (&q, row->ticket);
  if (pt_query_next (&q))
    l->comment = pt_query_get_int (&q, 0);
  return pt_query_end (&q, error);
}

static gboolean
load_comment (Load *l, GError **error)
{
  PtId id = l->comment;
  if (id == 0)
    return TRUE;
  PtQuery q = pt_query (l->store, PT_SQL_COMMENT);
  pt_query_int (&q, id);
  if (pt_query_next (&q)) {
    l->notice->comment = pt_rows_comment (&q, &l->notice->message);
    l->author = l->actor = l->notice->comment->author;
    l->notice->authenticated = l->notice->message && pt_query_get_int (&q, pt_comment_members.n + 1) == PT_AUTH_PASS;
  }
  if (!pt_query_end (&q, error))
    return FALSE;
  gint64 other;
  gboolean earlier = FALSE;
  PtQuery before = pt_query (l->store, PT_SQL_COMMENT_BEFORE);
  pt_query_int (&before, l->notice->item->notification.ticket);
  pt_query_int (&before, id);
  if (!pt_query_one (&before, &other, &earlier, error))
    return FALSE;
  l->notice->first_comment = !earlier;
  return TRUE;
}

/* The mail that EVENT calls late was sent since. */
static gboolean
load_overtaken (Load *l, const PtEvent *event, GError **error)
{
  gint64 id;
  if (event->kind != PT_EVENT_DELIVERY_DELAYED)
    return TRUE;
  PtQuery q = pt_query (l->store, PT_SQL_OUTBOX_ARRIVED);
  pt_query_int (&q, event->ticket);
  pt_query_int (&q, event->about);
  pt_query_int (&q, event->at);
  pt_query_id (&q, l->notice->item->notification.comment);
  return pt_query_one (&q, &id, &l->notice->overtaken, error);
}

static gboolean
load_event (Load *l, GError **error)
{
  if (l->notice->item->notification.event == 0)
    return TRUE;
  g_autoptr (PtEvent) event = NULL;
  PtQuery q = pt_query (l->store, PT_SQL_EVENT);
  pt_query_int (&q, l->notice->item->notification.event);
  if (pt_query_next (&q))
    event = pt_rows_event (&q);
  if (!pt_query_end (&q, error))
    return FALSE;
  if (!event)
    return TRUE;
  l->actor = event->actor;
  l->notice->event_kind = g_strdup (pt_event_kind_name (event->kind));
  l->notice->event_detail = g_steal_pointer (&event->detail);
  return load_overtaken (l, event, error);
}

static gboolean
load_survivor (Load *l, GError **error)
{
  PtId next = l->notice->ticket->merged_into;
  for (guint i = 0; next && i < MERGES; i++) {
    g_clear_pointer (&l->notice->survivor, pt_ticket_view_free);
    if (!pt_rows_load_ticket (l->store, next, &l->notice->survivor, error))
      return FALSE;
    next = l->notice->survivor ? l->notice->survivor->ticket->merged_into : 0;
  }
  return TRUE;
}

static const char *
mailbox_of_desk (const PtNotice *notice)
{
  if (notice->lines->len > 0)
    return ((const PtNoticeLine *) g_ptr_array_index (notice->lines, 0))->view->ticket->mailbox;
  return notice->held->len > 0 ? ((const PtHeldMail *) g_ptr_array_index (notice->held, 0))->mailbox : "";
}

/* Mail of the desk is written from the mailbox that the first of its mails came to, as if on a ticket that is none.
 */
static gboolean
load_desk (Load *l, GError **error)
{
  if (!load_event (l, error) || !pt_outbox_held_load (l->store, l->notice, error))
    return FALSE;
  pt_notice_set_view (l->notice, pt_ticket_view_new (pt_ticket_new (0, mailbox_of_desk (l->notice), "")));
  return load_person (l, l->notice->item->notification.person, &l->notice->recipient, error);
}

static gboolean
load_ticket (Load *l, GError **error)
{
  PtTicketView *loaded;
  if (!pt_rows_load_ticket (l->store, l->notice->item->notification.ticket, &loaded, error))
    return FALSE;
  if (!loaded)
    return pt_error_set (error, PT_ERROR_SCHEMA, "outbox row %" G_GINT64_FORMAT " has no ticket",
                         l->notice->item->id);
  pt_notice_set_view (l->notice, loaded);
  return load_survivor (l, error);
}

/* Whoever is on both may read that the one goes on with the other (J20). */
static gboolean
load_went_on (Load *l, GError **error)
{
  const PtNotification *row = &l->notice->item->notification;
  const PtId old = l->notice->ticket->followup_of;
  PtTicketView *view = NULL;
  if (row->kind != PT_NOTIFY_RECEIPT || !old)
    return TRUE;
  if (!pt_rows_load_ticket (l->store, old, &view, error))
    return FALSE;
  l->notice->went_on = view && pt_ticket_view_has_outside (view, row->person);
  pt_ticket_view_free (view);
  return TRUE;
}

static gboolean
load_contact (Load *l, PtId *out_contact, GError **error)
{
  PtCompany *loaded = NULL;
  *out_contact = 0;
  if (l->notice->ticket->company == 0)
    return TRUE;
  if (!pt_group_load_company (l->store, l->notice->ticket->company, &loaded, error))
    return FALSE;
  g_autoptr (PtCompany) company = loaded;
  *out_contact = company ? company->contact : 0;
  return TRUE;
}

/* Who has been taken off since the comment was made is shown no more: an answer to all would bring him back (T035).
 */
static gboolean
is_there (const PtNotice *notice, PtId person, PtId contact)
{
  return person == contact || pt_ticket_view_has (notice->view, person, PT_RELATION_CC)
         || pt_ticket_view_has (notice->view, person, PT_RELATION_PARTICIPANT);
}

static gboolean
load_visible (Load *l, GError **error)
{
  const PtComment *comment = l->notice->comment;
  PtId contact = 0;
  if (!comment)
    return TRUE;
  if (comment->visible_cc->len > 0 && !load_contact (l, &contact, error))
    return FALSE;
  if (!load_person (l, comment->visible_to, &l->notice->visible_to, error))
    return FALSE;
  for (guint i = 0; i < comment->visible_cc->len; i++) {
    PtPerson *person = NULL;
    PtId id = g_array_index (comment->visible_cc, PtId, i);
    if (is_there (l->notice, id, contact) && !load_person (l, id, &person, error))
      return FALSE;
    if (person)
      g_ptr_array_add (l->notice->visible_cc, person);
  }
  return TRUE;
}

static gboolean
load_copied (Load *l, GError **error)
{
  if (pt_notify_kind_is_outside (l->notice->item->notification.kind))
    return TRUE;
  PtQuery q = pt_query (l->store, PT_SQL_TICKET_CC);
  pt_query_int (&q, l->notice->ticket->id);
  pt_rows_persons (&q, l->notice->copied);
  return pt_query_end (&q, error);
}

static gboolean
load_people (Load *l, GError **error)
{
  PtNotice *n = l->notice;
  return load_person (l, n->item->notification.person, &n->recipient, error)
         && load_person (l, l->author, &n->author, error) && load_person (l, l->actor, &n->actor, error)
         && load_person (l, n->ticket->requester, &n->requester, error)
         && load_person (l, n->ticket->assignee, &n->assignee, error) && load_visible (l, error)
         && load_copied (l, error) && pt_outbox_load_kept_out (l->store, l->notice, error);
}

static gboolean
load_attachments (Load *l, PtId message, GError **error)
{
  if (message == 0)
    return TRUE;
  PtQuery q = pt_query (l->store, PT_SQL_PARTS);
  pt_query_int (&q, message);
  while (pt_query_next (&q))
    g_ptr_array_add (l->notice->attachments, pt_attachment_new (message, pt_rows_part (&q)));
  return pt_query_end (&q, error);
}

static gboolean
load_earlier_one (Load *l, PtId id, GError **error)
{
  PtComment *comment = NULL;
  PtId message = 0;
  PtQuery q = pt_query (l->store, PT_SQL_COMMENT);
  pt_query_int (&q, id);
  if (pt_query_next (&q))
    comment = pt_rows_comment (&q, &message);
  if (!pt_query_end (&q, error)) {
    pt_comment_free (comment);
    return FALSE;
  }
  if (!comment)
    return pt_error_set (error, PT_ERROR_SCHEMA, "comment %" G_GINT64_FORMAT " of an outbox row is gone", id);
  PtNoticeComment *one = pt_notice_comment_new (comment, NULL);
  g_ptr_array_add (l->notice->earlier, one);
  if (!load_person (l, comment->author, &one->author, error))
    return FALSE;
  return load_attachments (l, message, error);
}

/* Comments that wait no longer for a mail of their own (D9). */
static gboolean
load_earlier (Load *l, GError **error)
{
  const GArray *also = l->notice->item->notification.also;
  for (guint i = 0; also && i < also->len; i++)
    if (!load_earlier_one (l, g_array_index (also, PtId, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
load_last_received (Load *l, GError **error)
{
  PtQuery q = pt_query (l->store, PT_SQL_LAST_RECEIVED);
  pt_query_int (&q, l->notice->ticket->id);
  pt_query_int (&q, l->notice->item->notification.person);
  if (pt_query_next (&q)) {
    l->notice->last_received = pt_query_dup_text (&q, 0);
    l->received_at = pt_query_get_int (&q, 1);
  }
  return pt_query_end (&q, error);
}

static gboolean
load_last_sent (Load *l, GError **error)
{
  PtQuery q = pt_query (l->store, PT_SQL_LAST_SENT);
  pt_query_int (&q, l->notice->ticket->id);
  pt_query_int (&q, l->notice->item->notification.person);
  pt_query_int (&q, l->received_at);
  if (pt_query_next (&q))
    l->notice->last_sent = pt_rows_outbox_item (&q);
  return pt_query_end (&q, error);
}

/* Only they are told of a status, and the rows of a ticket may be many (J15). */
static gboolean
load_status_waits (Load *l, GError **error)
{
  const PtNotification *row = &l->notice->item->notification;
  gint64 id;
  if (row->kind != PT_NOTIFY_REPLY
      || (row->person != l->notice->ticket->requester
          && !pt_ticket_view_has (l->notice->view, row->person, PT_RELATION_PARTICIPANT)))
    return TRUE;
  PtQuery q = pt_query (l->store, PT_SQL_STATUS_WAITS);
  pt_query_int (&q, row->ticket);
  pt_query_int (&q, row->person);
  return pt_query_one (&q, &id, &l->notice->status_waits, error);
}

/* The newest ones, oldest first.  Ids of private comments are for internal people alone (T035), and so are those of
 * agents' own mails: nobody outside ever had them, and they name the agent's mail host (T034).  An agent who is CC
 * gets what all CCs get: his answer to all takes the ids outside. */
static gboolean
load_received_ids (Load *l, GError **error)
{
  GPtrArray *ids = l->notice->received_ids;
  PtQuery q = pt_query (l->store, PT_SQL_RECEIVED_IDS);
  pt_query_int (&q, l->notice->ticket->id);
  pt_query_int (&q, l->notice->recipient && pt_person_is_internal (l->notice->recipient)
                      && !pt_notify_kind_is_outside (l->notice->item->notification.kind));
  pt_query_int (&q, RECEIVED_IDS);
  while (pt_query_next (&q))
    g_ptr_array_insert (ids, 0, pt_query_dup_text (&q, 0));
  return pt_query_end (&q, error);
}

static gboolean
load_notice (Load *l, PtId id, GError **error)
{
  if (!pt_rows_load_outbox_item (l->store, id, &l->notice->item, error))
    return FALSE;
  if (!l->notice->item)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no outbox row %" G_GINT64_FORMAT, id);
  if (pt_notify_kind_is_of_desk (l->notice->item->notification.kind))
    return load_desk (l, error);
  return load_ticket (l, error) && find_comment (l, error) && load_comment (l, error) && load_event (l, error)
         && load_people (l, error) && load_earlier (l, error) && load_attachments (l, l->notice->message, error)
         && load_last_received (l, error) && load_last_sent (l, error) && load_status_waits (l, error)
         && load_received_ids (l, error) && load_went_on (l, error);
}

gboolean
pt_store_outbox_load (PtStore *store, PtId id, PtNotice **out_notice, GError **error)
{
  g_autoptr (PtNotice) notice = pt_notice_new ();
  Load l = { .store = store, .notice = notice };
  PtStoreView view;
  if (!pt_store_read_begin (store, &view, error))
    return FALSE;
  gboolean good = load_notice (&l, id, error);
  pt_store_read_end (store, &view);
  if (good)
    *out_notice = g_steal_pointer (&notice);
  return good;
}
