/* What the rules ask the store, and what it answers.  Core makes two questions of a message or a request; the store
 * answers both into one PtSnapshot, in one transaction, so that deciding needs no further question
 * (core/question.h). */
#ifndef PT_MODEL_SNAPSHOT_H
#define PT_MODEL_SNAPSHOT_H

#include "base/digest.h"
#include "model/comment.h"
#include "model/division.h"
#include "model/event.h"
#include "model/notification.h"
#include "model/person.h"
#include "model/ticket.h"

/* Result of authentication by B1. */
typedef enum { PT_AUTH_NONE, PT_AUTH_PASS, PT_AUTH_FAIL } PtAuth;

/* Which ticket, and whose word. */
typedef struct {
  gboolean   has_digest;
  guint8     digest[PT_SHA256_BYTES]; /* content digest (B19) */
  GPtrArray *ids;       /* char *: Message-IDs to find among the known ones, without brackets */
  GPtrArray *addresses; /* char *: address keys of whoever may be the author, or else make an address ours (M14) */
  GArray    *tickets;   /* PtId: named by tokens, signed ids, subject, request; the store follows merges */
  PtId       comment;   /* that is to be taken back, and brings its ticket (J30); 0 = none */
  GArray    *outbox;    /* PtId: outbox rows named by return-path tokens */
} PtFirstQuestion;

/* What that ticket and that author need. */
typedef struct {
  GArray    *tickets;   /* PtId: those that it is about: the people on them, their divisions and companies */
  gboolean   linked;    /* also the customer tickets of a tracker, the customer ticket of a back-office ticket (D8) */
  gboolean   unsent;    /* also their mail that may still be cancelled */
  gboolean   members;   /* the members of their divisions, even where somebody has the ticket */
  PtId       texts_of;  /* ticket whose comments the mail may quote (P9); 0 = none */
  PtId       thread_of; /* ticket in whose thread thread_by may have opened one of their own (J8); 0 = none */
  PtId       thread_by; /* person */
  PtId       kept;      /* private comment that its author wants to be shown (J2); 0 = none */
  PtId       copy_of;  /* ticket that another message of the same Message-ID is on: what did copy_by write there? */
  PtId       copy_by;  /* person */
  PtId       coming_on; /* ticket on which coming_of may have left; 0 = none (J16) */
  PtId       coming_of; /* person */
  gboolean   copies;    /* also all mail of the comment that is to be taken back */
  PtId       last_public_but; /* a comment that does not count for ... */
  PtId       last_public_of; /* ticket whose last public comment is wanted; 0 = none */
  GArray    *comments;  /* PtId: comments named by signed ids: is it private? */
  gboolean   authors;   /* also who wrote these */
  GArray    *persons;   /* PtId: people to load by id, with their companies */
  GPtrArray *addresses; /* char *: address keys to find other people by */
  GPtrArray *names;     /* char *: names of staff to load, case-folded */
  GPtrArray *divisions; /* char *: divisions by name or number, with their members */
  gboolean   owners;    /* also the active owners, among the staff */
  gboolean   agents;    /* also everybody who may see held mail by their role, and how often they were told of some */
  PtId       open_of;   /* also the open tickets of that person, at most PT_OPEN_MOST; 0 = none */
  gboolean   staff;     /* also the people whose role stands in notify_new, of whatever mailbox */
  char      *sender_key;    /* author's address key, for rates and company; NULL if none */
  char      *form_key;      /* the form that sent it for him, which is counted instead (B0); NULL if none did */
  char      *sender_domain; /* its domain */
  PtAuth     sender_auth;   /* his mails with this result alone are counted: forged ones use up nobody's rate (O2) */
  char      *display_name;  /* the author's display name, case-folded: does an agent bear it? NULL if none */
  PtTime     now;
} PtSecondQuestion;

/* A message row with the digest asked for. */
typedef struct {
  PtId   message;
  char  *mailbox;
  PtId   ticket;
  PtTime received_at;
} PtDuplicate;

