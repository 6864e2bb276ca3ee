#include "model/ticket.h"

#include "model/words.h"

static const char *const status_names[] = { "new", "open", "pending", "on-hold", "solved", "closed" };
static const char *const priority_names[] = { "none", "low", "normal", "high", "urgent" };
static const char *const type_names[] = { "none", "question", "incident", "problem", "task" };
static const char *const category_names[] = { "customer", "back-office", "tracker" };
static const char *const channel_names[] = { "mail", "command", "closed-ticket" };
static const char *const field_names[] = {
  "subject", "requester", "priority", "type", "division", "category", "shared", "restricted", "tags", "custom", "company",
  "merged-into", "deleted", "responded", "reminded",
  "linked-to",
};
static const char *const relation_names[] = { "cc", "participant", "follower" };

PtTicket *
pt_ticket_new (PtId id, const char *mailbox, const char *subject)
{
  PtTicket *ticket = g_new0 (PtTicket, 1);
  ticket->id = id;
  ticket->mailbox = g_strdup (mailbox);
  ticket->subject = g_strdup (subject);
  ticket->shared = TRUE;
  ticket->tags = g_strdup ("");
  ticket->custom = g_strdup ("");
  return ticket;
}

PtTicket *
pt_ticket_copy (const PtTicket *ticket)
{
  PtTicket *copy = g_memdup2 (ticket, sizeof *ticket);
  copy->mailbox = g_strdup (ticket->mailbox);
  copy->subject = g_strdup (ticket->subject);
  copy->thread_index = g_strdup (ticket->thread_index);
  copy->tags = g_strdup (ticket->tags);
  copy->custom = g_strdup (ticket->custom);
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
  g_free (ticket->tags);
  g_free (ticket->custom);
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

void
pt_ticket_set (PtTicket *ticket, PtTicketField field, gint64 number, const char *text)
{
  char **place = field == PT_FIELD_SUBJECT ? &ticket->subject : field == PT_FIELD_TAGS ? &ticket->tags : &ticket->custom;
  switch (field) {
  case PT_FIELD_SUBJECT:
  case PT_FIELD_TAGS:
  case PT_FIELD_CUSTOM:
    g_free (*place);
    *place = g_strdup (text ? text : "");
    return;
  case PT_FIELD_REQUESTER: ticket->requester = number; return;
  case PT_FIELD_PRIORITY: ticket->priority = (PtPriority) number; return;
  case PT_FIELD_TYPE: ticket->type = (PtTicketType) number; return;
  case PT_FIELD_DIVISION: ticket->division = number; return;
  case PT_FIELD_CATEGORY: ticket->category = (PtCategory) number; return;
  case PT_FIELD_SHARED: ticket->shared = number != 0; return;
  case PT_FIELD_RESTRICTED: ticket->restricted = number != 0; return;
  case PT_FIELD_COMPANY: ticket->company = number; return;
  case PT_FIELD_MERGED_INTO: ticket->merged_into = number; return;
  case PT_FIELD_DELETED: ticket->deleted = number != 0; return;
  case PT_FIELD_RESPONDED_AT: ticket->responded_at = number; return;
  case PT_FIELD_REMINDED_AT: ticket->reminded_at = number; return;
  case PT_FIELD_LINKED_TO: ticket->linked_to = number; return;
  case PT_FIELD_N: return;
  }
}

const char *
pt_ticket_field_name (PtTicketField field)
{
  return pt_word_at (field_names, G_N_ELEMENTS (field_names), field);
}

gboolean
pt_ticket_field_is_text (PtTicketField field)
{
  return field == PT_FIELD_SUBJECT || field == PT_FIELD_TAGS || field == PT_FIELD_CUSTOM;
}

const char *
pt_type_name (PtTicketType type)
{
  return pt_word_at (type_names, G_N_ELEMENTS (type_names), type);
}

gboolean
pt_type_from_name (const char *name, PtTicketType *out_type)
{
  int found = pt_word_find (type_names, G_N_ELEMENTS (type_names), name);
  if (found >= 0)
    *out_type = (PtTicketType) found;
  return found >= 0;
}

const char *
pt_category_name (PtCategory category)
{
  return pt_word_at (category_names, G_N_ELEMENTS (category_names), category);
}

gboolean
pt_category_from_name (const char *name, PtCategory *out_category)
{
  int found = pt_word_find (category_names, G_N_ELEMENTS (category_names), name);
  if (found >= 0)
    *out_category = (PtCategory) found;
  return found >= 0;
}

const char *
pt_channel_name (PtChannel channel)
{
  return pt_word_at (channel_names, G_N_ELEMENTS (channel_names), channel);
}

gboolean
pt_channel_from_name (const char *name, PtChannel *out_channel)
{
  int found = pt_word_find (channel_names, G_N_ELEMENTS (channel_names), name);
  if (found >= 0)
    *out_channel = (PtChannel) found;
  return found >= 0;
}
