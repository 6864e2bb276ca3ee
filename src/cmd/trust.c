#include "cmd/trust.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { MOST_LINKS = 40, MOST_DEPTH = 32 };

typedef struct {
  const char *what, *path;
  uid_t       owner;
  guint       links; /* followed so far */
} Walk;

static gboolean
is_ours (const Walk *walk, uid_t uid)
{
  return uid == 0 || uid == walk->owner;
}

/* No member of the group GID is anybody else. */
static gboolean
is_our_group (const Walk *walk, gid_t gid)
{
  const struct group *group = getgrgid (gid);
  const struct passwd *user;
  gboolean ours = TRUE;
  for (char **name = group ? group->gr_mem : NULL; name && *name && ours; name++) {
    user = getpwnam (*name);
    ours = user && is_ours (walk, user->pw_uid);
  }
  setpwent ();
  while (ours && (user = getpwent ()))
    ours = user->pw_gid != gid || is_ours (walk, user->pw_uid);
  endpwent ();
  return ours;
}

/* With an access list the bits of the group say what anybody in it may have. */
static gboolean
others_write (const Walk *walk, const char *at, const struct stat *info)
{
  if (info->st_mode & S_IWOTH)
    return TRUE;
  return (info->st_mode & S_IWGRP)
         && (!is_our_group (walk, info->st_gid) || lgetxattr (at, "system.posix_acl_access", NULL, 0) > 0);
}

static gboolean
refuse (const Walk *walk, const char *at, const char *why, const char *advice, GError **error)
{
  const struct passwd *owner = getpwuid (walk->owner);
  return pt_error_set (error, PT_ERROR_CONFIG,
                       "%s %s%s%s %s: as root nothing is done with what somebody but root%s%s can change; %s %s",
                       walk->what, walk->path, strcmp (walk->path, at) == 0 ? "" : ": ",
                       strcmp (walk->path, at) == 0 ? "" : at, why, walk->owner ? " and " : "",
                       !walk->owner ? "" : owner ? owner->pw_name : "its owner", advice, at);
}

/* One step of the way: AT is a file, a folder or a link. */
static gboolean
trust_step (const Walk *walk, const char *at, const struct stat *info, GError **error)
{
  gboolean sticky = S_ISDIR (info->st_mode) && (info->st_mode & S_ISVTX);
  if (!is_ours (walk, info->st_uid))
    return refuse (walk, at, "belongs to somebody else", "look at it, and chown", error);
  if (S_ISLNK (info->st_mode) || sticky || !others_write (walk, at, info))
    return TRUE;
  return refuse (walk, at, "can be written by others", "look at it, and chmod go-w", error);
}

static char *
target_of (const char *link, const char *rest)
{
  g_autofree char *target = g_file_read_link (link, NULL), *folder = g_path_get_dirname (link);
  g_autofree char *whole = target ? g_strconcat (target, rest, NULL) : NULL;
  return !whole || g_path_is_absolute (whole) ? g_steal_pointer (&whole) : g_build_filename (folder, whole, NULL);
}

/* Every folder from the root down; the walk goes on from where a link points. */
static gboolean
walk_down (Walk *walk, const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  for (const char *end = full; end; end = *end ? strchr (end + 1, '/') : NULL) {
    const char *until = end == full ? full + 1 : end;
    g_autofree char *at = g_strndup (full, (gsize) (until - full));
    struct stat info;
    if (lstat (at, &info) != 0)
      return TRUE;
    if (!trust_step (walk, at, &info, error))
      return FALSE;
    if (!S_ISLNK (info.st_mode))
      continue;
    g_autofree char *target = target_of (at, end);
    if (!target || ++walk->links > MOST_LINKS)
      return refuse (walk, at, "is a link that leads nowhere", "remove", error);
    return walk_down (walk, target, error);
  }
  struct stat info;
  return lstat (full, &info) != 0 || trust_step (walk, full, &info, error);
}

gboolean
pt_trust_path (const char *what, const char *path, uid_t owner, GError **error)
{
  Walk walk = { what, path, owner, 0 };
  g_autofree char *real = realpath (path, NULL); /* where ".." stands behind a link it is another file */
  return walk_down (&walk, path, error) && (!real || walk_down (&walk, real, error));
}

static gboolean
trust_below (const char *what, const char *folder, uid_t owner, guint depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gboolean deeper = depth < MOST_DEPTH && g_file_test (path, G_FILE_TEST_IS_DIR);
    if (!pt_trust_path (what, path, owner, error) || (deeper && !trust_below (what, path, owner, depth + 1, error)))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_trust_folder (const char *what, const char *folder, uid_t owner, GError **error)
{
  return pt_trust_path (what, folder, owner, error) && trust_below (what, folder, owner, 0, error);
}
