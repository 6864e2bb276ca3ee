#include "cmd/argument.h"

#include <stdio.h>

#include "cmd/print.h"
#include "store/person.h"

/* --- changing --- */

typedef gboolean (*Change) (PtCall *call, PtPerson *person, GError **error);

static gboolean
change (PtCall *call, PtPerson *person, Change func, GError **error)
{
  if (!pt_store_begin (call->store, error))
    return FALSE;
  if (func (call, person, error))
    return pt_store_commit (call->store, error);
  pt_store_rollback (call->store);
  return FALSE;
}

static gboolean
take_role (const PtCall *call, PtPerson *person, GError **error)
{
  return !call->options.role || pt_argument_role (call->options.role, &person->role, error);
}

static gboolean
add (PtCall *call, PtPerson *person, GError **error)
{
  return pt_store_person_add (call->store, call->config->policy, person, call->now, &person->id, error);
}

gboolean
pt_cmd_person_add (PtCall *call, GError **error)
{
  g_autofree char *name = pt_text_to_line (call->options.name ? call->options.name : "");
  g_autoptr (PtPerson) person = pt_person_new (0, name, PT_ROLE_END_USER);
  if (!take_role (call, person, error))
    return FALSE;
  for (guint i = 0; i < call->words->len; i++) {
    const char *address = pt_call_word (call, i);
    if (!pt_argument_address (address, error))
      return FALSE;
    pt_person_add_address (person, address);
  }
  if (!change (call, person, add, error))
    return FALSE;
  printf ("person #%" G_GINT64_FORMAT "\n", person->id);
  return TRUE;
}

static gboolean
update (PtCall *call, PtPerson *person, GError **error)
{
  return pt_store_person_update (call->store, person, error);
}

gboolean
pt_cmd_person_set (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (PtPerson) person = NULL;
  if (!o->role && !o->state && !o->name)
    return pt_error_set (error, PT_ERROR_USAGE, "nothing to change; write --role, --state or --name");
  if (!pt_argument_person (call, pt_call_word (call, 0), &person, error) || !take_role (call, person, error)
      || (o->state && !pt_argument_person_state (o->state, &person->state, error)))
    return FALSE;
  if (o->name) {
    g_free (person->name);
    person->name = pt_text_to_line (o->name);
  }
  return change (call, person, update, error);
}

static gboolean
add_addresses (PtCall *call, PtPerson *person, GError **error)
{
  for (guint i = 1; i < call->words->len; i++) {
    const char *address = pt_call_word (call, i);
    if (!pt_argument_address (address, error)
        || !pt_store_person_add_address (call->store, call->config->policy, person->id, address, FALSE, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_cmd_person_address (PtCall *call, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  return pt_argument_person (call, pt_call_word (call, 0), &person, error) && change (call, person, add_addresses, error);
}

/* --- looking --- */

static void
json_person (JsonBuilder *builder, const PtPerson *person)
{
  json_builder_begin_object (builder);
  pt_json_id (builder, "id", person->id);
  pt_json_text (builder, "name", person->name);
  pt_json_text (builder, "role", pt_role_name (person->role));
  pt_json_text (builder, "state", pt_person_state_name (person->state));
  json_builder_set_member_name (builder, "addresses");
  json_builder_begin_array (builder);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    json_builder_begin_object (builder);
    pt_json_text (builder, "address", address->address);
    pt_json_bool (builder, "primary", address->primary);
    pt_json_bool (builder, "undeliverable", address->undeliverable);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
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

static void
print_people (const GPtrArray *people)
{
  static const char *const titles[] = { "ID", "ROLE", "STATE", "NAME", "ADDRESSES", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < people->len; i++) {
    const PtPerson *person = g_ptr_array_index (people, i);
    g_autofree char *id = pt_print_id (person->id), *addresses = addresses_of (person);
    pt_columns_add (columns, id, pt_role_name (person->role), pt_person_state_name (person->state),
                    *person->name ? person->name : "-", addresses, NULL);
  }
  pt_columns_print (columns);
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
  if (call->options.json)
    print_people_json (people);
  else
    print_people (people);
  return TRUE;
}

static void
print_person (const PtPerson *person)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  g_autofree char *id = pt_print_id (person->id);
  pt_columns_add (columns, "person", id, NULL);
  pt_columns_add (columns, "name", *person->name ? person->name : "-", NULL);
  pt_columns_add (columns, "role", pt_role_name (person->role), NULL);
  pt_columns_add (columns, "state", pt_person_state_name (person->state), NULL);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    g_autofree char *cell = g_strconcat (address->address, address->primary ? " (primary)" : "",
                                         address->undeliverable ? " (undeliverable)" : "", NULL);
    pt_columns_add (columns, "address", cell, NULL);
  }
  pt_columns_print (columns);
}

gboolean
pt_cmd_person_show (PtCall *call, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_argument_person (call, pt_call_word (call, 0), &person, error))
    return FALSE;
  if (!call->options.json) {
    print_person (person);
    return TRUE;
  }
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_person (builder, person);
  pt_json_print (builder);
  return TRUE;
}
