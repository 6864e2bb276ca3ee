/* The kinds of transport; pt_transport_new has them in a table. */
#ifndef PT_SEND_TRANSPORT_KINDS_H
#define PT_SEND_TRANSPORT_KINDS_H

#include "send/transport.h"

/* Each: CONFIG if OPTIONS make no sense for it. */
gboolean pt_smtp_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error);
gboolean pt_maildir_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error);
gboolean pt_record_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error);
gboolean pt_fail_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error);

/* Fills RESULT; ANSWER becomes one safe line of at most 500 bytes. */
void pt_send_result_set (PtSendResult *result, PtSendPhase phase, int code, const char *answer);

#endif
