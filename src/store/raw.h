/* Raw messages, byte for byte: small ones in table raw, larger ones appended to RAW_DIR/<yyyy-mm>.pack, with
 * offset and length in the table.  The packs are synced once a transaction, before its commit; what lies in a
 * pack beyond the committed length belongs to nobody and is cut when a store is opened for writing. */
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

/* Cuts what was never committed.  Inside a write transaction. */
gboolean pt_packs_cut (PtStore *store, GError **error);
/* Writes and syncs what this transaction has for them, and notes their lengths. */
gboolean pt_packs_sync (PtStore *store, GError **error);
/* Remembers where they end, and goes back there. */
void     pt_packs_savepoint (PtStore *store);
void     pt_packs_rollback_to (PtStore *store);
/* The transaction is over, one way or the other. */
void     pt_packs_forget (PtStore *store);

/* Keeps RAW for MESSAGE; NOW names the pack. */
gboolean pt_raw_write (PtStore *store, PtId message, GBytes *raw, PtTime now, GError **error);

/* The bytes as they came; SCHEMA if they are damaged, NOT_FOUND if the message has none (any more). */
gboolean pt_store_raw (PtStore *store, PtId message, GBytes **out_raw, GError **error);

/* Appends a finding (char *) for each pack that is shorter than the store says. */
gboolean pt_packs_check (PtStore *store, GPtrArray *findings, GError **error);

#endif
