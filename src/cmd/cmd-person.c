/* Commands that change people: as who may open the store, or in the name of an admin or owner (R17). */
#include "cmd/argument.h"

#include <stdio.h>

#include "cmd/print.h"
#include "store/person.h"

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
  PtId actor = 0;
  if (!pt_argument_admin (call, &actor, error) || !take_role (call, person, error))
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

static gboolean
take_company (PtCall *call, PtPerson *person, GError **error)
{
  const char *word = call->options.company;
  g_autoptr (PtCompany) company = NULL;
  if (!word)
    return TRUE;
  if (!g_str_equal (word, "none") && !pt_argument_company (call, word, &company, error))
    return FALSE;
  person->company = company ? company->id : 0;
  return TRUE;
}

/* What somebody counts as, whatever he is called (B20). */
static PtRole
effective_role (const PtPerson *person)
{
  return pt_person_is_internal (person) ? person->role : PT_ROLE_END_USER;
}

/* His tickets first: if one of them cannot be changed, he is not either (FW19). */
static gboolean
retire (PtCall *call, const PtPerson *person, PtId actor, GError **error)
{
  g_autoptr (GArray) tickets = NULL;
  if (!pt_store_person_duties (call->store, person->id, &tickets, error))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++) {
    g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_RETIRE, actor);
    PtOutcome outcome = { 0 };
    request->ticket = g_array_index (tickets, PtId, i);
    request->person = person->id;
    request->number = effective_role (person);
    if (!pt_gateway_request (call->gateway, request, &outcome, error))
      return FALSE;
  }
  if (tickets->len)
    printf ("taken off %u ticket%s that he had or followed\n", tickets->len, tickets->len == 1 ? "" : "s");
  return TRUE;
}

static gboolean
take_all (PtCall *call, PtPerson *person, GError **error)
{
  const PtCallOptions *o = &call->options;
  if (!take_role (call, person, error) || (o->state && !pt_argument_person_state (o->state, &person->state, error))
      || (o->scope && !pt_argument_scope (o->scope, &person->scope, error)) || !take_company (call, person, error))
    return FALSE;
  if (o->name) {
    g_free (person->name);
    person->name = pt_text_to_line (o->name);
  }
  if (person->role == PT_ROLE_END_USER)
    g_array_set_size (person->divisions, 0);
  return TRUE;
}

gboolean
pt_cmd_person_set (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (PtPerson) person = NULL;
  PtId actor = 0;
  if (!o->role && !o->state && !o->name && !o->scope && !o->company)
    return pt_error_set (error, PT_ERROR_USAGE,
                         "nothing to change; write --role, --state, --name, --scope or --company");
  if (!pt_argument_admin (call, &actor, error) || !pt_argument_person (call, pt_call_word (call, 0), &person, error))
    return FALSE;
  PtRole before = effective_role (person);
  if (!take_all (call, person, error))
    return FALSE;
  gboolean demoted = effective_role (person) < before && effective_role (person) <= PT_ROLE_LIGHT_AGENT;
  return (!demoted || retire (call, person, actor, error)) && change (call, person, update, error);
}

static gboolean
change_addresses (PtCall *call, PtPerson *person, GError **error)
{
  for (guint i = 1; i < call->words->len; i++) {
    const char *address = pt_call_word (call, i);
    gboolean good = pt_argument_address (address, error)
                    && (call->options.remove    ? pt_store_person_remove_address (call->store, person, address, error)
                        : call->options.primary ? pt_store_person_make_primary (call->store, person, address, error)
                                                : pt_store_person_add_address (call->store, call->config->policy,
                                                                               person->id, address, FALSE, error));
    if (!good)
      return FALSE;
  }
  return TRUE;
}

/* J3 */
static gboolean
try_again (PtCall *call, const PtPerson *person, PtId actor, GError **error)
{
  for (guint i = 1; i < call->words->len; i++) {
    g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_DELIVERABLE, actor);
    PtOutcome outcome = { 0 };
    request->person = person->id;
    request->value = g_strdup (pt_call_word (call, i));
    if (!pt_gateway_request (call->gateway, request, &outcome, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_cmd_person_address (PtCall *call, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  PtId actor = 0;
  if (call->options.primary && (call->options.remove || call->words->len != 2))
    return pt_error_set (error, PT_ERROR_USAGE, "--primary takes one address, and no --remove");
  if (call->options.deliverable && (call->options.primary || call->options.remove))
    return pt_error_set (error, PT_ERROR_USAGE, "--deliverable stands alone");
  if (!pt_argument_admin (call, &actor, error) || !pt_argument_person (call, pt_call_word (call, 0), &person, error))
    return FALSE;
  return call->options.deliverable ? try_again (call, person, actor, error)
                                   : change (call, person, change_addresses, error);
}

gboolean
pt_cmd_person_merge (PtCall *call, GError **error)
{
  g_autoptr (PtPerson) from = NULL, into = NULL;
  PtId actor = 0;
  guint tickets = 0;
  if (!pt_argument_admin (call, &actor, error) || !pt_argument_person (call, pt_call_word (call, 0), &from, error)
      || !pt_argument_person (call, pt_call_word (call, 1), &into, error) || !pt_store_begin (call->store, error))
    return FALSE;
  if (!pt_store_person_merge (call->store, from, into, actor, call->now, &tickets, error)) {
    pt_store_rollback (call->store);
    return FALSE;
  }
  if (!pt_store_commit (call->store, error))
    return FALSE;
  printf ("person #%" G_GINT64_FORMAT " is now #%" G_GINT64_FORMAT ", %u ticket%s\n", from->id, into->id, tickets,
          tickets == 1 ? "" : "s");
  return TRUE;
}
