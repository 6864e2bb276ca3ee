/* One row of the outbox with everything that its mail is written from, as pt_store_outbox_load reads it. */
#include "tests/lib/memstore.h"

enum { RECEIVED_IDS = 20, HISTORY = 100, MERGES = 64 };

static PtPerson *
person_copy (const PtMemstore *store, PtId id)
{
  const PtPerson *person = id ? pt_memstore_person (store, id) : NULL;
  return person ? pt_person_copy (person) : NULL;
}

static PtComment *
comment_copy (const PtComment *comment)
{
  PtComment *copy = pt_comment_new (comment->id, comment->ticket, comment->author);
  copy->author_address = g_strdup (comment->author_address);
  copy->is_private = comment->is_private;
  copy->is_participant = comment->is_participant;
  copy->flags = comment->flags;
  copy->channel = comment->channel;
  g_free (copy->text);
  copy->text = g_strdup (comment->text);
  copy->at = comment->at;
  copy->visible_to = comment->visible_to;
  g_array_append_vals (copy->visible_cc, comment->visible_cc->data, comment->visible_cc->len);
  return copy;
}

static PtNoticeComment *
with_author (const PtMemstore *store, const PtComment *comment)
{
  return pt_notice_comment_new (comment_copy (comment), person_copy (store, comment->author));
}

static PtOutboxItem *
item_copy (const PtOutboxItem *item)
{
  PtOutboxItem *copy = pt_outbox_item_new ();
  const GArray *also = item->notification.also;
  *copy = *item;
  copy->notification.address = g_strdup (item->notification.address);
  copy->notification.also = also ? g_array_new (FALSE, FALSE, sizeof (PtId)) : NULL;
  if (also)
    g_array_append_vals (copy->notification.also, also->data, also->len);
  copy->message_id = g_strdup (item->message_id);
  copy->answer = g_strdup (item->answer);
  return copy;
}

/* The message that COMMENT came by; NULL if none. */
static const PtMemMessage *
message_of (const PtMemstore *store, PtId comment)
{
  for (guint i = 0; comment && i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    if (message->comment && message->first_comment <= comment && comment <= message->last_comment)
      return message;
  }
  return NULL;
}

static void
load_survivor (const PtMemstore *store, PtNotice *notice)
{
  PtId next = notice->ticket->merged_into;
  for (guint i = 0; next && i < MERGES; i++) {
    const PtTicketView *view = pt_memstore_ticket (store, next);
    g_clear_pointer (&notice->survivor, pt_ticket_view_free);
    notice->survivor = view ? pt_memstore_view_copy (store, view) : NULL;
    next = view ? view->ticket->merged_into : 0;
  }
}

static gboolean
is_first (const PtMemstore *store, PtId ticket, PtId comment)
{
  for (guint i = 0; i < store->comments->len; i++) {
    const PtComment *other = g_ptr_array_index (store->comments, i);
    if (other->ticket == ticket && other->id < comment)
      return FALSE;
  }
  return TRUE;
}

static void
load_kept_out (const PtMemstore *store, PtNotice *notice, const PtComment *comment)
{
  gboolean inside = !pt_notify_kind_is_outside (notice->item->notification.kind);
  for (guint i = 0; inside && i < store->events->len; i++) {
    const PtMemEvent *event = g_ptr_array_index (store->events, i);
    if (event->ticket == comment->ticket && event->at == comment->at && g_str_equal (event->kind, "cc-kept-out")
        && comment->flags & PT_FLAG_BIT (PT_FLAG_CC_KEPT_OUT))
      g_ptr_array_add (notice->kept_out, person_copy (store, event->about));
  }
}

/* What a mail about an event shows: the newest public comment, or else the newest (J20). */
static const PtComment *
newest_comment (const PtMemstore *store, const PtNotification *n)
{
  const PtComment *any = NULL, *public_one = NULL;
  for (guint i = 0; pt_notify_kind_shows_newest (n->kind) && i < store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (store->comments, i);
    if (comment->ticket != n->ticket)
      continue;
    any = comment;
    if (!comment->is_private)
      public_one = comment;
  }
  return public_one ? public_one : any;
}

