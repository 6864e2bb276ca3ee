/* The tree of values that notification templates read (postern-templates(5), RULES section 11).
 *
 * What a recipient may not see is not in his tree, so no template can show it (H10, T034, T038):
 *   - mail for people outside has no private comment, no flags, no assignee, no address of staff, and the status that
 *     is public;
 *   - a receipt has nothing that its reader may have forged: no title, no names, no comment (B12). */
#ifndef PT_RENDER_FIELDS_H
#define PT_RENDER_FIELDS_H

#include "model/notice.h"
#include "model/policy.h"
#include "render/value.h"

/* What the answer of a notice's recipient, by mail and with his own token, will become (H2). */
typedef enum {
  PT_ANSWER_OUTSIDE,          /* a public comment: it goes to requester and CCs */
  PT_ANSWER_NOTE,             /* an internal note */
  PT_ANSWER_NOTE_IF_FOLLOWER, /* a note if he follows the ticket, else public (X1 private) */
  PT_ANSWER_NOTE_IF_PRIVATE,  /* public, but a note as long as the ticket holds only notes (P8) */
  PT_ANSWER_NEW_TICKET,       /* the ticket is closed (X10) */
} PtAnswer;

typedef struct {
  const PtMailbox *mailbox;    /* that the mail is sent from */
  const char      *text;       /* of the comment as it may be shown, from pt_fields_text; NULL if there is none */
  const char      *body_token; /* NULL if there is none */
} PtFieldsInput;

/* The tree for the mail of NOTICE, of which KIND is the template. */
PtValue *pt_fields_new (const PtNotice *notice, PtNotifyKind kind, const PtFieldsInput *input);

/* A tree in which every field is there, for finding names that no field has. */
PtValue *pt_fields_sample (void);

/* RULES 3.3 rows 31-43 for an internal recipient. */
PtAnswer pt_fields_answer (const PtNotice *notice, const PtRules *rules);

/* TEXT as shown: LF line ends, at most PT_FIELDS_TEXT_BYTES and then PT_FIELDS_CUT, without characters that hide or
 * reorder others (T065); joiners and marks of direction, which languages need, stay.  NULL is "".  Free with g_free. */
char *pt_fields_text (const char *text);

#define PT_FIELDS_TEXT_BYTES (1024 * 1024)
#define PT_FIELDS_CUT        "\n\n[The rest of this message is left out: it is too long for a mail.]"

/* The ticket's title without reply prefixes and without anybody's [#N], one line.  Free with g_free. */
char *pt_fields_title (const PtTicket *ticket);

/* PERSON's name as others may read it, one line, never an address; NULL if he has none.  Free with g_free. */
char *pt_fields_name (const PtPerson *person);

/* What a flag of a comment means, in a sentence; the word itself if it is not known. */
const char *pt_fields_flag_sentence (const char *word);

#endif
