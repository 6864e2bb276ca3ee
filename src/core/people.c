#include "core/people.h"

#include "core/followup.h"

#include <string.h>

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

guint
pt_people_most_cc (const PtFacts *f)
{
  return f->author.auth == PT_AUTH_PASS ? f->rules->max_cc_per_mail : f->rules->max_cc_unproven;
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
  const PtId author = work->author.id;
  gboolean follows = relation == PT_RELATION_FOLLOWER, own = follows && person == author;
  if (!pt_work_relate (work, ticket, person, relation))
    return;
  const PtEventKind kind = own ? PT_EVENT_FOLLOWED : (PtEventKind) (PT_EVENT_CC_ADDED + relation); /* FW9 */
  PtId event = pt_work_event_about (work, ticket, author, kind, person);
  if (follows && !own)
    pt_work_happened (work, PT_HAPPENED_FOLLOWED, ticket, person, event);
}

void
pt_people_bring_cc (PtWork *work, PtId ticket, const PtTicketPerson *cc)
{
  if (pt_work_bring (work, ticket, cc))
    pt_work_event_about (work, ticket, work->author.id, PT_EVENT_CC_ADDED, cc->person);
}

void
pt_people_take_over_cc (const PtFacts *f, PtWork *work, PtId ticket)
{
  for (guint i = 0; !pt_work_is_from_outside (work) && i < f->keys->addresses->len; i++) {
    const PtKeyAddress *address = pt_keys_address (f->keys, i);
    gboolean copied = address->key && (address->place == PT_KEY_TO || address->place == PT_KEY_CC);
    const PtPerson *person = copied ? pt_snapshot_person_by_key (f->c->snapshot, address->key) : NULL;
    const PtTicketPerson *cc = person ? pt_work_entry (work, ticket, person->id, PT_RELATION_CC) : NULL;
    if (cc && cc->brought)
      pt_people_relate (work, ticket, person->id, PT_RELATION_CC);
  }
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
