/* What a group in front of the desk says of the mail that it passes on (RULES J7). */
#ifndef PT_MIME_HEADER_GROUP_H
#define PT_MIME_HEADER_GROUP_H

#include "mime/gate.h"

/* Adds the notes of "group": `list-id`, the id in List-Id in lower case without brackets; `address` and `name`, the
 * mailbox in X-Original-From, else in X-Original-Sender.  A field that stands there twice says nothing: nobody knows
 * which of them the group wrote. */
void pt_header_read_group (PtMessage *message, const PtSource *source, const GArray *spans);

#endif
