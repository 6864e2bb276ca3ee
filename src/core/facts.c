#include "core/facts.h"

static PtFacts *
new_facts (const PtCase *c, PtMatch *match)
{
  PtFacts *f = g_new0 (PtFacts, 1);
  f->c = c;
  f->keys = c->keys;
  f->has_authserv = c->policy->authserv_id != NULL;
  f->gate = c->policy->rules;
  f->match = match;
  return f;
}

/* A mail may reach its ticket by any mailbox of ours; nobody chooses the rules for it by that. */
static void
take_ticket (PtFacts *f)
{
  const PtTicketView *view = f->match->view;
  f->rules = view ? pt_policy_rules_for (f->c->policy, view->ticket->mailbox) : f->gate;
  f->standing = pt_standing_of (f->rules, view, f->author.person);
}

static PtFacts *
of_message (const PtCase *c, const PtFound *found)
{
  PtFacts *f = new_facts (c, found->match);
  f->arrival = found->arrival;
  f->gate = f->arrival.rules;
  f->author = found->author;
  take_ticket (f);
  f->mail = pt_mail_make (f);
  return f;
}

/* Who asks, and the ticket that they name. */
static PtFacts *
of_request (const PtCase *c)
{
  PtFacts *f = new_facts (c, pt_match_new ());
  const PtComment *kept = c->request->kind == PT_REQUEST_UNSEND ? c->snapshot->kept : NULL;
  f->author.person = pt_snapshot_person (c->snapshot, c->request->actor);
  const PtTicketView *view = kept ? pt_snapshot_survivor (c->snapshot, kept->ticket)
                             : c->request->ticket ? pt_snapshot_ticket (c->snapshot, c->request->ticket) : NULL;
  pt_match_take (f->match, c->policy, view);
  take_ticket (f);
  f->mail = pt_mail_empty ();
  return f;
}

/* Without its ticket.  What the gate stopped has no author. */
static PtFound
find_author (const PtCase *c)
{
  PtFound found = { .arrival = pt_arrival_find (c) };
  if (c->message->gate == PT_GATE_OK)
    found.author = pt_author_find (c, found.arrival.rules);
  return found;
}

PtFound
pt_facts_found (const PtCase *c)
{
  PtFound found = find_author (c);
  found.match = pt_match_find (c, found.author.person, found.arrival.rules);
  return found;
}

PtFacts *
pt_facts_of_match (const PtCase *c, PtMatch *match)
{
  PtFound found = find_author (c);
  found.match = match;
  return of_message (c, &found);
}

PtFacts *
pt_facts_find (const PtCase *c)
{
  if (!c->message)
    return of_request (c);
  const PtFound found = pt_facts_found (c);
  return of_message (c, &found);
}

void
pt_facts_free (PtFacts *facts)
{
  if (!facts)
    return;
  pt_match_free (facts->match);
  pt_mail_clear (&facts->mail);
  g_free (facts);
}
