/* Bytes -> PtMessage: gate, parser and body, within PtLimits.  Never fails: what cannot be read becomes a message
 * whose `gate` says why, so that it can be held with its raw bytes. */
#ifndef PT_MIME_READ_H
#define PT_MIME_READ_H

#include "base/limits.h"
#include "mime/source.h"
#include "model/message.h"

typedef struct {
  const PtLimits *limits;
  const char     *authserv_id; /* trusted authserv-id in lower case; NULL = no result is trusted */
  const char *const *received_by; /* `by` hosts of our own Received lines, in their order (J11); NULL = none */
  const char *const *spam_headers; /* fields of a spam filter that are believed there, in lower case; NULL = none */
} PtReadOptions;

/* Once a process, before the first read. */
void pt_read_init (void);

/* Runs the gate, and if it passes, the parser; no filter runs here.  *out_source (may be NULL) is what filters look
 * at; it refers to RAW. */
PtMessage *pt_read_message (GBytes *raw, const PtReadOptions *options, PtSource **out_source);

#endif
