#include "config.h"

#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { WRITER = 0, PRESENCE = 1 };

#define FIRST_WAIT_US 100
#define LONGEST_WAIT_US 2000

struct PtLock {
  char    *file;
  int      fd;
  gboolean held;
};

/* Locks of the open file description: two handles of one process exclude each other too. */
static int
set (int fd, int byte, short type, int command)
{
  struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
  int result;
  do
    result = fcntl (fd, command, &range);
  while (result < 0 && errno == EINTR);
  return result;
}

gboolean
pt_lock_open (const char *file, PtLock **out_lock, GError **error)
{
  int fd = open (file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    pt_error_set_errno (error, errno, "cannot open the lock file %s", file);
    return FALSE;
  }
  if (set (fd, PRESENCE, F_RDLCK, F_OFD_SETLKW) < 0) {
    pt_error_set_errno (error, errno, "cannot lock %s", file);
    close (fd);
    return FALSE;
  }
  PtLock *lock = g_new0 (PtLock, 1);
  lock->file = g_strdup (file);
  lock->fd = fd;
  *out_lock = lock;
  return TRUE;
}

void
pt_lock_close (PtLock *lock)
{
  if (!lock)
    return;
  close (lock->fd);
  g_free (lock->file);
  g_free (lock);
}

gboolean
pt_lock_take (PtLock *lock, guint milliseconds, GError **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) milliseconds * 1000;
  gulong wait = FIRST_WAIT_US;
  while (set (lock->fd, WRITER, F_WRLCK, F_OFD_SETLK) < 0) {
    if (errno != EAGAIN && errno != EACCES)
      return pt_error_set_errno (error, errno, "cannot lock %s", lock->file);
    if (g_get_monotonic_time () >= end)
      return pt_error_set (error, PT_ERROR_BUSY, "another process has been writing to the store for %u ms (%s)",
                           milliseconds, lock->file);
    g_usleep (wait);
    wait = MIN (wait * 2, LONGEST_WAIT_US);
  }
  lock->held = TRUE;
  return TRUE;
}

void
pt_lock_give (PtLock *lock)
{
  if (!lock->held)
    return;
  set (lock->fd, WRITER, F_UNLCK, F_OFD_SETLK);
  lock->held = FALSE;
}

gboolean
pt_lock_is_held (const PtLock *lock)
{
  return lock->held;
}

gboolean
pt_lock_is_last (PtLock *lock)
{
  return set (lock->fd, PRESENCE, F_WRLCK, F_OFD_SETLK) == 0;
}
