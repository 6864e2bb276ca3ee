/* PtSource: header fields as they stand in the bytes, for filters.  One place unfolds and splits them: the gate. */
#ifndef PT_MIME_SOURCE_H
#define PT_MIME_SOURCE_H

#include <glib.h>

typedef struct {
  char *name;  /* as written */
  char *value; /* unfolded, white space at the ends cut; valid UTF-8 */
} PtField;

typedef struct {
  GBytes    *raw;
  GPtrArray *fields;     /* PtField *, in order; empty if the gate stopped the message */
  gsize      body_start; /* offset of the body in RAW */
  guint      trusted;    /* so many of the first FIELDS stand above the Received line of our own MTA */
  const char *const
    *spam_headers; /* names among them that a spam filter of ours writes, in lower case; NULL = none */
} PtSource;

/* A source without fields that holds a reference to RAW. */
PtSource *pt_source_new (GBytes *raw);

void pt_source_free (PtSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSource, pt_source_free)

/* The value of the first field of that name (any case), or NULL. */
const char *pt_source_field (const PtSource *source, const char *name);

#endif
