/* Raw messages, byte for byte: small ones in table raw, larger ones appended to RAW_DIR/<yyyy-mm>.pack, with
 * offset and length in the table.  The packs are synced once a transaction, before its commit; what a crash left in a
 * pack beyond the committed length is cut when a store is opened for writing.  A pack that is otherwise not as it was
 * committed stays as it is, and what comes next goes to RAW_DIR/<yyyy-mm>.2.pack and so on (RULES J23). */
#ifndef PT_STORE_RAW_H
#define PT_STORE_RAW_H

#include "base/types.h"
#include "store/store.h"

#define PT_RAW_INLINE_BYTES (64u * 1024)

typedef struct {
  char       *dir;   /* NULL: everything goes into the table */
  GPtrArray  *dirty; /* Pack *: written in this transaction */
  GByteArray *spare; /* what a pack gathered in, for the next one; NULL if there is none */
} PtPacks;

void pt_packs_init (PtPacks *packs, const char *dir);
void pt_packs_clear (PtPacks *packs);

/* How much of the pack NAME was committed; *out_known, which may be NULL: a commit has needed it before. */
gboolean pt_pack_bytes (PtStore *store, const char *name, gint64 *out_bytes, gboolean *out_known, GError **error);

/* Cuts what was never committed, and logs which packs are not as they were committed.  Inside a write transaction. */
gboolean pt_packs_cut (PtStore *store, GError **error);
/* Writes and syncs what this transaction has for them, and notes their lengths. */
gboolean pt_packs_sync (PtStore *store, GError **error);
/* Remembers where they end, and goes back there. */
void     pt_packs_savepoint (PtStore *store);
void     pt_packs_rollback_to (PtStore *store);
/* The transaction is over: committed, which is noted in the packs, or undone, so that what it wrote into them is cut
 * (under the lock still), or nobody knows, since the commit itself failed. */
typedef enum { PT_PACKS_COMMITTED, PT_PACKS_UNDONE, PT_PACKS_UNSURE } PtPacksEnd;
void     pt_packs_end (PtStore *store, PtPacksEnd end);

/* Keeps RAW for MESSAGE; NOW names the pack. */
gboolean pt_raw_write (PtStore *store, PtId message, GBytes *raw, PtTime now, GError **error);

/* The bytes as they came; SCHEMA if they are damaged, NOT_FOUND if the message has none (any more). */
gboolean pt_store_raw (PtStore *store, PtId message, GBytes **out_raw, GError **error);

/* Appends a finding (char *) for each pack that is not as it was committed: lost, shorter, or with bytes behind it
 * that no crash of ours left, and for each that the store does not know. */
gboolean pt_packs_check (PtStore *store, GPtrArray *findings, GError **error);

#endif
