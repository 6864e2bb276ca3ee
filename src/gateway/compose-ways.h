/* The ways to answer a mail to people inside: signed addresses with a purpose, as mailto links (J2, B15). */
#ifndef PT_GATEWAY_COMPOSE_WAYS_H
#define PT_GATEWAY_COMPOSE_WAYS_H

#include "core/token.h"
#include "model/notice.h"

typedef struct {
  PtReplyKind kind;     /* what mail to REPLY_TO becomes */
  PtReplyKind answer_kind; /* and mail to the answer address, if that is offered */
  char       *reply_to; /* whole address */
  char       *answer;   /* mailto links; NULL if it is not offered */
  char       *note;
  char       *stop;     /* of the author's copy: takes back what waits (J30) */
  char       *leave;    /* ends the reader's mail of the ticket (J16); NULL if they are nothing that can end */
  char       *unsubscribe; /* the same for List-Unsubscribe */
  char       *back;     /* of mail that says so: makes them again what they were */
  char       *publish;  /* of a report alone: shows the comment that it tells of */
} PtComposeWays;

/* For the mail of NOTICE, which is sent from MAILBOX.  Free with pt_compose_ways_clear. */
PtComposeWays pt_compose_ways (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice);
void          pt_compose_ways_clear (PtComposeWays *ways);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PtComposeWays, pt_compose_ways_clear)

/* A link that writes to the address for WHAT about the ticket of NOTICE (RFC 6068), with BODY, which may be NULL,
 * filled in.  Free with g_free. */
char *pt_compose_mailto (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice,
                         const PtToken *what, const char *body);

#endif
