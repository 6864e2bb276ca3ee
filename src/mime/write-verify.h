/* The second look at an outgoing mail: its bytes are read again and compared with the draft they were made from. */
#ifndef PT_MIME_WRITE_VERIFY_H
#define PT_MIME_WRITE_VERIFY_H

#include "base/error.h"
#include "model/draft.h"

/* BUG naming what differs: form of the lines (CR LF, 998 octets, 7 bit), names and order of the header fields,
 * addresses, subject, ids, texts (THREATS T072). */
gboolean pt_write_verify (GBytes *bytes, const PtDraft *draft, GError **error);

#endif
