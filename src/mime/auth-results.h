/* Authentication-Results (RFC 8601) as THREATS 5.1 wants it read. */
#ifndef PT_MIME_AUTH_RESULTS_H
#define PT_MIME_AUTH_RESULTS_H

#include "mime/source.h"
#include "model/message.h"

/* How many fields stand above the topmost Received field whose `by` host is RECEIVED_BY; 0 if there is none such. */
guint pt_auth_results_above (const PtSource *source, const char *received_by);

/* Appends to message->auth what the trusted fields say: those of AUTHSERV_ID among source->trusted.  Nothing without an
 * AUTHSERV_ID.  Where fields disagree on a method, the worse result stays; for dkim, one for each domain. */
void pt_auth_results_read (PtMessage *message, const PtSource *source, const char *authserv_id);

#endif
