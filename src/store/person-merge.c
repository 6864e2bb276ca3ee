/* What an administrator changes on people besides their fields: addresses, and two that are one. */
#include "base/address.h"
#include "store/counter.h"
#include "store/person.h"
#include "store/query.h"
#include "store/rows.h"

static gboolean
run_on_address (PtStore *store, PtSqlId id, PtId person, const char *key, gboolean *out_found, GError **error)
{
  gint64 row;
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, person);
  pt_query_text (&q, key);
  return pt_query_one (&q, &row, out_found, error);
}

static gboolean
not_his (const PtPerson *person, const char *address, GError **error)
{
  return pt_error_set (error, PT_ERROR_NOT_FOUND, "%s is no address of person #%" G_GINT64_FORMAT, address,
                       person->id);
}

gboolean
pt_store_person_remove_address (PtStore *store, const PtPerson *person, const char *address, GError **error)
{
  g_autofree char *key = pt_address_key (address);
  const PtPersonAddress *primary = pt_person_primary (person);
  gboolean found;
  if (primary && g_strcmp0 (primary->key, key) == 0)
    return pt_error_set (error, PT_ERROR_REFUSED, "%s is where mail goes: make another address the primary one first",
                         address);
  if (!key || !run_on_address (store, PT_SQL_ADDRESS_DELETE, person->id, key, &found, error))
    return key ? FALSE : not_his (person, address, error);
  return found || not_his (person, address, error);
}

gboolean
pt_store_person_make_primary (PtStore *store, const PtPerson *person, const char *address, GError **error)
{
  g_autofree char *key = pt_address_key (address);
  gboolean found;
  PtQuery clear = pt_query (store, PT_SQL_ADDRESS_CLEAR_PRIMARY);
  pt_query_int (&clear, person->id);
  if (!pt_query_run (&clear, error)
      || !run_on_address (store, PT_SQL_ADDRESS_PRIMARY, person->id, key, &found, error))
    return FALSE;
  return found || not_his (person, address, error);
}

static gboolean
load_ids (PtStore *store, PtSqlId id, PtId person, GArray **out_ids, GError **error)
{
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, person);
  return pt_query_list (&q, out_ids, error);
}

gboolean
pt_store_person_duties (PtStore *store, PtId person, GArray **out_ids, GError **error)
{
  return load_ids (store, PT_SQL_PERSON_DUTIES, person, out_ids, error);
}

static gboolean
note_merge (PtStore *store, PtId ticket, const PtPerson *from, const PtPerson *into, PtId actor, PtTime now,
            GError **error)
{
  PtEvent event = { .ticket = ticket, .actor = actor, .about = into->id, .at = now, .kind = PT_EVENT_PERSON_MERGED,
                    .detail = (char *) pt_person_label (from) };
  return pt_counter_next (store, PT_COUNT_EVENT, &event.id, error) && pt_rows_insert_event (store, &event, error);
}

static gboolean
move_rows (PtStore *store, PtId from, PtId into, GError **error)
{
  for (int id = PT_SQL_MERGE_FIRST; id <= PT_SQL_MERGE_LAST; id++) {
    PtQuery q = pt_query (store, (PtSqlId) id);
    pt_query_int (&q, from);
    pt_query_int (&q, into);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  const struct { PtSqlId id; PtId person; } last[] = {
    { PT_SQL_MERGE_OLD_RELATIONS, from }, { PT_SQL_MERGE_REQUESTER_CC, into }, { PT_SQL_MERGE_PERSON, from },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (last); i++) {
    PtQuery q = pt_query (store, last[i].id);
    pt_query_int (&q, last[i].person);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_store_person_merge (PtStore *store, const PtPerson *from, const PtPerson *into, PtId actor, PtTime now,
                       guint *out_tickets, GError **error)
{
  g_autoptr (GArray) tickets = NULL;
  if (from->id == into->id)
    return pt_error_set (error, PT_ERROR_REFUSED, "person #%" G_GINT64_FORMAT " is named twice", from->id);
  if (from->role != PT_ROLE_END_USER)
    return pt_error_set (error, PT_ERROR_REFUSED,
                         "person #%" G_GINT64_FORMAT " is no end user: only customers are merged away", from->id);
  if (!load_ids (store, PT_SQL_PERSON_TICKETS, from->id, &tickets, error))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++)
    if (!note_merge (store, g_array_index (tickets, PtId, i), from, into, actor, now, error))
      return FALSE;
  *out_tickets = tickets->len;
  return move_rows (store, from->id, into->id, error);
}
