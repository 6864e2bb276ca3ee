#include "core/ruling.h"

#include "core/leave.h"
#include "core/publish.h"

/* --- flags --- */

PtFlags
pt_ruling_flags (const PtFacts *f, const PtRuling *r)
{
  return f->mail.flags | r->flags;
}

/* --- side effects --- */

/* An agent's commands run only where everything about the mail is proven (B13, MC11, T030), and on a ticket that he
 * may edit (R8). */
gboolean
pt_ruling_may_command (const PtFacts *f, const PtRuling *r)
{
  gboolean own = f->match->evidence == PT_EVIDENCE_OWN;
  gboolean proven = f->author.auth == PT_AUTH_PASS || (!f->has_authserv && own);
  return r->marks & PT_MARK_COMMANDS && f->standing.internal && !f->standing.light && proven
         && !f->mail.reply_to_differs && !pt_ruling_flags (f, r) && !f->c->envelope->edited
         && (!f->match->view || (own && f->standing.may_edit));
}

/* B7 */
gboolean
pt_ruling_may_add_cc (const PtFacts *f, const PtRuling *r)
{
  return r->marks & PT_MARK_CC && !pt_ruling_is_private (r->kind) && !pt_ruling_flags (f, r)
         && !f->standing.light && !f->mail.envelope_only && (!f->has_authserv || f->author.auth == PT_AUTH_PASS);
}

/* --- the table --- */

static void
take_columns (PtRuling *r, const PtRow *row)
{
  r->row = row->row;
  r->kind = row->kind;
  r->cause = row->cause;
  r->marks |= row->marks;
  r->rules = row->rules;
  r->why = row->why;
  r->flags |= row->flags;
}

/* What a row that goes on has set stays for those behind it. */
static gboolean
find_in (const PtRow *rows, const PtFacts *f, PtRuling *out_ruling)
{
  PtRuling so_far = { .kind = PT_RULING_HELD };
  gboolean held = FALSE;
  for (const PtRow *row = rows; row->test && !held; row++) {
    PtRuling r = so_far;
    take_columns (&r, row);
    if (!row->test (f, &r))
      continue;
    so_far = r;
    so_far.marks &= ~(guint) PT_MARK_GOES_ON;
    held = !(row->marks & PT_MARK_GOES_ON);
  }
  *out_ruling = so_far;
  return held;
}

/* B11: the agent who releases held mail vouches for it; identity no longer holds it, and it proves nothing either. */
static void
recover (const PtFacts *f, PtRuling *r)
{
  if (!f->c->envelope->recovered || r->kind != PT_RULING_HELD || !(r->marks & PT_MARK_IDENTITY))
    return;
  r->kind = f->match->view ? PT_RULING_PRIVATE_FLAGGED
            : pt_mail_is_note (f) ? PT_RULING_NEW_PRIVATE_FLAGGED : PT_RULING_NEW_FLAGGED;
  r->cause = PT_CAUSE_NONE;
  r->flags |= PT_FLAG_BIT (PT_FLAG_RELEASED);
}

static void
refuse_closed (PtRuling *r)
{
  r->kind = PT_RULING_HELD;
  r->cause = PT_CAUSE_UPDATE_REFUSED;
  r->rules = "X10";
  r->why = "the ticket is closed";
}

/* A closed ticket is never touched (L9, M20): a follow-up, or a plain new ticket for one who has no part in it (U10)
 * or for recovered mail (U7). */
static void
leave_closed (const PtFacts *f, PtRuling *r)
{
  if (r->kind == PT_RULING_PRIVATE && pt_publish_is_asked (f) && pt_publish_is_bare (f))
    return; /* nothing is written: its author hears why (J2) */
  if (r->kind >= PT_RULING_PRIVATE && pt_leave_is_wish (f))
    return; /* the like (J16) */
  gboolean apart = r->kind == PT_RULING_PRIVATE_FLAGGED && !(r->marks & PT_MARK_FOLLOWS);
  gboolean has_part = r->kind >= PT_RULING_NEW && !apart;
  if (has_part && f->rules->closed_reply == PT_CLOSED_REPLY_REFUSE) {
    refuse_closed (r);
    return;
  }
  switch (r->kind) {
  case PT_RULING_PRIVATE_FLAGGED:
    r->kind = pt_mail_is_note (f) ? PT_RULING_NEW_PRIVATE_FLAGGED : PT_RULING_NEW_FLAGGED;
    r->plain_new = apart;
    if (apart)
      return;
    break;
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
  r->plain_new |= f->c->envelope->recovered;
  r->followup = !r->plain_new;
  if (r->followup)
    r->marks |= PT_MARK_RECEIPT;
}

PtRuling
pt_rule_matched (const PtFacts *facts)
{
  PtRuling ruling;
  find_in (pt_rows_matched, facts, &ruling);
  if (facts->match->closed)
    leave_closed (facts, &ruling);
  return ruling;
}

PtRuling
pt_rule (const PtFacts *facts)
{
  PtRuling ruling;
  if (!find_in (pt_rows_gate, facts, &ruling))
    find_in (facts->match->view ? pt_rows_matched : pt_rows_new, facts, &ruling);
  recover (facts, &ruling);
  if (facts->match->closed && !(ruling.marks & PT_MARK_ASIDE))
    leave_closed (facts, &ruling);
  return ruling;
}

/* --- what it is called --- */

gboolean
pt_ruling_is_private (PtRulingKind kind)
{
  return kind == PT_RULING_PRIVATE || kind == PT_RULING_PRIVATE_FLAGGED || kind == PT_RULING_NEW_PRIVATE
         || kind == PT_RULING_NEW_PRIVATE_FLAGGED;
}

PtVerdict
pt_ruling_verdict (const PtRuling *ruling)
{
  static const PtVerdict verdicts[] = {
    [PT_RULING_REJECTED] = PT_VERDICT_REJECTED,
    [PT_RULING_HELD] = PT_VERDICT_HELD,
    [PT_RULING_DUP] = PT_VERDICT_DUP,
    [PT_RULING_ALSO_TO] = PT_VERDICT_ALSO_TO,
    [PT_RULING_LOOP] = PT_VERDICT_LOOP,
    [PT_RULING_BOUNCE] = PT_VERDICT_BOUNCE,
    [PT_RULING_AUTO] = PT_VERDICT_AUTO,
    [PT_RULING_BOUNCE_HELD] = PT_VERDICT_BOUNCE_HELD,
    [PT_RULING_LEAVE] = PT_VERDICT_DONE,
    [PT_RULING_NEW] = PT_VERDICT_NEW,
    [PT_RULING_NEW_FLAGGED] = PT_VERDICT_NEW,
    [PT_RULING_NEW_PRIVATE] = PT_VERDICT_NEW,
    [PT_RULING_NEW_PRIVATE_FLAGGED] = PT_VERDICT_NEW,
    [PT_RULING_PRIVATE] = PT_VERDICT_PRIVATE,
    [PT_RULING_PRIVATE_FLAGGED] = PT_VERDICT_PRIVATE,
    [PT_RULING_PUBLIC] = PT_VERDICT_REPLY,
    [PT_RULING_PUBLIC_FLAGGED] = PT_VERDICT_REPLY,
  };
  return verdicts[ruling->kind];
}
