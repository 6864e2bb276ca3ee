/* The paths of MAIL and RCPT (RFC 5321 section 4.1.2). */
#ifndef PT_GATEWAY_LMTP_PATH_H
#define PT_GATEWAY_LMTP_PATH_H

#include <glib.h>

/* TEXT begins with WORD (FROM: or TO:, in any case) and a path in angle brackets.  *OUT_ADDRESS is what stands in
 * them without a source route, "" for the null path; free with g_free.  *OUT_PARAMETERS points into TEXT behind it.
 * FALSE if it is no such path. */
gboolean pt_lmtp_path (const char *text, const char *word, char **out_address, const char **out_parameters);

#endif
