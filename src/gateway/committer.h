/* PtCommitter: takes read messages from whoever has them and commits those that wait together (group commit).  It is
 * the one writer of its process: a thread of its own has the store, and what else wants the store goes there as its
 * guest.
 *
 * It knows nothing of where a message comes from: a client fills the envelope and phrases the answer. */
#ifndef PT_GATEWAY_COMMITTER_H
#define PT_GATEWAY_COMMITTER_H

#include "gateway/gateway.h"

typedef struct PtCommitter PtCommitter;

/* Who brings messages; it must outlive the committer.  MARK is what it gave with a message. */
typedef struct {
  /* Once for each message, in the main context where the committer was made.  INCOMING is the callee's now:
   * `accepted`, with its outcome, or at fault, with its own error.  With TROUBLE nothing was decided about it: the
   * store, or the end of the committer. */
  void (*done) (PtIncoming *incoming, const GError *trouble, gpointer mark, gpointer data);
  /* In the committer's thread, around a commit: MARKS are those of this client's messages in it.  May be NULL. */
  void (*begin) (const GPtrArray *marks, gpointer data);
  void (*end) (gpointer data);
  gpointer data;
} PtCommitClient;

typedef struct {
  guint batch;       /* messages a commit at most; twice as many may wait */
  gsize batch_bytes; /* and raw bytes, but for one message that has more */
  /* waits for a whole batch, or for pt_committer_flush; else a message waits for nothing but the last commit */
  gboolean bulk;
  /* The first three in the main context where the committer was made, the last in its thread.  Each may be NULL. */
  void (*room) (gpointer data);                           /* there is room again */
  void (*trouble) (const GError *error, gpointer data);   /* the store could not take a batch */
  void (*made) (gpointer data);                           /* a commit made notifications, or may have */
  gpointer data;
} PtCommitterOptions;

/* Gives GATEWAY to the thread until pt_committer_stop.  UNAVAILABLE if the system gives no thread. */
gboolean pt_committer_start (PtGateway *gateway, const PtCommitterOptions *options, PtCommitter **out_committer,
                             GError **error);

/* Takes INCOMING over until CLIENT->done gets it.  ALONE: in a transaction with no other. */
void pt_committer_add (PtCommitter *committer, const PtCommitClient *client, PtIncoming *incoming, gboolean alone,
                       gpointer mark);

/* Commits what waits now, however little it is. */
void pt_committer_flush (PtCommitter *committer);

/* FALSE while it has as much as it may have, or waits after trouble of the store: bring no more, `room` tells when.
 * What is brought all the same after trouble comes back with it. */
gboolean pt_committer_has_room (PtCommitter *committer);

/* Runs FUNC in the committer's thread, between two commits: _do waits for its end, _post does not. */
void pt_committer_do (PtCommitter *committer, void (*func) (gpointer data), gpointer data);
void pt_committer_post (PtCommitter *committer, void (*func) (gpointer data), gpointer data);

/* Ends the thread after the commit under way, and answers for every message. */
void pt_committer_stop (PtCommitter *committer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtCommitter, pt_committer_stop)

#endif
