/* What the two halves of a snapshot share.  Only gather*.c include it. */
#ifndef PT_STORE_GATHER_PART_H
#define PT_STORE_GATHER_PART_H

#include "store/store-handle.h"

typedef struct {
  PtStore        *store;
  const PtPolicy *policy;
  PtSnapshot     *snapshot;
  const PtFirstQuestion  *first;  /* one of them is there */
  const PtSecondQuestion *second;
  GArray         *tickets; /* PtId: grows while it is walked */
  GArray         *persons; /* PtId: to load by id */
} PtGather;

/* Runs STEP of one half in one view of the store.  PERSONS may be NULL. */
gboolean pt_gather_run (PtGather *g, const GArray *tickets, const GArray *persons,
                        gboolean (*step) (PtGather *, GError **),
                        GError **error);

/* Without its people.  *OUT_VIEW belongs to the snapshot; NULL if there is no such ticket. */
gboolean pt_gather_ticket (PtGather *g, PtId id, PtTicketView **out_view, GError **error);

/* The tickets from the FIRST one on. A merged one brings the one that it went into; each is loaded once, so a circle
 * ends. */
gboolean pt_gather_merged (PtGather *g, guint first, GError **error);

/* The people of ADDRESSES whom the snapshot does not know yet. */
gboolean pt_gather_addresses (PtGather *g, const GPtrArray *addresses, GError **error);

/* Mail of the comment that is to be taken back, and who has it without (J30). */
gboolean pt_gather_copies (PtGather *g, GError **error);

#endif
