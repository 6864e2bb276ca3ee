/* `postern serve`: spool watcher, reading workers, committer, sender pool and timers in one process, one main loop.
 */
#ifndef PT_GATEWAY_SERVE_H
#define PT_GATEWAY_SERVE_H

#include "config/settings.h"

/* Serves until SIGTERM or SIGINT, then drains and returns TRUE.  READY=1 goes to NOTIFY_SOCKET, if there is one, once
 * everything is open (sd_notify(3)).  Call it before any thread is started: it forks the reading workers first.
 * CONFIG comes without keys, which are read once the workers are forked: what reads strangers' mail knows none. */
gboolean pt_serve_run (const PtConfig *config, GError **error);

#endif
