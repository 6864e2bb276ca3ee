#include "core/decide.h"

#include "core/ask.h"
#include "core/effects.h"
#include "core/judge.h"
#include "core/leave.h"
#include "core/request.h"

/* The steps after the table: each kind of ruling has one. */
static void
carry_out (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision)
{
  if (ruling->kind >= PT_RULING_NEW) {
    pt_effects_comment (facts, ruling, decision);
    return;
  }
  switch (ruling->kind) {
  case PT_RULING_BOUNCE:
    pt_effects_bounce (facts, decision);
    break;
  case PT_RULING_LEAVE:
    pt_leave_by_address (facts, decision);
    break;
  case PT_RULING_ALSO_TO:
  case PT_RULING_DUP:
    decision->ticket = facts->match->namesake;
    if (facts->c->snapshot->duplicates->len)
      decision->ticket = ((const PtDuplicate *) g_ptr_array_index (facts->c->snapshot->duplicates, 0))->ticket;
    break;
  case PT_RULING_REJECTED:
  case PT_RULING_LOOP:
    decision->ticket = facts->match->view ? facts->match->view->ticket->id : 0;
    decision->expires_at = facts->c->now + facts->gate->suspended_keep;
    break;
  default: /* kept, seen in the held list, with the ticket it speaks of beside it (B9, O11) */
    pt_effects_kept (facts, decision);
    break;
  }
  if (decision->expires_at) /* J5 */
    decision->telling = pt_telling_of (ruling->cause, ruling->kind == PT_RULING_REJECTED);
}

static void
take_facts (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision)
{
  decision->verdict = pt_ruling_verdict (ruling);
  decision->row = ruling->row;
  decision->cause = ruling->cause;
  decision->mailbox = g_strdup (facts->arrival.arrived ? facts->arrival.arrived->name : NULL);
  decision->auth = facts->author.mail_auth;
  decision->evidence = facts->match->evidence;
  decision->via = facts->match->via;
  /* its own id is no reused one */
  gboolean repeats = ruling->kind == PT_RULING_DUP || ruling->kind == PT_RULING_ALSO_TO;
  decision->flags = repeats ? 0 : pt_ruling_flags (facts, ruling);
  pt_decision_reason (decision, ruling->rules, "row %u: %s", ruling->row, ruling->why);
  if (facts->c->message->gate_detail)
    pt_decision_reason (decision, "B8", "%s", facts->c->message->gate_detail);
  if (facts->mail.forward.not_forwarded)
    pt_decision_reason (decision, "M15 R12", "it forwards a mail, but of %s: the mail is the agent's own",
                        facts->mail.forward.not_forwarded);
  if (facts->author.by_group)
    pt_decision_reason (decision, "J7", "a group passed it on: the author is %s", facts->author.key);
  if (facts->author.by_form)
    pt_decision_reason (decision, "B0", "a form sent it: the author is %s, whom it names in Reply-To",
                        facts->author.key);
  if (facts->match->thread)
    pt_decision_reason (decision, "J8", "row 26: of the thread of ticket %" G_GINT64_FORMAT
                        ", which the author has no part in", facts->match->thread);
  if (facts->match->conflict)
    pt_decision_reason (decision, "B16", "%s; the stronger evidence wins", facts->match->conflict);
}

PtDecision *
pt_decide (const PtCase *a_case)
{
  PtDecision *decision = pt_decision_new ();
  if (a_case->request) {
    pt_request_decide (a_case, decision);
    return decision;
  }
  PtRuling ruling;
  g_autoptr (PtFacts) facts = pt_judge (a_case, &ruling);
  take_facts (facts, &ruling, decision);
  if (pt_ask_take (facts, &ruling, decision))
    return decision;
  carry_out (facts, &ruling, decision);
  return decision;
}