/* Returns the author. */
static PtId
load_comment (const PtMemstore *store, PtNotice *notice, const PtComment *comment)
{
  const PtMemMessage *message = message_of (store, comment->id);
  notice->comment = comment_copy (comment);
  load_kept_out (store, notice, comment);
  notice->message = message ? message->id : 0;
  notice->authenticated = message && message->auth == PT_AUTH_PASS;
  notice->visible_to = person_copy (store, comment->visible_to);
  for (guint i = 0; i < comment->visible_cc->len; i++) {
    PtPerson *person = person_copy (store, g_array_index (comment->visible_cc, PtId, i));
    if (person)
      g_ptr_array_add (notice->visible_cc, person);
  }
  return comment->author;
}

/* The mail that EVENT calls late was sent since. */
static gboolean
has_arrived (const PtMemstore *store, const PtNotice *notice, const PtMemEvent *event)
{
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if (item->notification.ticket == event->ticket && item->notification.person == event->about
        && item->notification.comment == notice->item->notification.comment && item->state == PT_OUTBOX_SENT
        && item->settled_at > event->at)
      return TRUE;
  }
  return FALSE;
}

static PtId
load_event (const PtMemstore *store, PtNotice *notice, PtId id)
{
  for (guint i = 0; id && i < store->events->len; i++) {
    const PtMemEvent *event = g_ptr_array_index (store->events, i);
    if (event->id != id)
      continue;
    notice->event_kind = g_strdup (event->kind);
    notice->event_detail = g_strdup (event->detail);
    notice->overtaken = g_str_equal (event->kind, "delivery-delayed") && has_arrived (store, notice, event);
    return event->actor;
  }
  return 0;
}

/* What the recipient wrote last, and what was sent to him after it. */
static void
load_thread (const PtMemstore *store, PtNotice *notice, PtId person)
{
  PtTime received_at = 0;
  for (guint i = 0; i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    if (!message->comment || message->ticket != notice->ticket->id || message->author != person
        || !message->message_id)
      continue;
    g_free (notice->last_received);
    notice->last_received = g_strdup (message->message_id);
    received_at = message->received_at;
  }
  const PtOutboxItem *last = NULL;
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if (item->notification.ticket == notice->ticket->id && item->notification.person == person
        && item->state == PT_OUTBOX_SENT && item->message_id && item->settled_at > received_at
        && (!last || item->settled_at >= last->settled_at))
      last = item;
  }
  notice->last_sent = last ? item_copy (last) : NULL;
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    notice->status_waits |= notice->item->notification.kind == PT_NOTIFY_REPLY && item->state == PT_OUTBOX_DUE
                            && item->notification.kind == PT_NOTIFY_STATUS
                            && item->notification.ticket == notice->ticket->id
                            && item->notification.person == person;
  }
}

/* Oldest first; outside only those of public comments by people outside (T034, T035). */
static void
load_received_ids (const PtMemstore *store, PtNotice *notice)
{
  const gboolean inside = notice->recipient && pt_person_is_internal (notice->recipient)
                          && !pt_notify_kind_is_outside (notice->item->notification.kind);
  for (guint i = store->comments->len; i > 0 && notice->received_ids->len < RECEIVED_IDS; i--) {
    const PtComment *comment = g_ptr_array_index (store->comments, i - 1);
    const PtMemMessage *message = comment->ticket == notice->ticket->id ? message_of (store, comment->id) : NULL;
    const PtPerson *author = pt_memstore_person (store, comment->author);
    if (message && message->message_id && author
        && (inside || (!comment->is_private && author->role == PT_ROLE_END_USER)))
      g_ptr_array_insert (notice->received_ids, 0, g_strdup (message->message_id));
  }
}

/* --- held mail (J5) --- */

static gboolean
is_held (const PtMemMessage *message)
{
  return message->verdict == PT_VERDICT_AUTO || message->verdict == PT_VERDICT_BOUNCE_HELD
         || message->verdict == PT_VERDICT_HELD || message->verdict == PT_VERDICT_REJECTED
         || message->verdict == PT_VERDICT_LOOP;
}

static void
add_held (PtNotice *notice, const PtMemMessage *message)
{
  PtHeldMail *mail = g_new0 (PtHeldMail, 1);
  mail->id = message->id;
  mail->received_at = message->received_at;
  mail->cause = message->cause;
  mail->ticket = message->ticket;
  mail->mailbox = g_strdup (message->mailbox);
  mail->from = g_strdup (message->from);
  mail->subject = g_strdup (message->subject);
  mail->excerpt = g_strdup (message->excerpt);
  g_ptr_array_add (notice->held, mail);
}

