#include "store/query.h"

#include "store/store-handle.h"

#include <string.h>

/* --- what a step may write --- */

/* NULL is anything.  Numbers are given out by whatever writes. */
static const char *const settles[] = { "outbox", "outbox.*", "outbox_comment", "event", "message.told_day",
                                       "message.again_day",
                                       "person_address.state", "person_address.state_at",
                                       "person_address.success_at", "person_address.reports", "counter.*", NULL };
static const char *const reads[] = { NULL };
static const char *const *const may_write[PT_STEP_N] = {
  [PT_STEP_FREE] = NULL,
  [PT_STEP_READ] = reads,
  [PT_STEP_SETTLE] = settles,
};

static gboolean
is_among (const char *const *list, const char *place)
{
  for (; *list; list++)
    if (g_pattern_match_simple (*list, place))
      return TRUE;
  return FALSE;
}

/* Bit mask of the steps in which a statement may run that writes WRITTEN (see PtSqlDriver). */
static guint
steps_of (const GPtrArray *written)
{
  guint steps = 0;
  for (PtStoreStep step = 0; step < PT_STEP_N; step++) {
    gboolean good = TRUE;
    for (guint i = 0; may_write[step] && i < written->len; i++)
      good &= is_among (may_write[step], g_ptr_array_index (written, i));
    if (good)
      steps |= 1u << step;
  }
  return steps;
}

static const char *const step_names[PT_STEP_N] = {
  [PT_STEP_FREE] = "anything", [PT_STEP_READ] = "reading", [PT_STEP_SETTLE] = "settling"
};

static gboolean
prepare (PtStore *store, PtSqlId id, GError **error)
{
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = pt_sql_text (id);
  if (!store->driver->prepare (store->db, text, written, &store->statements[id], error))
    return FALSE;
  store->steps[id] = (guint8) steps_of (written);
  return TRUE;
}

/* --- running --- */

PtQuery
pt_query (PtStore *store, PtSqlId id)
{
  PtQuery query = { .store = store };
  const PtSql *sql = pt_sql (id);
  if ((sql->flags & PT_SQL_WRITES) && store->state != PT_STORE_WRITING)
    pt_error_set (&query.error, PT_ERROR_BUG, "statement %s needs a transaction", sql->name);
  else if (!store->statements[id] && !prepare (store, id, &query.error))
    query.statement = NULL;
  else if (!(store->steps[id] & 1u << store->step))
    pt_error_set (&query.error, PT_ERROR_BUG, "statement %s writes what %s may not", sql->name,
                  step_names[store->step]);
  else
    query.statement = store->statements[id];
  store->statements_run++;
  return query;
}

void
pt_query_int (PtQuery *query, gint64 value)
{
  query->bound++;
  if (query->statement)
    query->store->driver->bind_int (query->statement, query->bound, value);
}

void
pt_query_id (PtQuery *query, PtId id)
{
  if (id != 0) {
    pt_query_int (query, id);
    return;
  }
  query->bound++;
  if (query->statement)
    query->store->driver->bind_null (query->statement, query->bound);
}

void
pt_query_text (PtQuery *query, const char *text)
{
  query->bound++;
  if (!query->statement)
    return;
  if (text)
    query->store->driver->bind_text (query->statement, query->bound, text, strlen (text));
  else
    query->store->driver->bind_null (query->statement, query->bound);
}

static void
bind_list (PtQuery *query, const PtMember *member, gconstpointer row)
{
  if (!query->kept)
    query->kept = g_ptr_array_new_with_free_func (g_free);
  char *text = pt_member_join (member, row);
  g_ptr_array_add (query->kept, text);
  pt_query_text (query, text);
}

void
pt_query_member (PtQuery *query, const PtMember *member, gconstpointer row)
{
  const char *text;
  switch (member->kind) {
  case PT_KIND_TEXT:
    text = pt_member_text (member, row);
    pt_query_text (query, text ? text : "");
    return;
  case PT_KIND_MAYBE:
    pt_query_text (query, pt_member_text (member, row));
    return;
  case PT_KIND_NAME:
    pt_query_text (query, pt_word_at (member->names, pt_member_number (member, row)));
    return;
  case PT_KIND_SET:
  case PT_KIND_PEOPLE:
    bind_list (query, member, row);
    return;
  case PT_KIND_TIME:
  case PT_KIND_COUNT:
  case PT_KIND_YES_NO:
  case PT_KIND_ENUM:
    pt_query_int (query, pt_member_number (member, row));
    return;
  default:
    pt_query_id (query, pt_member_number (member, row));
  }
}

