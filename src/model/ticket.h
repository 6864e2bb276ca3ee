/* PtTicket and the people on it. */
#ifndef PT_MODEL_TICKET_H
#define PT_MODEL_TICKET_H

#include "base/types.h"

typedef enum {
  PT_STATUS_NEW,
  PT_STATUS_OPEN,
  PT_STATUS_PENDING,
  PT_STATUS_ON_HOLD,
  PT_STATUS_SOLVED,
  PT_STATUS_CLOSED,
} PtStatus;

typedef enum { PT_PRIORITY_NONE, PT_PRIORITY_LOW, PT_PRIORITY_NORMAL, PT_PRIORITY_HIGH, PT_PRIORITY_URGENT } PtPriority;

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
  char      *thread_index; /* the requester's Outlook thread, NULL if none */
} PtTicket;

typedef struct {
  PtId       person;
  PtRelation relation;
} PtTicketPerson;

PtTicket *pt_ticket_new (PtId id, const char *mailbox, const char *subject);
PtTicket *pt_ticket_copy (const PtTicket *ticket);
void      pt_ticket_free (PtTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTicket, pt_ticket_free)

const char *pt_status_name (PtStatus status);
gboolean    pt_status_from_name (const char *name, PtStatus *out_status);
/* What a customer sees: Closed as Solved, On-hold as Open (X14). */
PtStatus    pt_status_public (PtStatus status);
const char *pt_priority_name (PtPriority priority);
gboolean    pt_priority_from_name (const char *name, PtPriority *out_priority);
const char *pt_relation_name (PtRelation relation);
gboolean    pt_relation_from_name (const char *name, PtRelation *out_relation);

#endif
