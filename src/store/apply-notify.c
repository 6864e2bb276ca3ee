/* Notifications as rows of the outbox.  Those of one comment differ in person and address alone: where they are many,
 * a statement takes many. */
#include "base/address.h"
#include "base/digest.h"
#include "store/apply.h"
#include "store/query.h"
#include "store/rows.h"

/* Receipts are counted by address and domain (B12). */
static void
bind_receipt (PtQuery *q, const PtNotification *notification)
{
  g_autofree char *key = notification->kind == PT_NOTIFY_RECEIPT ? pt_address_key (notification->address) : NULL;
  for (guint i = 0; i < 2; i++)
    if (key)
      pt_query_int (q, pt_hash64 (i == 0 ? key : pt_address_domain (key)));
    else
      pt_query_id (q, 0);
}

static gboolean
insert_also (PtApply *apply, PtId item, const GArray *also, GError **error)
{
  for (guint i = 0; i < also->len; i++) {
    PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_COMMENT_INSERT);
    pt_query_int (&q, item);
    pt_query_int (&q, g_array_index (also, PtId, i));
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_one (PtApply *apply, PtOutboxItem *item, GError **error)
{
  g_autoptr (GArray) also = g_array_new (FALSE, FALSE, sizeof (PtId));
  const PtNotification row = item->notification;
  if (!pt_counter_next (apply->store, PT_COUNT_OUTBOX, &item->id, error)
      || (row.joins && apply->waiting
          && !pt_apply_join (apply, &row, item->id, also, &item->notification.due_at, error)))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_INSERT);
  pt_query_members (&q, &pt_outbox_members, item);
  bind_receipt (&q, &row);
  return pt_query_run (&q, error) && insert_also (apply, item->id, also, error);
}

static const PtNotification *
notification_at (const PtApply *apply, guint at)
{
  const PtAction *action = g_ptr_array_index (apply->decision->actions, at);
  return action->kind == PT_ACTION_NOTIFY ? action->notification : NULL;
}

/* B may be NULL. */
static gboolean
is_alike (const PtNotification *a, const PtNotification *b)
{
  if (!b || a->kind == PT_NOTIFY_RECEIPT)
    return FALSE;
  const PtOutboxItem x = { .notification = *a };
  PtOutboxItem y = { .notification = *b };
  y.notification.person = a->person;
  y.notification.address = a->address;
  return pt_members_equal (&pt_outbox_members, &x, &y);
}

static gboolean
are_many (const PtApply *apply, guint at)
{
  guint n = 1;
  if (apply->decision->actions->len - at < PT_SQL_OUTBOX_MANY)
    return FALSE;
  while (n < PT_SQL_OUTBOX_MANY && is_alike (notification_at (apply, at), notification_at (apply, at + n)))
    n++;
  return n == PT_SQL_OUTBOX_MANY;
}

/* ITEM is the first of them. */
static gboolean
insert_many (PtApply *apply, guint at, PtOutboxItem *item, GError **error)
{
  PtId last, people[PT_SQL_OUTBOX_MANY];
  for (guint i = 0; i < PT_SQL_OUTBOX_MANY; i++)
    if (!pt_counter_next (apply->store, PT_COUNT_OUTBOX, i == 0 ? &item->id : &last, error)
        || !pt_apply_resolve (apply, PT_COUNT_PERSON, notification_at (apply, at + i)->person, &people[i], error))
      return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_INSERT_MANY);
  pt_query_members (&q, &pt_outbox_members, item);
  for (guint i = 1; i < PT_SQL_OUTBOX_MANY; i++) {
    pt_query_id (&q, people[i]);
    pt_query_text (&q, notification_at (apply, at + i)->address);
  }
  return pt_query_run (&q, error);
}

/* Asked once for a decision: its own rows wait, too, once they are there. */
static gboolean
find_waiting (PtApply *apply, const PtNotification *row, GError **error)
{
  gint64 id;
  if (!row->joins || apply->waiting_asked == row->ticket)
    return TRUE;
  apply->waiting_asked = row->ticket;
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_WAITING);
  pt_query_int (&q, row->ticket);
  return pt_query_one (&q, &id, &apply->waiting, error);
}

gboolean
pt_apply_notify (PtApply *apply, guint *at, GError **error)
{
  PtOutboxItem item = { .notification = *notification_at (apply, *at), .state = PT_OUTBOX_DUE,
                        .created_at = apply->now };
  if (!pt_apply_resolve_members (apply, &pt_outbox_members, &item, error)
      || !find_waiting (apply, &item.notification, error))
    return FALSE;
  gboolean many = !(item.notification.joins && apply->waiting) && are_many (apply, *at);
  if (!(many ? insert_many (apply, *at, &item, error) : insert_one (apply, &item, error)))
    return FALSE;
  *at += many ? PT_SQL_OUTBOX_MANY - 1 : 0;
  apply->outcome.notifications += many ? PT_SQL_OUTBOX_MANY : 1;
  return TRUE;
}
