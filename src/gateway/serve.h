/* `postern serve`: spool watcher, reading workers, committer, sender pool and timers in one process, one main loop.
 */
#ifndef PT_GATEWAY_SERVE_H
#define PT_GATEWAY_SERVE_H

#include "config/settings.h"

/* Serves until SIGTERM or SIGINT, then drains and returns TRUE.  After a SIGHUP, if settings and templates are
 * good (reload.h), it drains as well and sets *out_again: the caller starts the program anew, by execve(2), since
 * workers can be forked from a process without threads and keys alone.  If they are not good, it logs that and goes
 * on.  Those three signals are blocked when it returns.  READY=1 goes to NOTIFY_SOCKET, if there is one, once
 * everything is open (sd_notify(3)).  Call it before any thread is started: it forks the reading workers first.
 * CONFIG comes without keys, which are read once the workers are forked: what reads strangers' mail knows none. */
gboolean pt_serve_run (const PtConfig *config, gboolean *out_again, GError **error);

#endif
