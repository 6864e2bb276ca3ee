#include "store/person.h"

#include "base/address.h"
#include "store/store-handle.h"
#include "store/person-row.h"
#include "store/query.h"
#include "store/rows.h"

static gboolean
check_address (PtStore *store, const PtPolicy *policy, const char *address, char **out_key, GError **error)
{
  g_autofree char *key = pt_address_key (address);
  PtPerson *loaded;
  if (!key)
    return pt_error_set (error, PT_ERROR_REFUSED, "%s is no mail address", address);
  if (pt_policy_owns_address (policy, key))
    return pt_error_set (error, PT_ERROR_REFUSED, "%s is an address of this installation: a person needs one of "
                         "his own", address);
  if (!pt_rows_load_person_by_key (store, key, &loaded, error))
    return FALSE;
  g_autoptr (PtPerson) owner = loaded;
  if (owner)
    return pt_error_set (error, PT_ERROR_REFUSED, "%s belongs to person #%" G_GINT64_FORMAT " (%s)", address,
                         owner->id, pt_person_label (owner));
  *out_key = g_steal_pointer (&key);
  return TRUE;
}

static gboolean
insert_address (PtStore *store, PtId person, const char *key, const char *address, gboolean primary, GError **error)
{
  const PtPersonAddress row = { .address = (char *) address, .key = (char *) key, .primary = primary };
  return pt_person_row_insert_address (store, person, &row, error);
}

gboolean
pt_store_person_add (PtStore *store, const PtPolicy *policy, const PtPerson *person, PtTime now, PtId *out_id,
                     GError **error)
{
  PtId id;
  if (person->addresses->len == 0)
    return pt_error_set (error, PT_ERROR_REFUSED, "a person needs an address");
  if (!pt_counter_next (store, PT_COUNT_PERSON, &id, error) || !pt_person_row_insert (store, id, person, now, error))
    return FALSE;
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    g_autofree char *key = NULL;
    if (!check_address (store, policy, address->address, &key, error)
        || !insert_address (store, id, key, address->address, i == 0, error))
      return FALSE;
  }
  *out_id = id;
  return TRUE;
}

static gboolean
clear_primary (PtStore *store, PtId person, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_ADDRESS_CLEAR_PRIMARY);
  pt_query_int (&q, person);
  return pt_query_run (&q, error);
}

gboolean
pt_store_person_add_address (PtStore *store, const PtPolicy *policy, PtId person, const char *address,
                             gboolean primary, GError **error)
{
  g_autofree char *key = NULL;
  return check_address (store, policy, address, &key, error) && (!primary || clear_primary (store, person, error))
         && insert_address (store, person, key, address, primary, error);
}

gboolean
pt_store_person_load (PtStore *store, PtId id, PtPerson **out_person, GError **error)
{
  PtPerson *person;
  if (!pt_rows_load_person (store, id, &person, error))
    return FALSE;
  if (!person)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no person #%" G_GINT64_FORMAT, id);
  *out_person = person;
  return TRUE;
}

gboolean
pt_store_person_find (PtStore *store, const char *name, PtPerson **out_person, GError **error)
{
  gint64 id;
  if (name[0] == '#' && g_ascii_string_to_signed (name + 1, 10, 1, G_MAXINT64, &id, NULL))
    return pt_store_person_load (store, id, out_person, error);
  g_autofree char *key = pt_address_key (name);
  PtPerson *person = NULL;
  if (key && !pt_rows_load_person_by_key (store, key, &person, error))
    return FALSE;
  if (!person)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no person %s: give an address, or #id", name);
  *out_person = person;
  return TRUE;
}

gboolean
pt_store_person_list (PtStore *store, int role, guint limit, guint offset, GPtrArray **out_persons, GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  PtQuery q = pt_query (store, PT_SQL_PEOPLE);
  pt_query_int (&q, role);
  pt_query_int (&q, limit);
  pt_query_int (&q, offset);
  pt_rows_persons (&q, persons);
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_persons = g_steal_pointer (&persons);
  return TRUE;
}

/* %word%, case folded, in which % and _ stand for themselves. */
static char *
pattern_of (const char *word)
{
  g_autofree char *fold = g_utf8_casefold (word, -1);
  GString *out = g_string_new ("%");
  for (const char *c = fold; *c; c++) {
    if (*c == '%' || *c == '_' || *c == '!')
      g_string_append_c (out, '!');
    g_string_append_c (out, *c);
  }
  g_string_append_c (out, '%');
  return g_string_free (out, FALSE);
}

gboolean
pt_store_person_candidates (PtStore *store, PtId ticket, const char *word, GPtrArray **out_persons, GError **error)
{
  g_autofree char *pattern = pattern_of (word);
  g_autoptr (GPtrArray) persons = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  PtQuery q = pt_query (store, PT_SQL_CANDIDATES);
  pt_query_int (&q, ticket);
  pt_query_text (&q, pattern);
  pt_rows_persons (&q, persons);
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_persons = g_steal_pointer (&persons);
  return TRUE;
}

gboolean
pt_store_person_update (PtStore *store, const PtPerson *person, GError **error)
{
  g_autofree char *fold = g_utf8_casefold (person->name, -1);
  gint64 id;
  gboolean found;
  PtQuery q = pt_query (store, PT_SQL_PERSON_SET);
  pt_query_members (&q, &pt_person_members, person);
  pt_query_text (&q, fold);
  if (!pt_query_one (&q, &id, &found, error))
    return FALSE;
  if (!found)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no person #%" G_GINT64_FORMAT, person->id);
  PtQuery clear = pt_query (store, PT_SQL_PERSON_DIVISION_CLEAR);
  pt_query_int (&clear, person->id);
  return pt_query_run (&clear, error) && pt_person_row_insert_divisions (store, person->id, person, error);
}
