#include "cmd/owner.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/trust.h"

/* Of PATH or of the nearest folder above it. */
static void
find_owner (const char *path, struct stat *out_info)
{
  g_autofree char *at = g_canonicalize_filename (path, NULL);
  while (stat (at, out_info) != 0) {
    char *folder = g_path_get_dirname (at);
    gboolean top = g_str_equal (folder, at);
    g_free (at);
    at = folder;
    if (top) {
      *out_info = (struct stat){ 0 };
      return;
    }
  }
}

static gboolean
act_as (const struct stat *info, const char *whose, GError **error)
{
  const struct passwd *owner = getpwuid (info->st_uid);
  gid_t group = owner ? owner->pw_gid : info->st_gid;
  gboolean grouped = owner ? initgroups (owner->pw_name, group) == 0 : setgroups (1, &group) == 0;
  return (grouped && setgid (group) == 0 && setuid (info->st_uid) == 0)
         || pt_error_set_errno (error, errno, "cannot act as the owner of %s", whose);
}

gboolean
pt_owner_become (const char *file, gboolean *out_was_root, GError **error)
{
  struct stat info;
  g_autofree char *state = NULL;
  *out_was_root = geteuid () == 0;
  if (!*out_was_root)
    return TRUE;
  find_owner (file, &info);
  if (info.st_uid == 0 && pt_config_peek_state (file, &state))
    find_owner (state, &info);
  return pt_trust_path ("settings file", file, info.st_uid, error)
         && (info.st_uid == 0 || act_as (&info, state ? state : file, error));
}

gboolean
pt_owner_give (const char *file, GError **error)
{
  struct stat info;
  g_autofree char *state = NULL;
  if (geteuid () != 0 || !pt_config_peek_state (file, &state))
    return TRUE;
  find_owner (state, &info);
  return lchown (file, info.st_uid, info.st_gid) == 0
         || pt_error_set_errno (error, errno, "%s cannot be given to the owner of %s", file, state);
}

gboolean
pt_owner_trust_templates (const PtConfig *config, GError **error)
{
  return !config->templates || pt_trust_folder ("templates", config->templates, geteuid (), error);
}
