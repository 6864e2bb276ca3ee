#include "model/ticket.h"

static const char *const status_names[] = { "new", "open", "pending", "on-hold", "solved", "closed" };
static const char *const priority_names[] = { "none", "low", "normal", "high", "urgent" };
static const char *const type_names[] = { "none", "question", "incident", "problem", "task" };
const char *const pt_category_list[] = { "customer", "back-office", "tracker", NULL };
static const char *const channel_names[] = { "mail", "command", "closed-ticket" };
static const char *const relation_names[] = { "cc", "participant", "follower" };
const PtNames pt_status_names = PT_NAMES (status_names, PT_STATUS_N);
const PtNames pt_priority_names = PT_NAMES (priority_names, PT_PRIORITY_URGENT + 1);
const PtNames pt_type_names = PT_NAMES (type_names, PT_TYPE_TASK + 1);
const PtNames pt_category_names = PT_NAMES_ENDED (pt_category_list, PT_CATEGORY_TRACKER + 1);
const PtNames pt_channel_names = PT_NAMES (channel_names, PT_CHANNEL_CLOSED_TICKET + 1);
const PtNames pt_relation_names = PT_NAMES (relation_names, PT_RELATION_FOLLOWER + 1);
PT_WORD_NAME (PtStatus, pt_status)
PT_WORD_FROM_NAME (PtStatus, pt_status)
PT_WORD_NAME (PtPriority, pt_priority)
PT_WORD_FROM_NAME (PtPriority, pt_priority)
PT_WORD_NAME (PtTicketType, pt_type)
PT_WORD_FROM_NAME (PtTicketType, pt_type)
PT_WORD_NAME (PtCategory, pt_category)
PT_WORD_FROM_NAME (PtCategory, pt_category)
PT_WORD_NAME (PtChannel, pt_channel)
PT_WORD_FROM_NAME (PtChannel, pt_channel)
PT_WORD_NAME (PtRelation, pt_relation)
PT_WORD_FROM_NAME (PtRelation, pt_relation)

#define FIELD(FIELD, member, KIND, dumped, given) \
  [PT_FIELD_##FIELD] = { .name = dumped, PT_MEMBER_OF (PtTicket, #member, member, KIND), .flags = given }
#define WORD(FIELD, member, dumped, noun, given) \
  [PT_FIELD_##FIELD] = { .name = dumped, PT_MEMBER_OF (PtTicket, #member, member, ENUM), .names = &noun##_names, .flags = given }
#define STAMP  PT_MEMBER_DUMPED
#define DUMPED (PT_MEMBER_DUMPED | PT_MEMBER_MADE)
#define ALWAYS (DUMPED | PT_MEMBER_ALWAYS)
#define BARE   PT_MEMBER_BARE
#define BOTH   (PT_MEMBER_LISTED | PT_MEMBER_SHOWN)
#define SHOWN  PT_MEMBER_SHOWN
#define SET    PT_MEMBER_SET

static const PtMember fields[] = {
  [PT_FIELD_ID] = { .name = "id", PT_MEMBER_OF (PtTicket, "id", id, TICKET), .json = "ticket", .flags = BOTH },
  FIELD (MAILBOX, mailbox, TEXT, "mailbox", ALWAYS | BARE | BOTH),
  WORD (STATUS, status, "status", pt_status, ALWAYS | BOTH),
  WORD (PRIORITY, priority, "priority", pt_priority, DUMPED | BOTH | SET),
  FIELD (REQUESTER, requester, PERSON, "requester", BOTH | SET),
  FIELD (ASSIGNEE, assignee, PERSON, "assignee", BOTH),
  FIELD (FLAGGED, flagged, YES_NO, "flagged", DUMPED),
  FIELD (DELETED, deleted, YES_NO, "deleted", DUMPED | SHOWN),
  FIELD (MERGED_INTO, merged_into, TICKET, "merged-into", DUMPED | SHOWN),
  FIELD (FOLLOWUP_OF, followup_of, TICKET, "followup-of", DUMPED | BOTH),
  FIELD (COMPANY, company, ID, "company", DUMPED),
  WORD (CHANNEL, channel, "channel", pt_channel, DUMPED | BOTH),
  WORD (TYPE, type, "type", pt_type, DUMPED | BOTH | SET),
  WORD (CATEGORY, category, "category", pt_category, DUMPED | SHOWN | SET),
  FIELD (SHARED, shared, YES_NO, "shared", DUMPED | SHOWN | SET),
  FIELD (RESTRICTED, restricted, YES_NO, "restricted", DUMPED | SHOWN | SET),
  FIELD (MACHINE, machine, YES_NO, "machine", DUMPED),
  FIELD (DIVISION, division, ID, "division", DUMPED | BOTH | SET),
  FIELD (LINKED_TO, linked_to, TICKET, "linked-to", DUMPED | SHOWN),
  FIELD (THREAD_OF, thread_of, TICKET, "thread-of", DUMPED),
  FIELD (TAGS, tags, TEXT, "tags", DUMPED | BOTH),
  FIELD (CUSTOM, custom, TEXT, "custom", DUMPED | SHOWN),
  FIELD (CREATED_AT, created_at, TIME, "created", STAMP | BOTH),
  FIELD (UPDATED_AT, updated_at, TIME, "updated", STAMP | BOTH),
  FIELD (SOLVED_AT, solved_at, TIME, "solved", STAMP),
  FIELD (SOLVED_BY, solved_by, PERSON, "solved-by", 0),
  FIELD (RESPONDED_AT, responded_at, TIME, "responded", STAMP | SHOWN),
  FIELD (REMINDED_AT, reminded_at, TIME, "reminded", STAMP),
  FIELD (WAITING_AT, waiting_at, TIME, "waiting", STAMP),
  FIELD (WAITING_TOLD, waiting_told, COUNT, "waiting-told", DUMPED),
  FIELD (WITHHELD_TOLD_AT, withheld_told_at, TIME, "withheld-told", STAMP),
  FIELD (SUBJECT, subject, TEXT, "subject", ALWAYS | BOTH | SET),
  FIELD (THREAD_INDEX, thread_index, MAYBE, "thread-index", DUMPED),
};
G_STATIC_ASSERT (G_N_ELEMENTS (fields) == PT_FIELD_N);
const PtMembers pt_ticket_members = { fields, PT_FIELD_N, sizeof (PtTicket) };

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
  return pt_members_copy (&pt_ticket_members, ticket);
}

void
pt_ticket_free (PtTicket *ticket)
{
  pt_members_free (&pt_ticket_members, ticket);
}

gboolean
pt_ticket_is_open_of (const PtTicket *ticket, PtId requester)
{
  return ticket->requester == requester && !ticket->deleted && !ticket->merged_into
         && ticket->status < PT_STATUS_CLOSED;
}

const PtMember *
pt_ticket_field (PtTicketField field)
{
  return &fields[field];
}

void
pt_ticket_set (PtTicket *ticket, PtTicketField field, gint64 number, const char *text)
{
  if (pt_member_is_text (&fields[field]))
    pt_member_set_text (&fields[field], ticket, text);
  else
    pt_member_set_number (&fields[field], ticket, number);
}
