/* A command that made mail due tells the service at work, so that an answer written at the command line goes out at
 * once and not when a timer looks. */
#ifndef PT_GATEWAY_WAKE_H
#define PT_GATEWAY_WAKE_H

#include "config/settings.h"

/* Touches SPOOL/wake.  Without a service, or where that fails, nothing is lost but time. */
void pt_wake_service (const PtConfig *config);

/* A descriptor that is readable after each call of the other: inotify(7); read it empty.  -1 if the system has none.
 */
int pt_wake_watch (const PtConfig *config);

#endif
