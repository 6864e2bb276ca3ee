#include "core/decide.h"

#include "core/effects.h"
#include "core/request.h"
#include "core/ruling.h"

static const PtVerdict verdicts[] = {
  [PT_RULING_REJECTED] = PT_VERDICT_REJECTED,
  [PT_RULING_HELD] = PT_VERDICT_HELD,
  [PT_RULING_DUP] = PT_VERDICT_DUP,
  [PT_RULING_ALSO_TO] = PT_VERDICT_ALSO_TO,
  [PT_RULING_LOOP] = PT_VERDICT_LOOP,
  [PT_RULING_BOUNCE] = PT_VERDICT_BOUNCE,
  [PT_RULING_AUTO] = PT_VERDICT_AUTO,
  [PT_RULING_BOUNCE_HELD] = PT_VERDICT_BOUNCE_HELD,
  [PT_RULING_NEW] = PT_VERDICT_NEW,
  [PT_RULING_NEW_FLAGGED] = PT_VERDICT_NEW,
  [PT_RULING_NEW_PRIVATE] = PT_VERDICT_NEW,
  [PT_RULING_PRIVATE] = PT_VERDICT_PRIVATE,
  [PT_RULING_PRIVATE_FLAGGED] = PT_VERDICT_PRIVATE,
  [PT_RULING_PUBLIC] = PT_VERDICT_REPLY,
  [PT_RULING_PUBLIC_FLAGGED] = PT_VERDICT_REPLY,
};

/* The steps after the table: each kind of ruling has one. */
static void
carry_out (PtFacts *facts, const PtRuling *ruling, PtDecision *decision)
{
  if (ruling->kind >= PT_RULING_NEW) {
    pt_effects_comment (facts, ruling, decision);
    return;
  }
  switch (ruling->kind) {
  case PT_RULING_BOUNCE:
    pt_effects_bounce (facts, decision);
    break;
  case PT_RULING_ALSO_TO:
  case PT_RULING_DUP:
    if (facts->c->snapshot->duplicates->len)
      decision->ticket = ((const PtDuplicate *) g_ptr_array_index (facts->c->snapshot->duplicates, 0))->ticket;
    break;
  default: /* kept, seen in the held list, with the ticket it speaks of beside it (B9, O11) */
    decision->ticket = facts->match->view ? facts->match->view->ticket->id : 0;
    decision->expires_at = facts->c->now + facts->gate->suspended_keep;
    break;
  }
}

static void
take_facts (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision)
{
  decision->verdict = verdicts[ruling->kind];
  decision->row = ruling->row;
  decision->cause = ruling->cause;
  decision->mailbox = g_strdup (facts->mail.arrived ? facts->mail.arrived->name : NULL);
  decision->auth = facts->author.mail_auth;
  decision->evidence = facts->match->evidence;
  decision->via = facts->match->via;
  gboolean repeats = ruling->kind == PT_RULING_DUP || ruling->kind == PT_RULING_ALSO_TO; /* its own id is no reused one */
  for (guint i = 0; !repeats && i < facts->mail.flags->len; i++)
    pt_decision_flag (decision, g_ptr_array_index (facts->mail.flags, i));
  pt_decision_reason (decision, ruling->rules, "row %u: %s", ruling->row, ruling->why);
  if (facts->c->message->gate_detail)
    pt_decision_reason (decision, "B8", "%s", facts->c->message->gate_detail);
  if (facts->mail.not_forwarded)
    pt_decision_reason (decision, "M15 R12", "it forwards a mail, but of %s: the mail is the agent's own",
                        facts->mail.not_forwarded);
  if (facts->author.by_form)
    pt_decision_reason (decision, "B0", "a form sent it: the author is %s, whom it names in Reply-To", facts->author.key);
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
  g_autoptr (PtFacts) facts = pt_facts_find (a_case);
  PtRuling ruling = pt_ruling_find (facts);
  take_facts (facts, &ruling, decision);
  carry_out (facts, &ruling, decision);
  return decision;
}
