/* Rows 20-43 of RULES 3.3: who writes what on which ticket. */
#include "core/ruling.h"

#include "core/people.h"
#include "core/publish.h"

/* --- no ticket matched --- */

/* Who proves who he is has only to be registered (12); who does not is nobody (10). */
static gboolean
row_20_registration (const PtFacts *f, PtRuling *r)
{
  if (f->author.auth == PT_AUTH_PASS)
    r->cause = PT_CAUSE_SIGNUP_REQUIRED;
  return !f->author.person && !f->rules->open_submission;
}

static gboolean
row_21_flagged (const PtFacts *f, PtRuling *r)
{
  if (pt_mail_is_note (f)) /* J1, J2 */
    r->kind = PT_RULING_NEW_PRIVATE_FLAGGED;
  return f->mail.flags != 0;
}

/* X25; for a light agent, and where the agent asks for it, everything is private (M16, R10). */
static gboolean
row_22_forward (const PtFacts *f, PtRuling *r)
{
  if (f->standing.light || f->mail.wants_note)
    r->kind = PT_RULING_NEW_PRIVATE;
  return f->mail.forward.forwarded != NULL;
}

static gboolean
row_23_private_new (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.light || (f->standing.internal && (f->mail.wants_note || !f->rules->agent_email_public));
}

/* Too many CCs *would be added*: what may add none is not held for their number (B7). */
static gboolean
is_cc_overflow (const PtFacts *f, const PtRuling *r)
{
  guint have = f->match->closed ? 0 : pt_people_count_cc (f->match->view), add = f->mail.new_cc->len;
  return add > 0 && !(r->marks & PT_MARK_JOINS) && pt_ruling_may_add_cc (f, r)
         && (add > pt_people_most_cc (f) || have + add > f->rules->max_cc);
}

/* TRUNCATED is what becomes of it where the setting says so. */
static gboolean
hold_or_truncate (const PtFacts *f, PtRuling *r, PtRulingKind truncated)
{
  if (!is_cc_overflow (f, r))
    return FALSE;
  if (f->rules->cc_overflow == PT_CC_OVERFLOW_TRUNCATE) {
    r->kind = truncated;
    r->cause = PT_CAUSE_NONE;
    r->truncate = TRUE;
  }
  return TRUE;
}

static gboolean
row_24_cc (const PtFacts *f, PtRuling *r)
{
  return hold_or_truncate (f, r, PT_RULING_NEW);
}

static gboolean
row_otherwise (const PtFacts *f, PtRuling *r)
{
  (void) f;
  (void) r;
  return TRUE;
}

const PtRow pt_rows_new[] = {
  { 20, PT_RULING_HELD, PT_CAUSE_UNKNOWN_AUTHOR, 0, 0,
    "M10 O9", "an unknown sender, and registration is closed", row_20_registration },
  { 21, PT_RULING_NEW_FLAGGED, PT_CAUSE_NONE, PT_MARK_RECEIPT, 0,
    "B5 B6", "something about it is odd", row_21_flagged },
  { 22, PT_RULING_NEW, PT_CAUSE_NONE, PT_MARK_COMMANDS | PT_MARK_FORWARD, 0,
    "M15 M16 R12 T037", "an agent forwards a customer's mail", row_22_forward },
  { 23, PT_RULING_NEW_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "R10 MC9 P7", "the first comment of this agent is private", row_23_private_new },
  { 24, PT_RULING_HELD, PT_CAUSE_RECIPIENTS, PT_MARK_CC | PT_MARK_RECEIPT, 0,
    "C4 X17 B7", "it would add too many CCs", row_24_cc },
  { 25, PT_RULING_NEW, PT_CAUSE_NONE, PT_MARK_COMMANDS | PT_MARK_CC | PT_MARK_RECEIPT, 0,
    "M12", "a new matter", row_otherwise },
  { 0, PT_RULING_HELD, PT_CAUSE_NONE, 0, 0, NULL, NULL, NULL },
};

