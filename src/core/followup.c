#include "core/followup.h"

#include "base/text.h"

#include <string.h>

PtId
pt_followup_requester (const PtFacts *f)
{
  const PtPerson *old = f->match->view ? pt_snapshot_person (f->c->snapshot, f->match->view->ticket->requester)
                        : NULL;
  gboolean inside = f->standing.internal && !f->standing.light && !f->standing.as_requester;
  return inside && old && old->state == PT_PERSON_ACTIVE && pt_rules_copies (f->rules, "requester") ? old->id : 0;
}

PtId
pt_followup_assignee (const PtRules *rules, const PtSnapshot *snapshot, const PtTicket *old, PtId requester)
{
  const PtPerson *assignee = pt_snapshot_person (snapshot, old->assignee);
  gboolean valid = assignee && pt_person_is_internal (assignee) && assignee->role != PT_ROLE_LIGHT_AGENT;
  return valid && assignee->id != requester && pt_rules_copies (rules, "assignee") ? assignee->id : 0;
}

static void
copy_text (PtTicket *ticket, PtTicketField field, const char *text)
{
  pt_ticket_set (ticket, field, 0, text);
}

void
pt_followup_fill (const PtRules *rules, const PtSnapshot *snapshot, const PtTicket *old, PtTicket *ticket)
{
  ticket->followup_of = old->id;
  ticket->channel = PT_CHANNEL_CLOSED_TICKET; /* U8 */
  /* who may see it at all is no matter of taste */
  ticket->category = old->category;
  ticket->shared = old->shared;
  ticket->restricted = old->restricted;
  ticket->assignee = pt_followup_assignee (rules, snapshot, old, ticket->requester);
  if (ticket->assignee)
    ticket->status = PT_STATUS_OPEN; /* L2: as by any first assignment */
  if (pt_rules_copies (rules, "division") && old->division)
    ticket->division = old->division;
  if (pt_rules_copies (rules, "priority"))
    ticket->priority = old->priority;
  if (pt_rules_copies (rules, "tags"))
    copy_text (ticket, PT_FIELD_TAGS, old->tags);
  if (pt_rules_copies (rules, "form"))
    copy_text (ticket, PT_FIELD_CUSTOM, old->custom);
}

#define MARK " (follow-up to #"

/* The length of SUBJECT without such marks at its end, which the follow-up of a follow-up would gather. */
static gsize
length_without_marks (const char *subject)
{
  gsize length = strlen (subject);
  for (;;) {
    g_autofree char *left = g_strndup (subject, length);
    const char *mark = g_strrstr (left, MARK);
    const char *digits = mark ? mark + strlen (MARK) : "";
    gsize n = strspn (digits, "0123456789");
    if (n == 0 || strcmp (digits + n, ")") != 0)
      return length;
    length = (gsize) (mark - left);
  }
}

char *
pt_followup_subject (const char *subject, PtId old)
{
  g_autofree char *untagged = pt_text_without_numbers (subject ? subject : "");
  g_autofree char *base = pt_text_base_subject (untagged);
  return g_strdup_printf ("%.*s" MARK "%" G_GINT64_FORMAT ")", (int) length_without_marks (base), base, old);
}

char *
pt_followup_detail (PtId old)
{
  return g_strdup_printf ("follow-up to #%" G_GINT64_FORMAT, old);
}

const PtMailbox *
pt_followup_mailbox (const PtPolicy *policy, const PtMailbox *written_to, const PtTicket *old)
{
  if (written_to && written_to->enabled)
    return written_to;
  return policy->mailboxes->len ? pt_policy_mailbox_or_default (policy, old->mailbox) : NULL;
}

const PtTicketView *
pt_followup_open (const PtRules *rules, const PtSnapshot *snapshot, const PtTicket *closed, const PtPerson *requester)
{
  const PtTicketView *found = NULL;
  for (guint i = 0; rules->followup_reuse && i < snapshot->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (snapshot->tickets, i);
    gboolean is_one = view->ticket->followup_of == closed->id && pt_ticket_is_open_of (view->ticket, requester->id);
    if (is_one && (!found || view->ticket->id > found->ticket->id))
      found = view;
  }
  return found;
}
