#include "store/query.h"

#include "store/handle.h"

#include <string.h>

static gboolean
prepare (PtStore *store, PtSqlId id, GError **error)
{
  g_autofree char *text = pt_sql_text (id);
  return store->driver->prepare (store->db, text, &store->statements[id], error);
}

PtQuery
pt_query (PtStore *store, PtSqlId id)
{
  PtQuery query = { .store = store };
  const PtSql *sql = pt_sql (id);
  if ((sql->flags & PT_SQL_WRITES) && store->state != PT_STORE_WRITING)
    pt_error_set (&query.error, PT_ERROR_BUG, "statement %s needs a transaction", sql->name);
  else if (store->statements[id] != NULL || prepare (store, id, &query.error))
    query.statement = store->statements[id];
  store->statements_run++;
  return query;
}

void
pt_query_int (PtQuery *query, gint64 value)
{
  query->bound++;
  if (query->statement != NULL)
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
  if (query->statement != NULL)
    query->store->driver->bind_null (query->statement, query->bound);
}

void
pt_query_text (PtQuery *query, const char *text)
{
  query->bound++;
  if (query->statement == NULL)
    return;
  if (text != NULL)
    query->store->driver->bind_text (query->statement, query->bound, text, strlen (text));
  else
    query->store->driver->bind_null (query->statement, query->bound);
}

static void
bind_list (PtQuery *query, const PtMember *member, gconstpointer row)
{
  if (query->kept == NULL)
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
    pt_query_text (query, text != NULL ? text : "");
    return;
  case PT_KIND_MAYBE:
    pt_query_text (query, pt_member_text (member, row));
    return;
  case PT_KIND_NAME:
    pt_query_text (query, pt_word_at (member->names, pt_member_number (member, row)));
    return;
  case PT_KIND_WORDS:
  case PT_KIND_IDS:
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
  if (query->statement == NULL)
    return;
  if (data != NULL || length > 0)
    query->store->driver->bind_blob (query->statement, query->bound, data, length);
  else
    query->store->driver->bind_null (query->statement, query->bound);
}

gboolean
pt_query_next (PtQuery *query)
{
  gboolean row = FALSE;
  if (query->statement == NULL || query->error != NULL || query->done)
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
  if (data == NULL || there != length)
    return FALSE;
  memcpy (out, data, length);
  return TRUE;
}

gboolean
pt_query_end (PtQuery *query, GError **error)
{
  if (query->statement != NULL)
    query->store->driver->reset (query->statement);
  query->statement = NULL;
  g_clear_pointer (&query->kept, g_ptr_array_unref);
  if (query->error == NULL)
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
pt_query_one (PtQuery *query, gint64 *out_value, gboolean *out_found, GError **error)
{
  gboolean found = pt_query_next (query);
  *out_value = found ? pt_query_get_int (query, 0) : 0;
  if (out_found != NULL)
    *out_found = found;
  while (found && pt_query_next (query))
    continue;
  return pt_query_end (query, error);
}
