#include "model/ticket.h"

#include "model/words.h"

static const char *const status_names[] = { "new", "open", "pending", "on-hold", "solved", "closed" };
static const char *const priority_names[] = { "none", "low", "normal", "high", "urgent" };
static const char *const relation_names[] = { "cc", "participant", "follower" };

PtTicket *
pt_ticket_new (PtId id, const char *mailbox, const char *subject)
{
  PtTicket *ticket = g_new0 (PtTicket, 1);
  ticket->id = id;
  ticket->mailbox = g_strdup (mailbox);
  ticket->subject = g_strdup (subject);
  return ticket;
}

PtTicket *
pt_ticket_copy (const PtTicket *ticket)
{
  PtTicket *copy = g_memdup2 (ticket, sizeof *ticket);
  copy->mailbox = g_strdup (ticket->mailbox);
  copy->subject = g_strdup (ticket->subject);
  copy->thread_index = g_strdup (ticket->thread_index);
  return copy;
}

void
pt_ticket_free (PtTicket *ticket)
{
  if (!ticket)
    return;
  g_free (ticket->mailbox);
  g_free (ticket->subject);
  g_free (ticket->thread_index);
  g_free (ticket);
}

const char *
pt_status_name (PtStatus status)
{
  return pt_word_at (status_names, G_N_ELEMENTS (status_names), status);
}

gboolean
pt_status_from_name (const char *name, PtStatus *out_status)
{
  int found = pt_word_find (status_names, G_N_ELEMENTS (status_names), name);
  if (found >= 0)
    *out_status = (PtStatus) found;
  return found >= 0;
}

PtStatus
pt_status_public (PtStatus status)
{
  if (status == PT_STATUS_CLOSED)
    return PT_STATUS_SOLVED;
  return status == PT_STATUS_ON_HOLD ? PT_STATUS_OPEN : status;
}

const char *
pt_priority_name (PtPriority priority)
{
  return pt_word_at (priority_names, G_N_ELEMENTS (priority_names), priority);
}

gboolean
pt_priority_from_name (const char *name, PtPriority *out_priority)
{
  int found = pt_word_find (priority_names, G_N_ELEMENTS (priority_names), name);
  if (found >= 0)
    *out_priority = (PtPriority) found;
  return found >= 0;
}

const char *
pt_relation_name (PtRelation relation)
{
  return pt_word_at (relation_names, G_N_ELEMENTS (relation_names), relation);
}

gboolean
pt_relation_from_name (const char *name, PtRelation *out_relation)
{
  int found = pt_word_find (relation_names, G_N_ELEMENTS (relation_names), name);
  if (found >= 0)
    *out_relation = (PtRelation) found;
  return found >= 0;
}
