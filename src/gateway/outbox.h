/* An agent's hand on the outbox: mail is sent again, held back, let go or dropped. */
#ifndef PT_GATEWAY_OUTBOX_H
#define PT_GATEWAY_OUTBOX_H

#include "gateway/gateway.h"
#include "model/notification.h"

typedef enum {
  PT_HAND_RETRY,   /* failed, bounced, unknown -> due now, with all its tries before it */
  PT_HAND_HOLD,    /* due -> held */
  PT_HAND_RELEASE, /* held -> due now */
  PT_HAND_DROP,    /* due, held, failed, bounced, unknown -> dropped */
  PT_HAND_N
} PtOutboxHand;

/* Does it to ROWS (PtId), or where ROWS is NULL to every row that is failed and whose ticket ACTOR may edit, and puts
 * an event on each ticket, all in one transaction: one row that is in no state for it, and nothing is done.  ACTOR
 * has to be an active agent with edit right on the tickets, as for a public comment.  *out_count rows were moved.
 * REFUSED, NOT_FOUND; BUSY and the store's errors. */
gboolean pt_gateway_outbox_hand (PtGateway *gateway, PtOutboxHand hand, const GArray *rows, PtId actor,
                                 guint *out_count, GError **error);

/* TRUE if nothing more will be done for a row in STATE unless somebody does it: failed, bounced, unknown. */
gboolean pt_outbox_state_is_dead (PtOutboxState state);

#endif
