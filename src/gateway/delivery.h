/* What became of mail that was sent or tried, told to those who must know, and what time makes of addresses (RULES
 * J3, J4).  Each is a request of time itself, decided like every other. */
#ifndef PT_GATEWAY_DELIVERY_H
#define PT_GATEWAY_DELIVERY_H

#include "gateway/gateway.h"

/* Tells of rows that ended badly. */
gboolean pt_delivery_tell (PtGateway *gateway, GError **error);

/* The same, of rows that are late at NOW, notes which addresses took mail, and tries dead ones again. */
gboolean pt_delivery_pass (PtGateway *gateway, PtTime now, GError **error);

#endif
