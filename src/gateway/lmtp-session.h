/* PtLmtpSession: the server's side of one LMTP session (RFC 2033) as bytes in and bytes out; no socket, no clock and
 * no store is here.  PIPELINING (RFC 2920), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), SIZE (RFC 1870),
 * ENHANCEDSTATUSCODES (RFC 2034) and CHUNKING (RFC 3030).
 *
 * A mail ends by CRLF.CRLF alone, or by the octets that BDAT counts; nothing else in it is ever a command. */
#ifndef PT_GATEWAY_LMTP_SESSION_H
#define PT_GATEWAY_LMTP_SESSION_H

#include "model/envelope.h"
#include "model/outcome.h"
#include "model/policy.h"

#define PT_LMTP_LINE_BYTES 2048 /* a command with its line end */
#define PT_LMTP_RECIPIENTS 100  /* of one mail */
#define PT_LMTP_ERRORS     20   /* commands that are none, or make no sense, until the session is ended */

typedef struct PtLmtpSession PtLmtpSession;

/* A mail that came whole.  ENVELOPE has no time yet; RAW has LF line ends, as the pipe brings them. */
typedef struct {
  PtEnvelope *envelope;
  GBytes     *raw;
} PtLmtpMail;

/* POLICY says which mailboxes there are and how large a mail may be, HOST is the name in the greeting; both must
 * outlive it.  The greeting waits in the output. */
PtLmtpSession *pt_lmtp_session_new (const PtPolicy *policy, const char *host);
void           pt_lmtp_session_free (PtLmtpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtLmtpSession, pt_lmtp_session_free)

/* Takes LENGTH bytes of the client and goes on as far as they go, or to the end of a mail, which
 * pt_lmtp_session_take has then: what stands behind it waits until that is answered. */
void pt_lmtp_session_feed (PtLmtpSession *session, const char *bytes, gsize length);

/* The mail that has come, once; both members are the caller's.  FALSE if there is none. */
gboolean pt_lmtp_session_take (PtLmtpSession *session, PtLmtpMail *out_mail);

/* What became of the mail that was taken: one reply for each of its recipients.  OUTCOME is that of the commit, NULL
 * if it failed: then every recipient is asked to try again.  Goes on with what waits. */
void pt_lmtp_session_answer (PtLmtpSession *session, const PtOutcome *outcome);

/* Ends the session as soon as no mail is under way: 421 with WHY. */
void pt_lmtp_session_close (PtLmtpSession *session, const char *why);

/* What is to be written to the client; the caller removes what it has written. */
GString *pt_lmtp_session_output (PtLmtpSession *session);

/* Bytes that it holds of what the client sent. */
gsize    pt_lmtp_session_bytes (const PtLmtpSession *session);
/* A mail is being received, or was taken and is not answered. */
gboolean pt_lmtp_session_is_busy (const PtLmtpSession *session);
/* Nothing more comes: the connection ends once the output is written. */
gboolean pt_lmtp_session_is_over (const PtLmtpSession *session);

#endif
