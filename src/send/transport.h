/* PtTransport: one way to hand a finished mail on.  Kinds: smtp (libcurl), maildir (the embedded default for trying
 * out), and for tests record (keeps the mails in memory, see send/record.h) and fail (answers by a script). */
#ifndef PT_SEND_TRANSPORT_H
#define PT_SEND_TRANSPORT_H

#include "base/error.h"

/* How far a send came.  Unknown if and only if the whole body was handed over and no final reply
 * came; before that it is later. */
typedef enum {
  PT_SEND_DONE,    /* the server took it */
  PT_SEND_LATER,   /* 4xx, 5xx that asks us to log in, no connection, broken off before the end of the body */
  PT_SEND_NEVER,   /* 5xx for this sender, recipient or message */
  PT_SEND_UNKNOWN, /* the answer to the end of the body was lost */
} PtSendPhase;

typedef struct {
  PtSendPhase phase;
  int         code;   /* last SMTP reply code, 0 if none */
  char       *answer; /* last reply line or error, one line; never NULL */
} PtSendResult;

typedef struct {
  const char *sender;    /* reverse path without brackets */
  const char *recipient; /* exactly one */
  GBytes     *data;      /* finished mail, CR LF */
} PtParcel;

typedef struct PtTransport PtTransport;

struct PtTransport {
  const char *name;
  /* Sends one mail; keeps its connection for the next.  Used by one thread at a time. */
  void (*send) (PtTransport *transport, const PtParcel *parcel, PtSendResult *result);
  void (*close) (PtTransport *transport); /* frees it */
};

typedef struct {
  char  *kind;     /* "smtp" or "maildir"; in tests "record" or "fail" */
  char  *path;     /* maildir: folder; every recipient gets a maildir of his own below it */
  char  *host;
  guint  port;
  char  *tls;      /* "none", "starttls", "tls" */
  char  *user;     /* NULL = no AUTH */
  char  *password; /* read from a file, never from the settings */
  char  *helo;     /* NULL = host name */
  char  *ca_file;  /* NULL = the system's */
  guint  timeout;  /* seconds for one mail; 0 = 600 */
  guint  connections; /* at once: as many transports, each with one connection */
  char  *script;   /* fail: phase names, one a mail; the last one goes on */
} PtTransportOptions;

/* Once a process, before threads. */
void pt_transport_init (void);

/* CONFIG if OPTIONS make no sense. */
gboolean pt_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error);
/* NEVER before anything is sent if sender or recipient is beyond our grammar (THREATS T019, T075); an empty sender is
 * `<>`. LATER if the data has a line end other than CR LF (T076).  RESULT needs no initial value; clear it. */
void     pt_transport_send (PtTransport *transport, const PtParcel *parcel, PtSendResult *result);
void     pt_transport_free (PtTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTransport, pt_transport_free)

void        pt_send_result_clear (PtSendResult *result);
const char *pt_send_phase_name (PtSendPhase phase);
void        pt_transport_options_free (PtTransportOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTransportOptions, pt_transport_options_free)

#endif
