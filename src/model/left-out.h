/* PtLeftOut: somebody who is not mailed of what happened, and why: for the log, for explain, and for who wrote. */
#ifndef PT_MODEL_LEFT_OUT_H
#define PT_MODEL_LEFT_OUT_H

#include "model/notification.h"

typedef enum {
  PT_LEFT_OUT_AUTHOR,       /* they did it themselves (S4, S12) */
  PT_LEFT_OUT_HAS_IT,       /* the very mail reached them already (S3, B17), or counts so by suppress (X3) */
  PT_LEFT_OUT_UNREACHABLE,  /* no address that we can mail */
  PT_LEFT_OUT_UNDELIVERABLE, /* mail to their address comes back (J3) */
  PT_LEFT_OUT_DESK,         /* their address is one of ours (O1) */
  PT_LEFT_OUT_SUSPENDED,    /* suspended or disabled (R16) */
  PT_LEFT_OUT_REQUESTER,    /* the requester cannot be mailed, so nobody outside is (R16) */
  PT_LEFT_OUT_OFF,          /* mail of this kind is switched off (H4) */
  PT_LEFT_OUT_MUTED,        /* they switched it off themselves (FW13) */
  PT_LEFT_OUT_MAY_NOT_READ, /* it may hold what they may not see (FW19, R18, T035) */
  PT_LEFT_OUT_NOT_SHARED,   /* people outside know nothing of the ticket (D2) */
  PT_LEFT_OUT_MACHINE,      /* a machine opened the ticket (S10) */
  PT_LEFT_OUT_LIMIT,        /* receipts to unproven senders are few (B12), and some senders have none (S11) */
  PT_LEFT_OUT_UNPROVEN,     /* no trusted result says that they sent it, so it may be somebody else's address (J10) */
  PT_LEFT_OUT_BROUGHT,      /* somebody outside copied them, and who wrote is not proven and known (J9) */
  PT_LEFT_OUT_JOINED,       /* they get another mail of this update (S8) */
  PT_LEFT_OUT_N
} PtLeftOutReason;

typedef struct {
  PtId            person;
  PtNotifyKind    kind;
  PtLeftOutReason reason;
} PtLeftOut;

/* One word, as scenarios write it. */
const char *pt_left_out_name (PtLeftOutReason reason);
/* The same for people. */
const char *pt_left_out_text (PtLeftOutReason reason);

#endif
