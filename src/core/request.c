#include "core/request.h"

#include "core/request-asking.h"
#include "core/mails.h"

enum {
  NEEDS_TICKET = 1 << 0, /* an existing one that is neither deleted nor merged away */
  NEEDS_OPEN = 1 << 1,   /* that is not closed (L9) */
  NEEDS_EDIT = 1 << 2,   /* the actor may edit it (R8, R10) */
  WHEN_CLOSED = 1 << 4,  /* or closed, for a program, or for an admin if admin_edit_closed (L9, A3) */
  NEEDS_FIELDS = 1 << 5, /* as NEEDS_EDIT; or he is a light agent and its requester (R10) */
  BY_ADMIN = 1 << 6,     /* admins and owners, or who is at the machine: actor 0 (R17) */
  BY_TIME = 1 << 3,      /* nobody may ask but time itself */
};

static const struct {
  guint        needs;
  PtAskingFunc func;
  PtAskingFunc end;  /* when it is known who is mailed; NULL if nothing is left to be done then */
} handlers[PT_REQUEST_N_KINDS] = {
  [PT_REQUEST_NEW] = { 0, pt_asking_new, NULL },
  [PT_REQUEST_REPLY] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_EDIT, pt_asking_reply, NULL },
  [PT_REQUEST_NOTE] = { NEEDS_TICKET | NEEDS_OPEN, pt_asking_note, NULL },
  [PT_REQUEST_ASSIGN] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_EDIT, pt_asking_assign, NULL },
  [PT_REQUEST_STATUS] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_FIELDS, pt_asking_status, NULL },
  [PT_REQUEST_CLOSE] = { BY_TIME, pt_asking_close, NULL },
  [PT_REQUEST_SET] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_FIELDS | WHEN_CLOSED, pt_asking_set, NULL },
  [PT_REQUEST_FOLLOWUP] = { NEEDS_TICKET | NEEDS_EDIT, pt_asking_followup, NULL },
  [PT_REQUEST_MERGE] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_EDIT, pt_asking_merge, NULL },
  [PT_REQUEST_DELETE] = { NEEDS_TICKET, pt_asking_delete, NULL },
  [PT_REQUEST_TAG] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_EDIT | WHEN_CLOSED, pt_asking_tag, NULL },
  [PT_REQUEST_CUSTOM] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_EDIT | WHEN_CLOSED, pt_asking_custom, NULL },
  [PT_REQUEST_RELATE] = { NEEDS_TICKET | NEEDS_OPEN, pt_asking_relate, NULL },
  [PT_REQUEST_UNRELATE] = { NEEDS_TICKET, pt_asking_unrelate, NULL },
  [PT_REQUEST_RETIRE] = { BY_ADMIN, pt_asking_retire, NULL },
  [PT_REQUEST_SEEN] = { NEEDS_TICKET, pt_asking_seen, NULL },
  [PT_REQUEST_LINK] = { NEEDS_TICKET | NEEDS_OPEN | NEEDS_EDIT, pt_asking_link, NULL },
  [PT_REQUEST_REMIND] = { BY_TIME, pt_asking_remind, NULL },
  [PT_REQUEST_UNANSWERED] = { BY_TIME, pt_asking_unanswered, NULL },
  [PT_REQUEST_UNSENT] = { BY_TIME, pt_asking_unsent, NULL },
  [PT_REQUEST_DELIVERABLE] = { BY_ADMIN, pt_asking_deliverable, NULL },
  [PT_REQUEST_TELL_HELD] = { BY_TIME, pt_asking_tell_held, pt_asking_held_told },
  [PT_REQUEST_UNSEND] = { NEEDS_TICKET, pt_asking_unsend, NULL },
  [PT_REQUEST_TELL_CEILING] = { BY_TIME, pt_asking_tell_ceiling, NULL },
  [PT_REQUEST_DIGEST_HELD] = { BY_TIME, pt_asking_digest_held, NULL },
};

gboolean
pt_asking_refuse (PtAsking *asking, const char *rule, const char *why)
{
  asking->decision->verdict = PT_VERDICT_REFUSED;
  pt_decision_reason (asking->decision, rule, "%s", why);
  return FALSE;
}

