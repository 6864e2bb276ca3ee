#include "render/fields-source.h"

#include "base/text.h"

#include <string.h>

static const char *
primary_address (const PtPerson *person)
{
  const PtPersonAddress *primary = pt_person_primary (person);
  return primary ? primary->address : "";
}

/* What stands for somebody without a name: the part of his address before the @. */
static char *
local_part (const PtPerson *person)
{
  const char *address = primary_address (person);
  g_autofree char *local = g_strndup (address, strcspn (address, "@"));
  return pt_text_to_line (local);
}

/* For somebody outside never an address of staff: the mailbox answers for an agent without a name (T034). */
char *
pt_fields_name_for (const PtFieldsSource *s, const PtPerson *person)
{
  char *name = pt_fields_name (person);
  if (name)
    return name;
  if (s->outside && person->role != PT_ROLE_END_USER)
    return pt_text_to_line (s->input->mailbox->display);
  return local_part (person);
}

static gboolean
is_visible (const PtFieldsSource *s, const PtPerson *person)
{
  const PtNotice *notice = s->notice;
  if (!s->outside || (notice->visible_to && notice->visible_to->id == person->id))
    return TRUE;
  for (guint i = 0; i < notice->visible_cc->len; i++)
    if (((const PtPerson *) g_ptr_array_index (notice->visible_cc, i))->id == person->id)
      return person->role == PT_ROLE_END_USER;
  return FALSE;
}

char *
pt_fields_name_or_address (const PtFieldsSource *s, const PtPerson *person)
{
  char *name = pt_fields_name (person);
  if (name)
    return name;
  if (is_visible (s, person) && *primary_address (person))
    return pt_text_to_line (primary_address (person));
  return pt_fields_name_for (s, person);
}

static void
set_parts (PtValue *map, const char *name)
{
  const char *comma = strchr (name, ',');
  const char *start = comma ? comma + 1 + strspn (comma + 1, " ") : name;
  const char *last = strrchr (name, ' ');
  g_autofree char *first = g_strndup (start, strcspn (start, " ,"));
  g_autofree char *before = comma ? g_strndup (name, (gsize) (comma - name)) : NULL;
  pt_value_map_set_string (map, "first_name", first);
  pt_value_map_set_string (map, "last_name", comma ? before : last ? last + 1 : "");
}

/* People outside see no address of staff (T034), and the author's only where it stands in To and Cc anyway. */
PtValue *
pt_fields_person (const PtFieldsSource *s, const PtPerson *person)
{
  PtValue *map = pt_value_new_map ();
  g_autofree char *name = pt_fields_name_for (s, person);
  g_autofree char *own_name = pt_fields_name (person);
  gboolean hidden = s->outside && (person->role != PT_ROLE_END_USER || person == s->notice->author);
  g_autofree char *address = hidden ? g_strdup ("") : pt_text_to_line (primary_address (person));
  char *label = own_name && *address ? g_strdup_printf ("%s <%s>", own_name, address)
                                     : g_strdup (*address ? address : name);
  pt_value_map_set_string (map, "name", name);
  set_parts (map, own_name ? own_name : "");
  pt_value_map_set_string (map, "address", address);
  pt_value_map_set_string (map, "email", address);
  pt_value_map_set (map, "label", pt_value_new_take (label));
  pt_value_map_set_bool (map, "is_staff", person->role != PT_ROLE_END_USER);
  return map;
}

/* *BEFORE is the one that was added last, NULL at first. */
static void
add_person (const PtFieldsSource *s, PtValue *list, PtValue **before, const PtPerson *person)
{
  if (*before)
    pt_value_map_set_bool (*before, "has_next", TRUE);
  *before = pt_fields_person (s, person);
  pt_value_map_set_bool (*before, "has_next", FALSE);
  pt_value_list_add (list, *before);
}

PtValue *
pt_fields_cc (const PtFieldsSource *s)
{
  const GPtrArray *cc = s->notice->visible_cc;
  PtValue *list = pt_value_new_list (), *before = NULL;
  for (guint i = 0; i < cc->len; i++) {
    const PtPerson *person = g_ptr_array_index (cc, i);
    if (!s->outside || person->role != PT_ROLE_LIGHT_AGENT) /* N3 */
      add_person (s, list, &before, person);
  }
  return list;
}

static gboolean
is_brought (const PtNotice *notice, const PtPerson *person)
{
  const PtTicketPerson *cc = pt_ticket_view_entry (notice->view, person->id, PT_RELATION_CC);
  return cc && cc->brought && !pt_person_is_internal (person);
}

PtValue *
pt_fields_brought (const PtFieldsSource *s)
{
  const PtNotice *n = s->notice;
  const gboolean reaches_all = !n->comment || n->comment->is_private || !n->author
                               || n->author->role != PT_ROLE_END_USER || (n->authenticated && n->author->known);
  PtValue *list = pt_value_new_list (), *before = NULL;
  for (guint i = 0; !reaches_all && i < n->copied->len; i++) {
    const PtPerson *person = g_ptr_array_index (n->copied, i);
    if (is_brought (n, person))
      add_person (s, list, &before, person);
  }
  return list;
}

PtValue *
pt_fields_names (const PtValue *persons)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < pt_value_list_length (persons); i++) {
    const PtValue *name = pt_value_map_get (pt_value_list_item (persons, i), "name");
    g_string_append_printf (out, "%s%s", i ? ", " : "", pt_value_text (name, NULL));
  }
  return pt_value_new_take (g_string_free (out, FALSE));
}
