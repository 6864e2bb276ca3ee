/* What a session is made of; for the files lmtp-session*.c only. */
#ifndef PT_GATEWAY_LMTP_SESSION_PART_H
#define PT_GATEWAY_LMTP_SESSION_PART_H

#include "gateway/lmtp-data.h"
#include "gateway/lmtp-session.h"

typedef enum {
  PT_LMTP_COMMAND,
  PT_LMTP_DATA,  /* between 354 and the end of the mail */
  PT_LMTP_CHUNK, /* inside of the octets that BDAT counts */
  PT_LMTP_TAKEN, /* the mail is whole, and not answered */
  PT_LMTP_OVER,
} PtLmtpState;

typedef struct {
  char    *address;
  gboolean is_return_path; /* of ours, and no mailbox */
} PtLmtpRecipient;

struct PtLmtpSession {
  const PtPolicy *policy;
  const char     *host;
  PtLmtpState     state;
  GString        *in;      /* not looked at yet */
  GString        *out;
  gboolean        greeted; /* LHLO was said */
  char           *sender;  /* of the mail; NULL before MAIL */
  GArray         *recipients;
  PtLmtpData     *data;    /* NULL before DATA or BDAT */
  gsize           chunk;   /* octets of it that are to come */
  gboolean        last;    /* that chunk ends the mail */
  gboolean        chunked; /* BDAT was said */
  gboolean        ready;   /* the mail waits to be taken */
  gboolean        long_line; /* what is left of one that is too long is passed over */
  guint           errors;
  char           *ending;  /* why it ends after the mail; NULL if it does not */
};

/* One line (this and the next three: lmtp-session-reply.c). */
void pt_lmtp_session_reply (PtLmtpSession *s, const char *text);
/* The same to what is wrong; a client that says nothing but nonsense is none of a mail server, and is sent away. */
void pt_lmtp_session_refuse (PtLmtpSession *s, const char *text);
void pt_lmtp_session_end (PtLmtpSession *s);
/* There is no mail any more. */
void pt_lmtp_session_reset (PtLmtpSession *s);

/* One command, without its line end; LINE is cut (lmtp-session-verbs.c). */
void pt_lmtp_session_run (PtLmtpSession *s, char *line);

#endif
