/* Divisions: groups of agents. */
#include "cmd/argument.h"

#include <stdio.h>

#include "cmd/print.h"
#include "store/group.h"
#include "store/person.h"

/* Ends the transaction that was begun, by GOOD. */
static gboolean
finish (PtCall *call, gboolean good, GError **error)
{
  if (good)
    return pt_store_commit (call->store, error);
  pt_store_rollback (call->store);
  return FALSE;
}

gboolean
pt_cmd_division_add (PtCall *call, GError **error)
{
  g_autofree char *name = pt_text_to_line (pt_call_word (call, 0));
  PtId actor = 0, id = 0;
  if (!pt_argument_admin (call, &actor, error) || !pt_store_begin (call->store, error)
      || !finish (call, pt_group_add_division (call->store, name, &id, error), error))
    return FALSE;
  printf ("division #%" G_GINT64_FORMAT "\n", id);
  return TRUE;
}

gboolean
pt_cmd_division_rename (PtCall *call, GError **error)
{
  g_autofree char *name = pt_text_to_line (pt_call_word (call, 1));
  g_autoptr (PtDivision) division = NULL;
  PtId actor = 0;
  return pt_argument_admin (call, &actor, error)
         && pt_argument_division (call, pt_call_word (call, 0), &division, error)
         && pt_store_begin (call->store, error)
         && finish (call, pt_group_rename_division (call->store, division, name, error), error);
}

gboolean
pt_cmd_division_remove (PtCall *call, GError **error)
{
  g_autoptr (PtDivision) division = NULL;
  PtId actor = 0;
  return pt_argument_admin (call, &actor, error)
         && pt_argument_division (call, pt_call_word (call, 0), &division, error)
         && pt_store_begin (call->store, error)
         && finish (call, pt_group_remove_division (call->store, division, error), error);
}

static gboolean
move_one (PtCall *call, PtId division, const char *word, gboolean join, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_argument_person (call, word, &person, error))
    return FALSE;
  if (join && person->role == PT_ROLE_END_USER)
    return pt_error_set (error, PT_ERROR_REFUSED, "%s is a customer: only agents are in divisions",
                         pt_person_label (person));
  if (join)
    pt_person_join_division (person, division);
  else
    pt_person_leave_division (person, division);
  return pt_store_person_update (call->store, person, error);
}

static gboolean
move (PtCall *call, gboolean join, GError **error)
{
  g_autoptr (PtDivision) division = NULL;
  PtId actor = 0;
  gboolean good = TRUE;
  if (!pt_argument_admin (call, &actor, error)
      || !pt_argument_division (call, pt_call_word (call, 0), &division, error)
      || !pt_store_begin (call->store, error))
    return FALSE;
  for (guint i = 1; good && i < call->words->len; i++)
    good = move_one (call, division->id, pt_call_word (call, i), join, error);
  return finish (call, good, error);
}

gboolean
pt_cmd_division_join (PtCall *call, GError **error)
{
  return move (call, TRUE, error);
}

gboolean
pt_cmd_division_leave (PtCall *call, GError **error)
{
  return move (call, FALSE, error);
}

/* --- looking --- */

static void
print_json (const GPtrArray *divisions)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (divisions, i);
    json_builder_begin_object (builder);
    pt_json_id (builder, "id", division->id);
    pt_json_text (builder, "name", division->name);
    json_builder_set_member_name (builder, "members");
    json_builder_begin_array (builder);
    for (guint m = 0; m < division->members->len; m++)
      json_builder_add_int_value (builder, ((const PtPerson *) g_ptr_array_index (division->members, m))->id);
    json_builder_end_array (builder);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
}

static void
print (const GPtrArray *divisions)
{
  static const char *const titles[] = { "ID", "NAME", "MEMBERS", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (divisions, i);
    g_autoptr (GString) members = g_string_new (NULL);
    g_autofree char *id = pt_print_id (division->id);
    for (guint m = 0; m < division->members->len; m++)
      g_string_append_printf (members, "%s%s", m ? ", " : "",
                              pt_person_label (g_ptr_array_index (division->members, m)));
    pt_columns_add (columns, id, division->name, members->len ? members->str : "-", NULL);
  }
  pt_columns_print (columns);
}

gboolean
pt_cmd_division_list (PtCall *call, GError **error)
{
  g_autoptr (GPtrArray) divisions = NULL;
  if (!pt_group_list_divisions (call->store, &divisions, error))
    return FALSE;
  for (guint i = 0; i < divisions->len; i++)
    if (!pt_group_load_members (call->store, g_ptr_array_index (divisions, i), error))
      return FALSE;
  if (call->options.json)
    print_json (divisions);
  else
    print (divisions);
  return TRUE;
}
