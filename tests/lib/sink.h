/* A mail server that does as a script says (smtp-sink.py), and mail to it. */
#ifndef TESTS_LIB_SINK_H
#define TESTS_LIB_SINK_H

#include "send/transport.h"

#define PT_SINK_MAIL "From: support@example.com\r\nSubject: x\r\n\r\nHello.\r\n"

typedef struct {
  char *dir;
  GPid  pid;
  int   in; /* closing it ends the server */
  guint port;
} PtSink;

/* ARGUMENTS, separated by a semicolon. */
PtSink pt_sink_start (const char *arguments);
void   pt_sink_stop (PtSink *sink);

/* What the server wrote to the file NAME, "" if nothing.  Free with g_free. */
char  *pt_sink_file (const PtSink *sink, const char *name);

/* A new folder.  Free with g_free. */
char  *pt_sink_folder (void);

/* Clear what they return with pt_send_result_clear. */
PtSendResult pt_sink_send (PtTransport *transport, const char *sender, const char *recipient, const char *mail);
PtSendResult pt_sink_send_plain (PtTransport *transport);

#endif
