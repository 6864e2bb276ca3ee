#include "core/linked.h"

#include "core/change.h"
#include "core/events.h"
#include "core/standing.h"

/* AUDIENCE of another ticket in the same decision; whoever is told already is not told again (S8). */
static PtAudience
audience_of (const PtAudience *from, const PtTicketView *view)
{
  PtAudience audience = { .c = from->c, .rules = pt_policy_rules_for (from->c->policy, view->ticket->mailbox),
                          .decision = from->decision };
  pt_audience_take (&audience, view->ticket, view);
  audience.author = from->author;
  audience.author_internal = from->author_internal;
  audience.told = g_hash_table_ref (from->told);
  return audience;
}

/* Whether VIEW is a customer ticket that hears of what happens on TICKET. */
static gboolean
is_linked (const PtTicketView *view, const PtTicket *ticket)
{
  const PtTicket *other = view->ticket;
  if (other->category != PT_CATEGORY_CUSTOMER || other->deleted || other->merged_into || other->status == PT_STATUS_CLOSED)
    return FALSE;
  return ticket->category == PT_CATEGORY_TRACKER ? other->linked_to == ticket->id
                                                 : ticket->category == PT_CATEGORY_BACK_OFFICE && ticket->linked_to == other->id;
}

/* L4: solved by the tracker, a ticket that nobody has is the author's, where he may have it at all (R10, R18). */
static gboolean
may_solve (const PtAudience *other)
{
  const PtStanding standing = pt_standing_of (other->rules, other->view, pt_audience_person (other, other->author));
  return other->assignee || (pt_change_may_solve (other) && standing.may_edit);
}

void
pt_linked_status (const PtAudience *audience)
{
  const GPtrArray *tickets = audience->c->snapshot->tickets;
  if (!audience->view || audience->view->ticket->category != PT_CATEGORY_TRACKER || audience->status == PT_STATUS_CLOSED)
    return; /* a customer ticket closes by its own clock (L6) */
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (tickets, i);
    if (!is_linked (view, audience->view->ticket))
      continue;
    PtAudience other = audience_of (audience, view);
    if (audience->status != PT_STATUS_SOLVED || may_solve (&other)) {
      pt_change_status (&other, audience->status);
      pt_audience_tell_status (&other, NULL);
    }
    pt_audience_clear (&other);
  }
}

static PtComment *
copy_note (const PtAudience *to, const PtComment *comment, PtId id)
{
  PtAction *action = pt_decision_add (to->decision, PT_ACTION_COMMENT, to->ticket);
  PtComment *copy = action->comment = pt_comment_new (id, to->ticket, comment->author);
  action->id = id;
  copy->is_private = TRUE;
  copy->channel = comment->channel;
  copy->author_address = g_strdup (comment->author_address);
  g_free (copy->text);
  copy->text = g_strdup (comment->text);
  copy->at = comment->at;
  for (guint i = 0; i < comment->flags->len; i++)
    pt_comment_add_flag (copy, g_ptr_array_index (comment->flags, i));
  pt_event_add (to->decision, to->ticket, comment->author, "note-added", NULL);
  return copy;
}

/* What is for few stays with them: a note goes to no ticket that more people may read. */
static gboolean
may_tell (const PtTicket *from, const PtTicket *to)
{
  return !from->restricted || (to->restricted && to->division == from->division);
}

void
pt_linked_note (const PtAudience *audience, const PtComment *comment)
{
  const GPtrArray *tickets = audience->c->snapshot->tickets;
  PtId id = comment->id;
  if (!comment->is_private || !audience->view)
    return;
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (tickets, i);
    if (!is_linked (view, audience->view->ticket) || !may_tell (audience->view->ticket, view->ticket))
      continue;
    PtAudience other = audience_of (audience, view);
    pt_audience_tell_comment (&other, copy_note (&other, comment, --id));
    pt_audience_clear (&other);
  }
}