/* That mail to an address was refused for good (J3). */
typedef struct {
  PtId     outbox; /* the mail */
  PtTime   at;
  gboolean gone;   /* there is no such address, it said */
} PtReport;

/* How an id came to be known (B10). */
typedef enum {
  PT_KNOWN_REFERENCED, /* seen in other mails' In-Reply-To or References only: a ghost */
  PT_KNOWN_RECEIVED,   /* Message-ID of a message that we accepted */
} PtKnownOrigin;

typedef struct {
  char         *id;
  PtId          ticket;
  PtKnownOrigin origin;
  PtTime        seen_at;
} PtKnownId;

typedef struct {
  PtId     id;
  PtId     ticket;
  gboolean is_private;
  GArray  *visible_cc; /* PtId: who stood in Cc of it */
  PtId     author;
} PtCommentRef;

/* What a comment says, to be compared with what a mail quotes (P9). */
typedef struct {
  PtId     id;
  PtId     ticket;
  gboolean is_private;
  char    *text; /* its first PT_QUOTE_BYTES */
} PtCommentText;

/* So many of the newest comments of each kind are compared, and so much of each. */
#define PT_QUOTE_COMMENTS 20
#define PT_QUOTE_BYTES    8192

/* So many reports of an address are looked at. */
#define PT_REPORTS_MOST 50
/* So many open tickets of one person are looked at. */
#define PT_OPEN_MOST 20

/* Somebody who may see held mail by their role. */
typedef struct {
  PtId  person;
  guint told; /* mails about single held mails to them in the last hour (J5) */
} PtAgentTold;

/* A ticket with everything the rules ask about it. */
typedef struct {
  PtTicket *ticket;
  GArray   *people;           /* PtTicketPerson */
  guint     public_comments;
  guint     private_comments;
} PtTicketView;

/* Bits of those who answer letters, light agents apart. */
#define PT_ROLES_TEAM (1u << PT_ROLE_AGENT | 1u << PT_ROLE_SUPERVISOR)

typedef struct {
  GPtrArray *duplicates;  /* PtDuplicate * */
  GPtrArray *known_ids;   /* PtKnownId *, those found */
  GPtrArray *persons;     /* PtPerson *: found by address or id, and requester, assignee, CCs and followers of the
                           * tickets that it is about; participants may be many, and no rule asks who they are */
  GPtrArray *tickets;     /* PtTicketView *: those named, those of the known ids, and what they were merged into; with
                           * people where the second question asked for them */
  GArray    *comments;    /* PtCommentRef, those found */
  GPtrArray *outbox;      /* PtOutboxItem *, those found */
  GArray    *reports;     /* PtReport: of the address of the first of these, the newest first */
  GPtrArray *unsent;      /* PtOutboxItem *: of the tickets asked for, due or held back */
  PtEvent   *coming;      /* how the person asked for came to that ticket last, or left it; NULL if they never did */
  PtComment *last_public; /* of the ticket asked for; NULL if there is none */
  PtComment *kept;        /* that was asked for; NULL if there is none */
  GPtrArray *copies;      /* PtOutboxItem *: mail of that comment that was not dropped (J30) */
  GArray    *holders;     /* PtId: who have the mail that the comment came by, and got no copy for that (S3) */
  gboolean   kept_shown;  /* another comment publishes it already */
  GPtrArray *texts;       /* PtCommentText *: of the ticket asked for */
  GPtrArray *written;     /* char *: the newest comments of copy_by on copy_of */
  GPtrArray *staff;       /* PtPerson *: active people of the staff, if asked for */
  GArray    *agents;      /* PtAgentTold, if asked for */
  GArray    *open;        /* PtId: the open tickets asked for, newest first */
  GHashTable *by_id;      /* PtId * -> PtPerson *: of both lists */
  GHashTable *by_key;     /* address key -> PtPerson * */
  /* PtDivision *: those named and those of the tickets, members where nobody has the ticket */
  GPtrArray *divisions;
  /* PtCompany *: of the tickets, and of whoever a new one may be for; their contacts are among the persons */
  GPtrArray *companies;
  gboolean   name_is_staff;   /* an internal person bears the display name (B6) */
  GArray    *sender_times;    /* PtTime: when his mails of the last hour came that were accepted or held (O2, O3) */
  guint      sender_receipts; /* receipts to the sender in the last 24 hours (B12) */
  guint      domain_receipts; /* receipts to the sender's domain in the last hour */
  guint       unproven_receipts; /* receipts of the last hour to whoever is not proven (J10) */
} PtSnapshot;

