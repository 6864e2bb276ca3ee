/* PtNotice: everything needed to write the mail of one outbox row, read from the store in one go when it is due. */
#ifndef PT_MODEL_NOTICE_H
#define PT_MODEL_NOTICE_H

#include "model/comment.h"
#include "model/message.h"
#include "model/notification.h"
#include "model/person.h"
#include "model/snapshot.h"

/* What somebody's answer will become (H2; core/reply-kind.h says it). */
typedef enum {
  PT_REPLY_PUBLIC,     /* a public comment: it goes to requester and CCs */
  PT_REPLY_NOTE,       /* an internal note */
  PT_REPLY_NEW_TICKET, /* the ticket is closed (X10) */
  PT_REPLY_HELD,       /* it would wait for somebody who lets it in */
  PT_REPLY_N_KINDS
} PtReplyKind;

/* What becomes of an attachment in the mail (RULES N9). */
typedef enum {
  PT_ATTACHMENT_NAMED,     /* not yet decided: only named */
  PT_ATTACHMENT_SENT,      /* goes with the mail */
  PT_ATTACHMENT_TOO_LARGE, /* over attach_out_file or attach_out_total: named with its size, kept in the ticket */
  PT_ATTACHMENT_LOST,      /* what is kept is not what came: named with a warning, never guessed at */
} PtAttachmentFate;

typedef struct {
  PtId             message; /* that it came by */
  PtPart          *part;
  PtAttachmentFate fate;
  GBytes          *bytes; /* decoded; NULL unless SENT */
} PtAttachment;

/* Takes PART, of MESSAGE, over. */
PtAttachment *pt_attachment_new (PtId message, PtPart *part);
void          pt_attachment_free (PtAttachment *attachment);

/* Another comment of the ticket. */
typedef struct {
  PtComment *comment;
  PtPerson  *author;
} PtNoticeComment;

/* Takes both over. */
PtNoticeComment *pt_notice_comment_new (PtComment *comment, PtPerson *author);
void             pt_notice_comment_free (PtNoticeComment *one);

/* A comment in a list of many, with its ticket. */
typedef struct {
  PtTicketView *view;
  PtComment    *comment;
  PtPerson     *author; /* NULL if nobody is known */
} PtNoticeLine;

/* Takes all over. */
PtNoticeLine *pt_notice_line_new (PtTicketView *view, PtComment *comment, PtPerson *author);
void          pt_notice_line_free (PtNoticeLine *line);

/* A held mail, for who may let it in. */
typedef struct {
  PtId      id;
  PtTime    received_at;
  int       cause;
  PtId      ticket;  /* that it names; 0 if none */
  char     *mailbox; /* "" if it was for none */
  char     *from;    /* name and address, as they stand */
  char     *subject;
  char     *excerpt; /* of its text */
  gboolean  again;   /* it is told a second time, before it is deleted */
} PtHeldMail;

void pt_held_mail_free (PtHeldMail *mail);

/* What a digest only counts. */
typedef enum { PT_HELD_SPAM, PT_HELD_LOOPS, PT_HELD_BLOCKED, PT_HELD_REJECTED, PT_HELD_N_COUNTS } PtHeldCount;

/* So many lines has a digest, so long is the text of a held mail in the mail about it, in characters. */
/* Days of service between the last word about a held mail and its end (J5). */
#define PT_HELD_LAST_DAYS 3
#define PT_HELD_LINES   200
#define PT_HELD_EXCERPT 500

typedef struct {
  PtOutboxItem *item;
  PtTicketView *view;
  PtTicket     *ticket;      /* that of the view */
  PtTicketView *survivor;    /* that it was merged into, which answers go to (M21); NULL if it was not */
  PtComment    *comment;     /* that the mail is about; NULL if it is about none */
  char         *event_kind;  /* NULL if the cause is a comment */
  char         *event_detail;
  PtPerson     *recipient;
  PtPerson     *author;      /* of the comment */
  PtPerson     *actor;       /* of the event, or else who wrote the comment; NULL = Postern itself */
  PtPerson     *requester;
  PtPerson     *assignee;    /* NULL if nobody */
  PtPerson     *visible_to;  /* of the comment, NULL if private */
  GPtrArray    *visible_cc;  /* PtPerson * */
  GPtrArray    *earlier;     /* PtNoticeComment *: those that go in the same mail before COMMENT (D9) */
  GPtrArray    *copied;      /* PtPerson *: the ticket's CCs by now, in mail for people inside */
  GPtrArray    *kept_out;    /* PtPerson *: of us, in Cc of the comment, whom it did not add (J14); inside alone */
  gboolean      went_on;     /* in a receipt: the recipient was on the ticket that this one goes on with (J20) */
  gboolean      status_waits; /* in a reply: mail about a new status waits for the same person (J15) */
  gboolean      overtaken;   /* it says that a mail is late which has arrived meanwhile */
  PtId          message;     /* that the comment came by; 0 if none */
  GPtrArray *
    attachments; /* PtAttachment *: of those comments' messages, inline pictures too, since its HTML is not sent on */
  gboolean      first_comment;
  gboolean      authenticated; /* the message that the comment came by passed (B1); FALSE without one */
  PtNoticeComment *opening;    /* first comment of the ticket, if COMMENT is another and it may be shown; else NULL */
  GPtrArray    *history;       /* PtNoticeComment *: other comments, oldest first; empty until they are asked for */
  GPtrArray    *lines;         /* PtNoticeLine *: that a digest tells of, oldest first (J10) */
  GPtrArray    *held;          /* PtHeldMail *: that it tells of (J5) */
  guint         held_more;     /* how many more of either a digest would have */
  guint         held_counts[PT_HELD_N_COUNTS];
  /* threading */
  char         *last_received; /* Message-ID of the newest message of the recipient on this ticket, NULL if none */
  PtOutboxItem
    *last_sent; /* newest outbox row sent to the recipient on this ticket after that message, NULL if none */
  GPtrArray    *received_ids;  /* char *: Message-IDs received on the ticket, oldest first, the newest 20; only ids
                                  that the recipient may know: of public comments by people outside, unless he is
                                  internal */
} PtNotice;

PtNotice *pt_notice_new (void);
void      pt_notice_free (PtNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtNotice, pt_notice_free)

/* Takes VIEW over; its ticket is the notice's from then on. */
void pt_notice_set_view (PtNotice *notice, PtTicketView *view);

#endif
