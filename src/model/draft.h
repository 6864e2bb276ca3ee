/* PtDraft: an outgoing mail before it is bytes. */
#ifndef PT_MODEL_DRAFT_H
#define PT_MODEL_DRAFT_H

#include "base/address.h"
#include "base/types.h"

/* A file that goes with the mail. */
typedef struct {
  char   *name;    /* for people; the writer makes it safe */
  char   *type;    /* as the file came with; the writer sends what it does not know as application/octet-stream */
  char   *charset; /* of text, as declared; NULL if none */
  GBytes *bytes;
} PtDraftPart;

/* The texts are copied, of BYTES a reference is taken. */
PtDraftPart *pt_draft_part_new (const char *name, const char *type, const char *charset, GBytes *bytes);
void         pt_draft_part_free (PtDraftPart *part);

typedef struct {
  PtAddress *from;
  PtAddress *reply_to;
  GPtrArray *to;             /* PtAddress * */
  GPtrArray *cc;             /* PtAddress * */
  char      *subject;
  char      *message_id;     /* without brackets, as all ids */
  char      *in_reply_to;    /* NULL if none */
  GPtrArray *references;     /* char *, anchor first, bounded */
  PtTime     date;
  char      *auto_submitted; /* "auto-replied", "auto-generated"; NULL on what a person wrote (RFC 3834 5.2) */
  gboolean   suppress_auto;  /* X-Auto-Response-Suppress: All, on automatic mail only */
  char      *loop_mark;      /* X-Postern-Loop */
  char      *list_id;        /* follower mail only; NULL else */
  char      *list_unsubscribe; /* mailto: URL or NULL */
  char      *thread_index;   /* NULL if none */
  char      *thread_topic;
  char      *text;
  char      *html;           /* NULL = text only */
  GPtrArray *parts;          /* PtDraftPart * */
  /* envelope */
  char      *sender;         /* reverse path with its token */
  char      *recipient;      /* exactly one */
} PtDraft;

PtDraft *pt_draft_new (void);
void     pt_draft_free (PtDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtDraft, pt_draft_free)

#endif