/* --- ticket matched --- */

static gboolean
is_stranger_unsigned (const PtFacts *f)
{
  return f->standing.stranger && f->match->evidence == PT_EVIDENCE_UNSIGNED;
}

static gboolean
row_26_stranger_unsigned (const PtFacts *f, PtRuling *r)
{
  r->cause = f->author.person ? PT_CAUSE_OTHERS_TICKET : PT_CAUSE_UNKNOWN_UPDATE;
  return is_stranger_unsigned (f);
}

static gboolean
row_26_aside (const PtFacts *f, PtRuling *r)
{
  (void) r;
  gboolean by_number = f->match->via == PT_VIA_SUBJECT;
  return is_stranger_unsigned (f) && (by_number || f->rules->stranger_unsigned == PT_STRANGER_UNSIGNED_TICKET);
}

/* T9, X15: whose mail proves who he is, and gives no other reason to doubt it, may be taken as a participant.  He
 * brings nobody along (C16). */
static gboolean
row_27_joins (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.stranger && f->rules->stranger_reply == PT_STRANGER_REPLY_PARTICIPANT && f->rules->participants
         && !f->standing.revoked && f->author.auth == PT_AUTH_PASS && f->mail.flags == 0
         && f->match->answered != PT_ANSWERED_PRIVATE && !f->match->closed;
}

static gboolean
row_27_refused (const PtFacts *f, PtRuling *r)
{
  r->cause = f->author.person ? PT_CAUSE_OTHERS_TICKET : PT_CAUSE_UNKNOWN_UPDATE;
  return f->standing.stranger && f->rules->stranger_reply == PT_STRANGER_REPLY_REFUSE && !f->c->envelope->recovered;
}

static gboolean
row_27_stranger_signed (const PtFacts *f, PtRuling *r)
{
  return f->standing.stranger && !(r->marks & PT_MARK_JOINS);
}

static gboolean
row_28_no_edit_right (const PtFacts *f, PtRuling *r)
{
  (void) r;
  const PtStanding *s = &f->standing;
  return s->internal && !s->may_edit && !s->requester && !s->assignee && !s->cc && !s->follower
         && f->match->evidence == PT_EVIDENCE_UNSIGNED;
}

/* An agent who may not edit the ticket has the evidence of a subject no more than a stranger has (J8). */
static gboolean
row_28_aside (const PtFacts *f, PtRuling *r)
{
  return f->match->via == PT_VIA_SUBJECT && row_28_no_edit_right (f, r);
}

static gboolean
row_29_unproven (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.related && f->author.auth == PT_AUTH_NONE && f->match->evidence != PT_EVIDENCE_OWN
         && (f->has_authserv || f->match->via == PT_VIA_SUBJECT);
}

/* B3: where no authserv-id is configured at all, a small installation must not hide its customers' own mail. */
static gboolean
row_29_flag (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.related && f->author.auth == PT_AUTH_NONE && f->match->evidence != PT_EVIDENCE_OWN;
}

static gboolean
row_30_reply_to (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->mail.reply_to_differs;
}

static gboolean
row_43_publish (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return pt_publish_is_asked (f) && !pt_publish_refusal (f);
}

/* J2: a customer comes by that address where an agent's mail went on to them. */
static gboolean
row_31_note_address (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.related && f->mail.to_note;
}

static gboolean
row_31_answers_private (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return (f->standing.cc || f->standing.participant || (f->standing.same_company && !f->standing.requester))
         && !f->standing.internal
         && f->match->answered == PT_ANSWERED_PRIVATE;
}

static gboolean
row_31_before_requester (const PtFacts *f, PtRuling *r)
{
  return f->mail.requester_on_mail && row_31_answers_private (f, r);
}

static gboolean
row_32_note (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.internal && f->mail.wants_note;
}

static gboolean
row_33_light (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.light && !f->standing.as_requester;
}

static gboolean
row_34_agent_unsigned (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.internal && !f->standing.as_requester && f->match->evidence == PT_EVIDENCE_UNSIGNED;
}

