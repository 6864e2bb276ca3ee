/* PtHead: the header block of an outgoing mail, folded at 78 columns (RFC 5322 section 2.1.1).  It trusts its caller
 * that a word holds neither spaces nor controls; text and phrases may hold anything pt_text_is_header_value lets
 * pass. */
#ifndef PT_MIME_WRITE_HEADER_H
#define PT_MIME_WRITE_HEADER_H

#include <glib.h>

typedef struct {
  GString *out;
  gsize    column; /* length of the line being written */
} PtHead;

/* `Name:` */
void pt_head_begin (PtHead *head, const char *name);

/* A space and WORD; on a new line if this one would grow beyond 78 columns. */
void pt_head_word (PtHead *head, const char *word);

/* Unstructured text: as it is, if it is plain ASCII with single spaces, else encoded words (RFC 2047 section 5 (1)).
 */
void pt_head_text (PtHead *head, const char *text);

/* A display name: atoms, a quoted string, or encoded words (RFC 2047 section 5 (3)). */
void pt_head_phrase (PtHead *head, const char *name);

/* Ends the field. */
void pt_head_end (PtHead *head);

#endif
