#include "store/group.h"

#include "store/query.h"
#include "store/rows.h"

static gboolean
take_division (PtQuery *q, PtDivision **out_division, GError **error)
{
  g_autoptr (PtDivision) division = NULL;
  if (pt_query_next (q))
    division = pt_division_new (pt_query_get_int (q, 0), pt_query_get_text (q, 1));
  *out_division = NULL;
  if (!pt_query_end (q, error))
    return FALSE;
  *out_division = g_steal_pointer (&division);
  return TRUE;
}

static gboolean
take_company (PtQuery *q, PtCompany **out_company, GError **error)
{
  g_autoptr (PtCompany) company = NULL;
  if (pt_query_next (q))
    company = pt_company_new (pt_query_get_int (q, 0), pt_query_get_text (q, 1), pt_query_get_int (q, 2));
  *out_company = NULL;
  if (!pt_query_end (q, error))
    return FALSE;
  *out_company = g_steal_pointer (&company);
  return TRUE;
}

/* What somebody wrote is first taken as a name: a division may be called 24. */
static PtQuery
by_name (PtStore *store, PtSqlId id, const char *fold)
{
  PtQuery q = pt_query (store, id);
  pt_query_text (&q, fold);
  return q;
}

static gint64
number_of (const char *word)
{
  gint64 number = 0;
  return g_ascii_string_to_signed (*word == '#' ? word + 1 : word, 10, 1, G_MAXINT64, &number, NULL) ? number : 0;
}

gboolean
pt_group_load_division (PtStore *store, PtId id, PtDivision **out_division, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_DIVISION);
  pt_query_int (&q, id);
  return take_division (&q, out_division, error);
}

gboolean
pt_group_find_division (PtStore *store, const char *word, PtDivision **out_division, GError **error)
{
  g_autofree char *fold = g_utf8_casefold (word, -1);
  PtQuery q = by_name (store, PT_SQL_DIVISION_BY_NAME, fold);
  if (!take_division (&q, out_division, error))
    return FALSE;
  return *out_division || !number_of (word) || pt_group_load_division (store, number_of (word), out_division, error);
}

gboolean
pt_group_load_company (PtStore *store, PtId id, PtCompany **out_company, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_COMPANY);
  pt_query_int (&q, id);
  return take_company (&q, out_company, error);
}

gboolean
pt_group_find_company (PtStore *store, const char *word, PtCompany **out_company, GError **error)
{
  g_autofree char *fold = g_utf8_casefold (word, -1);
  PtQuery q = by_name (store, PT_SQL_COMPANY_BY_NAME, fold);
  if (!take_company (&q, out_company, error))
    return FALSE;
  return *out_company || !number_of (word) || pt_group_load_company (store, number_of (word), out_company, error);
}

gboolean
pt_group_load_members (PtStore *store, PtDivision *division, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_MEMBERS);
  pt_query_int (&q, division->id);
  pt_rows_persons (&q, division->members);
  return pt_query_end (&q, error);
}
