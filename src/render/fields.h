/* The tree of values that notification templates read (postern-templates(5), RULES section 11).
 *
 * What a recipient may not see is not in his tree, so no template can show it (H10, T034, T038):
 *   - mail for people outside has no private comment, no flags, no assignee, no address of staff, and the status that
 *     is public;
 *   - other private comments are in a mail about a private comment only, for the answer to that one can never become
 *     public with what it quotes;
 *   - a receipt to somebody who is not proven has nothing that its reader may have forged: no title, no names, no
 *     comment (B12); where anybody may open tickets, mail to customers about a customer's new ticket has no comment
 * (H8). */
#ifndef PT_RENDER_FIELDS_H
#define PT_RENDER_FIELDS_H

#include "model/notice.h"
#include "model/policy.h"
#include "render/value.h"
#include "render/words.h"

typedef struct {
  const PtMailbox *mailbox;    /* that the mail is sent from */
  const PtWords   *words;      /* of its language; NULL: none */
  const char      *body_token; /* NULL if there is none */
  PtReplyKind      reply;      /* what the recipient's answer will become (H2) */
  const char      *not_to;     /* whom that does not reach though it goes outside (J4); NULL if it reaches all */
  const char      *answer;     /* mailto links of mail to people inside (J2); NULL if it is not offered */
  const char      *note;
  const char      *publish;
  const char      *leave;      /* mailto links of whatever mail (J16); NULL if it is not offered */
  const char      *back;
  const char      *stop;       /* in the author's copy (J30) */
  char *(*show) (const char *raw,
                 const PtWords *words); /* a comment's text as it may be shown; NULL: pt_fields_text */
} PtFieldsInput;

/* The tree for the mail of NOTICE, of which KIND is the kind. */
PtValue *pt_fields_new (const PtNotice *notice, PtNotifyKind kind, const PtFieldsInput *input);

/* A tree in which every field is there, for finding names that no field has. */
PtValue *pt_fields_sample (void);

/* TRUE if other private comments of the ticket may be in the mail of NOTICE. */
gboolean pt_fields_may_show_private (const PtNotice *notice, PtNotifyKind kind);

/* TEXT as shown: LF line ends, at most PT_FIELDS_TEXT_BYTES and then CUT in brackets, without characters that hide or
 * reorder others (T065); joiners and marks of direction, which languages need, stay.  NULL is "".  Free with g_free.
 */
char *pt_fields_text (const char *text, const char *cut);

#define PT_FIELDS_TEXT_BYTES    (1024 * 1024)
#define PT_FIELDS_HISTORY_BYTES (64 * 1024) /* other comments of one mail together: the one over it is cut (J20) */

/* The ticket's title without reply prefixes and without anybody's [#N], one line.  Free with g_free. */
char *pt_fields_title (const PtTicket *ticket);

/* PERSON's name as others may read it, one line, never an address; NULL if he has none.  Free with g_free. */
char *pt_fields_name (const PtPerson *person);

#endif
