/* `postern check`: folders, files, their owners, and the programs. */
#include "cmd/check.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
user_name (uid_t uid)
{
  const struct passwd *entry = getpwuid (uid);
  return entry ? g_strdup (entry->pw_name) : g_strdup_printf ("%u", (guint) uid);
}

/* --- folders --- */

static void
check_folder (PtCheck *check, const char *path)
{
  struct stat info;
  if (stat (path, &info) != 0)
    pt_check_say (check, PT_FINDING_ERROR, "folder", "run postern init again", "%s: %s", path, g_strerror (errno));
  else if (!S_ISDIR (info.st_mode))
    pt_check_say (check, PT_FINDING_ERROR, "folder", "move it away and run postern init again", "%s is no folder",
                  path);
  else if (access (path, R_OK | W_OK | X_OK) != 0)
    pt_check_say (check, PT_FINDING_ERROR, "folder", "run it as the user that postern runs as, or change the owner",
                  "%s cannot be written by this user: no mail gets in or out", path);
  else if (info.st_mode & S_IRWXO)
    pt_check_say (check, PT_FINDING_WARNING, "folder", "take the rights of others away with chmod o-rwx",
                  "%s has mode %04o: others can look at mail", path, (guint) info.st_mode & 07777);
  else
    pt_check_say (check, PT_FINDING_OK, "folder", NULL, "%s, mode %04o", path, (guint) info.st_mode & 07777);
}

/* What a command of root's made belongs to root, and the service cannot write it. */
static void
check_owner (PtCheck *check, const char *path, uid_t wanted)
{
  struct stat info;
  if (stat (path, &info) != 0 || info.st_uid == wanted)
    return;
  g_autofree char *owner = user_name (info.st_uid), *other = user_name (wanted);
  g_autofree char *advice = g_strdup_printf ("chown %s %s, and run postern as %s", other, path, other);
  pt_check_say (check, PT_FINDING_ERROR, "owner", advice,
                "%s belongs to %s, the folder %s to %s: the service cannot use both", path, owner,
                check->config->state, other);
}

static void
check_owners (PtCheck *check)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
  const PtConfig *config = check->config;
  const char *database = config->store + strlen ("sqlite:");
  struct stat state;
  if (stat (config->state, &state) != 0)
    return;
  check_owner (check, config->spool, state.st_uid);
  check_owner (check, config->raw, state.st_uid);
  check_owner (check, config->key_file, state.st_uid);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (database, suffixes[i], NULL);
    check_owner (check, path, state.st_uid);
  }
}

void
pt_check_folders (PtCheck *check)
{
  static const char *const parts[] = { "tmp", "new", "poison" };
  const PtConfig *config = check->config;
  check_folder (check, config->state);
  check_folder (check, config->raw);
  check_folder (check, config->spool);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (config->spool, parts[i], NULL);
    check_folder (check, path);
  }
  if (config->smtp.path)
    check_folder (check, config->smtp.path);
  check_owners (check);
}

/* --- the user of the mail server's pipe --- */

static gboolean
is_in_group (const struct passwd *user, gid_t gid)
{
  gid_t groups[256];
  int count = G_N_ELEMENTS (groups);
  if (getgrouplist (user->pw_name, user->pw_gid, groups, &count) < 0)
    return user->pw_gid == gid;
  for (int i = 0; i < count; i++)
    if (groups[i] == gid)
      return TRUE;
  return FALSE;
}

static gboolean
may_write (const struct passwd *user, const char *path)
{
  struct stat info;
  if (stat (path, &info) != 0)
    return TRUE; /* said already */
  if (info.st_uid == user->pw_uid)
    return (info.st_mode & S_IRWXU) == S_IRWXU;
  if (is_in_group (user, info.st_gid))
    return (info.st_mode & S_IRWXG) == S_IRWXG;
  return (info.st_mode & S_IRWXO) == S_IRWXO;
}

void
pt_check_spool_user (PtCheck *check, const char *user)
{
  g_autofree char *name = g_strndup (user, strcspn (user, ":")),
                  *path = g_build_filename (check->config->spool, "tmp", NULL);
  const struct passwd *entry = getpwnam (name);
  if (!entry)
    pt_check_say (check, PT_FINDING_ERROR, "mta", "make the user, or correct user= of the transport",
                  "postern-deliver is to run as %s, and there is no such user: every mail is deferred", name);
  else if (!may_write (entry, path))
    pt_check_say (check, PT_FINDING_ERROR, "mta", "let postern-deliver run as the owner of the spool",
                  "postern-deliver runs as %s, who cannot write into %s: every mail is deferred", name, path);
  else
    pt_check_say (check, PT_FINDING_OK, "mta", NULL, "postern-deliver runs as %s and can write into the spool", name);
}

/* --- the programs --- */

char *
pt_check_find_deliver (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : g_strdup (PT_BINDIR);
  const char *folders[] = { folder, PT_BINDIR };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (folders[i], "postern-deliver", NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_find_program_in_path ("postern-deliver");
}

void
pt_check_deliver (PtCheck *check)
{
  g_autofree char *path = pt_check_find_deliver ();
  if (path)
    pt_check_say (check, PT_FINDING_OK, "program", NULL, "%s", path);
  else
    pt_check_say (check, PT_FINDING_ERROR, "program", "install it: the MTA hands mail to it",
                  "postern-deliver is neither beside postern nor in PATH");
}
