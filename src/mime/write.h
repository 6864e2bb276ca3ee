/* PtDraft -> bytes on the wire: the only writer of outgoing mail (THREATS T072-T076). */
#ifndef PT_MIME_WRITE_H
#define PT_MIME_WRITE_H

#include "model/draft.h"

/* CR LF lines, at most 998 octets each, 7-bit header (RFC 2047), multipart/alternative if there is HTML, inside a
 * multipart/mixed if there are files.  Header names come from a const list only.  The result is parsed again and
 * compared with DRAFT before it is given out. REFUSED if a value may not stand in a header or an address is not
 * mailable; BUG if the result reads differently. */
gboolean pt_write_draft (const PtDraft *draft, GBytes **out_bytes, GError **error);

#endif
