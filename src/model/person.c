#include "model/person.h"

#include "base/address.h"
#include "model/words.h"

#include <string.h>

const char *const pt_role_list[] = { "end-user", "light-agent", "agent", "supervisor", "admin", "owner", NULL };
const PtNames pt_role_names = PT_NAMES_ENDED (pt_role_list, PT_ROLE_OWNER + 1);
PT_WORD_NAME (PtRole, pt_role)
PT_WORD_FROM_NAME (PtRole, pt_role)
static const char *const address_state_names[] = { "ok", "undeliverable" };
static const PtNames pt_address_state_names = PT_NAMES (address_state_names, PT_ADDRESS_UNDELIVERABLE + 1);
static const char *const state_names[] = { "active", "disabled", "suspended" };
const PtNames pt_person_state_names = PT_NAMES (state_names, PT_PERSON_SUSPENDED + 1);
PT_WORD_NAME (PtPersonState, pt_person_state)
PT_WORD_FROM_NAME (PtPersonState, pt_person_state)
static const char *const scope_names[] = { "all", "division", "own" };
const PtNames pt_scope_names = PT_NAMES (scope_names, PT_SCOPE_OWN + 1);
PT_WORD_NAME (PtScope, pt_scope)
PT_WORD_FROM_NAME (PtScope, pt_scope)

static const char *const follow_names[] = { "follow_added", "follow_reply", "follow_note" };
static const PtNames pt_follow_mail_names = PT_NAMES (follow_names, PT_FOLLOW_N);
PT_WORD_NAME (PtFollowMail, pt_follow_mail)

#define MEMBER(Type, called, column, member, KIND, given) \
  { .name = called, PT_MEMBER_OF (Type, column, member, KIND), .flags = given }
#define WORD(Type, called, column, member, noun, given) \
  { .name = called, PT_MEMBER_OF (Type, column, member, ENUM), .names = &noun##_names, .flags = given }
#define DUMPED PT_MEMBER_DUMPED
#define MADE   (PT_MEMBER_DUMPED | PT_MEMBER_MADE)
#define SHOWN  PT_MEMBER_SHOWN
#define BOTH   (PT_MEMBER_LISTED | PT_MEMBER_SHOWN)

static const PtMember person_members[] = {
  MEMBER (PtPerson, "id", "id", id, PERSON, BOTH),
  MEMBER (PtPerson, "name", "name", name, TEXT, BOTH),
  WORD (PtPerson, "role", "role", role, pt_role, MADE | BOTH),
  WORD (PtPerson, "state", "state", state, pt_person_state, MADE | SHOWN),
  WORD (PtPerson, "scope", "scope", scope, pt_scope, DUMPED | SHOWN),
  MEMBER (PtPerson, "company", "company", company, ID, MADE | SHOWN),
  MEMBER (PtPerson, "muted", "muted", muted, COUNT, DUMPED),
  MEMBER (PtPerson, "known", "known", known, YES_NO, DUMPED),
  MEMBER (PtPerson, "absent", "absent_at", absent_at, TIME, DUMPED),
};
const PtMembers pt_person_members = { person_members, G_N_ELEMENTS (person_members), sizeof (PtPerson) };

static const PtMember address_members[] = {
  MEMBER (PtPersonAddress, "address", "address", address, TEXT, SHOWN),
  MEMBER (PtPersonAddress, "key", "key", key, TEXT, 0),
  { .name = "primary", PT_MEMBER_OF (PtPersonAddress, "is_primary", primary, YES_NO), .flags = SHOWN,
    .json = "primary" },
  WORD (PtPersonAddress, "state", "state", state, pt_address_state, DUMPED),
  MEMBER (PtPersonAddress, "since", "state_at", state_at, TIME, DUMPED),
  MEMBER (PtPersonAddress, "well", "success_at", success_at, TIME, 0),
  MEMBER (PtPersonAddress, "reports", "reports", reports, COUNT, DUMPED),
};
const PtMembers pt_address_members = { address_members, G_N_ELEMENTS (address_members), sizeof (PtPersonAddress) };

static void
person_address_free (gpointer data)
{
  pt_members_free (&pt_address_members, data);
}

PtPerson *
pt_person_new (PtId id, const char *name, PtRole role)
{
  PtPerson *person = g_new0 (PtPerson, 1);
  person->id = id;
  person->name = g_strdup (name ? name : "");
  person->role = role;
  person->addresses = g_ptr_array_new_with_free_func (person_address_free);
  person->divisions = g_array_new (FALSE, FALSE, sizeof (PtId));
  person->formerly = g_array_new (FALSE, FALSE, sizeof (PtId));
  return person;
}

PtPerson *
pt_person_copy (const PtPerson *person)
{
  PtPerson *copy = pt_members_copy (&pt_person_members, person);
  copy->divisions = g_array_copy (person->divisions);
  copy->formerly = g_array_copy (person->formerly);
  copy->addresses = g_ptr_array_new_with_free_func (person_address_free);
  for (guint i = 0; i < person->addresses->len; i++)
    g_ptr_array_add (copy->addresses, pt_members_copy (&pt_address_members,
                                                       g_ptr_array_index (person->addresses, i)));
  return copy;
}

void
pt_person_free (PtPerson *person)
{
  if (!person)
    return;
  g_ptr_array_unref (person->addresses);
  g_array_unref (person->divisions);
  g_array_unref (person->formerly);
  pt_members_free (&pt_person_members, person);
}

PtPersonAddress *
pt_person_add_address (PtPerson *person, const char *address)
{
  PtPersonAddress *added = g_new0 (PtPersonAddress, 1);
  added->address = g_strdup (address);
  added->key = pt_address_key (address);
  added->primary = person->addresses->len == 0;
  g_ptr_array_add (person->addresses, added);
  return added;
}

const PtPersonAddress *
pt_person_primary (const PtPerson *person)
{
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    if (address->primary)
      return address;
  }
  return NULL;
}

