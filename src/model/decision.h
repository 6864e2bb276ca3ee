/* PtDecision: what shall happen, as data.  It can be compared, printed, replayed; `apply` only carries it out. */
#ifndef PT_MODEL_DECISION_H
#define PT_MODEL_DECISION_H

#include "model/comment.h"
#include "model/event.h"
#include "model/left-out.h"
#include "model/notification.h"
#include "model/person.h"
#include "model/snapshot.h"
#include "model/ticket.h"

/* Verdicts of a message row (B18), and the two of a request. */
typedef enum {
  PT_VERDICT_NEW,
  PT_VERDICT_REPLY,
  PT_VERDICT_PRIVATE,
  PT_VERDICT_ALSO_TO,
  PT_VERDICT_DUP,
  PT_VERDICT_AUTO,
  PT_VERDICT_BOUNCE,
  PT_VERDICT_BOUNCE_HELD,
  PT_VERDICT_HELD,
  PT_VERDICT_REJECTED,
  PT_VERDICT_LOOP,
  PT_VERDICT_DONE,    /* a request was granted */
  PT_VERDICT_REFUSED, /* a request was refused: the reasons say why */
  PT_VERDICT_N
} PtVerdict;

/* Cause ids of held mail (RULES 9.3).  Those that nothing here gives belong to what Postern has not: lists of allowed
 * domains, accounts of its own to log in to, a scanner. */
enum {
  PT_CAUSE_NONE = -1,
  PT_CAUSE_SPAM = 0,
  PT_CAUSE_DOMAIN_NOT_ALLOWED = 1, /* not given */
  PT_CAUSE_UNVERIFIED_USER = 2,    /* not given */
  PT_CAUSE_AUTOMATED = 3,
  PT_CAUSE_LOOP = 4,
  PT_CAUSE_UNKNOWN_UPDATE = 5,
  PT_CAUSE_OTHERS_TICKET = 6,
  PT_CAUSE_DELIVERY_FAILURE = 7,
  PT_CAUSE_VACATION = 8,
  PT_CAUSE_SYSTEM_USER = 9, /* not given */
  PT_CAUSE_UNKNOWN_AUTHOR = 10,
  PT_CAUSE_BLANK = 11,
  PT_CAUSE_SIGNUP_REQUIRED = 12,
  PT_CAUSE_BLOCKLISTED = 13,
  PT_CAUSE_BACKSCATTER = 14,
  PT_CAUSE_MAIL_OFF = 15, /* not given */
  PT_CAUSE_TO_NOREPLY = 16,
  PT_CAUSE_UNKNOWN_SERVER = 17,  /* not given */
  PT_CAUSE_EXPIRED_ACCOUNT = 18, /* not given */
  PT_CAUSE_PROCESSING_FAILED = 19,
  PT_CAUSE_UPDATE_REFUSED = 20,
  PT_CAUSE_LOGGED_OUT = 21, /* not given */
  PT_CAUSE_SUPPORT_ADDRESS = 22,
  PT_CAUSE_FOREIGN_DESK = 23, /* not given: row 4 or 13 and 14 see it */
  PT_CAUSE_TIMED_OUT = 24,    /* not given: it is 19 */
  PT_CAUSE_MALWARE = 25,      /* not given */
  PT_CAUSE_AUTHENTICATION = 26,
  PT_CAUSE_NOREPLY = 27,
  PT_CAUSE_OWNER_UNVERIFIED = 28, /* not given */
  PT_CAUSE_MALICIOUS = 29,
  PT_CAUSE_RECIPIENTS = 30,
  PT_CAUSE_N
};

/* How somebody is told of held mail (J5). */
typedef enum {
  PT_TELLING_NOTHING,
  PT_TELLING_ASK,    /* it is not known yet whether anybody is told at once */
  PT_TELLING_LINE,   /* a line in a digest to come */
  PT_TELLING_NUMBER, /* counted there */
  PT_TELLING_DONE,   /* told at once, to everybody who is */
} PtTelling;

/* Of mail that is held for CAUSE, or REJECTED. */
PtTelling pt_telling_of (int cause, gboolean rejected);

/* Kind of evidence for the matched ticket (B4). */
typedef enum { PT_EVIDENCE_NONE, PT_EVIDENCE_UNSIGNED, PT_EVIDENCE_OTHER, PT_EVIDENCE_OWN } PtEvidence;

/* Where the evidence stood, strongest first (B16). */
typedef enum {
  PT_VIA_NONE,
  PT_VIA_ADDRESS,
  PT_VIA_SIGNED_ID,
  PT_VIA_BODY_NEW,
  PT_VIA_STORED_ID,
  PT_VIA_BODY_QUOTED,
  PT_VIA_SUBJECT,
} PtVia;

typedef struct {
  char *rule; /* ids of RULES.md or THREATS.md, separated by spaces; "" if it is plain */
  char *text; /* for people */
} PtReason;

void pt_reason_free (gpointer reason);

/* What a report weighs for its address (J3). */
typedef enum { PT_WEIGHT_NONE, PT_WEIGHT_REFUSED, PT_WEIGHT_GONE } PtReportWeight;

/* What becomes known of an address (J3). */
typedef enum {
  PT_NEWS_UNDELIVERABLE,
  PT_NEWS_DELIVERABLE, /* it may be tried again: what was reported is forgotten */
  PT_NEWS_HEARD,       /* and mail came from it */
} PtAddressNews;

