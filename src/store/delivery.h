/* What time makes of mail that was sent: it went well, it is late, how it ended has to be told, an address may be
 * tried again (RULES J3, J4).  What writes needs a transaction of the caller's. */
#ifndef PT_STORE_DELIVERY_H
#define PT_STORE_DELIVERY_H

#include "store/store.h"

/* Mail that was sent before BEFORE, of which no report came, went well: so much is noted of its address.  LIMIT rows
 * at most, from where the last call ended; *out_more tells whether there are others. */
gboolean pt_store_delivery_went_well (PtStore *store, PtTime before, guint limit, gboolean *out_more, GError **error);

/* Outbox rows that ended badly and were not told yet; *out_ids: PtId, free with g_array_unref. */
gboolean pt_store_delivery_untold (PtStore *store, guint limit, GArray **out_ids, GError **error);

/* Those that are tried since SINCE or longer, and that nobody was told of. */
gboolean pt_store_delivery_late (PtStore *store, PtTime since, guint limit, GArray **out_ids, GError **error);

typedef struct {
  PtId  person;
  char *address;
} PtDeadAddress;

void pt_dead_address_free (PtDeadAddress *dead);

/* Addresses that are undeliverable since SINCE or longer; *out_addresses: PtDeadAddress *, free with
 * g_ptr_array_unref. */
gboolean pt_store_delivery_to_try (PtStore *store, PtTime since, guint limit, GPtrArray **out_addresses,
                                   GError **error);

#endif
