/* Who leaves a ticket by mail, and comes back (J16). */
#include "core/leave.h"

#include "core/keys.h"
#include "core/people.h"
#include "core/phrase.h"
#include "core/undelivered.h"

enum { EVERY_RELATION = (1 << PT_RELATION_CC) | (1 << PT_RELATION_PARTICIPANT) | (1 << PT_RELATION_FOLLOWER) };

/* --- by the word in an answer --- */

static gboolean
is_wish (const PtMessage *message)
{
  return message->gate == PT_GATE_OK && pt_phrase_is_all (message->text_new, pt_phrase_leave, NULL);
}

gboolean
pt_leave_is_possible (const PtCase *a_case, const PtRules *rules)
{
  return rules->cc_remove_by_mail != PT_CC_REMOVE_NO || a_case->keys->commands->list->len
         || is_wish (a_case->message);
}

/* A light agent cannot leave the list of CCs (R10), and the requester takes part always (T3). */
static guint
leavable (const PtFacts *f)
{
  const PtTicketView *view = f->match->view;
  const PtId author = f->author.person->id;
  guint relations = f->standing.follower ? 1 << PT_RELATION_FOLLOWER : 0;
  if (!f->standing.light && pt_ticket_view_has (view, author, PT_RELATION_CC))
    relations |= 1 << PT_RELATION_CC;
  if (f->standing.participant && !f->standing.requester)
    relations |= 1 << PT_RELATION_PARTICIPANT;
  return relations;
}

gboolean
pt_leave_is_wish (const PtFacts *f)
{
  if (!f->c->message || !f->match->view || !f->author.person || f->c->envelope->edited
      || (f->author.auth != PT_AUTH_PASS && f->match->evidence != PT_EVIDENCE_OWN))
    return FALSE;
  return leavable (f) && is_wish (f->c->message);
}

gboolean
pt_leave_by_wish (const PtFacts *f, PtWork *work)
{
  return pt_leave_all (work, f->match->view->ticket->id, f->author.person->id, leavable (f));
}

/* --- by the address --- */

/* Whom TOKEN names, whoever they were merged into since. */
static const PtPerson *
named (const PtFacts *f, const PtToken *token)
{
  const GPtrArray *persons = f->c->snapshot->persons;
  for (guint i = 0; i < persons->len; i++)
    if (pt_person_is (g_ptr_array_index (persons, i), token->person))
      return g_ptr_array_index (persons, i);
  return NULL;
}

static const PtTicketView *
ticket_of (const PtFacts *f, const PtToken *token)
{
  const PtTicketView *view = pt_snapshot_survivor (f->c->snapshot, token->ticket);
  return view && !view->ticket->deleted ? view : NULL;
}

void
pt_leave_by_address (const PtFacts *f, PtDecision *decision)
{
  g_autoptr (PtWork) work = pt_work_new (f->c, decision);
  const PtTicketView *view = ticket_of (f, f->mail.leave);
  const PtPerson *person = named (f, f->mail.leave);
  work->author.id = decision->author = person && person == f->author.person ? person->id : 0;
  decision->ticket = view ? view->ticket->id : 0;
  pt_undelivered_hear (f, work, decision->ticket);
  if (!view || !person || !pt_leave_all (work, view->ticket->id, person->id, EVERY_RELATION))
    pt_decision_reason (decision, "J16", "whom the address names is not on the ticket any more");
  pt_mails_write (work);
}

/* --- and back --- */

/* What they were, they may still be: nobody comes back by it to what is closed to them by now. */
static gboolean
may_return (const PtWork *work, PtId ticket, const PtPerson *person, PtRelation relation)
{
  const PtRules *rules = pt_work_rules (work, ticket);
  const PtTicket *now = pt_work_ticket (work, ticket);
  gboolean inside = pt_person_is_internal (person);
  if (person->state != PT_PERSON_ACTIVE || now->requester == person->id || now->assignee == person->id
      || (inside && now->restricted && pt_work_standing (work, ticket, person->id).access == PT_ACCESS_NONE))
    return FALSE;
  switch (relation) {
  case PT_RELATION_CC: return rules->cc_enabled && !pt_people_is_blocked (rules, person);
  case PT_RELATION_PARTICIPANT: return rules->participants && !inside;
  case PT_RELATION_FOLLOWER: return rules->followers_enabled && inside && !pt_people_is_blocked (rules, person);
  }
  return FALSE;
}

static gboolean
is_on (const PtWork *work, PtId ticket, PtId person)
{
  return pt_work_has (work, ticket, person, PT_RELATION_CC)
         || pt_work_has (work, ticket, person, PT_RELATION_PARTICIPANT)
         || pt_work_has (work, ticket, person, PT_RELATION_FOLLOWER);
}

/* They left by EVENT, and nobody took them off or brought them back since. */
static gboolean
has_left (const PtFacts *f, PtId event)
{
  const PtEvent *coming = f->c->snapshot->coming;
  return coming && coming->id == event;
}

static gboolean
take_back (PtWork *work, PtId ticket, const PtPerson *person, const char *relations)
{
  g_auto (GStrv) words = g_strsplit (relations, " ", -1);
  gboolean any = FALSE;
  for (guint i = 0; words[i]; i++) {
    PtRelation relation;
    if (pt_relation_from_name (words[i], &relation) && may_return (work, ticket, person, relation)) {
      pt_people_relate (work, ticket, person->id, relation);
      any = TRUE;
    }
  }
  if (any) {
    PtId event = pt_work_event_of (work, ticket, person->id, PT_EVENT_RETURNED, person->id, relations);
    pt_work_happened (work, PT_HAPPENED_LEFT, ticket, person->id, event);
  }
  return any;
}

gboolean
pt_leave_return (const PtFacts *f, const PtToken *token, PtDecision *decision)
{
  const PtTicketView *view = ticket_of (f, token);
  const PtPerson *person = f->author.person;
  if (!view || view->ticket->status == PT_STATUS_CLOSED)
    return FALSE;
  g_autoptr (PtWork) work = pt_work_new (f->c, decision);
  const PtId ticket = view->ticket->id;
  work->author.id = person->id;
  if (!is_on (work, ticket, person->id)
      && !(has_left (f, token->event) && take_back (work, ticket, person, f->c->snapshot->coming->detail)))
    return FALSE;
  decision->ticket = ticket;
  decision->author = person->id;
  pt_undelivered_hear (f, work, ticket);
  pt_mails_write (work);
  return TRUE;
}