gboolean
pt_person_is_reachable (const PtPerson *person)
{
  const PtPersonAddress *primary = pt_person_primary (person);
  return person->state == PT_PERSON_ACTIVE && primary && primary->state != PT_ADDRESS_UNDELIVERABLE
         && pt_address_can_be_mailed (primary->address);
}

const PtPersonAddress *
pt_person_address (const PtPerson *person, const char *key)
{
  for (guint i = 0; key && i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    if (!g_strcmp0 (address->key, key))
      return address;
  }
  return NULL;
}

gboolean
pt_person_has_key (const PtPerson *person, const char *key)
{
  return pt_person_address (person, key) != NULL;
}

gboolean
pt_person_is_internal (const PtPerson *person)
{
  return person->state == PT_PERSON_ACTIVE && person->role != PT_ROLE_END_USER;
}

gboolean
pt_person_is (const PtPerson *person, PtId id)
{
  for (guint i = 0; id && i < person->formerly->len; i++)
    if (g_array_index (person->formerly, PtId, i) == id)
      return TRUE;
  return person->id == id;
}

gboolean
pt_person_in_division (const PtPerson *person, PtId division)
{
  for (guint i = 0; division && i < person->divisions->len; i++)
    if (g_array_index (person->divisions, PtId, i) == division)
      return TRUE;
  return FALSE;
}

void
pt_person_join_division (PtPerson *person, PtId division)
{
  if (division > 0 && !pt_person_in_division (person, division))
    g_array_append_val (person->divisions, division);
}

void
pt_person_leave_division (PtPerson *person, PtId division)
{
  for (guint i = person->divisions->len; i > 0; i--)
    if (g_array_index (person->divisions, PtId, i - 1) == division)
      g_array_remove_index (person->divisions, i - 1);
}

PtId
pt_person_default_division (const PtPerson *person)
{
  return person->divisions->len ? g_array_index (person->divisions, PtId, 0) : 0;
}

const char *
pt_person_label (const PtPerson *person)
{
  const PtPersonAddress *primary = pt_person_primary (person);
  return *person->name || !primary ? person->name : primary->address;
}

gboolean
pt_person_wants (const PtPerson *person, PtFollowMail mail)
{
  return (person->muted >> mail & 1) == 0;
}