static gboolean
was_told (const PtMemstore *store, PtId event, PtId person)
{
  for (guint i = 0; event && i < store->outbox->len; i++) {
    const PtNotification *n = &((const PtOutboxItem *) g_ptr_array_index (store->outbox, i))->notification;
    if (n->event == event && n->person == person && !n->ticket)
      return TRUE;
  }
  return FALSE;
}

static void
count_held (PtNotice *notice, const PtMemMessage *message)
{
  PtHeldCount which = message->verdict == PT_VERDICT_REJECTED ? PT_HELD_REJECTED
                      : message->cause == PT_CAUSE_LOOP ? PT_HELD_LOOPS
                      : message->cause == PT_CAUSE_BLOCKLISTED ? PT_HELD_BLOCKED : PT_HELD_SPAM;
  notice->held_counts[which]++;
}

static void
load_held (const PtMemstore *store, PtNotice *notice)
{
  const PtNotification *n = &notice->item->notification;
  for (guint i = 0; i < store->messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (store->messages, i);
    gboolean many = n->kind == PT_NOTIFY_HELD_DIGEST;
    if (!is_held (message) || (many ? message->listed : message->at_once) != n->event)
      continue;
    if (many && message->telling == PT_TELLING_NUMBER)
      count_held (notice, message);
    else if (!many || !was_told (store, message->at_once, n->person))
      add_held (notice, message);
  }
}

static PtNotice *
desk_notice (const PtMemstore *store, PtNotice *notice)
{
  const PtNotification *n = &notice->item->notification;
  load_event (store, notice, n->event);
  load_held (store, notice);
  const PtHeldMail *first = notice->held->len ? g_ptr_array_index (notice->held, 0) : NULL;
  pt_notice_set_view (notice, pt_ticket_view_new (pt_ticket_new (0, first ? first->mailbox : "", "")));
  notice->recipient = person_copy (store, n->person);
  return notice;
}

PtNotice *
pt_memstore_notice (const PtMemstore *store, PtId id)
{
  const PtOutboxItem *item = pt_memstore_outbox (store, id);
  const PtNotification *n = &item->notification;
  const PtComment *comment = n->comment ? pt_memstore_comment (store, n->comment) : newest_comment (store, n);
  PtNotice *notice = pt_notice_new ();
  notice->item = item_copy (item);
  if (pt_notify_kind_is_of_desk (n->kind))
    return desk_notice (store, notice);
  pt_notice_set_view (notice, pt_memstore_view_copy (store, pt_memstore_ticket (store, n->ticket)));
  load_survivor (store, notice);
  const PtId author = comment ? load_comment (store, notice, comment) : 0;
  const PtId actor = n->event ? load_event (store, notice, n->event) : author;
  notice->first_comment = comment && is_first (store, n->ticket, comment->id);
  notice->recipient = person_copy (store, n->person);
  notice->author = person_copy (store, author);
  notice->actor = person_copy (store, actor);
  notice->requester = person_copy (store, notice->ticket->requester);
  notice->assignee = person_copy (store, notice->ticket->assignee);
  for (guint i = 0; !pt_notify_kind_is_outside (n->kind) && i < notice->view->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (notice->view->people, PtTicketPerson, i);
    if (one->relation == PT_RELATION_CC)
      g_ptr_array_add (notice->copied, person_copy (store, one->person));
  }
  for (guint i = 0; n->also && i < n->also->len; i++)
    g_ptr_array_add (notice->earlier,
                     with_author (store, pt_memstore_comment (store, g_array_index (n->also, PtId, i))));
  const PtTicketView *old =
    notice->ticket->followup_of ? pt_memstore_ticket (store, notice->ticket->followup_of) : NULL;
  notice->went_on = n->kind == PT_NOTIFY_RECEIPT && old && pt_ticket_view_has_outside (old, n->person);
  load_thread (store, notice, n->person);
  load_received_ids (store, notice);
  return notice;
}

void
pt_memstore_notice_history (const PtMemstore *store, PtNotice *notice, gboolean with_private)
{
  const PtComment *first = NULL;
  for (guint i = store->comments->len; i > 0; i--) {
    const PtComment *comment = g_ptr_array_index (store->comments, i - 1);
    if (comment->ticket != notice->ticket->id)
      continue;
    first = comment;
    if ((!notice->comment || comment->id < notice->comment->id) && (with_private || !comment->is_private)
        && notice->history->len < HISTORY)
      g_ptr_array_insert (notice->history, 0, with_author (store, comment));
  }
  if (first && !notice->first_comment && (with_private || !first->is_private))
    notice->opening = with_author (store, first);
}
