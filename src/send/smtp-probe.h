/* Asking an SMTP server whether it would take mail, without sending any; for `postern check`. */
#ifndef PT_SEND_SMTP_PROBE_H
#define PT_SEND_SMTP_PROBE_H

#include "send/transport.h"

typedef enum {
  PT_PROBE_GOOD,        /* it greets, TLS begins as the settings want it, and it lets us log in */
  PT_PROBE_AWAY,        /* no such host, no connection, or no answer in time */
  PT_PROBE_CERTIFICATE, /* its certificate is not trusted, or is another host's */
  PT_PROBE_NO_TLS,      /* it does not offer TLS, or the two cannot agree */
  PT_PROBE_LOGIN,       /* it does not take name and password */
  PT_PROBE_REFUSED,     /* it answered, and does not want us */
} PtProbe;

/* Takes SECONDS at most.  *out_answer: what the server or libcurl said, one line, free with g_free.  CONFIG if
 * OPTIONS make no sense.  Call pt_transport_init before. */
gboolean pt_smtp_probe (const PtTransportOptions *options, guint seconds, PtProbe *out_probe, char **out_answer,
                        GError **error);

#endif
