#include "store/health.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

enum {
  LOOK_MS = 20,
  SHM_WRITER = 120, /* byte of FILE-shm that a writer locks: file format of the WAL index, section 2.3.1 */
  LOCK_WRITER = 0,  /* lock.h */
  FIRST_WITHOUT_RACE = 3051003,
};

char *
pt_store_library_name (void)
{
  return g_strdup_printf ("SQLite %s", sqlite3_libversion ());
}

gboolean
pt_store_library_has_race (void)
{
  return sqlite3_libversion_number () < FIRST_WITHOUT_RACE;
}

static gboolean
is_locked (const char *file, const char *suffix, off_t byte, int command, gint64 *out_process)
{
  struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
  g_autofree char *path = g_strconcat (file, suffix, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  gboolean locked = fcntl (fd, command, &range) == 0 && range.l_type != F_UNLCK;
  close (fd);
  if (locked)
    *out_process = MAX (range.l_pid, 0);
  return locked;
}

static gboolean
is_written (const char *file, gint64 *out_process)
{
  return is_locked (file, "-shm", SHM_WRITER, F_GETLK, out_process)
         || is_locked (file, ".lock", LOCK_WRITER, F_OFD_GETLK, out_process);
}

gboolean
pt_store_is_free (const char *uri, guint milliseconds, gint64 *out_process)
{
  const char *file = g_str_has_prefix (uri, "sqlite:") ? uri + strlen ("sqlite:") : uri;
  gint64 end = g_get_monotonic_time () + (gint64) milliseconds * 1000;
  *out_process = 0;
  while (is_written (file, out_process)) {
    if (g_get_monotonic_time () >= end)
      return FALSE;
    g_usleep (LOOK_MS * 1000);
  }
  return TRUE;
}
