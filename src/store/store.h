/* PtStore: the database behind one handle.  One transaction a batch, a savepoint a message; what is not
 * committed did not happen.  Errors: BUSY and CONFLICT ask for the whole unit again; IO, UNAVAILABLE, SCHEMA are
 * for the administrator. */
#ifndef PT_STORE_STORE_H
#define PT_STORE_STORE_H

#include "base/error.h"
#include "model/decision.h"
#include "model/envelope.h"
#include "model/message.h"
#include "model/notice.h"
#include "model/outcome.h"
#include "model/policy.h"
#include "model/request.h"
#include "model/snapshot.h"

typedef struct PtStore PtStore;

typedef enum {
  PT_STORE_MUST_EXIST = 0,
  PT_STORE_CREATE = 1 << 0,  /* make and migrate it */
  PT_STORE_READ_ONLY = 1 << 1,
} PtStoreFlags;

/* URI: `sqlite:FILE`.  RAW_DIR: folder of the packs of large raw messages.  All pragmas are set and read back. */
gboolean pt_store_open (const char *uri, const char *raw_dir, PtStoreFlags flags, PtStore **out_store,
                        GError **error);
void     pt_store_close (PtStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtStore, pt_store_close)

/* With BULK many messages come in each transaction: raw bytes of every size go into packs then, one write and one
 * sync for all, where a message alone is cheaper inside the table. */
void pt_store_set_bulk (PtStore *store, gboolean bulk);

/* Everything that writes needs a transaction: BEGIN IMMEDIATE; COMMIT with the raw packs synced before; ROLLBACK.  A
 * commit that fails has rolled back. */
gboolean pt_store_begin (PtStore *store, GError **error);
/* The same for what became of claimed mail: nothing but outbox, state of addresses and events can be written. */
gboolean pt_store_begin_settling (PtStore *store, GError **error);
gboolean pt_store_commit (PtStore *store, GError **error);
void     pt_store_rollback (PtStore *store);
/* One message inside the transaction. */
gboolean pt_store_savepoint (PtStore *store, GError **error);
gboolean pt_store_release (PtStore *store, GError **error);
void     pt_store_rollback_to (PtStore *store);

/* Brings an older store to the version of this program, in one transaction.  A newer one is SCHEMA. */
gboolean pt_store_migrate (PtStore *store, GError **error);
/* Version of the store, 0 if it has no tables; the second asks for the one that this program needs. */
gboolean pt_store_version (PtStore *store, guint *out_version, GError **error);
gboolean pt_store_check_version (PtStore *store, GError **error);

/* Nothing moves the write-ahead log into the database by itself: call this when pt_store_log_bytes is large,
 * outside of a transaction.  The last handle to close does it too. */
gboolean pt_store_checkpoint (PtStore *store, GError **error);
gint64   pt_store_log_bytes (PtStore *store);

/* No ticket gets a number below FIRST from now on.  Inside a transaction. */
gboolean pt_store_set_first_ticket (PtStore *store, PtId first, GError **error);

/* Prepared statements run by this handle so far, for measuring. */
guint64 pt_store_statements_run (const PtStore *store);

/* A second lock beside the rules: what the statements of a step may write, whatever the code around them does. */
typedef enum {
  PT_STEP_FREE,   /* anything that its transaction allows */
  PT_STEP_READ,   /* gathering, and loading what is rendered: nothing */
  PT_STEP_SETTLE, /* what became of mail: the outbox, state of addresses, new events */
  PT_STEP_N
} PtStoreStep;

typedef struct {
  gboolean    mine; /* there is a transaction to end */
  PtStoreStep before;
} PtStoreView;

/* One consistent view over several statements, none of which may write; inside a transaction it goes on in that. */
gboolean pt_store_read_begin (PtStore *store, PtStoreView *out_view, GError **error);
void     pt_store_read_end (PtStore *store, const PtStoreView *view);

/* Fills SNAPSHOT, which was empty, with the answers to the first question, and then with those to the second.  Both
 * see what the same transaction wrote before, and belong into one. */
gboolean pt_store_gather_first (PtStore *store, const PtFirstQuestion *question, const PtPolicy *policy,
                                PtSnapshot *snapshot, GError **error);
gboolean pt_store_gather_second (PtStore *store, const PtSecondQuestion *question, const PtPolicy *policy,
                                 PtSnapshot *snapshot, GError **error);

/* Carries out DECISION on a message: the message row (B18) with RAW, then every action in order, new rows for
 * negative ids.  A person or ticket whose id is > 0 is made with that very id.  A duplicate (verdict dup) is
 * counted on the row it repeats.  Mail that was held and is recovered (PtEnvelope.recovered) keeps its row,
 * which gets the new verdict. RAW may be NULL: then no bytes are kept.  Decisions on a request have no message:
 * pass NULL for the first three. CONFLICT if an address or a digest was taken meanwhile. */
gboolean pt_store_apply (PtStore *store, const PtEnvelope *envelope, const PtMessage *message, GBytes *raw,
                         const PtDecision *decision, PtTime now, PtOutcome *out_outcome, GError **error);

#endif