void
pt_asking_nothing (PtAsking *asking, const char *why)
{
  pt_decision_reason (asking->decision, "", "nothing changes: %s", why);
}

gboolean
pt_asking_is_admin (const PtAsking *asking)
{
  return pt_standing_may_administer (asking->actor);
}

const PtTicket *
pt_asking_ticket (const PtAsking *asking)
{
  return pt_work_ticket (asking->work, asking->ticket);
}

static gboolean
may_touch_closed (const PtAsking *a, guint needs)
{
  return needs & WHEN_CLOSED && (a->request->api || (a->facts->rules->admin_edit_closed && pt_asking_is_admin (a)));
}

static gboolean
may_touch (PtAsking *a, guint needs)
{
  const PtTicketView *view = a->facts->match->view;
  if (!view)
    return pt_asking_refuse (a, "", a->request->kind == PT_REQUEST_UNSEND ? "there is no such comment"
                                                                          : "there is no such ticket");
  if (a->facts->standing.access == PT_ACCESS_NONE)
    return pt_asking_refuse (a, "FW7",
                             "the ticket is outside this person's scope, or restricted, and he is not on it");
  if (view->ticket->deleted)
    return pt_asking_refuse (a, "M22", "the ticket is deleted");
  if (view->ticket->merged_into)
    return pt_asking_refuse (a, "M21", "the ticket was merged into another one: use that");
  if (needs & NEEDS_OPEN && view->ticket->status == PT_STATUS_CLOSED && !may_touch_closed (a, needs))
    return pt_asking_refuse (a, "L9", "the ticket is closed: no reply, no reopening, no edits");
  gboolean own_light = needs & NEEDS_FIELDS && a->facts->standing.light && a->facts->standing.requester;
  if (needs & (NEEDS_EDIT | NEEDS_FIELDS) && !a->facts->standing.may_edit && !own_light)
    return pt_asking_refuse (a, a->facts->standing.light ? "R10" : "R8 R18",
                             "this person may only write notes on this ticket");
  return TRUE;
}

static gboolean
may_ask (PtAsking *a, guint needs)
{
  if (needs & BY_TIME)
    return !a->request->actor || pt_asking_refuse (a, "L6 L7", "nobody asks for this: it happens by itself");
  if (needs & BY_ADMIN)
    return !a->request->actor || pt_standing_may_administer (a->actor)
           || pt_asking_refuse (a, "R17", "only an admin or owner may do this");
  if (!a->facts->standing.internal)
    return pt_asking_refuse (a, "R1", "only an active agent may do this");
  return !(needs & NEEDS_TICKET) || may_touch (a, needs);
}

void
pt_request_decide (const PtCase *a_case, PtDecision *decision)
{
  const PtRequest *request = a_case->request;
  g_autoptr (PtFacts) facts = pt_facts_find (a_case);
  g_autoptr (PtWork) work = pt_work_new (a_case, decision);
  const PtTicketView *view = facts->match->view;
  PtAsking asking = { .c = a_case, .request = request, .decision = decision, .facts = facts, .work = work,
                      .actor = facts->author.person };
  decision->verdict = PT_VERDICT_DONE;
  decision->cause = PT_CAUSE_NONE;
  decision->author = request->actor;
  work->author = (PtWorkAuthor) { .id = request->actor, .internal = TRUE, .authenticated = TRUE,
                                   .receipts = PT_RECEIPT_ALWAYS };
  if (!may_ask (&asking, handlers[request->kind].needs))
    return;
  asking.ticket = decision->ticket = view ? view->ticket->id : 0;
  if (asking.actor && asking.actor->absent_at)
    pt_work_absent (work, asking.actor->id, FALSE); /* who works is here (J29) */
  handlers[request->kind].func (&asking);
  if (decision->verdict == PT_VERDICT_DONE)
    pt_mails_write (work);
  if (request->all_or_nothing && decision->not_mailed) { /* J4: before anything is written */
    pt_asking_refuse (&asking, "J4", "not all would be mailed");
    g_ptr_array_set_size (decision->actions, 0);
    g_array_set_size (decision->left_out, 0);
    decision->comment = 0;
  }
  if (handlers[request->kind].end)
    handlers[request->kind].end (&asking);
}
