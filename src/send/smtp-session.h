/* PtSmtpSession: what one attempt to send said and heard, and the phase that follows from it.
 * The three functions are callbacks of libcurl; nothing else touches the fields. */
#ifndef PT_SEND_SMTP_SESSION_H
#define PT_SEND_SMTP_SESSION_H

#include <curl/curl.h>

#include "send/transport.h"

typedef struct {
  const char *data; /* the mail */
  gsize       size;
  gsize       offset;
  gboolean    enveloped; /* MAIL was sent: a 5xx is about this mail, not about the connection */
  gboolean    ended;     /* the reader returned the end of the body */
  gboolean    leaving;   /* QUIT was sent: what comes now is no answer to the mail */
  gboolean    answered;  /* a whole reply came after that */
  int         code;      /* of the last whole reply */
  gsize       heard;     /* bytes of replies */
  char        line[520]; /* last line heard, cut */
} PtSmtpSession;

void   pt_smtp_session_begin (PtSmtpSession *session, GBytes *data);
size_t pt_smtp_session_read (char *buffer, size_t size, size_t count, void *session);
size_t pt_smtp_session_hear (char *line, size_t size, size_t count, void *session);
int    pt_smtp_session_watch (CURL *curl, curl_infotype type, char *data, size_t size, void *session);

/* TRUE if nothing of this mail can be at the server and the connection itself was the trouble. */
gboolean pt_smtp_session_is_stale (const PtSmtpSession *session);

void pt_smtp_session_judge (const PtSmtpSession *session, CURLcode curl_code, const char *curl_text,
                            PtSendResult *result);

#endif
