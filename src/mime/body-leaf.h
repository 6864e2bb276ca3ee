/* One leaf of the MIME tree on its way to a PtPart. */
#ifndef PT_MIME_BODY_LEAF_H
#define PT_MIME_BODY_LEAF_H

#include <gmime/gmime.h>

#include "model/message.h"

typedef enum {
  PT_LEAF_OTHER,
  PT_LEAF_PLAIN, /* text/plain and its kin */
  PT_LEAF_HTML,
} PtLeafKind;

typedef struct {
  GMimeObject *object;
  PtLeafKind   kind;
  gboolean     body;     /* a text of the body, shown or one that an alternative stands for */
  gboolean     shown;    /* its words go to the text of the message */
  gboolean     related;  /* inside a multipart/related, not its root */
  gsize        start;    /* raw content: offset and length, in transfer encoding */
  gsize        length;
  GMimeContentEncoding encoding;
} PtLeaf;

/* Where the content of OBJECT stands in the bytes, and its kind.  An attached message has no place of its own: START
 * is that of its first field, LENGTH 0. */
void pt_leaf_init (PtLeaf *leaf, GMimeObject *object, gsize size);

/* The PtPart of the leaf: type, charset, name, content id; not yet its digest. */
PtPart *pt_leaf_part (const PtLeaf *leaf);

/* TRUE if the leaf asks to be an attachment, or has a name: *out_named. */
gboolean pt_leaf_is_attached (const PtLeaf *leaf, gboolean *out_named);

#endif
