/* PtWork: the store as one decision leaves it.  A change is true at once for whoever reads it, and making it is
 * what records its action in the decision: nobody else adds one.  Tickets that the store has are named by their
 * ids, those that the decision makes by negative ones; of the former a copy is made when one is first changed. */
#ifndef PT_CORE_WORK_H
#define PT_CORE_WORK_H

#include "core/author.h"
#include "core/case.h"
#include "core/standing.h"

/* What happened that people may be told of, beside comments. */
typedef enum {
  PT_HAPPENED_ASSIGNED, /* the ticket was given to PERSON, 0 = to nobody */
  PT_HAPPENED_DIVISION, /* it came into its division while PERSON had it, 0 = nobody */
  PT_HAPPENED_STATUS,   /* its status changed */
  PT_HAPPENED_SHARED,   /* people outside shall know of it from now on */
  PT_HAPPENED_FOLLOWED, /* somebody else made PERSON a follower */
  PT_HAPPENED_NAMED,    /* PERSON is named for the comment, whatever they are on the ticket */
  PT_HAPPENED_REPORT,   /* the event says what became of the author's commands */
  PT_HAPPENED_KEPT,     /* the same, and that the comment was kept inside */
  PT_HAPPENED_DUE,      /* the time for a first answer is nearly over */
  PT_HAPPENED_UNANSWERED, /* a customer waits so long that the next one is told */
  PT_HAPPENED_UNDELIVERED, /* mail to PERSON failed, or is late */
  PT_HAPPENED_DROPPED,  /* mail to PERSON was dropped when it should be sent */
  PT_HAPPENED_LEFT,     /* PERSON wants no more mail of the ticket, or wants it again */
  PT_HAPPENED_HELD,     /* PERSON shall hear of a held mail */
  PT_HAPPENED_DIGEST,   /* PERSON shall hear of all that is held */
  PT_HAPPENED_CEILING,  /* PERSON shall hear that mail waits below a ceiling */
} PtHappenedKind;

typedef struct {
  PtHappenedKind kind;
  PtId       ticket;
  PtId       person;
  PtId       event; /* 0 if none */
  const PtNotification *mail; /* of the last two; NULL if none */
} PtHappened;

/* How far a comment reaches; a private one reaches nobody outside, whatever is said here (S1). */
typedef enum {
  PT_REACH_NOBODY,  /* it goes along with another one */
  PT_REACH_INSIDE,  /* people inside alone */
  PT_REACH_RECEIPT, /* and its requester is told that it came */
  PT_REACH_ALL,     /* people inside, requester and CCs */
  PT_REACH_COPY,    /* as ALL: a note from a linked ticket, told after everything else (D8) */
} PtReach;

typedef struct {
  PtComment *comment; /* owned by the decision */
  PtReach    reach;
} PtWorkComment;

/* Who does it all. */
typedef struct {
  PtId     id;              /* 0 = Postern itself */
  gboolean internal;        /* and does not count as a requester (R19) */
  gboolean in_conversation; /* requester, CC, participant or of their company: S3 applies */
  gboolean authenticated;   /* B12 */
  PtReceiptRight receipts;
  gboolean unproven;        /* nothing shows that the mail is theirs: they are told of it as others are (J21) */
  gboolean claims;          /* and it names a ticket as anybody could (J10) */
} PtWorkAuthor;

typedef struct {
  const PtCase *c;
  PtDecision   *decision;
  PtWorkAuthor  author;
  GArray       *comments;  /* PtWorkComment, as they were written */
  GArray       *happened;  /* PtHappened, as they happened */
  GHashTable   *tickets;   /* PtId * -> what is known of that ticket (work.c) */
  GHashTable   *persons;   /* PtId * -> PtPerson *: those that the decision makes */
  GHashTable   *keys;      /* address key -> PtPerson *: the same */
  GHashTable   *cancelled; /* PtId *: outbox rows */
  const char   *heard;     /* address key: mail to it is fine by now (J3); NULL if there is none */
  PtId          last_person, last_ticket, last_event; /* ids are given downwards */
} PtWork;

/* Nothing is changed yet.  Both arguments must outlive it. */
PtWork *pt_work_new (const PtCase *a_case, PtDecision *decision);
void    pt_work_free (PtWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtWork, pt_work_free)

/* --- reading (work.c): all of it as it is by now --- */

/* NULL if neither the snapshot nor the decision has it.  The pointer is good until the ticket is changed. */
const PtTicket *pt_work_ticket (const PtWork *work, PtId ticket);

/* The ticket and its people as they were; NULL if the decision makes it. */
const PtTicketView *pt_work_before (const PtWork *work, PtId ticket);

/* The rules of its mailbox (M9). */
const PtRules *pt_work_rules (const PtWork *work, PtId ticket);

gboolean pt_work_has (const PtWork *work, PtId ticket, PtId person, PtRelation relation);
/* What is known of that, until the people of the ticket change; NULL if they have not. */
const PtTicketPerson *pt_work_entry (const PtWork *work, PtId ticket, PtId person, PtRelation relation);

/* PtId of all with that relation, as they came.  Free with g_array_unref. */
GArray *pt_work_people (const PtWork *work, PtId ticket, PtRelation relation);