void
pt_query_members (PtQuery *query, const PtMembers *members, gconstpointer row)
{
  for (guint i = 0; i < members->n; i++)
    pt_query_member (query, &members->at[i], row);
}

void
pt_query_blob (PtQuery *query, gconstpointer data, gsize length)
{
  query->bound++;
  if (!query->statement)
    return;
  if (data || length > 0)
    query->store->driver->bind_blob (query->statement, query->bound, data, length);
  else
    query->store->driver->bind_null (query->statement, query->bound);
}

gboolean
pt_query_next (PtQuery *query)
{
  gboolean row = FALSE;
  if (!query->statement || query->error || query->done)
    return FALSE;
  if (!query->store->driver->step (query->statement, &row, &query->error))
    return FALSE;
  query->done = !row;
  return row;
}

gint64
pt_query_get_int (PtQuery *query, guint column)
{
  return query->store->driver->column_int (query->statement, column);
}

const char *
pt_query_get_text (PtQuery *query, guint column)
{
  gsize length;
  return query->store->driver->column_text (query->statement, column, &length);
}

char *
pt_query_dup_text (PtQuery *query, guint column)
{
  return g_strdup (pt_query_get_text (query, column));
}

/* A word that is none of ours is that behind the last. */
static void
get_name (PtQuery *query, guint column, const PtMember *member, gpointer row)
{
  int found = pt_word_find (member->names, pt_query_get_text (query, column));
  pt_member_set_number (member, row, found >= 0 ? found : (gint64) member->names->n);
}

void
pt_query_get_members (PtQuery *query, guint column, const PtMembers *members, gpointer row)
{
  for (guint i = 0; i < members->n; i++) {
    const PtMember *member = &members->at[i];
    if (pt_member_is_text (member))
      pt_member_set_text (member, row, pt_query_get_text (query, column + i));
    else if (pt_member_is_list (member))
      pt_member_split (member, row, pt_query_get_text (query, column + i));
    else if (member->kind == PT_KIND_NAME)
      get_name (query, column + i, member, row);
    else
      pt_member_set_number (member, row, pt_query_get_int (query, column + i));
  }
}

gconstpointer
pt_query_get_blob (PtQuery *query, guint column, gsize *out_length)
{
  return query->store->driver->column_blob (query->statement, column, out_length);
}

gboolean
pt_query_copy_blob (PtQuery *query, guint column, gpointer out, gsize length)
{
  gsize there = 0;
  gconstpointer data = pt_query_get_blob (query, column, &there);
  if (!data || there != length)
    return FALSE;
  memcpy (out, data, length);
  return TRUE;
}

gboolean
pt_query_end (PtQuery *query, GError **error)
{
  if (query->statement)
    query->store->driver->reset (query->statement);
  query->statement = NULL;
  g_clear_pointer (&query->kept, g_ptr_array_unref);
  if (!query->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&query->error));
  return FALSE;
}

gboolean
pt_query_run (PtQuery *query, GError **error)
{
  while (pt_query_next (query))
    continue;
  return pt_query_end (query, error);
}

gboolean
pt_query_ids (PtQuery *query, GArray *ids, GError **error)
{
  while (pt_query_next (query)) {
    const PtId id = pt_query_get_int (query, 0);
    g_array_append_val (ids, id);
  }
  return pt_query_end (query, error);
}

gboolean
pt_query_list (PtQuery *query, GArray **out_ids, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (PtId));
  if (!pt_query_ids (query, ids, error))
    return FALSE;
  *out_ids = g_steal_pointer (&ids);
  return TRUE;
}

gboolean
pt_query_one (PtQuery *query, gint64 *out_value, gboolean *out_found, GError **error)
{
  gboolean found = pt_query_next (query);
  *out_value = found ? pt_query_get_int (query, 0) : 0;
  if (out_found)
    *out_found = found;
  while (found && pt_query_next (query))
    continue;
  return pt_query_end (query, error);
}
