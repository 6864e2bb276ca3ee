/* PtTicket and the people on it. */
#ifndef PT_MODEL_TICKET_H
#define PT_MODEL_TICKET_H

#include "base/types.h"
#include "model/member.h"

typedef enum {
  PT_STATUS_NEW,
  PT_STATUS_OPEN,
  PT_STATUS_PENDING,
  PT_STATUS_ON_HOLD,
  PT_STATUS_SOLVED,
  PT_STATUS_CLOSED,
} PtStatus;

#define PT_STATUS_N (PT_STATUS_CLOSED + 1)

typedef enum {
  PT_PRIORITY_NONE,
  PT_PRIORITY_LOW,
  PT_PRIORITY_NORMAL,
  PT_PRIORITY_HIGH,
  PT_PRIORITY_URGENT
} PtPriority;

/* How a ticket was opened or a comment came. */
typedef enum { PT_CHANNEL_MAIL, PT_CHANNEL_COMMAND, PT_CHANNEL_CLOSED_TICKET } PtChannel;

typedef enum { PT_TYPE_NONE, PT_TYPE_QUESTION, PT_TYPE_INCIDENT, PT_TYPE_PROBLEM, PT_TYPE_TASK } PtTicketType;

/* Customer tickets are shared with their requester, trackers never, back-office tickets if somebody says so (D1,
 * X22). */
typedef enum { PT_CATEGORY_CUSTOMER, PT_CATEGORY_BACK_OFFICE, PT_CATEGORY_TRACKER } PtCategory;

/* The fields of a ticket, in the order of dumps.  All but the status and the assignee, which have consequences of
 * their own, are set by one action (PT_ACTION_SET). */
typedef enum {
  PT_FIELD_ID,
  PT_FIELD_MAILBOX,
  PT_FIELD_STATUS,
  PT_FIELD_PRIORITY,
  PT_FIELD_REQUESTER,
  PT_FIELD_ASSIGNEE,
  PT_FIELD_FLAGGED,
  PT_FIELD_DELETED,
  PT_FIELD_MERGED_INTO,
  PT_FIELD_FOLLOWUP_OF,
  PT_FIELD_COMPANY,
  PT_FIELD_CHANNEL,
  PT_FIELD_TYPE,
  PT_FIELD_CATEGORY,
  PT_FIELD_SHARED,
  PT_FIELD_RESTRICTED,
  PT_FIELD_MACHINE,
  PT_FIELD_DIVISION,
  PT_FIELD_LINKED_TO,
  PT_FIELD_THREAD_OF,
  PT_FIELD_TAGS,
  PT_FIELD_CUSTOM,
  PT_FIELD_CREATED_AT,
  PT_FIELD_UPDATED_AT,
  PT_FIELD_SOLVED_AT,
  PT_FIELD_SOLVED_BY,
  PT_FIELD_RESPONDED_AT,
  PT_FIELD_REMINDED_AT,
  PT_FIELD_WAITING_AT,
  PT_FIELD_WAITING_TOLD,
  PT_FIELD_WITHHELD_TOLD_AT,
  PT_FIELD_SUBJECT,
  PT_FIELD_THREAD_INDEX,
  PT_FIELD_N
} PtTicketField;

/* What somebody is on a ticket, beside requester and assignee, which are columns of the ticket. */
typedef enum { PT_RELATION_CC, PT_RELATION_PARTICIPANT, PT_RELATION_FOLLOWER } PtRelation;

typedef struct {
  PtId       id;          /* the number people see */
  char      *mailbox;     /* name of the mailbox it came in by */
  char      *subject;
  PtStatus   status;
  PtPriority priority;
  PtId       requester;   /* person */
  PtId       assignee;    /* person, 0 if nobody */
  PtId       merged_into; /* ticket, 0 if not merged (M21) */
  PtId       followup_of; /* ticket, 0 if none (U3) */
  gboolean   deleted;     /* M22 */
  gboolean   flagged;     /* new-flagged (B6) */
  PtId       company;     /* company of the requester when it was logged (T7), 0 if none */
  PtTime     created_at;
  PtTime     updated_at;
  PtTime     solved_at;   /* 0 if not solved (L6, L8) */
  PtId       solved_by;   /* agent who solved it last, 0 if none: to him it returns (L5) */
  char      *thread_index; /* the requester's Outlook thread, NULL if none */
  PtTicketType type;
  PtCategory category;
  gboolean   shared;       /* its requester and CCs may know of it (D1, D2) */
  gboolean   restricted;   /* only its own people, its division, admins and owners may see it */
  gboolean   machine;      /* opened by a bulk or machine sender (S10) */
  PtChannel  channel;      /* how it was opened */
  PtId       division;     /* 0 if none */
  char      *tags;         /* words in order, one space between; "" if none */
  char      *custom;       /* custom fields: lines name=value in order of name; "" if none */
  PtTime     responded_at; /* first public comment of an agent, 0 before (SLA) */
  PtId linked_to; /* of a customer ticket its tracker, of a back-office ticket its customer ticket (D8); 0 if none */
  PtId       thread_of;    /* ticket that its first mail answered without a part in it (J8); 0 if none */
  PtTime     reminded_at;  /* when the reminder of a first response went out, 0 before */
  PtTime     waiting_at;   /* first public comment from outside that nobody answered, 0 if none (J29) */
  guint      waiting_told; /* how many of those who are to know of that were told */
  PtTime     withheld_told_at; /* when somebody inside was told that who wrote from outside did not reach all (J4) */
} PtTicket;

typedef struct {
  PtId       person;
  PtRelation relation;
  PtId       added_by; /* person who brought him, himself if he came alone; 0 if not known */
  gboolean   brought;  /* that was somebody outside, and he has not written there himself since (J9) */
} PtTicketPerson;

PtTicket *pt_ticket_new (PtId id, const char *mailbox, const char *subject);
PtTicket *pt_ticket_copy (const PtTicket *ticket);
void      pt_ticket_free (PtTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTicket, pt_ticket_free)

/* It is REQUESTER's, and an answer goes on there: it is neither closed nor deleted nor merged. */
gboolean pt_ticket_is_open_of (const PtTicket *ticket, PtId requester);

extern const PtMembers pt_ticket_members;
const PtMember *pt_ticket_field (PtTicketField field);

/* Sets FIELD to NUMBER, or to a copy of TEXT if it is one of text. */
void pt_ticket_set (PtTicket *ticket, PtTicketField field, gint64 number, const char *text);

extern const char *const pt_category_list[]; /* ends with NULL, like the other two lists */
extern const PtNames pt_status_names, pt_priority_names, pt_type_names, pt_category_names, pt_channel_names,
  pt_relation_names;

const char *pt_channel_name (PtChannel channel);
gboolean    pt_channel_from_name (const char *name, PtChannel *out_channel);
const char *pt_type_name (PtTicketType type);
gboolean    pt_type_from_name (const char *name, PtTicketType *out_type);
const char *pt_category_name (PtCategory category);
gboolean    pt_category_from_name (const char *name, PtCategory *out_category);
const char *pt_status_name (PtStatus status);
gboolean    pt_status_from_name (const char *name, PtStatus *out_status);
const char *pt_priority_name (PtPriority priority);
gboolean    pt_priority_from_name (const char *name, PtPriority *out_priority);
const char *pt_relation_name (PtRelation relation);
gboolean    pt_relation_from_name (const char *name, PtRelation *out_relation);

#endif
