#include "core/ruling.h"

static gboolean
find_in (const PtRow *rows, PtFacts *facts, PtRuling *out_ruling)
{
  for (const PtRow *row = rows; row->test; row++) {
    *out_ruling = (PtRuling) { .row = row->row, .kind = row->kind, .cause = row->cause, .rules = row->rules, .why = row->why };
    if (row->test (facts, out_ruling))
      return TRUE;
  }
  return FALSE;
}

/* B11: the agent who releases held mail vouches for it; identity no longer holds it, and it proves nothing either. */
static void
recover (PtFacts *f, PtRuling *r)
{
  gboolean identity = (r->row >= 16 && r->row <= 18) || r->row == 26 || r->row == 28;
  if (!f->c->envelope->recovered || r->kind != PT_RULING_HELD || !identity)
    return;
  r->kind = f->match->view ? PT_RULING_PRIVATE_FLAGGED : PT_RULING_NEW_FLAGGED;
  r->cause = PT_CAUSE_NONE;
  pt_facts_add_flag (f, "released");
}

/* A closed ticket is never touched (L9, M20): a follow-up, or a plain new ticket for one who has no part in it (U10) or for
 * recovered mail (U7). */
static void
leave_closed (PtFacts *f, PtRuling *r)
{
  gboolean has_part = r->kind >= PT_RULING_NEW && r->kind != PT_RULING_PRIVATE_FLAGGED;
  if (has_part && f->rules->closed_reply == PT_CLOSED_REPLY_REFUSE) {
    *r = (PtRuling) { .row = r->row, .kind = PT_RULING_HELD, .cause = PT_CAUSE_UPDATE_REFUSED, .rules = "X10",
                       .why = "the ticket is closed" };
    return;
  }
  switch (r->kind) {
  case PT_RULING_PRIVATE_FLAGGED:
    r->kind = PT_RULING_NEW_FLAGGED;
    r->plain_new = TRUE;
    return;
  case PT_RULING_PRIVATE:
    r->kind = PT_RULING_NEW_PRIVATE;
    break;
  case PT_RULING_PUBLIC:
    r->kind = PT_RULING_NEW;
    break;
  case PT_RULING_PUBLIC_FLAGGED:
    r->kind = PT_RULING_NEW_FLAGGED;
    break;
  default:
    return;
  }
  r->plain_new = f->c->envelope->recovered;
  r->followup = !r->plain_new;
}

gboolean
pt_ruling_is_private (PtRulingKind kind)
{
  return kind == PT_RULING_PRIVATE || kind == PT_RULING_PRIVATE_FLAGGED || kind == PT_RULING_NEW_PRIVATE;
}

PtRuling
pt_ruling_find_matched (PtFacts *facts)
{
  PtRuling ruling;
  find_in (pt_rows_matched, facts, &ruling);
  if (facts->match->closed)
    leave_closed (facts, &ruling);
  return ruling;
}

PtRuling
pt_ruling_find (PtFacts *facts)
{
  PtRuling ruling;
  if (!find_in (pt_rows_gate, facts, &ruling))
    find_in (facts->match->view ? pt_rows_matched : pt_rows_new, facts, &ruling);
  recover (facts, &ruling);
  if (facts->match->closed)
    leave_closed (facts, &ruling);
  return ruling;
}
