#include "store/person-row.h"

#include "store/query.h"

gboolean
pt_person_row_insert_address (PtStore *store, PtId person, const PtPersonAddress *address, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_ADDRESS_INSERT);
  pt_query_int (&q, person);
  pt_query_text (&q, address->key);
  pt_query_text (&q, address->address);
  pt_query_int (&q, address->primary);
  pt_query_int (&q, address->state);
  return pt_query_run (&q, error);
}

gboolean
pt_person_row_insert_divisions (PtStore *store, PtId id, const PtPerson *person, GError **error)
{
  for (guint i = 0; i < person->divisions->len; i++) {
    PtQuery q = pt_query (store, PT_SQL_PERSON_DIVISION_INSERT);
    pt_query_int (&q, id);
    pt_query_int (&q, i);
    pt_query_int (&q, g_array_index (person->divisions, PtId, i));
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_person_row_insert (PtStore *store, PtId id, const PtPerson *person, PtTime now, GError **error)
{
  g_autofree char *fold = g_utf8_casefold (person->name, -1);
  PtQuery q = pt_query (store, PT_SQL_PERSON_INSERT);
  pt_query_int (&q, id);
  pt_query_text (&q, person->name);
  pt_query_text (&q, fold);
  pt_query_int (&q, person->role);
  pt_query_int (&q, person->state);
  pt_query_id (&q, person->company);
  pt_query_int (&q, now);
  pt_query_int (&q, person->scope);
  pt_query_int (&q, person->muted);
  return pt_query_run (&q, error) && pt_person_row_insert_divisions (store, id, person, error);
}
