#include "store/person-row.h"

#include "store/query.h"

gboolean
pt_person_row_insert_address (PtStore *store, PtId person, const PtPersonAddress *address, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_ADDRESS_INSERT);
  pt_query_members (&q, &pt_address_members, address);
  pt_query_int (&q, person);
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
  PtPerson row = *person;
  row.id = id;
  PtQuery q = pt_query (store, PT_SQL_PERSON_INSERT);
  pt_query_members (&q, &pt_person_members, &row);
  pt_query_text (&q, fold);
  pt_query_int (&q, now);
  return pt_query_run (&q, error) && pt_person_row_insert_divisions (store, id, person, error);
}
