/* PtAsking: one request while it is decided.  Each kind of request has a function that grants or refuses it, in a
 * file of its topic (request-*.c); the table in request.c says which, and what must be true before. */
#ifndef PT_CORE_ASKING_H
#define PT_CORE_ASKING_H

#include "core/facts.h"
#include "core/work.h"

typedef struct {
  const PtCase    *c;
  const PtRequest *request;
  PtDecision      *decision;
  PtFacts         *facts;  /* the actor's rights on the ticket */
  PtWork          *work;
  PtId             ticket; /* that is asked about, or that the request makes; 0 before */
  const PtPerson  *actor;
  PtId             event;  /* that mails are about which no ticket has; 0 if none */
} PtAsking;

typedef void (*PtAskingFunc) (PtAsking *asking);

/* Makes the verdict REFUSED, with the reason WHY; always FALSE. */
gboolean pt_asking_refuse (PtAsking *asking, const char *rule, const char *why);

/* Says that nothing changes, which is granted. */
void pt_asking_nothing (PtAsking *asking, const char *why);

/* The actor is an admin or owner. */
gboolean pt_asking_is_admin (const PtAsking *asking);

/* The ticket as it is by now; there must be one. */
const PtTicket *pt_asking_ticket (const PtAsking *asking);

/* Makes TICKET, whose requester is set, the new one of the request, with its event; DETAIL may be NULL. */
PtId pt_asking_open (PtAsking *asking, PtTicket *ticket /* owned */, const char *detail);

/* Writes the first comment of the ticket that pt_asking_open made. */
void pt_asking_first_comment (PtAsking *asking);

/* There is text; else refuses. */
gboolean pt_asking_has_text (PtAsking *asking);

/* The new comment of a request, with its event. */
PtComment *pt_asking_comment (PtAsking *asking, gboolean is_private);

/* request-comment.c */
void pt_asking_new (PtAsking *asking);
void pt_asking_reply (PtAsking *asking);
void pt_asking_note (PtAsking *asking);
void pt_asking_unsend (PtAsking *asking);
/* request-life.c */
void pt_asking_followup (PtAsking *asking);
void pt_asking_delete (PtAsking *asking);
/* request-merge.c */
void pt_asking_merge (PtAsking *asking);
/* request-fields.c */
void pt_asking_set (PtAsking *asking);
void pt_asking_tag (PtAsking *asking);
void pt_asking_custom (PtAsking *asking);
/* request-ticket.c */
void pt_asking_assign (PtAsking *asking);
void pt_asking_status (PtAsking *asking);
void pt_asking_close (PtAsking *asking);
/* request-rights.c */
void pt_asking_division (PtAsking *asking);
void pt_asking_restrict (PtAsking *asking);
void pt_asking_retire (PtAsking *asking);

/* request-delivery.c */
void pt_asking_unsent (PtAsking *asking);
void pt_asking_unanswered (PtAsking *asking);
void pt_asking_deliverable (PtAsking *asking);

/* request-people.c */
void pt_asking_relate (PtAsking *asking);
void pt_asking_unrelate (PtAsking *asking);

/* request-shared.c */
void pt_asking_seen (PtAsking *asking);
void pt_asking_link (PtAsking *asking);
void pt_asking_remind (PtAsking *asking);
void pt_asking_category (PtAsking *asking);
void pt_asking_share (PtAsking *asking);

/* request-held.c; the second is asked when it is known who is mailed */
void pt_asking_tell_held (PtAsking *asking);
void pt_asking_held_told (PtAsking *asking);
void pt_asking_digest_held (PtAsking *asking);
void pt_asking_tell_ceiling (PtAsking *asking);

#endif
