#include "gateway/notify.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
pt_notify_manager (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (!path || !*path || strlen (path) >= sizeof address.sun_path)
    return;
  memcpy (address.sun_path, path, strlen (path));
  if (path[0] == '@') /* abstract */
    address.sun_path[0] = 0;
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  socklen_t length = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (path) + (path[0] != '@'));
  (void) !sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address, length);
  close (fd);
}