static gboolean
row_35_no_edit_right (const PtFacts *f, PtRuling *r)
{
  (void) r;
  const PtStanding *s = &f->standing;
  return s->internal && !s->as_requester && !s->may_edit && (s->follower || (!s->assignee && !s->cc));
}

/* `#public true` beats the setting where it may run; a refused command shows nothing to anybody (B2, B13). */
static gboolean
row_36_setting (const PtFacts *f, PtRuling *r)
{
  gboolean shown = f->mail.commands->make_public && pt_ruling_may_command (f, r);
  return f->standing.internal && !f->standing.as_requester && !f->rules->agent_email_public && !shown;
}

static gboolean
row_37_private_ticket (const PtFacts *f, PtRuling *r)
{
  (void) r;
  const PtTicketView *view = f->match->view;
  return f->standing.internal && !f->standing.as_requester
         && ((view->public_comments == 0 && view->private_comments > 0 && !f->match->to_answer) /* J20 */
             || !view->ticket->shared);                                                        /* D8 */
}

static gboolean
row_38_answers_note (const PtFacts *f, PtRuling *r)
{
  if (f->match->to_answer)
    r->why = "it quotes a note";
  return f->standing.internal && !f->standing.as_requester && f->match->answered == PT_ANSWERED_PRIVATE;
}

/* J13: who answers what is told to people inside answers as one of them, CC or not. */
static gboolean
answers_inside (const PtFacts *f)
{
  return f->match->to_staff && f->standing.internal && f->standing.may_edit;
}

static gboolean
row_39_follower (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return (f->standing.follower || answers_inside (f)) && !f->standing.assignee && !f->standing.as_requester
         && (f->match->answered == PT_ANSWERED_UNKNOWN || f->rules->follower_reply == PT_FOLLOWER_REPLY_PRIVATE);
}

/* X16: one of the requester's company needs nobody's leave (J19). */
static gboolean
is_cc_alone (const PtFacts *f)
{
  return f->standing.cc && !f->standing.same_company && !answers_inside (f) && !f->mail.requester_on_mail;
}

static gboolean
row_40_cc_alone (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return is_cc_alone (f) && (!f->rules->cc_comments_public || !f->mail.only_ours);
}

static gboolean
row_41_cc_to_us (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return is_cc_alone (f);
}

static gboolean
row_42_cc (const PtFacts *f, PtRuling *r)
{
  return hold_or_truncate (f, r, PT_RULING_PUBLIC);
}

static gboolean
row_43_public (const PtFacts *f, PtRuling *r)
{
  if (pt_ruling_flags (f, r))
    r->kind = PT_RULING_PUBLIC_FLAGGED;
  return TRUE;
}

