/* Authentication-Results (RFC 8601) as THREATS 5.1 wants it read. */
#ifndef PT_MIME_AUTH_RESULTS_H
#define PT_MIME_AUTH_RESULTS_H

#include "mime/source.h"
#include "model/message.h"

/* How many fields stand above the last Received field of our own mail servers: the Received fields from the top must
 * be by the hosts of RECEIVED_BY, in its order, each once (RULES J11).  0 if they are not: what a stranger wrote
 * below a missing line would be believed. */
guint pt_auth_results_above (const PtSource *source, const char *const *received_by);

/* Appends to message->auth what the trusted fields say: those of AUTHSERV_ID among source->trusted.  Nothing without
 * an AUTHSERV_ID.  Where fields disagree on a method, the worse result stays; for dkim, one for each domain. */
void pt_auth_results_read (PtMessage *message, const PtSource *source, const char *authserv_id);

#endif
