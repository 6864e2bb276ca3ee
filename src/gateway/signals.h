/* The signals of a service, in order and from one thread. */
#ifndef PT_GATEWAY_SIGNALS_H
#define PT_GATEWAY_SIGNALS_H

#include "base/error.h"

/* Blocks SIGTERM, SIGINT and SIGHUP and ignores SIGPIPE, before any thread is there, so that none gets them;
 * *out_fd is readable when one has come.  What comes while the program starts anew waits for it: blocked signals stay
 * pending across execve(2).  IO. */
gboolean pt_signals_hold (int *out_fd, GError **error);

/* The next one of FD, 0 if there is none. */
int pt_signals_next (int fd);

#endif
