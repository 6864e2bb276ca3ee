/* The header fields of a message as facts: ids, addresses, subject, date. */
#ifndef PT_MIME_HEADER_H
#define PT_MIME_HEADER_H

#include "mime/gate.h"

/* Fills the header facts of MESSAGE but not `from`.  Sets `ambiguous` where a field stands twice that may stand once
 * and decides something. */
void pt_header_read (PtMessage *message, const PtSource *source, const GArray *spans, const PtLimits *limits);

/* Fills `from`, or the gate with FROM.  OTHER_ADDR is the address that the MIME parser read, NULL if it did not read
 * exactly one.  A From that is not one mailbox gives the one that can be meant, and the note `odd-from` of "read"
 * (RULES J28). */
void pt_header_read_from (PtMessage *message, const PtSource *source, const GArray *spans, const char *other_addr,
                          const PtLimits *limits);

/* Appends the ids of VALUE (`<...>`, no control or bracket inside) that LIST does not hold yet, and keeps the newest
 * MAXIMUM.  White space inside an id is taken out; one of more than id_bytes is known by its digest. */
void pt_header_ids (const char *value, gsize id_bytes, guint maximum, GPtrArray *list);

#endif
