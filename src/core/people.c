#include "core/people.h"

#include "core/followup.h"

#include <string.h>

static gboolean
is_listed (const GPtrArray *addresses, const char *key)
{
  for (guint i = 0; i < addresses->len; i++)
    if (strcmp (((const PtAddress *) g_ptr_array_index (addresses, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* An address in a domain of ours that is nobody's is an alias of the desk (B20). */
static gboolean
is_desk (const PtFacts *f, const char *key, const PtPerson *person)
{
  if (pt_policy_owns_address (f->c->policy, key) || pt_facts_is_wildcard (f->c, key))
    return TRUE;
  return !person && pt_list_matches ((const char *const *) f->c->policy->own_domains, key);
}

static gboolean
is_on_ticket (const PtFacts *f, const PtPerson *person)
{
  const PtTicket *ticket = f->match->view ? f->match->view->ticket : NULL;
  if (!person || !ticket)
    return FALSE;
  if (f->match->closed && f->c->envelope->recovered) /* a plain new ticket, which takes over nobody (U7) */
    return FALSE;
  if (f->match->closed) { /* on the follow-up that is to come */
    PtId requester = pt_followup_requester (f), author = f->author.person ? f->author.person->id : 0;
    return person->id == requester ||
           person->id == pt_followup_assignee (f->rules, f->c->snapshot, ticket, requester ? requester : author);
  }
  return ticket->requester == person->id || ticket->assignee == person->id ||
         pt_ticket_view_has (f->match->view, person->id, PT_RELATION_CC);
}

/* C3, C9, C10 and the light agent of C6, for one address. */
static gboolean
may_become_cc (const PtFacts *f, const PtAddress *address)
{
  const PtPerson *person = address->key ? pt_snapshot_person_by_key (f->c->snapshot, address->key) : NULL;
  if (!address->key || is_desk (f, address->key, person) || is_on_ticket (f, person))
    return FALSE;
  if (g_strcmp0 (address->key, f->author.key) == 0 || (person && person == f->author.person))
    return FALSE;
  if (pt_address_is_machine (address->key) || !pt_address_is_mailable (address->addr, FALSE) ||
      pt_list_matches ((const char *const *) f->rules->cc_blocklist, address->key))
    return FALSE;
  if (!person)
    return f->rules->open_submission;
  if (person->state != PT_PERSON_ACTIVE)
    return FALSE;
  return person->role != PT_ROLE_LIGHT_AGENT || f->rules->light_agents_may_be_cc;
}

/* Requester or CC of the closed ticket: he goes along where the mail names him (U9, U11). */
static gboolean
goes_along (const PtFacts *f, const PtAddress *address)
{
  const PtPerson *person = address->key ? pt_snapshot_person_by_key (f->c->snapshot, address->key) : NULL;
  return person && f->match->closed && !f->c->envelope->recovered &&
         (f->match->view->ticket->requester == person->id || pt_ticket_view_has (f->match->view, person->id, PT_RELATION_CC));
}

static void
find_in (const PtFacts *f, const GPtrArray *addresses, gboolean any, GPtrArray *found)
{
  for (guint i = 0; i < addresses->len; i++) {
    PtAddress *address = g_ptr_array_index (addresses, i);
    if ((any || goes_along (f, address)) && may_become_cc (f, address) && !is_listed (found, address->key))
      g_ptr_array_add (found, address);
  }
}

GPtrArray *
pt_people_find_new_cc (const PtFacts *facts)
{
  GPtrArray *found = g_ptr_array_new ();
  gboolean any = facts->standing.internal || facts->rules->end_users_may_cc; /* C8 */
  /* C7; a light agent cannot copy others (R10) */
  if (!facts->rules->cc_enabled || facts->standing.light)
    return found;
  find_in (facts, facts->c->message->to, any, found);
  find_in (facts, facts->c->message->cc, any, found);
  return found;
}

gboolean
pt_people_is_blocked (const PtRules *rules, const PtPerson *person)
{
  for (guint i = 0; i < person->addresses->len; i++)
    if (pt_list_matches ((const char *const *) rules->cc_blocklist,
                         ((const PtPersonAddress *) g_ptr_array_index (person->addresses, i))->key))
      return TRUE;
  return FALSE;
}

guint
pt_people_count_cc (const PtTicketView *view)
{
  guint n = 0;
  for (guint i = 0; view && i < view->people->len; i++)
    n += g_array_index (view->people, PtTicketPerson, i).relation == PT_RELATION_CC;
  return n;
}

PtId
pt_people_person_for (PtWork *work, const PtAddress *address)
{
  const PtPerson *known = pt_work_person_by_key (work, address->key);
  if (known)
    return known->id;
  PtPerson *person = pt_person_new (0, address->name ? address->name : "", PT_ROLE_END_USER);
  pt_person_add_address (person, address->addr);
  return pt_work_new_person (work, person);
}

PtId
pt_people_author (const PtFacts *facts, PtWork *work)
{
  return facts->author.person ? facts->author.person->id : pt_people_person_for (work, facts->author.from);
}

void
pt_people_relate (PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  static const char *const kinds[] = { "cc-added", "participant-added", "follower-added" };
  if (!pt_work_relate (work, ticket, person, relation))
    return;
  PtId event = pt_work_event_about (work, ticket, work->author.id, kinds[relation], person);
  if (relation == PT_RELATION_FOLLOWER && person != work->author.id)
    pt_work_happened (work, PT_HAPPENED_FOLLOWED, ticket, person, event);
}

static void
add_cc (const PtRules *rules, PtWork *work, PtId ticket, PtId person)
{
  const PtPerson *known = pt_snapshot_person (work->c->snapshot, person);
  pt_people_relate (work, ticket, person, PT_RELATION_CC);
  if (known && pt_person_is_internal (known) && rules->agent_cc_becomes_follower && rules->followers_enabled)
    pt_people_relate (work, ticket, person, PT_RELATION_FOLLOWER);
}

void
pt_people_add_cc (const PtFacts *facts, PtWork *work, PtId id, guint most)
{
  const PtTicket *ticket = pt_work_ticket (work, id);
  for (guint i = 0; i < facts->mail.new_cc->len && i < most; i++) {
    PtId person = pt_people_person_for (work, g_ptr_array_index (facts->mail.new_cc, i));
    if (person != ticket->requester && person != ticket->assignee)
      add_cc (facts->rules, work, id, person);
  }
  if (facts->mail.new_cc->len > most)
    pt_decision_reason (work->decision, "C4 X17", "%u addresses over the limit of CCs were left out",
                        facts->mail.new_cc->len - most);
}
