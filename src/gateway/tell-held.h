/* Held mail is told to who may let it in, and deleted only when it was (RULES J5): a timer. */
#ifndef PT_GATEWAY_TELL_HELD_H
#define PT_GATEWAY_TELL_HELD_H

#include "gateway/gateway.h"

/* Says who is told at once of what came, makes a digest where one is due, and lets expire what was told so many days
 * of service ago. */
gboolean pt_tell_held (PtGateway *gateway, PtTime now, GError **error);

#endif
