/* PtLmtpData: the content of a mail while it comes in by DATA or BDAT. */
#ifndef PT_GATEWAY_LMTP_DATA_H
#define PT_GATEWAY_LMTP_DATA_H

#include <glib.h>

typedef struct PtLmtpData PtLmtpData;

/* Of more than MOST bytes nothing is kept. */
PtLmtpData *pt_lmtp_data_new (gsize most);
void        pt_lmtp_data_free (PtLmtpData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtLmtpData, pt_lmtp_data_free)

/* Octets as they are (BDAT, RFC 3030). */
void pt_lmtp_data_add (PtLmtpData *data, const char *bytes, gsize length);

/* Octets with a dot more before each line that begins with one, up to CRLF.CRLF (RFC 5321 section 4.5.2), and no
 * other line end ends them.  How many were used; *OUT_ENDED tells whether they ended. */
gsize pt_lmtp_data_add_dotted (PtLmtpData *data, const char *bytes, gsize length, gboolean *out_ended);

gboolean pt_lmtp_data_is_too_large (const PtLmtpData *data);
gsize    pt_lmtp_data_bytes (const PtLmtpData *data); /* kept by now */

/* The whole mail, each CRLF become LF, and nothing is left in DATA.  Free with g_bytes_unref. */
GBytes *pt_lmtp_data_end (PtLmtpData *data);

#endif
