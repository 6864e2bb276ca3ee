/* The mark of a spool: the files whose mail is being committed.  A reader that died in the middle leaves it
 * behind. */
#include "config.h"

#include "gateway/spool.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char *
mark_path (const char *dir)
{
  return g_build_filename (dir, "begun", NULL);
}

/* Each with a NUL behind it, which no name can hold. */
static GByteArray *
list_of (const GPtrArray *names)
{
  GByteArray *list = g_byte_array_new ();
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_byte_array_append (list, (const guint8 *) name, (guint) strlen (name) + 1);
  }
  return list;
}

gboolean
pt_spool_mark (const char *dir, const GPtrArray *names, GError **error)
{
  g_autofree char *path = mark_path (dir);
  g_autoptr (GByteArray) list = list_of (names);
  int fd = pt_fault ("open") ? -1 : open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot open %s", path);
  ssize_t n = pt_fault ("write") ? -1 : write (fd, list->data, list->len);
  int errnum = n < 0 ? errno : ENOSPC;
  close (fd);
  return n == (ssize_t) list->len || pt_error_set_errno (error, errnum, "cannot write %s", path);
}

/* Emptied and kept: to make a file anew takes the file system longer than the rest of it. */
void
pt_spool_unmark (const char *dir)
{
  g_autofree char *path = mark_path (dir);
  if (truncate (path, 0) != 0)
    unlink (path); /* one that stays costs its files an attempt */
}

/* Another attempt at NAME, if it is still there. */
static gboolean
count (const char *dir, const char *name, GError **error)
{
  g_autofree char *counted = NULL;
  g_autoptr (GError) trouble = NULL;
  if (pt_spool_begin (dir, name, &counted, &trouble) || g_error_matches (trouble, PT_ERROR, PT_ERROR_BUSY))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

gboolean
pt_spool_count_marked (const char *dir, GError **error)
{
  g_autofree char *path = mark_path (dir), *list = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &list, &length, NULL))
    return TRUE;
  /* a last name without its NUL was being written when its reader died, and nothing was begun yet */
  const char *end = list + length, *nul;
  for (const char *at = list; (nul = memchr (at, 0, (gsize) (end - at))); at = nul + 1)
    if (*at != 0 && !strchr (at, '/') && !count (dir, at, error))
      return FALSE;
  pt_spool_unmark (dir);
  return TRUE;
}
