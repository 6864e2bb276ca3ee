#include "store/outbox.h"

#include "store/counter.h"
#include "store/outbox-ceiling.h"
#include "store/query.h"
#include "store/rows.h"

#define LIST_LIMIT 100

typedef struct {
  PtId      id;
  PtCeiling ceiling; /* that is asked now; NONE if it was tried before */
} Due;

static gboolean
find_due (PtStore *store, PtTime now, guint limit, GArray *rows, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_DUE);
  pt_query_int (&q, now);
  pt_query_int (&q, limit);
  while (pt_query_next (&q)) {
    gboolean tried = pt_query_get_int (&q, 2) != 0;
    const Due due = { pt_query_get_int (&q, 0), tried ? PT_CEILING_NONE : (PtCeiling) pt_query_get_int (&q, 1) };
    g_array_append_val (rows, due);
  }
  return pt_query_end (&q, error);
}

static gboolean
claim (PtStore *store, PtId id, PtTime now, GArray *ids, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_CLAIM);
  pt_query_int (&q, id);
  pt_query_int (&q, now + PT_OUTBOX_LEASE);
  pt_query_int (&q, now);
  g_array_append_val (ids, id);
  return pt_query_run (&q, error);
}

gboolean
pt_store_outbox_claim (PtStore *store, const PtOutboxCeilings *ceilings, PtTime now, guint limit, GArray **out_ids,
                       GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Due));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (PtId));
  if (!find_due (store, now, limit, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const Due *due = &g_array_index (rows, Due, i);
    gboolean goes = TRUE;
    if ((due->ceiling >= PT_CEILING_OUTSIDE
         && !pt_outbox_ceiling_ask (store, ceilings, due->id, due->ceiling, now, &goes, error))
        || (goes && !claim (store, due->id, now, ids, error)))
      return FALSE;
  }
  *out_ids = g_steal_pointer (&ids);
  return TRUE;
}

gboolean
pt_store_outbox_set_sent_as (PtStore *store, PtId id, const char *message_id, const char *address, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_MESSAGE_ID);
  pt_query_int (&q, id);
  pt_query_text (&q, message_id);
  pt_query_text (&q, address);
  return pt_query_run (&q, error);
}

static gboolean
is_settled (PtOutboxState state)
{
  return state == PT_OUTBOX_SENT || state == PT_OUTBOX_UNKNOWN || state == PT_OUTBOX_FAILED
         || state == PT_OUTBOX_BOUNCED || state == PT_OUTBOX_DROPPED;
}

typedef struct {
  PtId          id;
  guint         from;
  PtOutboxState state;
  const char   *answer;
  PtTime        due_at;
  gboolean      bad; /* its end is to be told (J4) */
} Move;

static gboolean
move (PtStore *store, const Move *m, PtTime now, gboolean *out_moved, GError **error)
{
  gint64 id;
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_MOVE);
  pt_query_int (&q, m->id);
  pt_query_int (&q, m->from);
  pt_query_int (&q, m->state);
  pt_query_text (&q, m->answer);
  pt_query_int (&q, m->due_at);
  pt_query_int (&q, is_settled (m->state) ? now : 0);
  pt_query_int (&q, m->bad != FALSE);
  return pt_query_one (&q, &id, out_moved, error);
}

gboolean
pt_store_outbox_settle (PtStore *store, PtId id, PtOutboxState state, const char *answer, PtTime due_at, PtTime now,
                         GError **error)
{
  gboolean bad = state == PT_OUTBOX_FAILED || state == PT_OUTBOX_UNKNOWN || state == PT_OUTBOX_DROPPED;
  const Move m = { id, 1u << PT_OUTBOX_SENDING, state, answer, due_at, bad };
  return move (store, &m, now, NULL, error);
}

gboolean
pt_store_outbox_move (PtStore *store, PtId id, guint from, PtOutboxState state, PtTime due_at, PtTime now,
                       gboolean *out_moved, GError **error)
{
  const Move m = { id, from & ~(1u << PT_OUTBOX_SENDING), state, NULL, due_at, FALSE };
  return move (store, &m, now, out_moved, error);
}

gboolean
pt_store_outbox_note (PtStore *store, PtId id, PtOutboxState state, PtId actor, PtEventKind kind, const char *detail,
                      PtTime now, GError **error)
{
  PtId event;
  if (!pt_counter_next (store, PT_COUNT_EVENT, &event, error))
    return FALSE;
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_EVENT);
  pt_query_int (&q, event);
  pt_query_id (&q, actor);
  pt_query_int (&q, now);
  pt_query_text (&q, pt_event_kind_name (kind));
  pt_query_text (&q, detail);
  pt_query_int (&q, id);
  pt_query_int (&q, state);
  return pt_query_run (&q, error);
}

gboolean
pt_store_outbox_recover (PtStore *store, PtTime deadline, guint *out_count, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_RECOVER);
  pt_query_int (&q, deadline);
  *out_count = 0;
  while (pt_query_next (&q))
    (*out_count)++;
  return pt_query_end (&q, error);
}

gboolean
pt_store_outbox_list (PtStore *store, const PtOutboxFilter *filter, GPtrArray **out_items, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_outbox_item_free);
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_LIST);
  pt_query_int (&q, filter->states != 0 ? filter->states : ~0u);
  pt_query_int (&q, filter->ticket);
  pt_query_int (&q, filter->limit != 0 ? filter->limit : LIST_LIMIT);
  pt_query_int (&q, filter->offset);
  while (pt_query_next (&q))
    g_ptr_array_add (items, pt_rows_outbox_item (&q));
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_items = g_steal_pointer (&items);
  return TRUE;
}

gboolean
pt_store_outbox_count (PtStore *store, guint64 out_counts[PT_OUTBOX_N_STATES], GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_COUNTS);
  for (guint i = 0; i < PT_OUTBOX_N_STATES; i++)
    out_counts[i] = 0;
  while (pt_query_next (&q)) {
    gint64 state = pt_query_get_int (&q, 0);
    if (state >= 0 && state < PT_OUTBOX_N_STATES)
      out_counts[state] = (guint64) pt_query_get_int (&q, 1);
  }
  return pt_query_end (&q, error);
}

gboolean
pt_store_outbox_next_due (PtStore *store, PtTime *out_due_at, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_NEXT_DUE);
  return pt_query_one (&q, out_due_at, NULL, error);
}

gboolean
pt_store_outbox_clip (PtStore *store, PtTime now, PtTime latest, guint *out_count, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_OUTBOX_CLIP);
  pt_query_int (&q, now);
  pt_query_int (&q, latest);
  *out_count = 0;
  while (pt_query_next (&q))
    (*out_count)++;
  return pt_query_end (&q, error);
}
