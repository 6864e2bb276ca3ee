/* PtLmtp: LMTP as an entrance (RFC 2033) on a unix socket or a loopback port.  Sessions live in the main loop, mails
 * are read by the workers and committed with whatever else waits (group commit); only then they are answered.
 *
 * What it may hold of mails that are not committed is bounded: beyond that, and while workers or committer have no
 * room, nothing more is read from the sockets. */
#ifndef PT_GATEWAY_LMTP_H
#define PT_GATEWAY_LMTP_H

#include "gateway/committer.h"
#include "gateway/worker.h"

typedef struct PtLmtp PtLmtp;

typedef struct {
  void (*idle) (gpointer data); /* told to finish, and no session is left */
  gpointer data;
} PtLmtpOptions;

/* Binds what `lmtp` of CONFIG says; *OUT_LMTP is NULL if it says nothing.  WORKERS and COMMITTER must be stopped
 * before it is freed; STATS, which it adds to, must outlive it.  CONFIG if the place cannot be bound. */
gboolean pt_lmtp_new (const PtConfig *config, PtWorkers *workers, PtCommitter *committer,
                      const PtLmtpOptions *options, PtRunStats *stats, PtLmtp **out_lmtp, GError **error);
void     pt_lmtp_free (PtLmtp *lmtp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtLmtp, pt_lmtp_free)

/* There is room again. */
void pt_lmtp_go_on (PtLmtp *lmtp);

/* Takes no more connections and ends those that have no mail under way; the others when theirs is answered. */
void     pt_lmtp_finish (PtLmtp *lmtp);
void     pt_lmtp_resume (PtLmtp *lmtp); /* as if it had not been told to finish */
gboolean pt_lmtp_is_idle (const PtLmtp *lmtp);

#endif