typedef enum {
  PT_ACTION_PERSON,    /* new_person (id < 0) */
  PT_ACTION_TICKET,    /* new_ticket (id < 0) */
  PT_ACTION_COMMENT,   /* comment (id < 0) */
  /* ticket, person, value = PtRelation, other = person who adds him, brought: that is somebody outside; where he is
   * it already, one of us takes over */
  PT_ACTION_RELATE,
  PT_ACTION_UNRELATE,  /* ticket, person, value = PtRelation */
  PT_ACTION_STATUS,    /* ticket, value = PtStatus, person = who solved it, else 0; solved_at and updated_at follow */
  PT_ACTION_ASSIGN,    /* ticket, person (0 = nobody) */
  /* ticket, value = PtTicketField, other = number (or person, ticket), text if it is a field of text */
  PT_ACTION_SET,
  /* id (< 0), ticket, person = actor (0 = Postern), other = person it is about, value = PtEventKind, detail */
  PT_ACTION_EVENT,
  /* ticket, text = id, value = PtKnownOrigin; an id already known keeps its ticket, and its origin only rises */
  PT_ACTION_KNOWN_ID,
  PT_ACTION_LINK,      /* ticket, other, text = kind: "same-thread", "follow-up", "answers" */
  PT_ACTION_NOTIFY,    /* notification */
  PT_ACTION_KEEP,      /* ticket, other = public comment that becomes private, and is shown to nobody outside (J30) */
  PT_ACTION_UNJOIN,    /* ticket, other = outbox row, id = comment that does not go with its others any more (D9) */
  PT_ACTION_CANCEL,    /* other = outbox row that is due or held, and shall not be sent */
  /* other = outbox row, person, text = what the server said: mail that was sent is bounced; a report on the address
   * it went to if value is one of PtReportWeight */
  PT_ACTION_BOUNCE,
  PT_ACTION_ADDRESS,   /* person, text = address key, value = PtAddressNews */
  PT_ACTION_TOLD,      /* other = outbox row, value = PtOutboxTold */
  PT_ACTION_ABSENT,    /* person: an absence note came if value, else they are here */
  /* ticket, person, other = newest comment that he has seen (0 = all): replies that wait for him are not sent */
  PT_ACTION_SEEN,
  /* id = held message, other = event whose mails tell of it (0 = none), value = PtTelling */
  PT_ACTION_TELL_HELD,
  /* other = event whose mails tell of all that waits for a digest, value = days that held mail is kept */
  PT_ACTION_DIGEST_HELD,
  PT_ACTION_KNOW,      /* person: an agent has answered a ticket of theirs (J9) */
  PT_ACTION_N_KINDS
} PtActionKind;

typedef struct {
  PtActionKind kind;
  PtId         id;
  PtId         ticket;
  PtId         person;
  PtId         other;
  int          value;
  gboolean     brought;
  char        *text;
  char        *detail;
  union { /* which one is told by KIND */
    PtPerson       *new_person;
    PtTicket       *new_ticket;
    PtComment      *comment;
    PtNotification *notification;
  };
} PtAction;

/* Held mail that somebody wants let in or dropped by mail (J5). */
typedef struct {
  PtId     message;
  PtId     actor;
  gboolean drop;
} PtHeldAsk;

typedef struct {
  PtVerdict  verdict;
  guint      row;        /* of the table RULES 3.3; 0 for a request */
  int        cause;      /* of held mail, PT_CAUSE_NONE if not held */
  PtTime     expires_at; /* of held mail (O11) */
  PtTelling  telling;    /* of held mail */
  PtHeldAsk  asks;       /* what its author asks for; message 0 = nothing */
  char      *mailbox;    /* name; NULL if the mail was for none of them */
  PtId       ticket;     /* made, changed, or noted beside; 0 if none */
  gsize      part_bytes; /* larger attachments stay in the raw message alone (N9); 0 = no limit */
  PtId       comment;    /* made; 0 if none */
  PtId       author;     /* person, < 0 if new, 0 if he became none */
  PtAuth     auth;
  PtEvidence evidence;
  PtVia      via;
  PtFlags    flags;      /* B6 */
  guint      commands_done, commands_refused; /* of those on top of an agent's mail (B13) */
  GPtrArray *actions;    /* PtAction *, in the order to carry them out */
  GPtrArray *reasons;    /* PtReason * */
  GArray    *left_out;   /* PtLeftOut: who is not mailed, and why */
  char      *not_mailed; /* who gets none and its author has to know so, with the reasons (J4); NULL if nobody */
} PtDecision;

PtDecision *pt_decision_new (void);
void        pt_decision_free (PtDecision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtDecision, pt_decision_free)

/* Appends an action and returns it, to be filled; in core work-change.c alone does so. */
PtAction *pt_decision_add (PtDecision *decision, PtActionKind kind, PtId ticket);
/* FORMAT makes the text; RULE is copied. */
void      pt_decision_reason (PtDecision *decision, const char *rule, const char *format, ...) G_GNUC_PRINTF (3, 4);
void      pt_action_free (PtAction *action);

const char *pt_verdict_name (PtVerdict verdict);
gboolean    pt_verdict_from_name (const char *name, PtVerdict *out_verdict);
const char *pt_auth_name (PtAuth auth);
const char *pt_evidence_name (PtEvidence evidence);
const char *pt_via_name (PtVia via);
const char *pt_action_kind_name (PtActionKind kind);
/* What a cause id means, for people; NULL for a number that is none. */
const char *pt_cause_text (int cause);

#endif
