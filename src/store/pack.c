#include "store/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN 'w'
#define COMMITTED 'c'

void
pt_pack_mark (gint64 start, char out[PT_PACK_MARK_BYTES + 1])
{
  g_snprintf (out, PT_PACK_MARK_BYTES + 1, "\npostern batch %022" G_GINT64_FORMAT " %c\n", start, OPEN);
}

void
pt_pack_settle (int fd, gint64 start)
{
  static const char committed = COMMITTED;
  ssize_t done;
  do
    done = pwrite (fd, &committed, 1, (off_t) (start + PT_PACK_MARK_BYTES - 2));
  while (done < 0 && errno == EINTR);
}

/* A crash may have left a part of the mark. */
static gboolean
begins_with_mark (int fd, gint64 start, gint64 length)
{
  char mark[PT_PACK_MARK_BYTES + 1], found[PT_PACK_MARK_BYTES];
  gsize wanted = (gsize) MIN (length, PT_PACK_MARK_BYTES);
  pt_pack_mark (start, mark);
  return pread (fd, found, wanted, (off_t) start) == (ssize_t) wanted && memcmp (found, mark, wanted) == 0;
}

static gboolean
look_behind (const char *file, gint64 committed, gint64 length, PtPackState *out_state, GError **error)
{
  *out_state = PT_PACK_LONGER;
  if (length > PT_PACK_BATCH_BYTES)
    return TRUE;
  int fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot open the pack %s", file);
  if (begins_with_mark (fd, committed, length))
    *out_state = PT_PACK_CUTTABLE;
  close (fd);
  return TRUE;
}

gboolean
pt_pack_look (const char *file, gint64 committed, PtPackState *out_state, gint64 *out_bytes, GError **error)
{
  struct stat status = { 0 };
  gboolean there = stat (file, &status) == 0;
  gint64 bytes = there ? (gint64) status.st_size : 0;
  if (!there && errno != ENOENT)
    return pt_error_set_errno (error, errno, "cannot look at the pack %s", file);
  if (out_bytes)
    *out_bytes = bytes;
  *out_state = bytes < committed ? PT_PACK_LOST : PT_PACK_GOOD;
  return bytes <= committed || look_behind (file, committed, bytes - committed, out_state, error);
}
