/* Companies: what customers belong to (R14, T7). */
#include "cmd/argument.h"

#include <stdio.h>

#include "cmd/print.h"
#include "store/group.h"
#include "store/person.h"

static gboolean
finish (PtCall *call, gboolean good, GError **error)
{
  if (good)
    return pt_store_commit (call->store, error);
  pt_store_rollback (call->store);
  return FALSE;
}

/* --contact, where it is given; none is nobody. */
static gboolean
take_contact (PtCall *call, PtId *out_contact, GError **error)
{
  const char *word = call->options.contact;
  g_autoptr (PtPerson) person = NULL;
  if (!word)
    return TRUE;
  *out_contact = 0;
  if (g_str_equal (word, "none"))
    return TRUE;
  if (!pt_argument_person (call, word, &person, error))
    return FALSE;
  *out_contact = person->id;
  return TRUE;
}

gboolean
pt_cmd_company_add (PtCall *call, GError **error)
{
  g_autofree char *name = pt_text_to_line (pt_call_word (call, 0));
  PtId actor = 0, contact = 0, id = 0;
  if (!pt_argument_admin (call, &actor, error) || !take_contact (call, &contact, error)
      || !pt_store_begin (call->store, error)
      || !finish (call, pt_group_add_company (call->store, name, contact, &id, error), error))
    return FALSE;
  printf ("company #%" G_GINT64_FORMAT "\n", id);
  return TRUE;
}

gboolean
pt_cmd_company_set (PtCall *call, GError **error)
{
  g_autoptr (PtCompany) company = NULL;
  PtId actor = 0;
  if (!call->options.name && !call->options.contact)
    return pt_error_set (error, PT_ERROR_USAGE, "nothing to change; write --name or --contact");
  if (!pt_argument_admin (call, &actor, error) || !pt_argument_company (call, pt_call_word (call, 0), &company, error)
      || !take_contact (call, &company->contact, error))
    return FALSE;
  if (call->options.name) {
    g_free (company->name);
    company->name = pt_text_to_line (call->options.name);
  }
  return pt_store_begin (call->store, error)
         && finish (call, pt_group_update_company (call->store, company, error), error);
}

gboolean
pt_cmd_company_remove (PtCall *call, GError **error)
{
  g_autoptr (PtCompany) company = NULL;
  PtId actor = 0;
  return pt_argument_admin (call, &actor, error)
         && pt_argument_company (call, pt_call_word (call, 0), &company, error) && pt_store_begin (call->store, error)
         && finish (call, pt_group_remove_company (call->store, company->id, error), error);
}

/* --- looking --- */

static void
print_json (const GPtrArray *companies)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < companies->len; i++) {
    const PtCompany *company = g_ptr_array_index (companies, i);
    json_builder_begin_object (builder);
    pt_json_id (builder, "id", company->id);
    pt_json_text (builder, "name", company->name);
    pt_json_id (builder, "contact", company->contact);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
}

static gboolean
print (PtCall *call, const GPtrArray *companies, GError **error)
{
  static const char *const titles[] = { "ID", "NAME", "CONTACT", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < companies->len; i++) {
    const PtCompany *company = g_ptr_array_index (companies, i);
    g_autofree char *id = pt_print_id (company->id);
    g_autoptr (PtPerson) contact = NULL;
    if (company->contact && !pt_store_person_load (call->store, company->contact, &contact, error))
      return FALSE;
    pt_columns_add (columns, id, company->name, contact ? pt_person_label (contact) : "-", NULL);
  }
  pt_columns_print (columns);
  return TRUE;
}

gboolean
pt_cmd_company_list (PtCall *call, GError **error)
{
  g_autoptr (GPtrArray) companies = NULL;
  if (!pt_group_list_companies (call->store, &companies, error))
    return FALSE;
  if (!call->options.json)
    return print (call, companies, error);
  print_json (companies);
  return TRUE;
}
