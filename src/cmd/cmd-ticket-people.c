/* Commands about the people on a ticket: CCs, participants, followers, and who may become one. */
#include "cmd/argument.h"

#include <stdio.h>

#include "cmd/print.h"
#include "cmd/ticket.h"
#include "store/person.h"

/* The words after `add` or `remove`: addresses, or numbers of people. */
static char *
people_of (const PtCall *call)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 2; i < call->words->len; i++)
    g_string_append_printf (out, "%s%s", i > 2 ? " " : "", pt_call_word (call, i));
  return g_strdup (out->str);
}

/* What the rules drop without a refusal (T3) is said here, so that a slip of the pen is not overlooked. */
static void
warn_of_nonsense (const PtCall *call)
{
  for (guint i = 2; i < call->words->len; i++) {
    const char *word = pt_call_word (call, i);
    if (pt_request_person_id (word) == 0 && !pt_address_can_be_mailed (word))
      fprintf (stderr, "postern: \"%s\" is no mail address, and left out\n", word);
  }
}

static gboolean
change (PtCall *call, PtRelation relation, GError **error)
{
  const char *how = pt_call_word (call, 1);
  gboolean adds = g_str_equal (how, "add");
  g_autoptr (PtRequest) request = NULL;
  if (!adds && !g_str_equal (how, "remove"))
    return pt_error_set (error, PT_ERROR_USAGE, "bad word \"%s\"; write add or remove", how);
  if (!pt_ticket_request (call, adds ? PT_REQUEST_RELATE : PT_REQUEST_UNRELATE, &request, error))
    return FALSE;
  if (relation == PT_RELATION_PARTICIPANT)
    warn_of_nonsense (call);
  request->relation = relation;
  request->only_cc = call->options.only_cc;
  request->value = people_of (call);
  return pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_cc (PtCall *call, GError **error)
{
  return change (call, PT_RELATION_CC, error);
}

gboolean
pt_cmd_ticket_participant (PtCall *call, GError **error)
{
  return change (call, PT_RELATION_PARTICIPANT, error);
}

static gboolean
follow (PtCall *call, PtRequestKind kind, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  if (!pt_ticket_request (call, kind, &request, error))
    return FALSE;
  request->relation = PT_RELATION_FOLLOWER;
  request->value = g_strdup (call->options.who);
  if (!request->value)
    request->person = request->actor;
  return pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_follow (PtCall *call, GError **error)
{
  return follow (call, PT_REQUEST_RELATE, error);
}

gboolean
pt_cmd_ticket_unfollow (PtCall *call, GError **error)
{
  return follow (call, PT_REQUEST_UNRELATE, error);
}

/* --- candidates (FW11) --- */

static gboolean
is_blocked (const char *const *list, const PtPerson *person)
{
  for (guint i = 0; i < person->addresses->len; i++)
    if (pt_list_matches (list, ((const PtPersonAddress *) g_ptr_array_index (person->addresses, i))->key))
      return TRUE;
  return FALSE;
}

static void
print_candidates (const GPtrArray *people)
{
  static const char *const titles[] = { "ID", "ROLE", "NAME", "ADDRESS", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < people->len; i++) {
    const PtPerson *person = g_ptr_array_index (people, i);
    const PtPersonAddress *primary = pt_person_primary (person);
    g_autofree char *id = pt_print_id (person->id);
    pt_columns_add (columns, id, pt_role_name (person->role), *person->name ? person->name : "-",
                    primary ? primary->address : "-", NULL);
  }
  pt_columns_print (columns);
}

static void
json_primary (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const PtPersonAddress *primary = pt_person_primary (of);
  pt_json_text (builder, name, primary ? primary->address : NULL);
}

static const PtJsonMore candidate_more[] = { { "address", json_primary, NULL } };
static const PtJsonForm candidate_form = PT_JSON_FORM (pt_person_members, PT_MEMBER_LISTED, candidate_more);

static void
print_candidates_json (const GPtrArray *people)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < people->len; i++) {
    const PtPerson *person = g_ptr_array_index (people, i);
    pt_json_object (builder, &candidate_form, person, person);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_ticket_candidates (PtCall *call, GError **error)
{
  const char *const *blocked = (const char *const *) call->config->policy->rules->cc_blocklist;
  g_autoptr (GPtrArray) people = NULL;
  PtId ticket = 0;
  if (!pt_argument_id ("ticket", pt_call_word (call, 0), &ticket, error)
      || !pt_store_person_candidates (call->store, ticket, pt_call_word (call, 1), &people, error))
    return FALSE;
  for (guint i = people->len; i > 0; i--)
    if (is_blocked (blocked, g_ptr_array_index (people, i - 1))) /* FW15 */
      g_ptr_array_remove_index (people, i - 1);
  if (call->options.json)
    print_candidates_json (people);
  else
    print_candidates (people);
  return TRUE;
}
