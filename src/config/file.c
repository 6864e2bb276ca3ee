#include "config/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

static gboolean
write_all (int fd, const char *text)
{
  for (gsize left = strlen (text); left > 0;) {
    gssize done = pt_fault ("write") ? -1 : write (fd, text, left);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return FALSE;
    text += done;
    left -= (gsize) done;
  }
  return !pt_fault ("fsync") && fsync (fd) == 0;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && !pt_fault ("fsync") && fsync (fd) == 0;
  int problem = errno;
  if (fd >= 0)
    close (fd);
  return good || pt_error_set_errno (error, problem, "folder %s cannot be synced", folder);
}

/* Makes FRESH, which must not be there, with the owner, group and mode of LIKE (or MODE, if LIKE is NULL). */
static gboolean
write_fresh (const char *fresh, const struct stat *like, guint mode, const char *text, GError **error)
{
  int fd = pt_fault ("open") ? -1 : open (fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 && errno == EEXIST)
    return pt_error_set (error, PT_ERROR_BUSY,
                         "%s is there: somebody else is writing it, or was broken off; remove it then", fresh);
  if (fd < 0)
    return pt_error_set_errno (error, errno, "%s cannot be made", fresh);
  gboolean owned = !like || fchown (fd, like->st_uid, like->st_gid) == 0;
  gboolean good = owned && fchmod (fd, like ? like->st_mode & 07777 : mode) == 0 && write_all (fd, text);
  int problem = errno;
  if (close (fd) != 0 && good) {
    problem = errno;
    good = FALSE;
  }
  if (good)
    return TRUE;
  unlink (fresh);
  return pt_error_set_errno (error, problem, "%s cannot be written", fresh);
}

gboolean
pt_file_create (const char *path, guint mode, const char *text, gboolean *out_made, GError **error)
{
  g_autofree char *fresh = g_strdup_printf ("%s.%ld.new", path, (long) getpid ());
  gboolean there = access (path, F_OK) == 0;
  if (out_made)
    *out_made = !there;
  if (there)
    return TRUE;
  if (!write_fresh (fresh, NULL, mode, text, error))
    return FALSE;
  gboolean linked = !pt_fault ("link") && link (fresh, path) == 0;
  int problem = errno;
  unlink (fresh);
  if (!linked && problem != EEXIST)
    return pt_error_set_errno (error, problem, "%s cannot be made", path);
  if (out_made)
    *out_made = linked;
  return sync_folder_of (path, error);
}

gboolean
pt_file_replace (const char *path, const char *text, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  struct stat info;
  if (stat (path, &info) != 0)
    return pt_error_set_errno (error, errno, "%s cannot be replaced", path);
  if (!write_fresh (fresh, &info, 0, text, error))
    return FALSE;
  if (pt_fault ("rename") || rename (fresh, path) != 0) {
    int problem = errno;
    unlink (fresh);
    return pt_error_set_errno (error, problem, "%s cannot be replaced", path);
  }
  return sync_folder_of (path, error);
}
