/* PtRequest: what somebody asks for at the command line.  It goes through the same decision as mail. */
#ifndef PT_MODEL_REQUEST_H
#define PT_MODEL_REQUEST_H

#include "model/ticket.h"

typedef enum {
  PT_REQUEST_NEW, /* text, subject, mailbox, person = requester */
  PT_REQUEST_REPLY, /* ticket, text: public comment */
  PT_REQUEST_NOTE, /* ticket, text: private comment */
  PT_REQUEST_ASSIGN, /* ticket, person = new assignee, 0 = nobody */
  PT_REQUEST_STATUS, /* ticket, status */
  PT_REQUEST_CLOSE, /* ticket: asked by time itself, actor 0 (L6) */
  PT_REQUEST_SET, /* ticket, field, and person, number or value */
  PT_REQUEST_FOLLOWUP, /* ticket = the closed one, text, and subject, mailbox, person = requester where they differ
                          (A4) */
  PT_REQUEST_MERGE, /* ticket into other, text = what is said on both, number = PtMergeSide that may be read outside
                     */
  PT_REQUEST_DELETE, /* ticket */
  PT_REQUEST_TAG, /* ticket, value = words, number = 1 to add them, 0 to remove them */
  PT_REQUEST_CUSTOM, /* ticket, name, value = "" to remove it */
  PT_REQUEST_RELATE, /* ticket, relation, person, or value = people: addresses or #id, a space between */
  PT_REQUEST_UNRELATE, /* the same */
  PT_REQUEST_RETIRE, /* ticket, person, number = PtRole he will have: takes him off what that role may not be (FW19)
                      */
  PT_REQUEST_SEEN, /* ticket, person: he has seen what is on it (D9) */
  PT_REQUEST_LINK, /* ticket, other = its tracker, or its customer ticket (D8); 0 = none */
  PT_REQUEST_REMIND, /* ticket: asked by time itself: nobody has answered yet */
  PT_REQUEST_UNSENT, /* row: asked by time itself: it ended badly, or is late (J4) */
  PT_REQUEST_UNANSWERED, /* ticket: asked by time itself: a customer waits too long for an answer (J29) */
  PT_REQUEST_DELIVERABLE, /* person, value = address: it may be tried again (J3) */
  /* number = held message, ticket that it names or 0, value = its sender's address: asked by time itself (J5) */
  PT_REQUEST_TELL_HELD,
  PT_REQUEST_DIGEST_HELD, /* the same: what waits for a digest is sent */
  PT_REQUEST_TELL_CEILING, /* number = mails that wait, value = since when: the owners are told (J10) */
  PT_REQUEST_UNSEND, /* number = comment, which brings its ticket: it is mailed to nobody (J30) */
  PT_REQUEST_N_KINDS
} PtRequestKind;

/* The comments of a merge that are public, one bit each. */
typedef enum { PT_MERGE_PUBLIC_THERE = 1 << 0, PT_MERGE_PUBLIC_HERE = 1 << 1 } PtMergeSide;

typedef struct {
  PtRequestKind kind;
  PtId          actor;    /* person who asks */
  PtId          ticket;
  PtId          other;    /* another ticket */
  PtId          row;      /* of the outbox */
  PtId          person;
  PtStatus      status;
  PtRelation    relation;
  PtTicketField field;
  gint64        number;   /* value of a field that is a number; a held message */
  char         *name;     /* of a tag, a custom field, a division */
  char         *value;    /* of a field that is text */
  gboolean      all_or_nothing; /* refused if somebody on the ticket would not be mailed (J4) */
  gboolean      note;     /* of a new ticket: its first comment is private */
  gboolean      only_cc;  /* of whom is made CC: an agent does not become a follower (C11) */
  gboolean      api;      /* asked by a program: A1-A5 instead of L7 and L9 */
  char         *mailbox;  /* name; NULL = default */
  char         *subject;
  char         *text;
} PtRequest;

PtRequest *pt_request_new (PtRequestKind kind, PtId actor);
void       pt_request_free (PtRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtRequest, pt_request_free)

/* The words of VALUE if the request names people so; never NULL, free with g_strfreev. */
GStrv pt_request_people (const PtRequest *request);
/* 12 for `12` and `#12`, 0 for an address. */
PtId  pt_request_person_id (const char *word);

const char *pt_request_kind_name (PtRequestKind kind);

#endif
