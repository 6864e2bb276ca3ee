/* PtSending: the outbox in a service.  Everything but the network happens in the loop of the thread that starts it:
 * what is due is claimed, written, handed to the senders, and settled when it is done.  Results that the store does
 * not take are kept and written later, so a mail goes twice only if the process ends in between (THREATS T101). */
#ifndef PT_GATEWAY_SENDING_H
#define PT_GATEWAY_SENDING_H

#include "gateway/gateway.h"

typedef struct PtSending PtSending;

typedef struct {
  void   (*trouble) (const GError *error, gpointer data); /* the store failed; it was logged, and is tried again */
  /* nothing is under way, and nothing is due or it was told to finish */
  void   (*idle) (gpointer data);
  gpointer data;
} PtSendingHooks;

/* Takes the lock of the senders (sender-lock.h) and starts them.  GATEWAY and STATS, which it adds to, must outlive
 * it.  BUSY if another process sends from here; CONFIG if the settings make no transport. */
gboolean pt_sending_start (PtGateway *gateway, PtRunStats *stats, const PtSendingHooks *hooks,
                           PtSending **out_sending, GError **error);

/* Claims what is due, if there is room, and comes back by itself when more is.  Call it when rows were made. */
void pt_sending_pump (PtSending *sending);

/* Claims nothing more; what is claimed is still sent. */
void     pt_sending_finish (PtSending *sending);
void     pt_sending_resume (PtSending *sending); /* as if it had not been told to finish */
gboolean pt_sending_is_idle (const PtSending *sending);

/* Everything that is due now, by as many connections at once as the settings say; waits for its end.  If another
 * process sends from here, it is left to that. */
gboolean pt_sending_once (PtGateway *gateway, PtRunStats *stats, GError **error);

/* Waits for what is on the network, at most one mail a thread, and settles it. */
void pt_sending_stop (PtSending *sending);

#endif