PtFirstQuestion *pt_first_question_new (void);
void             pt_first_question_free (PtFirstQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtFirstQuestion, pt_first_question_free)

PtSecondQuestion *pt_second_question_new (PtTime now);
void              pt_second_question_free (PtSecondQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSecondQuestion, pt_second_question_free)

/* Adds a value to a list of a question once; NULL and numbers that are not above 0 are passed over. */
void pt_question_add_text (GPtrArray *texts, const char *text);
void pt_question_add_number (GArray *numbers, PtId number);

PtSnapshot *pt_snapshot_new (void);
void        pt_snapshot_free (PtSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSnapshot, pt_snapshot_free)

/* PERSON, who gets owned and has all his addresses, joins the people or the staff.  The first one with an id stays: a
 * second one is freed, but in the staff, which lists him once more. */
void pt_snapshot_add_person (PtSnapshot *snapshot, PtPerson *person);
void pt_snapshot_add_staff (PtSnapshot *snapshot, PtPerson *person);

PtTicketView *pt_ticket_view_new (PtTicket *ticket /* owned */);
void          pt_ticket_view_free (PtTicketView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTicketView, pt_ticket_view_free)
gboolean      pt_ticket_view_has (const PtTicketView *view, PtId person, PtRelation relation);
/* PERSON is its requester, CC or participant. */
gboolean pt_ticket_view_has_outside (const PtTicketView *view, PtId person);
/* What is known of that; NULL if they have not. */
const PtTicketPerson *pt_ticket_view_entry (const PtTicketView *view, PtId person, PtRelation relation);

void pt_duplicate_free (PtDuplicate *duplicate);
/* TEXT is copied as far as it counts. */
PtCommentText *pt_comment_text_new (PtId comment, PtId ticket, gboolean is_private, const char *text);
void           pt_comment_text_free (PtCommentText *text);
void pt_known_id_free (PtKnownId *known);
PtKnownId *pt_known_id_new (const char *id, PtId ticket, PtKnownOrigin origin, PtTime seen_at);

/* An owner among the staff can be mailed. */
gboolean pt_snapshot_has_owner (const PtSnapshot *snapshot);

/* All of these give NULL if it is not there. */
const PtPerson     *pt_snapshot_person (const PtSnapshot *snapshot, PtId id);
const PtPerson     *pt_snapshot_person_by_key (const PtSnapshot *snapshot, const char *key);
const PtTicketView *pt_snapshot_ticket (const PtSnapshot *snapshot, PtId id);
/* The ticket that stands for ID now, merges followed (RULES M21). */
const PtTicketView *pt_snapshot_survivor (const PtSnapshot *snapshot, PtId id);
const PtKnownId    *pt_snapshot_known_id (const PtSnapshot *snapshot, const char *id);
const PtCommentRef *pt_snapshot_comment (const PtSnapshot *snapshot, PtId id);
const PtOutboxItem *pt_snapshot_outbox (const PtSnapshot *snapshot, PtId id);
const PtDivision   *pt_snapshot_division (const PtSnapshot *snapshot, PtId id);
/* By name, whatever its case, or number: as it was asked for. */
const PtDivision   *pt_snapshot_division_by_name (const PtSnapshot *snapshot, const char *word);
const PtCompany    *pt_snapshot_company (const PtSnapshot *snapshot, PtId id);

#endif
