#include "core/judge.h"

#include "base/clock.h"

/* Their newest ticket in the same thread, merges followed; NULL if there is none. */
static const PtTicketView *
find_thread (const PtFacts *f)
{
  const PtSnapshot *snapshot = f->c->snapshot;
  const PtTicketView *found = NULL;
  for (guint i = 0; f->author.person && i < snapshot->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (snapshot->tickets, i);
    gboolean is_one = view->ticket->thread_of == f->match->named && view->ticket->requester == f->author.person->id;
    if (is_one && (!found || view->ticket->id > found->ticket->id))
      found = view;
  }
  return found ? pt_snapshot_survivor (snapshot, found->ticket->id) : NULL;
}

/* What the mail says of itself, and neither the ticket that it named nor what it answers there. */
static PtMatch *
without_ticket (const PtMatch *match)
{
  PtMatch *aside = pt_match_new ();
  aside->broken_mac = match->broken_mac;
  aside->retired_key = match->retired_key;
  aside->id_reused = match->id_reused;
  aside->namesake = match->namesake;
  return aside;
}

/* `[#N]` alone is no evidence of one who has no part in #N, and makes no link. */
static PtMatch *
set_aside (const PtFacts *f, const PtTicketView *thread)
{
  PtMatch *aside = without_ticket (f->match);
  if (f->match->via == PT_VIA_SUBJECT)
    return aside;
  if (thread && pt_ticket_is_open_of (thread->ticket, f->author.person->id)) {
    pt_match_take (aside, f->c->policy, thread);
    aside->named = thread->ticket->id;
    aside->via = f->match->via;
    aside->evidence = PT_EVIDENCE_UNSIGNED;
    return aside;
  }
  aside->thread = f->match->named;
  g_array_append_val (aside->others, f->match->named);
  g_array_append_vals (aside->others, f->match->others->data, f->match->others->len);
  return aside;
}

/* One receipt a sender and thread in 24 hours. */
static gboolean
was_told (const PtFacts *f, const PtTicketView *thread)
{
  return thread && f->c->now - thread->ticket->created_at < PT_DAY;
}

static PtFacts *
judge_aside (const PtFacts *named, PtRuling *out_ruling)
{
  const PtTicketView *thread = find_thread (named);
  PtFacts *facts = pt_facts_of_match (named->c, set_aside (named, thread));
  *out_ruling = pt_rule (facts);
  if (was_told (named, thread))
    out_ruling->marks &= ~(guint) PT_MARK_RECEIPT;
  return facts;
}

PtFacts *
pt_judge (const PtCase *a_case, PtRuling *out_ruling)
{
  g_autoptr (PtFacts) facts = pt_facts_find (a_case);
  *out_ruling = pt_rule (facts);
  return out_ruling->marks & PT_MARK_ASIDE ? judge_aside (facts, out_ruling) : g_steal_pointer (&facts);
}
