#include "cmd/owner.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
pt_owner_become (const PtConfig *config, GError **error)
{
  struct stat state;
  if (geteuid () != 0 || stat (config->state, &state) != 0 || state.st_uid == 0)
    return TRUE;
  const struct passwd *owner = getpwuid (state.st_uid);
  gid_t group = owner ? owner->pw_gid : state.st_gid;
  gboolean grouped = owner ? initgroups (owner->pw_name, group) == 0 : setgroups (1, &group) == 0;
  if (!grouped || setgid (group) != 0 || setuid (state.st_uid) != 0)
    return pt_error_set_errno (error, errno, "cannot act as the owner of %s", config->state);
  return TRUE;
}
