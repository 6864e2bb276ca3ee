/* Leaves of the MIME tree: decoded in pieces, summed up, named safely (THREATS T063, T073, T081). */
#ifndef PT_MIME_PART_H
#define PT_MIME_PART_H

#include <gmime/gmime.h>

#include "model/message.h"

/* Decodes the LENGTH bytes at START of RAW; sets PART's place, size and SHA-256, and its note if a strict decoder
 * would stop where this one goes on.  The first CAP decoded bytes are appended to KEEP (may be NULL).  TRUE if both
 * decoders agree. */
gboolean pt_part_decode (PtPart *part, const guint8 *raw, gsize start, gsize length, GMimeContentEncoding encoding,
                         GByteArray *keep, gsize cap);

/* Adds to the note of PART. */
void pt_part_add_note (PtPart *part, const char *note);

/* NAME as a display name: no path, no control, no bidi, not hidden, no device name, at most 150 bytes with the
 * extension kept.  NULL if NAME is NULL or nothing remains.  Free with g_free. */
char *pt_part_safe_name (const char *name);

#endif
