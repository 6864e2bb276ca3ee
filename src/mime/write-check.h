/* What may stand in the fields of an outgoing mail (THREATS T072, T074, T075).  All functions REFUSE with the name of
 * the field and what is wrong with its value. */
#ifndef PT_MIME_WRITE_CHECK_H
#define PT_MIME_WRITE_CHECK_H

#include "base/address.h"
#include "base/error.h"

/* No control but tab, valid UTF-8.  VALUE may be NULL. */
gboolean pt_write_check_text (const char *field, const char *value, GError **error);

/* Printable ASCII without spaces, brackets, quotes and backslashes, one `@` inside, 512 bytes at most: what every
 * reader takes as one msg-id (RFC 5322 section 3.6.4). */
gboolean pt_write_check_id (const char *field, const char *id, GError **error);

/* Printable ASCII without spaces, angle brackets, commas and quotes, at most 900 bytes. */
gboolean pt_write_check_token (const char *field, const char *value, GError **error);

/* The addr-spec to write: as stored, with an internationalised domain as A-labels, and mailable.  Free with g_free.
 */
gboolean pt_write_check_address (const char *field, const PtAddress *address, char **out_addr, GError **error);

/* Text of a part: given, and valid UTF-8. */
gboolean pt_write_check_body (const char *what, const char *text, GError **error);

#endif
