#include "store/delivery.h"

#include "base/address.h"
#include "store/query.h"

/* How far the mail is looked through that was sent: a time and a row. */
static const char *const marks[] = { "went_well_at", "went_well_row" };

static gboolean
read_mark (PtStore *store, gint64 mark[2], GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    PtQuery q = pt_query (store, PT_SQL_META);
    pt_query_text (&q, marks[i]);
    mark[i] = 0;
    if (!pt_query_one (&q, &mark[i], NULL, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_mark (PtStore *store, const gint64 mark[2], GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    PtQuery q = pt_query (store, PT_SQL_META_SET);
    pt_query_text (&q, marks[i]);
    pt_query_int (&q, mark[i]);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  PtTime at;
  char  *address;
} Sent;

static void
sent_free (gpointer data)
{
  g_free (((Sent *) data)->address);
  g_free (data);
}

/* Moves MARK to the last of them. */
static gboolean
list_sent (PtStore *store, PtTime before, guint limit, gint64 mark[2], GPtrArray *sent, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_SENT_BEFORE);
  pt_query_int (&q, before);
  pt_query_int (&q, mark[0]);
  pt_query_int (&q, mark[1]);
  pt_query_int (&q, limit);
  while (pt_query_next (&q)) {
    Sent *one = g_new0 (Sent, 1);
    mark[1] = pt_query_get_int (&q, 0);
    mark[0] = one->at = pt_query_get_int (&q, 1);
    one->address = pt_query_dup_text (&q, 2);
    g_ptr_array_add (sent, one);
  }
  return pt_query_end (&q, error);
}

static gboolean
note_success (PtStore *store, const Sent *one, GError **error)
{
  g_autofree char *key = pt_address_key (one->address);
  PtQuery q = pt_query (store, PT_SQL_ADDRESS_WENT_WELL);
  pt_query_text (&q, key ? key : "");
  pt_query_int (&q, one->at);
  return pt_query_run (&q, error);
}

gboolean
pt_store_delivery_went_well (PtStore *store, PtTime before, guint limit, gboolean *out_more, GError **error)
{
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (sent_free);
  gint64 mark[2];
  if (!read_mark (store, mark, error) || !list_sent (store, before, limit, mark, sent, error))
    return FALSE;
  *out_more = sent->len == limit;
  for (guint i = 0; i < sent->len; i++)
    if (!note_success (store, g_ptr_array_index (sent, i), error))
      return FALSE;
  return sent->len == 0 || write_mark (store, mark, error);
}

gboolean
pt_store_delivery_untold (PtStore *store, guint limit, GArray **out_ids, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_UNTOLD);
  pt_query_int (&q, limit);
  return pt_query_list (&q, out_ids, error);
}

gboolean
pt_store_delivery_late (PtStore *store, PtTime since, guint limit, GArray **out_ids, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_LATE);
  pt_query_int (&q, since);
  pt_query_int (&q, limit);
  return pt_query_list (&q, out_ids, error);
}

void
pt_dead_address_free (PtDeadAddress *dead)
{
  g_free (dead->address);
  g_free (dead);
}

gboolean
pt_store_delivery_to_try (PtStore *store, PtTime since, guint limit, GPtrArray **out_addresses, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_dead_address_free);
  PtQuery q = pt_query (store, PT_SQL_ADDRESSES_TO_TRY);
  pt_query_int (&q, since);
  pt_query_int (&q, limit);
  while (pt_query_next (&q)) {
    PtDeadAddress *dead = g_new0 (PtDeadAddress, 1);
    dead->person = pt_query_get_int (&q, 0);
    dead->address = pt_query_dup_text (&q, 1);
    g_ptr_array_add (addresses, dead);
  }
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_addresses = g_steal_pointer (&addresses);
  return TRUE;
}
