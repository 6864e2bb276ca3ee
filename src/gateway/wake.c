#include "gateway/wake.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static int
open_mark (const PtConfig *config)
{
  g_autofree char *path = g_build_filename (config->spool, "wake", NULL);
  return open (path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
}

void
pt_wake_service (const PtConfig *config)
{
  int fd = open_mark (config);
  if (fd < 0)
    return;
  futimens (fd, NULL);
  close (fd);
}

int
pt_wake_watch (const PtConfig *config)
{
  g_autofree char *path = g_build_filename (config->spool, "wake", NULL);
  int mark = open_mark (config), fd = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  if (mark >= 0)
    close (mark);
  if (fd >= 0 && inotify_add_watch (fd, path, IN_ATTRIB) < 0) {
    close (fd);
    fd = -1;
  }
  return fd;
}
