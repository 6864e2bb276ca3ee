/* What a pack file is against what the store committed of it (RULES J23).
 *
 * Each transaction begins its bytes in a pack with a mark, which holds where it stands and whether that transaction
 * was committed.  So what a crash left behind can be told from mail that a newer database knew, or from a pack whose
 * database is lost: only the former may be cut. */
#ifndef PT_STORE_PACK_H
#define PT_STORE_PACK_H

#include "base/error.h"

enum { PT_PACK_MARK_BYTES = 40, PT_PACK_BATCH_BYTES = 64 * 1024 * 1024 };

typedef enum {
  PT_PACK_GOOD,    /* as committed, or not there and nothing was */
  PT_PACK_CUTTABLE, /* behind that nothing but one batch of ours that was never committed */
  PT_PACK_LONGER,  /* behind that something else: it is never cut nor written */
  PT_PACK_LOST,    /* not there, or shorter */
} PtPackState;

/* State of FILE, of which COMMITTED bytes were committed; *out_bytes (may be NULL) is its length.  IO. */
gboolean pt_pack_look (const char *file, gint64 committed, PtPackState *out_state, gint64 *out_bytes, GError **error);

/* The mark of the transaction whose bytes begin at START; OUT has PT_PACK_MARK_BYTES and a NUL. */
void pt_pack_mark (gint64 start, char out[PT_PACK_MARK_BYTES + 1]);

/* Notes in the mark at START that its transaction was committed.  Nothing depends on that it reaches the disk: it is
 * synced with what follows. */
void pt_pack_settle (int fd, gint64 start);

#endif
