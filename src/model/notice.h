/* PtNotice: everything needed to write the mail of one outbox row, read from the store in one go when it is due. */
#ifndef PT_MODEL_NOTICE_H
#define PT_MODEL_NOTICE_H

#include "model/comment.h"
#include "model/message.h"
#include "model/notification.h"
#include "model/person.h"
#include "model/ticket.h"

typedef struct {
  PtOutboxItem *item;
  PtTicket     *ticket;
  PtComment    *comment;     /* NULL if the cause is an event */
  char         *event_kind;  /* NULL if the cause is a comment */
  char         *event_detail;
  PtPerson     *recipient;
  PtPerson     *author;      /* of the comment, or actor of the event; NULL = Postern itself */
  PtPerson     *requester;
  PtPerson     *assignee;    /* NULL if nobody */
  PtPerson     *visible_to;  /* of the comment, NULL if private */
  GPtrArray    *visible_cc;  /* PtPerson * */
  GPtrArray    *attachments; /* PtPart *: of the comment's message, those that are attachments */
  gboolean      first_comment;
  /* threading */
  char         *last_received; /* Message-ID of the newest message of the recipient on this ticket, NULL if none */
  PtOutboxItem *last_sent;     /* newest outbox row sent to the recipient on this ticket after that message, NULL if none */
  GPtrArray    *received_ids;  /* char *: Message-IDs received on the ticket, oldest first, the newest 20; only ids that
                                  the recipient may know: of public comments, unless he is internal */
} PtNotice;

PtNotice *pt_notice_new (void);
void      pt_notice_free (PtNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtNotice, pt_notice_free)

#endif