const PtRow pt_rows_matched[] = {
  { 26, PT_RULING_NEW, PT_CAUSE_NONE, PT_MARK_ASIDE, 0,
    "J8", "a stranger without a signed token", row_26_aside },
  { 26, PT_RULING_HELD, PT_CAUSE_OTHERS_TICKET, PT_MARK_IDENTITY, 0,
    "P2 5.2", "a stranger without a signed token", row_26_stranger_unsigned },
  { 27, PT_RULING_PUBLIC, PT_CAUSE_NONE, PT_MARK_JOINS | PT_MARK_GOES_ON, 0,
    "T9 X15", "a stranger who is proven becomes a participant", row_27_joins },
  { 27, PT_RULING_HELD, PT_CAUSE_OTHERS_TICKET, 0, 0,
    "P1 R15 T007", "a stranger with somebody's token", row_27_refused },
  { 27, PT_RULING_PRIVATE_FLAGGED, PT_CAUSE_NONE, 0, PT_FLAG_BIT (PT_FLAG_THIRD_PARTY),
    "P1 R15 T007", "a stranger with somebody's token", row_27_stranger_signed },
  { 28, PT_RULING_NEW, PT_CAUSE_NONE, PT_MARK_ASIDE, 0,
    "J8", "an agent who may not edit it, by its number alone", row_28_aside },
  { 28, PT_RULING_HELD, PT_CAUSE_OTHERS_TICKET, PT_MARK_IDENTITY, 0,
    "P2", "an agent who may not edit it, without a signed token", row_28_no_edit_right },
  { 29, PT_RULING_PRIVATE_FLAGGED, PT_CAUSE_NONE, 0, PT_FLAG_BIT (PT_FLAG_SENDER_WITHOUT_PROOF),
    "B3 5.2", "nothing proves that the sender wrote it", row_29_unproven },
  { 29, PT_RULING_PUBLIC, PT_CAUSE_NONE, PT_MARK_GOES_ON, PT_FLAG_BIT (PT_FLAG_SENDER_WITHOUT_PROOF),
    "B3 5.2", "nothing proves that the sender wrote it", row_29_flag },
  { 30, PT_RULING_PRIVATE_FLAGGED, PT_CAUSE_NONE, 0, 0,
    "B5", "Reply-To leads to somebody else", row_30_reply_to },
  { 43, PT_RULING_PUBLIC, PT_CAUSE_NONE, PT_MARK_PUBLISH, 0,
    "J2", "its author publishes what was kept inside", row_43_publish },
  { 31, PT_RULING_PRIVATE_FLAGGED, PT_CAUSE_NONE, PT_MARK_FOLLOWS, 0,
    "J2", "mail to a note address", row_31_note_address },
  { 31, PT_RULING_PRIVATE_FLAGGED, PT_CAUSE_NONE, 0, PT_FLAG_BIT (PT_FLAG_QUOTES_PRIVATE),
    "R3", "an answer to a private comment", row_31_before_requester },
  { 31, PT_RULING_PRIVATE, PT_CAUSE_NONE, 0, 0,
    "R3", "an answer to a private comment", row_31_answers_private },
  { 32, PT_RULING_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "P6 MC9", "the agent asks for a note", row_32_note },
  { 33, PT_RULING_PRIVATE, PT_CAUSE_NONE, 0, 0,
    "P5 R10", "a light agent writes notes only", row_33_light },
  { 34, PT_RULING_PRIVATE, PT_CAUSE_NONE, 0, 0,
    "B2 5.2", "an agent without signed evidence", row_34_agent_unsigned },
  { 35, PT_RULING_PRIVATE, PT_CAUSE_NONE, 0, 0,
    "P1 P5 X1", "an agent who may not edit it", row_35_no_edit_right },
  { 36, PT_RULING_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "P7", "agent_email_public is off", row_36_setting },
  { 37, PT_RULING_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "P8", "the ticket holds only notes", row_37_private_ticket },
  { 38, PT_RULING_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "P9", "an answer to a note", row_38_answers_note },
  { 39, PT_RULING_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "X1", "a follower, and it is not known what he answers", row_39_follower },
  { 40, PT_RULING_PRIVATE, PT_CAUSE_NONE, PT_MARK_COMMANDS, 0,
    "P3a P3b", "a CC who leaves the requester out", row_40_cc_alone },
  { 41, PT_RULING_PUBLIC_FLAGGED, PT_CAUSE_NONE, PT_MARK_COMMANDS, PT_FLAG_BIT (PT_FLAG_WITHOUT_REQUESTER),
    "P3c X2", "a CC who leaves the requester out", row_41_cc_to_us },
  { 42, PT_RULING_HELD, PT_CAUSE_RECIPIENTS, PT_MARK_COMMANDS | PT_MARK_CC, 0,
    "C4 X17", "it would add too many CCs", row_42_cc },
  { 43, PT_RULING_PUBLIC, PT_CAUSE_NONE, PT_MARK_COMMANDS | PT_MARK_CC, 0,
    "P4 P10", "part of the conversation", row_43_public },
  { 0, PT_RULING_HELD, PT_CAUSE_NONE, 0, 0, NULL, NULL, NULL },
};
