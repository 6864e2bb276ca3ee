/* That mail waits below a ceiling is told once a day (RULES J10): a timer. */
#ifndef PT_GATEWAY_TELL_CEILING_H
#define PT_GATEWAY_TELL_CEILING_H

#include "gateway/gateway.h"

gboolean pt_tell_ceiling (PtGateway *gateway, PtTime now, GError **error);

#endif
