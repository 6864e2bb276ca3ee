/* Sockets of LMTP. */
#ifndef PT_GATEWAY_LMTP_SOCKET_H
#define PT_GATEWAY_LMTP_SOCKET_H

#include "base/error.h"

/* Binds PLACE: a path for a unix socket, with MODE and GROUP (NULL = that of the process), or HOST:PORT, where HOST
 * is a loopback address in figures: LMTP knows no password.  A socket that a process left at the path is replaced,
 * one that somebody answers at is not (BUSY).  *OUT_FD is non-blocking; close it, the path stays.  CONFIG where the
 * place cannot be had. */
gboolean pt_lmtp_listen (const char *place, guint mode, const char *group, int *out_fd, GError **error);

/* Writes of OUT to FD what it takes now, and removes that.  FALSE if nobody is there any more. */
gboolean pt_lmtp_send (int fd, GString *out);

#endif
