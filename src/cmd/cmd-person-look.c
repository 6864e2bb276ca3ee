/* Commands that show people. */
#include "cmd/argument.h"

#include "cmd/print.h"
#include "store/group.h"
#include "store/person.h"

static void
json_divisions (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const GArray *divisions = ((const PtPerson *) of)->divisions;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < divisions->len; i++)
    json_builder_add_int_value (builder, g_array_index (divisions, PtId, i));
  json_builder_end_array (builder);
}

static void
json_undeliverable (JsonBuilder *builder, const char *name, gconstpointer of)
{
  pt_json_bool (builder, name, ((const PtPersonAddress *) of)->state == PT_ADDRESS_UNDELIVERABLE);
}

static const PtJsonMore address_more[] = { { "undeliverable", json_undeliverable, NULL } };
static const PtJsonForm address_form = PT_JSON_FORM (pt_address_members, PT_MEMBER_SHOWN, address_more);

static void
json_addresses (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const GPtrArray *addresses = ((const PtPerson *) of)->addresses;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (addresses, i);
    pt_json_object (builder, &address_form, address, address);
  }
  json_builder_end_array (builder);
}

static const PtJsonMore person_more[] = {
  { "divisions", json_divisions, "scope" },
  { "addresses", json_addresses, NULL },
};
static const PtJsonForm person_form = PT_JSON_FORM (pt_person_members, PT_MEMBER_SHOWN, person_more);

static void
json_person (JsonBuilder *builder, const PtPerson *person)
{
  pt_json_object (builder, &person_form, person, person);
}

/* All addresses, the primary one first. */
static char *
addresses_of (const PtPerson *person)
{
  GString *out = g_string_new (NULL);
  const PtPersonAddress *primary = pt_person_primary (person);
  if (primary)
    g_string_append (out, primary->address);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    if (address != primary)
      g_string_append_printf (out, " %s", address->address);
  }
  return g_string_free (out, FALSE);
}

/* The names of his divisions, one comma between. */
static gboolean
divisions_of (PtCall *call, const PtPerson *person, char **out_names, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < person->divisions->len; i++) {
    g_autoptr (PtDivision) division = NULL;
    if (!pt_group_load_division (call->store, g_array_index (person->divisions, PtId, i), &division, error))
      return FALSE;
    g_string_append_printf (names, "%s%s", names->len ? ", " : "", division ? division->name : "?");
  }
  *out_names = g_strdup (names->len ? names->str : "-");
  return TRUE;
}

static gboolean
company_of (PtCall *call, const PtPerson *person, char **out_name, GError **error)
{
  g_autoptr (PtCompany) company = NULL;
  if (person->company && !pt_group_load_company (call->store, person->company, &company, error))
    return FALSE;
  *out_name = g_strdup (company ? company->name : "-");
  return TRUE;
}

static const char *
scope_of (const PtPerson *person)
{
  return person->role == PT_ROLE_END_USER ? "-" : pt_scope_name (person->scope);
}

static gboolean
print_people (PtCall *call, const GPtrArray *people, GError **error)
{
  static const char *const titles[] = { "ID",      "ROLE", "STATE",     "SCOPE", "DIVISIONS",
                                        "COMPANY", "NAME", "ADDRESSES", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < people->len; i++) {
    const PtPerson *person = g_ptr_array_index (people, i);
    g_autofree char *id = pt_print_id (person->id), *addresses = addresses_of (person), *divisions = NULL,
                    *company = NULL;
    if (!divisions_of (call, person, &divisions, error) || !company_of (call, person, &company, error))
      return FALSE;
    pt_columns_add (columns, id, pt_role_name (person->role), pt_person_state_name (person->state), scope_of (person),
                    divisions, company, *person->name ? person->name : "-", addresses, NULL);
  }
  pt_columns_print (columns);
  return TRUE;
}

static void
print_people_json (const GPtrArray *people)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < people->len; i++)
    json_person (builder, g_ptr_array_index (people, i));
  json_builder_end_array (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_person_list (PtCall *call, GError **error)
{
  g_autoptr (GPtrArray) people = NULL;
  PtRole role = PT_ROLE_END_USER;
  int wanted = PT_STORE_ANY_ROLE;
  if (call->options.role) {
    if (!pt_argument_role (call->options.role, &role, error))
      return FALSE;
    wanted = (int) role;
  }
  if (!pt_store_person_list (call->store, wanted, G_MAXINT32, 0, &people, error))
    return FALSE;
  if (!call->options.json)
    return print_people (call, people, error);
  print_people_json (people);
  return TRUE;
}

static gboolean
print_person (PtCall *call, const PtPerson *person, GError **error)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  g_autofree char *id = pt_print_id (person->id), *divisions = NULL, *company = NULL;
  if (!divisions_of (call, person, &divisions, error) || !company_of (call, person, &company, error))
    return FALSE;
  pt_columns_add (columns, "person", id, NULL);
  pt_columns_add (columns, "name", *person->name ? person->name : "-", NULL);
  pt_columns_add (columns, "role", pt_role_name (person->role), NULL);
  pt_columns_add (columns, "state", pt_person_state_name (person->state), NULL);
  pt_columns_add (columns, "scope", scope_of (person), NULL);
  pt_columns_add (columns, "divisions", divisions, NULL);
  pt_columns_add (columns, "company", company, NULL);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    g_autofree char *cell = g_strconcat (address->address, address->primary ? " (primary)" : "",
                                         address->state == PT_ADDRESS_UNDELIVERABLE ? " (undeliverable)" : "", NULL);
    pt_columns_add (columns, "address", cell, NULL);
  }
  pt_columns_print (columns);
  return TRUE;
}

gboolean
pt_cmd_person_show (PtCall *call, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_argument_person (call, pt_call_word (call, 0), &person, error))
    return FALSE;
  if (!call->options.json)
    return print_person (call, person, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_person (builder, person);
  pt_json_print (builder);
  return TRUE;
}
