/* PtEvent: a line of a ticket's log.  Every change of state has one (C20, FW9). */
#ifndef PT_MODEL_EVENT_H
#define PT_MODEL_EVENT_H

#include "model/ticket.h"

/* The store holds their names; the numbers may change. */
typedef enum {
  PT_EVENT_TICKET_CREATED,
  PT_EVENT_COMMENT_ADDED,
  PT_EVENT_NOTE_ADDED,
  PT_EVENT_ASSIGNED,
  PT_EVENT_UNASSIGNED,
  PT_EVENT_CC_ADDED, /* added and removed: in the order of PtRelation */
  PT_EVENT_PARTICIPANT_ADDED,
  PT_EVENT_FOLLOWER_ADDED,
  PT_EVENT_CC_REMOVED,
  PT_EVENT_PARTICIPANT_REMOVED,
  PT_EVENT_FOLLOWER_REMOVED,
  PT_EVENT_FOLLOWED,   /* by themselves */
  PT_EVENT_UNFOLLOWED,
  PT_EVENT_CC_KEPT_OUT, /* one of us, in Cc of a comment of the same time, may not read the ticket (J14) */
  PT_EVENT_TAKEN_BACK, /* a public comment became private before it was mailed (J30) */
  PT_EVENT_LEFT,       /* they want no more mail; what they were stands in the detail (J16) */
  PT_EVENT_RETURNED,   /* and are it again */
  PT_EVENT_MERGED,
  PT_EVENT_MERGED_IN,
  PT_EVENT_PERSON_MERGED,
  PT_EVENT_LINKED,
  PT_EVENT_FORWARDED,
  PT_EVENT_RELEASED,
  PT_EVENT_COMMANDS,
  PT_EVENT_SEEN,
  PT_EVENT_FIRST_RESPONSE_DUE,
  PT_EVENT_UNANSWERED,
  PT_EVENT_MATCH_CONFLICT,
  PT_EVENT_ATTACHMENT_DROPPED,
  PT_EVENT_NOTIFY_SUPPRESSED,
  PT_EVENT_WITHHELD,
  PT_EVENT_DELIVERY_FAILED,
  PT_EVENT_DELIVERY_DELAYED,
  PT_EVENT_ADDRESS_UNDELIVERABLE,
  PT_EVENT_ADDRESS_DELIVERABLE,
  PT_EVENT_DELIVERY_RETRIED, /* by hand, like the next three */
  PT_EVENT_DELIVERY_HELD,
  PT_EVENT_DELIVERY_RELEASED,
  PT_EVENT_DELIVERY_DROPPED,
  PT_EVENT_HELD_TOLD,   /* of one held mail, whose number is the detail; about no ticket (J5) */
  PT_EVENT_HELD_DIGEST, /* of many */
  PT_EVENT_MAIL_WAITS,  /* below a ceiling; about no ticket (J10) */
  PT_EVENT_FIELD, /* a field of the ticket changed: one for each PtTicketField, in its order */
  PT_EVENT_N = PT_EVENT_FIELD + PT_FIELD_N,
  PT_EVENT_UNKNOWN = PT_EVENT_N
} PtEventKind;

#define PT_EVENT_CHANGED(field) ((PtEventKind) (PT_EVENT_FIELD + (field)))

typedef struct {
  PtId        id;
  PtId        ticket; /* 0 if it is about none */
  PtId        actor;  /* person, 0 = Postern */
  PtId        about;  /* person, 0 if none */
  PtTime      at;
  PtEventKind kind;
  char       *detail;
} PtEvent;

extern const PtMembers pt_event_members;

void pt_event_free (PtEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtEvent, pt_event_free)

extern const PtNames pt_event_kind_names;
const char *pt_event_kind_name (PtEventKind kind);

/* What the log says in words, with %A for the person it is about or %D for its detail; NULL if its name says it. */
const char *pt_event_kind_words (PtEventKind kind);

#endif
