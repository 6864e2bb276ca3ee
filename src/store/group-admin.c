#include "store/counter.h"
#include "store/group.h"
#include "store/query.h"

gboolean
pt_group_list_divisions (PtStore *store, GPtrArray **out_divisions, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_division_free);
  PtQuery q = pt_query (store, PT_SQL_DIVISIONS);
  while (pt_query_next (&q))
    g_ptr_array_add (all, pt_division_new (pt_query_get_int (&q, 0), pt_query_get_text (&q, 1)));
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_divisions = g_steal_pointer (&all);
  return TRUE;
}

gboolean
pt_group_list_companies (PtStore *store, GPtrArray **out_companies, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_company_free);
  PtQuery q = pt_query (store, PT_SQL_COMPANIES);
  while (pt_query_next (&q))
    g_ptr_array_add (all,
                     pt_company_new (pt_query_get_int (&q, 0), pt_query_get_text (&q, 1), pt_query_get_int (&q, 2)));
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_companies = g_steal_pointer (&all);
  return TRUE;
}

/* A name that could be taken for a number or for nothing would make commands say what they do not mean. */
static gboolean
check_name (const char *name, GError **error)
{
  gint64 number;
  if (*name == 0 || g_ascii_strcasecmp (name, "none") == 0)
    return pt_error_set (error, PT_ERROR_REFUSED, "a name must be words other than \"none\"");
  if (g_ascii_string_to_signed (*name == '#' ? name + 1 : name, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return pt_error_set (error, PT_ERROR_REFUSED, "%s could be taken for a number: choose a name with a letter",
                         name);
  return TRUE;
}

static gboolean
check_division (PtStore *store, const char *name, PtId self, GError **error)
{
  g_autoptr (PtDivision) other = NULL;
  if (!check_name (name, error) || !pt_group_find_division (store, name, &other, error))
    return FALSE;
  return !other || other->id == self
         || pt_error_set (error, PT_ERROR_REFUSED, "there is a division %s already", other->name);
}

static gboolean
check_company (PtStore *store, const char *name, PtId self, GError **error)
{
  g_autoptr (PtCompany) other = NULL;
  if (!check_name (name, error) || !pt_group_find_company (store, name, &other, error))
    return FALSE;
  return !other || other->id == self
         || pt_error_set (error, PT_ERROR_REFUSED, "there is a company %s already", other->name);
}

static gboolean
write_division (PtStore *store, PtSqlId id, PtId division, const char *name, GError **error)
{
  g_autofree char *fold = g_utf8_casefold (name, -1);
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, division);
  pt_query_text (&q, name);
  pt_query_text (&q, fold);
  return pt_query_run (&q, error);
}

gboolean
pt_group_add_division (PtStore *store, const char *name, PtId *out_id, GError **error)
{
  return check_division (store, name, 0, error) && pt_counter_next (store, PT_COUNT_DIVISION, out_id, error)
         && write_division (store, PT_SQL_DIVISION_INSERT, *out_id, name, error);
}

gboolean
pt_group_rename_division (PtStore *store, const PtDivision *division, const char *name, GError **error)
{
  return check_division (store, name, division->id, error)
         && write_division (store, PT_SQL_DIVISION_RENAME, division->id, name, error);
}

static gboolean
run_with (PtStore *store, PtSqlId id, PtId group, GError **error)
{
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, group);
  return pt_query_run (&q, error);
}

gboolean
pt_group_remove_division (PtStore *store, const PtDivision *division, GError **error)
{
  gint64 tickets = 0;
  PtQuery q = pt_query (store, PT_SQL_DIVISION_TICKETS);
  pt_query_int (&q, division->id);
  if (!pt_query_one (&q, &tickets, NULL, error))
    return FALSE;
  if (tickets > 0)
    return pt_error_set (error, PT_ERROR_REFUSED,
                         "division %s has %" G_GINT64_FORMAT " open ticket%s: move them first", division->name,
                         tickets, tickets == 1 ? "" : "s");
  return run_with (store, PT_SQL_DIVISION_LEAVE, division->id, error)
         && run_with (store, PT_SQL_DIVISION_DELETE, division->id, error);
}

static gboolean
write_company (PtStore *store, PtSqlId id, PtId company, const char *name, PtId contact, GError **error)
{
  g_autofree char *fold = g_utf8_casefold (name, -1);
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, company);
  pt_query_text (&q, name);
  pt_query_text (&q, fold);
  pt_query_id (&q, contact);
  return pt_query_run (&q, error);
}

gboolean
pt_group_add_company (PtStore *store, const char *name, PtId contact, PtId *out_id, GError **error)
{
  return check_company (store, name, 0, error) && pt_counter_next (store, PT_COUNT_COMPANY, out_id, error)
         && write_company (store, PT_SQL_COMPANY_INSERT, *out_id, name, contact, error);
}

gboolean
pt_group_update_company (PtStore *store, const PtCompany *company, GError **error)
{
  return check_company (store, company->name, company->id, error)
         && write_company (store, PT_SQL_COMPANY_SET, company->id, company->name, company->contact, error);
}

gboolean
pt_group_remove_company (PtStore *store, PtId company, GError **error)
{
  return run_with (store, PT_SQL_COMPANY_LEAVE, company, error)
         && run_with (store, PT_SQL_COMPANY_DELETE, company, error);
}