/* What PERSON, who may be nobody we know, is on the ticket, and may do there. */
PtStanding pt_work_standing (const PtWork *work, PtId ticket, PtId person);

/* Known or made by the decision; NULL if neither. */
const PtPerson *pt_work_person (const PtWork *work, PtId person);
const PtPerson *pt_work_person_by_key (const PtWork *work, const char *key);

/* Its author is none of us: neither Postern itself nor an active agent, as a requester either (J9). */
gboolean pt_work_is_from_outside (const PtWork *work);

/* --- changing (work-change.c) --- */

/* What is made gets its id here, which is returned, and is owned by the decision then. */
PtId       pt_work_new_person (PtWork *work, PtPerson *person);
PtId       pt_work_new_ticket (PtWork *work, PtTicket *ticket);
PtComment *pt_work_new_comment (PtWork *work, PtComment *comment, PtReach reach);

/* BY solved it, 0 = nobody, and the ticket comes back to them (L5). */
void pt_work_set_status (PtWork *work, PtId ticket, PtStatus status, PtId by);
void pt_work_set_assignee (PtWork *work, PtId ticket, PtId person);
void pt_work_set_number (PtWork *work, PtId ticket, PtTicketField field, gint64 number);
void pt_work_set_text (PtWork *work, PtId ticket, PtTicketField field, const char *text);

/* FALSE, and nothing is recorded, if it is so already.  Whom somebody outside brought in one of us may add
 * once more: then it was not they who did (J9). */
gboolean pt_work_relate (PtWork *work, PtId ticket, PtId person, PtRelation relation);
gboolean pt_work_unrelate (PtWork *work, PtId ticket, PtId person, PtRelation relation);
/* The same as pt_work_relate, with ENTRY's own word on who added them, of another ticket. */
gboolean pt_work_bring (PtWork *work, PtId ticket, const PtTicketPerson *entry);
/* An agent has answered a ticket of PERSON, who is known from now on; nothing is recorded for one of us (J9). */
void     pt_work_know (PtWork *work, PtId person);

/* A line of the ticket's log, where every change of state has one (C20, FW9): KIND by ACTOR (0 = Postern).  DETAIL
 * may be NULL.  Returns its id. */
PtId pt_work_event (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, const char *detail);
/* As pt_work_event, about a person. */
PtId pt_work_event_about (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, PtId about);
/* The same with a DETAIL. */
PtId pt_work_event_of (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, PtId about, const char *detail);

/* To be told of by mails.h. */
void pt_work_happened (PtWork *work, PtHappenedKind kind, PtId ticket, PtId person, PtId event);
/* The same of MAIL, which the snapshot has. */
void pt_work_happened_to_mail (PtWork *work, PtHappenedKind kind, const PtNotification *mail, PtId event);

/* The message id becomes known to the ticket (B10). */
void pt_work_learn_id (PtWork *work, PtId ticket, const char *id, PtKnownOrigin origin);
void pt_work_link (PtWork *work, PtId ticket, PtId other, const char *kind);
/* COMMENT of the store, which is public, becomes private (J30). */
void pt_work_keep (PtWork *work, PtId ticket, PtId comment);
/* COMMENT goes in ITEM, which has others, no more (D9). */
void pt_work_unjoin (PtWork *work, const PtOutboxItem *item, PtId comment);
/* ITEM of the outbox, which is not sent yet, is not sent any more. */
void pt_work_cancel (PtWork *work, const PtOutboxItem *item);
/* A server said WORDS of ITEM, which failed; WEIGHT is what that says of its address (J3). */
void pt_work_bounce (PtWork *work, const PtOutboxItem *item, const char *words, PtReportWeight weight);
/* What becomes known of the address KEY of PERSON. */
void pt_work_address (PtWork *work, PtId person, const char *key, PtAddressNews news);
/* The story of ITEM is told so far (J4). */
void pt_work_told (PtWork *work, const PtOutboxItem *item, PtOutboxTold told);
/* An absence note of PERSON came, or else another sign of life (J29). */
void pt_work_absent (PtWork *work, PtId person, gboolean absent);
/* PERSON has seen the comments up to COMMENT, 0 = all: replies that wait for them are not sent (D9). */
void pt_work_see (PtWork *work, PtId ticket, PtId person, PtId comment);
/* MESSAGE is told by the mails of EVENT (0 = none), and what else is to come is TELLING (J5). */
void pt_work_tell_held (PtWork *work, PtId message, PtId event, PtTelling telling);
/* All that waits for a digest is told by the mails of EVENT; what was told DAYS days of service ago but three is told
 * again. */
void pt_work_digest_held (PtWork *work, PtId event, guint days);
void pt_work_notify (PtWork *work, PtNotification *notification /* owned */);

/* --- between the two files --- */

/* To be changed: a copy of its own by now. */
PtTicket *pt_work_own_ticket (PtWork *work, PtId ticket);
/* The decision makes TICKET, which it owns. */
void      pt_work_add_ticket (PtWork *work, PtTicket *ticket);
/* ENTRY is so from now on if ON, else not; FALSE if it was already. */
gboolean  pt_work_put_person (PtWork *work, PtId ticket, const PtTicketPerson *entry, gboolean on);

#endif
