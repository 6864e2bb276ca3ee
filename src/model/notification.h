/* PtNotification: the promise of one mail to one person, made in the transaction of its cause.  It points at the
 * comment; nothing of the mail's content is in it. */
#ifndef PT_MODEL_NOTIFICATION_H
#define PT_MODEL_NOTIFICATION_H

#include "base/types.h"
#include "model/member.h"

typedef enum {
  PT_NOTIFY_RECEIPT,    /* to the sender of a new ticket: we have it (auto-replied) */
  PT_NOTIFY_REPLY,      /* a public comment, to requester, CC and participants: what a person wrote */
  PT_NOTIFY_NOTICE,     /* a public comment or a new ticket, to assignee, followers, staff */
  PT_NOTIFY_NOTE,       /* a private comment, to assignee and followers */
  PT_NOTIFY_ASSIGNMENT, /* to the new assignee */
  PT_NOTIFY_STATUS,     /* the status changed without a public comment, to the requester (X20) */
  PT_NOTIFY_REOPENED,   /* a solved ticket is open again, to the assignee, with the comment that did it if one did */
  PT_NOTIFY_REMINDER,   /* no agent has answered, and the time for it is nearly over */
  PT_NOTIFY_FOLLOWED,   /* to somebody whom another one made a follower (FW12) */
  PT_NOTIFY_REPORT,     /* to an agent: what became of the commands in his mail (B13) */
  /* a ticket came into a division or changed hands there: to its people, or to those who lead it (R17) */
  PT_NOTIFY_DIVISION,
  PT_NOTIFY_UNDELIVERED, /* a mail to somebody failed or is late: to who wrote it and who has the ticket (J4) */
  PT_NOTIFY_WITHHELD,    /* somebody on the ticket is not mailed of a comment: to who wrote it (J4) */
  PT_NOTIFY_HELD,        /* one held mail, to who may let it in or drop it (J5) */
  PT_NOTIFY_HELD_DIGEST, /* many of them, a line each */
  PT_NOTIFY_LEFT,        /* to who wants no more mail of a ticket, or mail again: that it is so (J16) */
  PT_NOTIFY_SENT,        /* to an agent: what they wrote, which waits, and how to stop it (J30) */
  PT_NOTIFY_COPIED,      /* a public comment from outside, to those whom it copies for the first time (J9) */
  PT_NOTIFY_DIGEST,      /* what was too much to tell one by one, to one of us (J10) */
  PT_NOTIFY_CEILING,     /* to the owners: mail waits, since too much of it was caused from outside (J10) */
  PT_NOTIFY_N_KINDS
} PtNotifyKind;

typedef enum {
  PT_OUTBOX_DUE,     /* to be sent at due_at */
  PT_OUTBOX_SENDING, /* committed before the first byte goes out */
  PT_OUTBOX_SENT,    /* the server took it */
  PT_OUTBOX_UNKNOWN, /* the final answer after DATA was lost: retried only by rule */
  PT_OUTBOX_FAILED,  /* the server refused it for good, or it was tried too long */
  PT_OUTBOX_BOUNCED, /* sent, and a report at its return path says failed */
  PT_OUTBOX_HELD,    /* an administrator holds it */
  PT_OUTBOX_DROPPED, /* an administrator dropped it */
  PT_OUTBOX_N_STATES
} PtOutboxState;

/* What somebody must still be on the ticket when mail to them is sent (J18). */
typedef enum {
  PT_AS_ANYBODY,   /* it goes to the person, whatever they are there */
  PT_AS_READER,    /* requester, CC, participant, contact of the company */
  PT_AS_REQUESTER,
  PT_AS_ASSIGNEE,
  PT_AS_WATCHER,   /* assignee, follower, or an agent in CC */
  PT_AS_MEMBER,    /* of the ticket's division, or a watcher */
  PT_AS_N
} PtMailedAs;

