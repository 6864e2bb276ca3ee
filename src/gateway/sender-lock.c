#include "gateway/sender-lock.h"

#include "base/fault.h"
#include "base/log.h"
#include "store/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

gboolean
pt_sender_lock_recover (PtGateway *gateway, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  guint rows = 0;
  if (!pt_store_begin_settling (store, error))
    return FALSE;
  if (!pt_store_outbox_recover (store, G_MAXINT64, &rows, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  if (rows)
    pt_log (PT_LOG_WARNING,
            "outbox: %u rows are marked as being sent and nobody sends them; they are sent again with the same "
            "Message-ID",
            rows);
  return pt_store_commit (store, error);
}

gboolean
pt_state_lock_take (const PtConfig *config, const char *name, int *out_fd, GError **error)
{
  g_autofree char *path = g_build_filename (config->state, name, NULL);
  int fd = pt_fault ("open") ? -1 : open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  *out_fd = -1;
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot open %s", path);
  if (flock (fd, LOCK_EX | LOCK_NB) == 0) {
    *out_fd = fd;
    return TRUE;
  }
  int trouble = errno;
  close (fd);
  return trouble == EWOULDBLOCK || pt_error_set_errno (error, trouble, "cannot lock %s", path);
}

gboolean
pt_sender_lock_take (PtGateway *gateway, int *out_fd, GError **error)
{
  if (!pt_state_lock_take (pt_gateway_config (gateway), "sender.lock", out_fd, error))
    return FALSE;
  if (*out_fd < 0 || pt_sender_lock_recover (gateway, error))
    return TRUE;
  close (*out_fd);
  *out_fd = -1;
  return FALSE;
}
