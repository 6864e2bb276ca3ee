/* The actions of a decision that change rows of the outbox. */
#include "base/address.h"
#include "store/apply.h"
#include "store/query.h"
#include "store/rows.h"

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  PtId x = *(const PtId *) a, y = *(const PtId *) b;
  return (x > y) - (x < y);
}

gboolean
pt_apply_join (PtApply *apply, const PtNotification *row, PtId item, GArray *also, PtTime *due, GError **error)
{
  g_autofree char *answer = g_strdup_printf ("in one mail with row %" G_GINT64_FORMAT, item);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (PtId));
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_JOIN);
  pt_query_int (&q, row->ticket);
  pt_query_int (&q, row->person);
  pt_query_int (&q, apply->now);
  pt_query_text (&q, answer);
  while (pt_query_next (&q)) {
    PtId id = pt_query_get_int (&q, 0), comment = pt_query_get_int (&q, 1);
    g_array_append_val (rows, id);
    g_array_append_val (also, comment);
    *due = MIN (*due, pt_query_get_int (&q, 2));
  }
  for (guint i = 0; i < rows->len; i++)
    pt_rows_list (&q, PT_SQL_OUTBOX_COMMENTS, g_array_index (rows, PtId, i), also);
  g_array_sort (also, compare_ids);
  return pt_query_end (&q, error);
}

static gboolean
move_outbox (PtApply *apply, PtId item, guint from, PtOutboxState to, const char *answer, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_MOVE);
  pt_query_int (&q, item);
  pt_query_int (&q, from);
  pt_query_int (&q, to);
  pt_query_text (&q, answer);
  pt_query_int (&q, apply->now);
  pt_query_int (&q, apply->now);
  pt_query_int (&q, 0);
  return pt_query_run (&q, error);
}

static gboolean
note_report (PtApply *apply, const PtAction *action, const char *key, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_REPORT_INSERT);
  pt_query_text (&q, key);
  pt_query_int (&q, action->other);
  pt_query_int (&q, apply->now);
  pt_query_int (&q, action->value == PT_WEIGHT_GONE);
  if (!pt_query_run (&q, error))
    return FALSE;
  PtQuery count = pt_query (apply->store, PT_SQL_ADDRESS_REPORTED);
  pt_query_text (&count, key);
  return pt_query_run (&count, error);
}

/* What failed or was dropped stays so. */
gboolean
pt_apply_bounce (PtApply *apply, const PtAction *action, GError **error)
{
  const guint from = ~(1u << PT_OUTBOX_FAILED | 1u << PT_OUTBOX_DROPPED);
  PtOutboxItem *loaded = NULL;
  if (!move_outbox (apply, action->other, from, PT_OUTBOX_BOUNCED, action->text, error))
    return FALSE;
  if (!action->value)
    return TRUE;
  if (!pt_rows_load_outbox_item (apply->store, action->other, &loaded, error))
    return FALSE;
  g_autoptr (PtOutboxItem) item = loaded;
  g_autofree char *key = item ? pt_address_key (item->notification.address) : NULL;
  return !key || note_report (apply, action, key, error);
}

gboolean
pt_apply_address (PtApply *apply, const PtAction *action, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_ADDRESS_STATE);
  gboolean dead = action->value == PT_NEWS_UNDELIVERABLE;
  pt_query_text (&q, action->text);
  pt_query_int (&q, dead ? PT_ADDRESS_UNDELIVERABLE : PT_ADDRESS_OK);
  pt_query_int (&q, apply->now);
  pt_query_int (&q, action->value == PT_NEWS_HEARD ? apply->now : 0);
  if (!pt_query_run (&q, error))
    return FALSE;
  if (dead)
    return TRUE;
  PtQuery forget = pt_query (apply->store, PT_SQL_REPORTS_FORGET);
  pt_query_text (&forget, action->text);
  return pt_query_run (&forget, error);
}

gboolean
pt_apply_told (PtApply *apply, const PtAction *action, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_TOLD);
  pt_query_int (&q, action->other);
  pt_query_int (&q, action->value);
  return pt_query_run (&q, error);
}

gboolean
pt_apply_cancel (PtApply *apply, const PtAction *action, GError **error)
{
  return move_outbox (apply, action->other, 1u << PT_OUTBOX_DUE | 1u << PT_OUTBOX_HELD, PT_OUTBOX_DROPPED, NULL,
                      error);
}

gboolean
pt_apply_unjoin (PtApply *apply, const PtAction *action, GError **error)
{
  static const PtSqlId ids[] = { PT_SQL_OUTBOX_UNJOIN, PT_SQL_OUTBOX_COMMENT_REMOVE };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    PtQuery q = pt_query (apply->store, ids[i]);
    pt_query_int (&q, action->other);
    pt_query_int (&q, action->id);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_apply_seen (PtApply *apply, const PtAction *action, GError **error)
{
  PtId ticket = action->ticket, person = action->person;
  if (!pt_apply_resolve (apply, PT_COUNT_TICKET, ticket, &ticket, error)
      || !pt_apply_resolve (apply, PT_COUNT_PERSON, person, &person, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_OUTBOX_SEEN);
  pt_query_int (&q, ticket);
  pt_query_int (&q, person);
  pt_query_int (&q, apply->now);
  pt_query_int (&q, action->other);
  return pt_query_run (&q, error);
}
