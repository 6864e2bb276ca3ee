#include "core/people.h"

#include "core/events.h"
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

static PtId
find_made (const PtDecision *decision, const char *key, PtId *out_lowest)
{
  *out_lowest = 0;
  for (guint i = 0; i < decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (decision->actions, i);
    if (action->kind != PT_ACTION_PERSON)
      continue;
    *out_lowest = MIN (*out_lowest, action->new_person->id);
    if (pt_person_has_key (action->new_person, key))
      return action->new_person->id;
  }
  return 0;
}

PtId
pt_people_person_for (const PtFacts *facts, PtDecision *decision, const PtAddress *address)
{
  PtId lowest = 0;
  const PtPerson *known = pt_snapshot_person_by_key (facts->c->snapshot, address->key);
  if (known)
    return known->id;
  PtId made = find_made (decision, address->key, &lowest);
  if (made)
    return made;
  PtAction *action = pt_decision_add (decision, PT_ACTION_PERSON, 0);
  action->new_person = pt_person_new (lowest - 1, address->name ? address->name : "", PT_ROLE_END_USER);
  action->id = action->new_person->id;
  pt_person_add_address (action->new_person, address->addr);
  return action->id;
}

PtId
pt_people_author (const PtFacts *facts, PtDecision *decision)
{
  return facts->author.person ? facts->author.person->id : pt_people_person_for (facts, decision, facts->author.from);
}

void
pt_people_relate (PtDecision *decision, PtId ticket, PtId person, PtRelation relation, PtId actor)
{
  static const char *const kinds[] = { "cc-added", "participant-added", "follower-added" };
  PtAction *action = pt_decision_add (decision, PT_ACTION_RELATE, ticket);
  action->person = person;
  action->value = relation;
  action->other = actor;
  pt_event_add_about (decision, ticket, actor, kinds[relation], person);
}

static void
add_cc (const PtFacts *f, PtAudience *audience, PtId person)
{
  const PtPerson *known = pt_snapshot_person (f->c->snapshot, person);
  pt_people_relate (audience->decision, audience->ticket, person, PT_RELATION_CC, audience->author);
  if (known && pt_person_is_internal (known) && f->rules->agent_cc_becomes_follower && f->rules->followers_enabled &&
      !pt_audience_has (audience, person, PT_RELATION_FOLLOWER))
    pt_people_relate (audience->decision, audience->ticket, person, PT_RELATION_FOLLOWER, audience->author);
}

void
pt_people_add_cc (const PtFacts *facts, PtAudience *audience, guint most)
{
  for (guint i = 0; i < facts->mail.new_cc->len && i < most; i++) {
    PtId person = pt_people_person_for (facts, audience->decision, g_ptr_array_index (facts->mail.new_cc, i));
    if (person != audience->requester && person != audience->assignee)
      add_cc (facts, audience, person);
  }
  if (facts->mail.new_cc->len > most)
    pt_decision_reason (audience->decision, "C4 X17", "%u addresses over the limit of CCs were left out",
                        facts->mail.new_cc->len - most);
}
