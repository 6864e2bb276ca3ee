#include "model/division.h"

PtDivision *
pt_division_new (PtId id, const char *name)
{
  PtDivision *division = g_new0 (PtDivision, 1);
  division->id = id;
  division->name = g_strdup (name);
  division->members = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  return division;
}

void
pt_division_free (PtDivision *division)
{
  if (!division)
    return;
  g_free (division->name);
  g_ptr_array_unref (division->members);
  g_free (division);
}

PtCompany *
pt_company_new (PtId id, const char *name, PtId contact)
{
  PtCompany *company = g_new0 (PtCompany, 1);
  company->id = id;
  company->name = g_strdup (name);
  company->contact = contact;
  return company;
}

void
pt_company_free (PtCompany *company)
{
  if (!company)
    return;
  g_free (company->name);
  g_free (company);
}

gboolean
pt_division_is (const PtDivision *division, const char *word)
{
  gint64 number;
  g_autofree char *name = g_utf8_casefold (division->name, -1), *wanted = g_utf8_casefold (word, -1);
  if (g_str_equal (name, wanted))
    return TRUE;
  return g_ascii_string_to_signed (*word == '#' ? word + 1 : word, 10, 1, G_MAXINT64, &number, NULL)
         && number == division->id;
}
