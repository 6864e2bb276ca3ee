#include "core/ask.h"

#include "core/leave.h"
#include "core/standing.h"
#include "core/undelivered.h"
#include "core/unsend.h"

static const PtToken *
find (const PtKeys *keys)
{
  for (guint i = 0; i < keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (keys, i);
    gboolean address = one->place == PT_KEY_ENVELOPE || one->place == PT_KEY_TO || one->place == PT_KEY_CC;
    if (address && one->state == PT_TOKEN_GOOD
        && (one->token.purpose == PT_PURPOSE_LETIN || one->token.purpose == PT_PURPOSE_DROP
            || one->token.purpose == PT_PURPOSE_BACK || one->token.purpose == PT_PURPOSE_STOP))
      return &one->token;
  }
  return NULL;
}

/* What is held for who sent it is looked at here, by evidence of its own; and to ask takes no words. */
static gboolean
may_be_asked (const PtFacts *f, const PtRuling *r)
{
  return r->kind >= PT_RULING_NEW || r->cause == PT_CAUSE_BLANK
         || (r->kind == PT_RULING_HELD && r->marks & PT_MARK_IDENTITY && f->author.auth != PT_AUTH_FAIL);
}

static gboolean
hold (const PtFacts *f, PtDecision *decision, int cause, const char *rule, const char *why)
{
  decision->verdict = PT_VERDICT_HELD;
  decision->cause = cause;
  decision->expires_at = f->c->now + f->gate->suspended_keep;
  decision->telling = PT_TELLING_ASK;
  pt_decision_reason (decision, rule, "%s", why);
  return TRUE;
}

/* Obeyed only from who may, with pass or evidence that names them. */
static gboolean
is_obeyed (const PtFacts *f, const PtToken *token)
{
  const PtPerson *person = f->author.person;
  return pt_standing_sees_all (person)
         && (f->author.auth == PT_AUTH_PASS || pt_person_is (person, token->person));
}

static gboolean
decide_held (const PtFacts *f, const PtToken *token, PtDecision *decision)
{
  gboolean drop = token->purpose == PT_PURPOSE_DROP;
  if (!is_obeyed (f, token))
    return hold (f, decision, PT_CAUSE_AUTHENTICATION, "J5", "whoever sent it may not decide about held mail");
  decision->verdict = PT_VERDICT_DONE;
  decision->cause = PT_CAUSE_NONE;
  decision->author = f->author.person->id;
  decision->asks = (PtHeldAsk) { token->held, f->author.person->id, drop };
  pt_decision_reason (decision, "J5", "held mail %" G_GINT64_FORMAT " is to be %s", token->held,
                      drop ? "dropped" : "let in");
  return TRUE;
}

/* What the link cannot do any more, somebody may have to do by hand. */
static gboolean
bring_back (const PtFacts *f, const PtToken *token, PtDecision *decision)
{
  if (!f->author.person || !pt_person_is (f->author.person, token->person))
    return hold (f, decision, PT_CAUSE_AUTHENTICATION, "J16", "the link is for whom it was sent to");
  decision->verdict = PT_VERDICT_DONE;
  decision->cause = PT_CAUSE_NONE;
  if (pt_leave_return (f, token, decision))
    return TRUE;
  decision->ticket = token->ticket;
  return hold (f, decision, PT_CAUSE_UPDATE_REFUSED, "J16",
               "they want to be on the ticket again, and it has changed too much for the link to do that");
}

/* Its author alone, who hears what came of it. */
static gboolean
stop (const PtFacts *f, const PtToken *token, PtDecision *decision)
{
  const PtComment *comment = f->c->snapshot->kept;
  const PtPerson *person = f->author.person;
  const PtTicketView *view = comment ? pt_snapshot_survivor (f->c->snapshot, comment->ticket) : NULL;
  if (!view || !person || !pt_person_is (person, token->person) || comment->author != person->id)
    return hold (f, decision, PT_CAUSE_AUTHENTICATION, "J30", "the link is for whom it was sent to");
  g_autoptr (PtWork) work = pt_work_new (f->c, decision);
  g_autofree char *why = pt_unsend_refusal (work);
  g_autofree char *said = why ? g_strdup_printf ("not stopped: %s", why) : NULL;
  decision->verdict = PT_VERDICT_DONE;
  decision->cause = PT_CAUSE_NONE;
  decision->ticket = view->ticket->id;
  work->author.id = decision->author = person->id;
  PtId event = why ? pt_work_event (work, decision->ticket, person->id, PT_EVENT_COMMANDS, said)
                   : pt_unsend (work, decision->ticket);
  pt_work_happened (work, PT_HAPPENED_REPORT, decision->ticket, person->id, event);
  pt_decision_reason (decision, "J30", "%s", why ? said : "the comment is taken back");
  pt_undelivered_hear (f, work, decision->ticket);
  pt_mails_write (work);
  return TRUE;
}

gboolean
pt_ask_take (const PtFacts *f, const PtRuling *r, PtDecision *decision)
{
  const PtToken *token = find (f->keys);
  if (!token || !may_be_asked (f, r))
    return FALSE;
  switch (token->purpose) {
  case PT_PURPOSE_STOP: return stop (f, token, decision);
  case PT_PURPOSE_BACK: return bring_back (f, token, decision);
  default: return decide_held (f, token, decision);
  }
}
