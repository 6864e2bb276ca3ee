#include "config.h"

#include "gateway/spool.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat2 */
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT_MARK ",a="
#define HEAD_ROOM (1024 * 1024) /* more recipients than an MTA gives at once */

static const char *const folders[] = { "tmp", "new", "poison" };

static gboolean
make_folder (const char *path, GError **error)
{
  if (mkdir (path, 0700) == 0 || (errno == EEXIST && g_file_test (path, G_FILE_TEST_IS_DIR)))
    return TRUE;
  return pt_error_set_errno (error, errno, "cannot create the spool folder %s", path);
}

gboolean
pt_spool_make (const char *dir, GError **error)
{
  if (!make_folder (dir, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (dir, folders[i], NULL);
    if (!make_folder (path, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_spool_is_there (const char *dir, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (dir, folders[i], NULL);
    if (!g_file_test (path, G_FILE_TEST_IS_DIR))
      return pt_error_set (error, PT_ERROR_CONFIG, "the spool folder %s is not there: mount or restore what lies "
                           "there, or make an empty one with \"postern init\"", path);
  }
  return TRUE;
}

gboolean
pt_spool_lock (const char *dir, gboolean wait, int *out_fd, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "lock", NULL);
  int fd = pt_fault ("open") ? -1 : open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  int result;
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot open %s", path);
  do
    result = flock (fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
  while (result < 0 && errno == EINTR);
  if (result == 0) {
    *out_fd = fd;
    return TRUE;
  }
  int errnum = errno;
  close (fd);
  if (errnum == EWOULDBLOCK)
    return pt_error_set (error, PT_ERROR_BUSY, "another process is reading the spool %s", dir);
  return pt_error_set_errno (error, errnum, "cannot lock %s", path);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

gboolean
pt_spool_list (const char *dir, guint most, GPtrArray **out_names, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "new", NULL);
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &trouble);
  if (!folder)
    return pt_error_set (error, PT_ERROR_IO, "cannot list the spool %s: %s", path, trouble->message);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name = g_dir_read_name (folder); name; name = g_dir_read_name (folder))
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  if (most > 0 && names->len > most)
    g_ptr_array_set_size (names, (int) most);
  *out_names = names;
  return TRUE;
}

/* The mark of NAME, or its end: only digits may stand behind it. */
static const char *
find_mark (const char *name)
{
  const char *mark = g_strrstr (name, COUNT_MARK);
  const char *digits = mark ? mark + strlen (COUNT_MARK) : "";
  if (*digits == 0 || strlen (digits) > 9 || strspn (digits, "0123456789") != strlen (digits))
    return name + strlen (name);
  return mark;
}

guint
pt_spool_attempts (const char *name)
{
  const char *mark = find_mark (name);
  return *mark != 0 ? (guint) g_ascii_strtoull (mark + strlen (COUNT_MARK), NULL, 10) : 0;
}

static char *
name_with_attempts (const char *name, guint attempts)
{
  int base = (int) (find_mark (name) - name);
  if (attempts == 0)
    return g_strndup (name, (gsize) base);
  return g_strdup_printf ("%.*s" COUNT_MARK "%u", base, name, attempts);
}

/* A file that has the new name already is another mail, not to be lost.  Not every file system knows the flag. */
static int
rename_new_only (const char *from, const char *to)
{
  if (pt_fault ("rename"))
    return -1;
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  return errno == EINVAL || errno == ENOSYS ? rename (from, to) : -1;
}

static gboolean
move (const char *dir, const char *name, const char *folder, const char *new_name, GError **error)
{
  g_autofree char *from = g_build_filename (dir, "new", name, NULL);
  g_autofree char *to = g_build_filename (dir, folder, new_name, NULL);
  if (rename_new_only (from, to) == 0)
    return TRUE;
  if (errno == ENOENT && access (from, F_OK) != 0)
    return pt_error_set (error, PT_ERROR_BUSY, "another reader has taken the spool file %s", from);
  return pt_error_set_errno (error, errno, "cannot move the spool file %s to %s", from, to);
}

gboolean
pt_spool_begin (const char *dir, const char *name, char **out_name, GError **error)
{
  guint attempts = pt_spool_attempts (name);
  *out_name = NULL;
  if (attempts >= PT_SPOOL_ATTEMPTS)
    return pt_spool_poison (dir, name, error);
  g_autofree char *counted = name_with_attempts (name, attempts + 1);
  if (!move (dir, name, "new", counted, error))
    return FALSE;
  *out_name = g_steal_pointer (&counted);
  return TRUE;
}

void
pt_spool_unbegin (const char *dir, const char *name)
{
  guint attempts = pt_spool_attempts (name);
  if (attempts == 0)
    return;
  g_autofree char *uncounted = name_with_attempts (name, attempts - 1);
  move (dir, name, "new", uncounted, NULL); /* the count stays then, and two attempts are left or the file is gone */
}

gsize
pt_spool_most (gsize message_bytes)
{
  gsize four_times = message_bytes > (G_MAXSIZE - HEAD_ROOM) / 4 ? G_MAXSIZE - HEAD_ROOM : 4 * message_bytes;
  return four_times + HEAD_ROOM;
}

/* SIZE is what the file had when it was opened; it is never longer than that, as writers publish whole files only. */
static gboolean
read_all (int fd, gsize size, const char *path, GBytes **out_file, GError **error)
{
  g_autofree char *data = g_try_malloc (size + 1);
  gsize done = 0;
  if (!data)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "no memory for the spool file %s", path);
  while (done < size) {
    ssize_t n = pt_fault ("read") ? -1 : read (fd, data + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return pt_error_set_errno (error, errno, "cannot read the spool file %s", path);
    if (n == 0)
      return pt_error_set (error, PT_ERROR_IO, "the spool file %s became shorter while it was read", path);
    done += (gsize) n;
  }
  *out_file = g_bytes_new_take (g_steal_pointer (&data), size);
  return TRUE;
}

static gboolean
read_file (int fd, const char *path, gsize most, GBytes **out_file, GError **error)
{
  struct stat info;
  if (fstat (fd, &info) != 0)
    return pt_error_set_errno (error, errno, "cannot read the spool file %s", path);
  if (!S_ISREG (info.st_mode))
    return pt_error_set (error, PT_ERROR_MALFORMED, "not a regular file: %s", path);
  if ((guint64) info.st_size > most)
    return pt_error_set (error, PT_ERROR_TOO_LARGE, "spool file of %" G_GINT64_FORMAT " bytes, over %" G_GSIZE_FORMAT
                         ": %s", (gint64) info.st_size, most, path);
  return read_all (fd, (gsize) info.st_size, path, out_file, error);
}

gboolean
pt_spool_read (const char *dir, const char *name, gsize most, GBytes **out_file, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "new", name, NULL);
  /* neither a link nor a pipe may trap us */
  int fd = pt_fault ("open") ? -1 : open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && (errno == ELOOP || errno == ENXIO))
    return pt_error_set (error, PT_ERROR_MALFORMED, "not a regular file: %s", path);
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot open the spool file %s", path);
  gboolean ok = read_file (fd, path, most, out_file, error);
  close (fd);
  return ok;
}

/* No sync: should a power cut bring the file back, its mail is known by its digest and taken as a duplicate. */
gboolean
pt_spool_remove (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "new", name, NULL);
  if (!pt_fault ("unlink") && (unlink (path) == 0 || errno == ENOENT))
    return TRUE;
  return pt_error_set_errno (error, errno, "cannot remove the spool file %s", path);
}

gboolean
pt_spool_poison (const char *dir, const char *name, GError **error)
{
  return move (dir, name, "poison", name, error);
}
