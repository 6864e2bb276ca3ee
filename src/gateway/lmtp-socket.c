#include "gateway/lmtp-socket.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128 };

static gboolean
listen_at (const struct sockaddr *address, socklen_t length, const char *place, int *out_fd, GError **error)
{
  const int fd = socket (address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
  if (fd >= 0 && address->sa_family != AF_UNIX)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (fd >= 0 && bind (fd, address, length) == 0 && listen (fd, BACKLOG) == 0) {
    *out_fd = fd;
    return TRUE;
  }
  const int trouble = errno;
  if (fd >= 0)
    close (fd);
  return pt_error_set (error, PT_ERROR_CONFIG, "lmtp: cannot listen at %s: %s", place, g_strerror (trouble));
}

/* --- a path --- */

static gboolean
is_answered (const struct sockaddr_un *address)
{
  const int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const gboolean good = fd >= 0 && connect (fd, (const struct sockaddr *) address, sizeof *address) == 0;
  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
give_to (const char *path, const char *group, guint mode, GError **error)
{
  const struct group *found = group ? getgrnam (group) : NULL;
  if (group && !found)
    return pt_error_set (error, PT_ERROR_CONFIG, "lmtp_group: there is no group %s", group);
  if (found && chown (path, (uid_t) -1, found->gr_gid) != 0)
    return pt_error_set (error, PT_ERROR_CONFIG, "lmtp_group: %s cannot be given to %s: %s", path, group,
                         g_strerror (errno));
  if (chmod (path, mode) != 0)
    return pt_error_set_errno (error, errno, "lmtp_mode: %s", path);
  return TRUE;
}

static gboolean
listen_at_path (const char *path, guint mode, const char *group, int *out_fd, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  GStatBuf there;
  if (strlen (path) >= sizeof address.sun_path)
    return pt_error_set (error, PT_ERROR_CONFIG, "lmtp: the path %s is longer than a socket may have", path);
  memcpy (address.sun_path, path, strlen (path));
  const gboolean is_there = g_lstat (path, &there) == 0;
  if (is_there && !S_ISSOCK (there.st_mode))
    return pt_error_set (error, PT_ERROR_CONFIG, "lmtp: %s is there and is no socket", path);
  if (is_there && is_answered (&address))
    return pt_error_set (error, PT_ERROR_BUSY, "lmtp: another process listens at %s", path);
  if (is_there)
    g_unlink (path);
  const mode_t before = umask (0177); /* nobody gets in before mode and group are set */
  const gboolean bound = listen_at ((struct sockaddr *) &address, sizeof address, path, out_fd, error);
  umask (before);
  if (!bound || give_to (path, group, mode, error))
    return bound;
  close (*out_fd);
  *out_fd = -1;
  g_unlink (path);
  return FALSE;
}

/* --- a port --- */

static gboolean
listen_at_port (const char *place, int *out_fd, GError **error)
{
  g_autoptr (GSocketConnectable) split = g_network_address_parse (place, 0, NULL);
  GNetworkAddress *network = split ? G_NETWORK_ADDRESS (split) : NULL;
  g_autoptr (GInetAddress) host =
    network ? g_inet_address_new_from_string (g_network_address_get_hostname (network)) : NULL;
  const guint16 port = network ? g_network_address_get_port (network) : 0;
  if (!host || port == 0 || !g_inet_address_get_is_loopback (host))
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "lmtp: %s is neither a path nor a loopback address and a port, such as "
                         "127.0.0.1:2424", place);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, port);
  struct sockaddr_storage native;
  const gssize length = g_socket_address_get_native_size (address);
  if (!g_socket_address_to_native (address, &native, sizeof native, error))
    return FALSE;
  return listen_at ((struct sockaddr *) &native, (socklen_t) length, place, out_fd, error);
}

gboolean
pt_lmtp_listen (const char *place, guint mode, const char *group, int *out_fd, GError **error)
{
  return *place == '/' ? listen_at_path (place, mode, group, out_fd, error) : listen_at_port (place, out_fd, error);
}

gboolean
pt_lmtp_send (int fd, GString *out)
{
  while (out->len > 0) {
    const ssize_t n = send (fd, out->str, out->len, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno == EAGAIN;
    g_string_erase (out, 0, n);
  }
  return TRUE;
}
