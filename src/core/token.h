/* Signed things that come back: address tokens, body tokens, return paths, Message-IDs (RULES B4, B15, THREATS
 * T024-T026).
 *
 * A token names what we wrote about and to whom, and carries the number of its key and a truncated HMAC-SHA-256 over
 * its purpose and content.  It is a hint, not a login: who may do what is decided elsewhere. */
#ifndef PT_CORE_TOKEN_H
#define PT_CORE_TOKEN_H

#include "model/notification.h"
#include "model/policy.h"

typedef enum {
  PT_TOKEN_NOT,     /* not in the shape of ours: no evidence, no flag */
  PT_TOKEN_BROKEN,  /* our shape, wrong MAC: no evidence, a flag, counted */
  PT_TOKEN_RETIRED, /* right MAC by a key retired longer than the grace time: as broken, but said so */
  PT_TOKEN_GOOD,
} PtTokenState;

/* What mail to an address is for (J2, J5, J16, J30), and what its token names.  The MAC covers it. */
typedef enum {
  PT_PURPOSE_REPLY,   /* ticket, person: of mail to people outside, and of all mail before there were others */
  PT_PURPOSE_ANSWER,  /* ticket, person: to the customer, whatever mail was answered */
  PT_PURPOSE_NOTE,    /* ticket, person: to people inside alone, whoever writes */
  PT_PURPOSE_PUBLISH, /* ticket, comment, person, until: show it after all */
  PT_PURPOSE_LEAVE,   /* ticket, person: no more mail of it */
  PT_PURPOSE_LETIN,   /* held, person: the held mail becomes what it was meant to be */
  PT_PURPOSE_DROP,    /* held, person: it does not */
  PT_PURPOSE_STOP,    /* comment, person: not sent after all */
  PT_PURPOSE_BACK,    /* ticket, person, event: mail of it again, as before they left in EVENT */
  PT_PURPOSE_N
} PtPurpose;

typedef struct {
  PtPurpose purpose; /* of an address token */
  PtId      ticket;
  PtId      person;  /* whom we wrote to; 0 = everybody on the ticket (the anchor) */
  PtId      comment; /* what he read, or what is asked for is about; 0 if none is named */
  PtId      held;    /* the held message that is meant */
  PtId      event;   /* by which they left */
  PtId      outbox;  /* return path only */
  gboolean  to_staff; /* Message-ID only: of a mail to people inside (J13) */
  PtTime    until;   /* in whole seconds; what is asked for later is refused by whoever does it */
  guint     key;     /* number of the key that signed it */
} PtToken;

/* Detail of an address, `support+DETAIL@example.com`, for WHAT: its purpose and the members that belong to that.  80
 * bits of MAC; at most 48 characters as long as ids are below 2^28, and 64 as long as those of a *publish* are below
 * 2^49.  Free with g_free; NULL if the policy has no key. */
char *pt_token_address (const PtPolicy *policy, const PtToken *what);
/* Whatever its purpose is; out_token has that. */
PtTokenState pt_token_read_address (const PtPolicy *policy, const char *detail, PtTime now, PtToken *out_token);

/* The whole address in a mailbox, or its plain address if there is no key. */
char *pt_token_whole_address (const PtPolicy *policy, const PtMailbox *mailbox, const PtToken *what);

/* Detail of the return path of one outbox row, and the whole address. */
char *pt_token_return_path (const PtPolicy *policy, PtId outbox);
PtTokenState pt_token_read_return_path (const PtPolicy *policy, const char *detail, PtTime now, PtToken *out_token);

/* `[pt-...]` for footers: names the comment too, so that an answer to a private note is known as one even where the
 * client drops In-Reply-To (P9). */
char *pt_token_body (const PtPolicy *policy, PtId ticket, PtId person, PtId comment);

/* The next string in the shape of a body token in the text at *AT, which is moved behind it; NULL if there is none.
 * Linear. */
const char *pt_token_next_body (const char **at, gsize *out_length);
/* TOKEN is what stands between prefix and bracket. */
PtTokenState pt_token_read_body (const PtPolicy *policy, const char *token, PtTime now, PtToken *out_token);

/* TEXT without our body tokens, for storing and showing (T024).  Free with g_free. */
char *pt_token_strip_body (const char *text);

/* Message-ID without brackets, 128 bits of MAC: derived from the row, so that a retry makes the same one.  CAUSE is
 * the comment, or the event for a notification without one. */
char *pt_token_message_id (const PtPolicy *policy, const PtNotification *notification);
/* The ticket's anchor: first in References of every copy, so that all copies are one thread. */
char *pt_token_anchor_id (const PtPolicy *policy, PtId ticket);
PtTokenState pt_token_read_message_id (const PtPolicy *policy, const char *id, PtTime now, PtToken *out_token);

#endif
