/* The part of a snapshot that is about the sender: how much he sent, what he was sent, what he may quote. */
#ifndef PT_STORE_GATHER_SENDER_H
#define PT_STORE_GATHER_SENDER_H

#include "model/policy.h"
#include "model/snapshot.h"
#include "store/store.h"

/* Fills sender_times and the counts of receipts (O2, O3, B12). */
gboolean pt_gather_rates (PtStore *store, const PtSecondQuestion *question, const PtPolicy *policy,
                          PtSnapshot *snapshot,
                          GError **error);

/* How somebody came to a ticket last, or left it (J16). */
gboolean pt_gather_coming (PtStore *store, const PtSecondQuestion *question, PtSnapshot *snapshot, GError **error);

/* Fills texts (P9). */
/* What copy_by wrote on copy_of lately. */
gboolean pt_gather_written (PtStore *store, const PtSecondQuestion *question, PtSnapshot *snapshot, GError **error);
gboolean pt_gather_texts (PtStore *store, const PtSecondQuestion *question, PtSnapshot *snapshot, GError **error);

#endif
