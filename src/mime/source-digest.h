/* The digests of a message (RULES B19). */
#ifndef PT_MIME_SOURCE_DIGEST_H
#define PT_MIME_SOURCE_DIGEST_H

#include "mime/gate.h"

/* SHA-256 over From, To, Cc, Subject, Date, Message-ID, In-Reply-To, References, Reply-To in this order, the first
 * field of each name, with white space runs as one space, and the body with LF line ends and trailing empty lines
 * cut: the same by pipe, LMTP and IMAP. */
void pt_source_content_digest (const PtSource *source, const GArray *spans, guint8 out[PT_SHA256_BYTES]);

#endif
