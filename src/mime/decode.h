/* The bytes of a part, cut out of the raw message by the place that the reader wrote down: no MIME is parsed here, so
 * that a process which holds the store may do it (THREATS T053-T063). */
#ifndef PT_MIME_DECODE_H
#define PT_MIME_DECODE_H

#include "model/message.h"

/* Gets decoded bytes in pieces; FALSE ends the decoding. */
typedef gboolean (*PtDecodeFunc) (const guint8 *data, gsize length, gpointer user);

/* Undoes ENCODING, in one pass and in memory that does not grow; whatever DATA is, it gives no more than LENGTH
 * bytes. Base64 ends at its first `=`.  Of uuencoded data the lines up to `begin` are no data.  FALSE if FUNC ended
 * it. */
gboolean pt_decode (PtEncoding encoding, const guint8 *data, gsize length, PtDecodeFunc func, gpointer user);

/* The decoded bytes of PART out of RAW, the message that it was found in.  MALFORMED if its place is not inside RAW,
 * or the bytes there have not the size or the SHA-256 that the reader saw. */
gboolean pt_decode_part (GBytes *raw, const PtPart *part, GBytes **out_bytes, GError **error);

#endif