/* What limits mail that no agent caused (J10). */
typedef enum {
  PT_CEILING_NONE,     /* nothing: an agent caused it, or it is for somebody who is proven */
  PT_CEILING_RECEIPTS, /* receipts to senders of whom nothing is proven */
  PT_CEILING_OUTSIDE,  /* other mail to people outside */
  PT_CEILING_STAFF,    /* mail to people inside about what nobody proven wrote, and what only time caused */
  PT_CEILING_PERSON,   /* what is OUTSIDE, and waits since its recipient has had all of a day's */
  PT_CEILING_N
} PtCeiling;

/* How far the story of a mail that went wrong has been told (J4). */
typedef enum {
  PT_TOLD_NOTHING, /* there is nothing to tell */
  PT_TOLD_WAITS,   /* it ended badly, and is to be told */
  PT_TOLD_DELAY,   /* that it is late */
  PT_TOLD_ALL,
  PT_TOLD_N
} PtOutboxTold;

typedef struct {
  PtNotifyKind kind;
  PtId         ticket;
  PtId         comment; /* 0 if the cause is an event */
  PtId         event;   /* 0 if the cause is a comment */
  PtId         person;  /* recipient */
  char        *address; /* envelope recipient, checked by our grammar */
  PtTime       due_at;
  PtMailedAs   as;
  PtCeiling    ceiling;
  gboolean     joins;   /* what waits for that person on that ticket becomes one mail with this (D9) */
  GArray      *also;    /* PtId: earlier comments in the same mail, oldest first; NULL if none */
} PtNotification;

/* A row of the outbox. */
typedef struct {
  PtId           id;
  PtNotification notification;
  PtOutboxState  state;
  guint          attempts;
  PtTime         tried_at;   /* when it was first tried; 0 before */
  PtOutboxTold   told;
  PtTime         waiting_at; /* since when it waits for room below its ceiling (J10); 0 = it does not */
  PtTime         created_at;
  PtTime         settled_at; /* 0 while not settled */
  char          *message_id; /* as sent or to be sent; NULL before it was first rendered */
  char          *answer;     /* last answer of the server or error, one line; NULL if none */
} PtOutboxItem;

PtNotification *pt_notification_new (PtNotifyKind kind, PtId ticket, PtId person, const char *address);
void            pt_notification_free (PtNotification *notification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtNotification, pt_notification_free)

/* Columns; comments that go in the same mail are rows of their own. */
extern const PtMembers pt_outbox_members;

PtOutboxItem *pt_outbox_item_new (void);
void          pt_outbox_item_free (PtOutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtOutboxItem, pt_outbox_item_free)

extern const char *const pt_notify_kind_list[];
extern const PtNames pt_notify_kind_names, pt_outbox_state_names, pt_ceiling_names;
const char *pt_notify_kind_name (PtNotifyKind kind);
gboolean    pt_notify_kind_from_name (const char *name, PtNotifyKind *out_kind);
/* Mail for people outside: it may only ever hold public text (H10, T035). */
gboolean    pt_notify_kind_is_outside (PtNotifyKind kind);
/* A copy of what is said: in the name of who wrote, with all of the conversation in To and Cc (N1, N4). */
gboolean    pt_notify_kind_is_copy (PtNotifyKind kind);
/* Its cause is a comment, without which it is not written. */
gboolean    pt_notify_kind_needs_comment (PtNotifyKind kind);
/* Files of the comment go with it. */
gboolean    pt_notify_kind_has_files (PtNotifyKind kind);
/* Where no comment caused it, it shows the newest one of the ticket: a public one, if there is any (J20). */
gboolean    pt_notify_kind_shows_newest (PtNotifyKind kind);
/* It is about no ticket, and for those who see all of them (J5). */
gboolean    pt_notify_kind_is_of_desk (PtNotifyKind kind);
/* Value of its Auto-Submitted field; NULL for what a person wrote to people outside (RFC 3834 section 5.2, N11). */
const char *pt_notify_kind_auto_submitted (PtNotifyKind kind);
const char *pt_ceiling_name (PtCeiling ceiling);
const char *pt_outbox_state_name (PtOutboxState state);
gboolean    pt_outbox_state_from_name (const char *name, PtOutboxState *out_state);

#endif
