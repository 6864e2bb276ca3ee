/* Requests about the people on a ticket: CCs, participants and followers come and go (RULES sections 4-6). */
#include "core/request-asking.h"
#include "core/leave.h"
#include "core/people.h"

#include <string.h>

/* One of those whom a request names. */
typedef struct {
  const PtPerson *person;  /* NULL if nobody is known by that address */
  PtAddress      *address; /* NULL if he was named by number */
} Who;

static void
who_free (gpointer data)
{
  Who *who = data;
  pt_address_free (who->address);
  g_free (who);
}

static gboolean G_GNUC_PRINTF (3, 4)
refuse (PtAsking *a, const char *rule, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *why = g_strdup_vprintf (format, args);
  va_end (args);
  return pt_asking_refuse (a, rule, why);
}

static gboolean
is_named (const GPtrArray *people, const Who *who)
{
  for (guint i = 0; i < people->len; i++) {
    const Who *other = g_ptr_array_index (people, i);
    if (who->person ? other->person == who->person
                    : !other->person && strcmp (other->address->key, who->address->key) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Adds him once: who is named twice is meant once (T3). */
static void
add_who (GPtrArray *people, const PtPerson *person, PtAddress *address)
{
  Who *who = g_new0 (Who, 1);
  who->person = person;
  who->address = address;
  if (is_named (people, who))
    who_free (who);
  else
    g_ptr_array_add (people, who);
}

static gboolean
add_word (PtAsking *a, GPtrArray *people, const char *word)
{
  PtId id = pt_request_person_id (word);
  g_autoptr (PtAddress) address = id ? NULL : pt_address_new (NULL, word);
  const PtPerson *person = id ? pt_snapshot_person (a->c->snapshot, id)
                           : address->key ? pt_snapshot_person_by_key (a->c->snapshot, address->key) : NULL;
  gboolean mailable = address && address->key && pt_address_can_be_mailed (word);
  if (person || (mailable && !pt_policy_owns_address (a->c->policy, address->key)))
    add_who (people, person, g_steal_pointer (&address));
  else if (id)
    return refuse (a, "", "there is no person %s", word);
  else if (a->request->relation != PT_RELATION_PARTICIPANT)
    return mailable ? refuse (a, "C3 O1", "%s is an address of this desk", word)
                    : refuse (a, "", "%s is no address that can be mailed", word);
  else
    pt_decision_reason (a->decision, "T3", "%s is no address for a participant, and left out", word);
  return TRUE;
}

/* *OUT_PEOPLE: Who *, each once. */
static gboolean
find_people (PtAsking *a, GPtrArray **out_people)
{
  g_auto (GStrv) words = pt_request_people (a->request);
  const PtPerson *person = pt_snapshot_person (a->c->snapshot, a->request->person);
  *out_people = g_ptr_array_new_with_free_func (who_free);
  if (person)
    add_who (*out_people, person, NULL);
  for (guint i = 0; words[i]; i++)
    if (*words[i] && !add_word (a, *out_people, words[i]))
      return FALSE;
  return (*out_people)->len > 0 || a->decision->reasons->len > 0 || pt_asking_refuse (a, "", "nobody is named");
}

static gboolean
has (const PtAsking *a, const Who *who, PtRelation relation)
{
  return who->person && pt_ticket_view_has (a->facts->match->view, who->person->id, relation);
}

/* Somebody outside brought him in, and one of us may take that over (J9). */
static gboolean
is_brought (const PtAsking *a, const Who *who, PtRelation relation)
{
  const PtTicketPerson *entry = who->person ? pt_work_entry (a->work, a->ticket, who->person->id, relation) : NULL;
  return entry && entry->brought && relation != PT_RELATION_FOLLOWER;
}

static const char *
name_of (const Who *who)
{
  return who->person ? pt_person_label (who->person) : who->address->addr;
}

static gboolean
is_blocked (const PtAsking *a, const Who *who)
{
  const PtRules *rules = a->facts->rules;
  return who->person ? pt_people_is_blocked (rules, who->person)
                     : pt_list_matches ((const char *const *) rules->cc_blocklist, who->address->key);
}

static gboolean
is_actor_alone (const PtAsking *a, const GPtrArray *people)
{
  return people->len == 1 && ((const Who *) g_ptr_array_index (people, 0))->person == a->actor;
}

/* Followers: everybody for himself (FW3), for others by follower_manage (FW2, X6), light agents always (R10,
 * FW17).  CCs and participants are changed by who may edit the ticket (R10, T2); any agent who is CC may leave
 * (C13). */
static gboolean
may_manage (PtAsking *a, const GPtrArray *people, gboolean removes)
{
  const PtFacts *f = a->facts;
  PtRelation relation = a->request->relation;
  if (relation == PT_RELATION_FOLLOWER && !removes && f->standing.access != PT_ACCESS_ALL)
    return pt_asking_refuse (a, "FW2 R18 R19",
                             "this person may not read the notes of the ticket, and so not choose followers");
  if (relation == PT_RELATION_FOLLOWER)
    return f->standing.may_edit || f->standing.light || f->rules->follower_manage == PT_FOLLOWER_MANAGE_VIEW
           || is_actor_alone (a, people)
           || pt_asking_refuse (a, "FW2 X6 R8",
                                 "this person may not edit the ticket, and so not choose its followers");
  gboolean leaves = removes && relation == PT_RELATION_CC && is_actor_alone (a, people);
  if (f->standing.may_edit || (leaves && !f->standing.light))
    return TRUE;
  return pt_asking_refuse (a, relation == PT_RELATION_CC ? "R10 C16" : "T2",
                           "this person may not choose who is on the ticket");
}

/* --- coming --- */

static gboolean
may_follow (PtAsking *a, const Who *who)
{
  if (!a->facts->rules->followers_enabled)
    return pt_asking_refuse (a, "FW16", "followers are switched off (followers_enabled)");
  if (!who->person || !pt_person_is_internal (who->person))
    return refuse (a, "FW19", "%s is no active agent, and only they can follow", name_of (who));
  if (who->person->id == pt_asking_ticket (a)->assignee)
    return refuse (a, "FW4 X8", "%s is the assignee, who cannot follow his own ticket", name_of (who));
  return !is_blocked (a, who) || refuse (a, "FW15 C10", "%s stands in cc_blocklist", name_of (who));
}

static gboolean
may_be_cc (PtAsking *a, const Who *who)
{
  const PtRules *rules = a->facts->rules;
  const PtPerson *person = who->person;
  if (!rules->cc_enabled)
    return pt_asking_refuse (a, "C6 C7", "CCs are switched off (cc_enabled)");
  if (person && person->id == pt_asking_ticket (a)->requester)
    return refuse (a, "C3", "%s is the requester, who gets everything anyway", name_of (who));
  if (is_blocked (a, who))
    return refuse (a, "C3 C10", "%s stands in cc_blocklist", name_of (who));
  if (who->address && pt_address_is_machine (who->address->key))
    return refuse (a, "C3", "%s is an address that nobody reads", name_of (who));
  if (!person)
    return rules->open_submission
           || refuse (a, "C9", "%s is nobody known, and registration is closed (open_submission)", name_of (who));
  if (person->state != PT_PERSON_ACTIVE)
    return refuse (a, "C3 R16", "%s is not active", name_of (who));
  return person->role != PT_ROLE_LIGHT_AGENT || rules->light_agents_may_be_cc
         || refuse (a, "C6", "%s is a light agent, and those may not be CC (light_agents_may_be_cc)", name_of (who));
}

static gboolean
may_take_part (PtAsking *a, const Who *who)
{
  if (!a->facts->rules->participants)
    return pt_asking_refuse (a, "T1", "participants are switched off");
  if (who->person && who->person->role != PT_ROLE_END_USER)
    return refuse (a, "T2 R13", "%s is one of us, and participants act for the customer", name_of (who));
  return !who->person || who->person->state == PT_PERSON_ACTIVE
         || refuse (a, "R16", "%s is not active", name_of (who));
}

/* Drops those who are it already, unless he is taken over; the requester is a participant always (T3). */
static void
drop_present (PtAsking *a, GPtrArray *people)
{
  PtRelation relation = a->request->relation;
  for (guint i = people->len; i > 0; i--) {
    const Who *who = g_ptr_array_index (people, i - 1);
    gboolean is_requester = who->person && who->person->id == pt_asking_ticket (a)->requester;
    gboolean is_new = !has (a, who, relation) || is_brought (a, who, relation);
    if (is_new && !(relation == PT_RELATION_PARTICIPANT && is_requester))
      continue;
    pt_decision_reason (a->decision, "", "%s is it already", name_of (who));
    g_ptr_array_remove_index (people, i - 1);
  }
}

/* C4, X17: participants and followers have no limit (T2, FW1), and who is taken over is counted already. */
static gboolean
is_within_limit (PtAsking *a, GPtrArray *people)
{
  const PtRules *rules = a->facts->rules;
  guint have = pt_people_count_cc (a->facts->match->view);
  for (guint i = 0; i < people->len; i++)
    have -= is_brought (a, g_ptr_array_index (people, i), PT_RELATION_CC);
  const guint room = rules->max_cc - MIN (have, rules->max_cc);
  if (a->request->relation != PT_RELATION_CC || people->len <= room)
    return TRUE;
  if (rules->cc_overflow == PT_CC_OVERFLOW_SUSPEND)
    return pt_asking_refuse (a, "C4 X17", "the ticket would have more CCs than max_cc");
  pt_decision_reason (a->decision, "C4 X17", "%u addresses over the limit of CCs were left out", people->len - room);
  g_ptr_array_set_size (people, (int) room);
  return TRUE;
}

/* Not where a program asks (C11). */
static gboolean
becomes_follower (const PtAsking *a, const Who *who)
{
  const PtRules *rules = a->facts->rules;
  const PtRequest *request = a->request;
  return request->relation == PT_RELATION_CC && !request->only_cc && !request->api && who->person
         && pt_person_is_internal (who->person) && rules->followers_enabled && rules->agent_cc_becomes_follower
         && who->person->id != pt_asking_ticket (a)->assignee && !has (a, who, PT_RELATION_FOLLOWER);
}

static void
relate (PtAsking *a, const Who *who)
{
  PtId id = who->person ? who->person->id : pt_people_person_for (a->work, who->address);
  pt_people_relate (a->work, a->ticket, id, a->request->relation);
  if (becomes_follower (a, who))
    pt_people_relate (a->work, a->ticket, id, PT_RELATION_FOLLOWER);
}

void
pt_asking_relate (PtAsking *a)
{
  static gboolean (*const may_be[]) (PtAsking *, const Who *) = { may_be_cc, may_take_part, may_follow };
  g_autoptr (GPtrArray) people = NULL;
  if (!find_people (a, &people) || !may_manage (a, people, FALSE))
    return;
  for (guint i = 0; i < people->len; i++)
    if (!may_be[a->request->relation](a, g_ptr_array_index (people, i)))
      return;
  drop_present (a, people);
  if (!is_within_limit (a, people))
    return;
  if (people->len == 0)
    pt_asking_nothing (a, "nobody is new");
  for (guint i = 0; i < people->len; i++)
    relate (a, g_ptr_array_index (people, i));
}

/* --- going --- */

void
pt_asking_unrelate (PtAsking *a)
{
  PtRelation relation = a->request->relation;
  g_autoptr (GPtrArray) people = NULL;
  if (!find_people (a, &people) || !may_manage (a, people, TRUE))
    return;
  if (relation != PT_RELATION_FOLLOWER && pt_asking_ticket (a)->status == PT_STATUS_CLOSED) {
    pt_asking_refuse (a, "L9", "the ticket is closed: no reply, no reopening, no edits");
    return;
  }
  for (guint i = 0; i < people->len; i++) {
    const Who *who = g_ptr_array_index (people, i);
    if (relation == PT_RELATION_PARTICIPANT && who->person && who->person->id == pt_asking_ticket (a)->requester) {
      refuse (a, "T3", "%s is the ticket's customer, and always takes part", name_of (who));
      return;
    }
  }
  for (guint i = 0; i < people->len; i++) {
    const Who *who = g_ptr_array_index (people, i);
    if (has (a, who, relation))
      pt_leave (a->work, a->ticket, who->person->id, relation);
    else
      pt_decision_reason (a->decision, "", "%s was not it", name_of (who));
  }
}
