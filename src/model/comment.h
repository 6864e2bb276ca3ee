/* PtComment: one contribution to a ticket, public or private. */
#ifndef PT_MODEL_COMMENT_H
#define PT_MODEL_COMMENT_H

#include "model/flag.h"
#include "model/ticket.h"

typedef struct {
  PtId       id;
  PtId       ticket;
  PtId       author;         /* person */
  char      *author_address; /* the address he wrote from; NULL from the command line */
  gboolean   is_private;
  gboolean   is_participant; /* shown as a participant's reply (T8) */
  PtFlags    flags;          /* a comment with any is flagged */
  PtChannel  channel;
  char      *text;           /* NULL in a decision on mail: the new text of that message */
  char      *rest;           /* what was cut from it; NULL or "" if nothing was kept */
  PtTime     at;
  PtId       publishes;      /* private comment whose words it shows (J2); 0 = none */
  /* the one visible conversation (N1): who stands in To and Cc of every copy, whoever gets one */
  PtId       visible_to;     /* person, 0 if the comment is private */
  GArray    *visible_cc;     /* PtId: persons */
} PtComment;

extern const PtMembers pt_comment_members;

PtComment *pt_comment_new (PtId id, PtId ticket, PtId author);
void       pt_comment_free (PtComment *comment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtComment, pt_comment_free)

#endif
