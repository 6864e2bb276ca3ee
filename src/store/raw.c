#include "store/raw.h"

#include "base/digest.h"
#include "base/fault.h"
#include "base/log.h"
#include "store/pack.h"
#include "store/store-handle.h"
#include "store/query.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Written at once: a write a message costs more than a copy of it, which the processor's cache still holds then. */
#define PENDING_BYTES (256 * 1024)

typedef struct {
  char       *name;
  char       *file;
  int         fd;
  gboolean    made;      /* no commit has needed it yet, so its name may not be on disk */
  gboolean    leftover;  /* bytes that were never committed lie behind the committed ones */
  gint64      start;     /* of the mark of this transaction */
  gint64      written;   /* what lies before that is in the file */
  gint64      highest;   /* as far as anything was written, though it may have been undone */
  GByteArray *pending;   /* what follows it */
  gint64      saved_end; /* at the savepoint, or where the transaction found it */
} Pack;

static void
pack_free (gpointer data)
{
  Pack *pack = data;
  if (pack->fd >= 0)
    close (pack->fd);
  g_clear_pointer (&pack->pending, g_byte_array_unref);
  g_free (pack->name);
  g_free (pack->file);
  g_free (pack);
}

void
pt_packs_init (PtPacks *packs, const char *dir)
{
  packs->dir = g_strdup (dir);
  packs->dirty = g_ptr_array_new_with_free_func (pack_free);
}

void
pt_packs_clear (PtPacks *packs)
{
  g_clear_pointer (&packs->dir, g_free);
  g_clear_pointer (&packs->dirty, g_ptr_array_unref);
  g_clear_pointer (&packs->spare, g_byte_array_unref);
}

static gboolean
pack_open (Pack *pack, const char *dir, GError **error)
{
  pack->fd = pt_fault ("open") ? -1 : open (pack->file, O_RDWR | O_CLOEXEC);
  if (pack->fd < 0 && errno == ENOENT) {
    if (g_mkdir_with_parents (dir, 0700) < 0)
      return pt_error_set_errno (error, errno, "cannot make the raw folder %s", dir);
    pack->fd = open (pack->file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  }
  return pack->fd >= 0 || pt_error_set_errno (error, errno, "cannot open the pack %s", pack->file);
}

gboolean
pt_pack_bytes (PtStore *store, const char *name, gint64 *out_bytes, gboolean *out_known, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_PACK);
  pt_query_text (&q, name);
  return pt_query_one (&q, out_bytes, out_known, error);
}

static gboolean
write_at (const Pack *pack, const guint8 *data, gsize length, gint64 start, GError **error)
{
  while (length > 0) {
    ssize_t n = pt_fault ("write") ? -1 : pwrite (pack->fd, data, length, (off_t) start);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return pt_error_set_errno (error, n < 0 ? errno : ENOSPC, "cannot write the pack %s", pack->file);
    data += n;
    length -= (gsize) n;
    start += n;
  }
  return TRUE;
}

static gint64
pack_end (const Pack *pack)
{
  return pack->written + pack->pending->len;
}

static gboolean
flush (Pack *pack, GError **error)
{
  if (!write_at (pack, pack->pending->data, pack->pending->len, pack->written, error))
    return FALSE;
  pack->written = pack_end (pack);
  pack->highest = MAX (pack->highest, pack->written);
  g_byte_array_set_size (pack->pending, 0);
  return TRUE;
}

/* The pack NAME, or the first that comes behind it of the same month: one that is not as it was committed is never
 * written again. */
static gboolean
choose_pack (PtStore *store, const char *name, Pack *pack, GError **error)
{
  for (guint n = 1;; n++) {
    g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".pack"));
    PtPackState state;
    gboolean known = FALSE;
    g_free (pack->name);
    g_free (pack->file);
    pack->name = n == 1 ? g_strdup (name) : g_strdup_printf ("%s.%u.pack", stem, n);
    pack->file = g_build_filename (store->packs.dir, pack->name, NULL);
    if (!pt_pack_bytes (store, pack->name, &pack->start, &known, error)
        || !pt_pack_look (pack->file, pack->start, &state, NULL, error))
      return FALSE;
    pack->made = !known;
    pack->leftover = state == PT_PACK_CUTTABLE;
    if (state == PT_PACK_GOOD || state == PT_PACK_CUTTABLE)
      return TRUE;
  }
}

/* What a rollback left behind the committed length is cut, so that nothing but this transaction stands there. */
static gboolean
begin_pack (PtStore *store, Pack *pack, GError **error)
{
  char mark[PT_PACK_MARK_BYTES + 1];
  if (!pack_open (pack, store->packs.dir, error))
    return FALSE;
  if (pack->leftover && (pt_fault ("truncate") || ftruncate (pack->fd, (off_t) pack->start) < 0))
    return pt_error_set_errno (error, errno, "cannot cut the pack %s", pack->file);
  pt_pack_mark (pack->start, mark);
  g_byte_array_append (pack->pending, (const guint8 *) mark, PT_PACK_MARK_BYTES);
  pack->written = pack->start;
  pack->saved_end = pack_end (pack);
  return TRUE;
}

/* A month has one open pack. */
static Pack *
find_dirty (PtStore *store, const char *name)
{
  gsize stem = strlen (name) - strlen (".pack");
  for (guint i = 0; i < store->packs.dirty->len; i++) {
    Pack *pack = g_ptr_array_index (store->packs.dirty, i);
    if (strncmp (pack->name, name, stem) == 0 && pack->name[stem] == '.')
      return pack;
  }
  return NULL;
}

/* The pack stays open until the transaction ends. */
static gboolean
pack_take (PtStore *store, const char *name, Pack **out_pack, GError **error)
{
  Pack *pack = find_dirty (store, name);
  if (!pack) {
    pack = g_new0 (Pack, 1);
    pack->fd = -1;
    pack->pending = store->packs.spare ? g_steal_pointer (&store->packs.spare) : g_byte_array_new ();
    g_ptr_array_add (store->packs.dirty, pack);
    if (!choose_pack (store, name, pack, error) || !begin_pack (store, pack, error)) {
      g_ptr_array_remove_index (store->packs.dirty, store->packs.dirty->len - 1);
      return FALSE;
    }
  }
  *out_pack = pack;
  return TRUE;
}

static gboolean
append (PtStore *store, const char *month, GBytes *raw, char **out_name, gint64 *out_start, GError **error)
{
  Pack *pack;
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  if (!pack_take (store, month, &pack, error))
    return FALSE;
  *out_name = g_strdup (pack->name);
  *out_start = pack_end (pack);
  if (store->bulk && length < PENDING_BYTES) {
    if (pack->pending->len + length > PENDING_BYTES && !flush (pack, error))
      return FALSE;
    g_byte_array_append (pack->pending, data, (guint) length);
    return TRUE;
  }
  if (!flush (pack, error) || !write_at (pack, data, length, pack->written, error))
    return FALSE;
  pack->written += (gint64) length;
  pack->highest = MAX (pack->highest, pack->written);
  return TRUE;
}

gboolean
pt_raw_write (PtStore *store, PtId message, GBytes *raw, PtTime now, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (raw, &length);
  gboolean inside = !store->packs.dir || length <= (store->bulk ? 0 : PT_RAW_INLINE_BYTES);
  g_autofree char *name = NULL;
  gint64 start = 0;
  if (!inside) {
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (now / 1000000);
    g_autofree char *month = date ? g_date_time_format (date, "%Y-%m.pack") : g_strdup ("undated.pack");
    if (!append (store, month, raw, &name, &start, error))
      return FALSE;
  }
  PtQuery q = pt_query (store, PT_SQL_RAW_INSERT);
  pt_query_int (&q, message);
  pt_query_int (&q, (gint64) length);
  pt_query_text (&q, name);
  pt_query_int (&q, start);
  pt_query_blob (&q, inside ? (data ? data : "") : NULL, inside ? length : 0);
  return pt_query_run (&q, error);
}

static gboolean
sync_dir (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && !pt_fault ("fsync") && fsync (fd) == 0;
  int errnum = errno;
  if (fd >= 0)
    close (fd);
  return good || pt_error_set_errno (error, errnum, "cannot sync the raw folder %s", dir);
}

static gboolean
set_bytes (PtStore *store, const Pack *pack, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_PACK_SET);
  pt_query_text (&q, pack->name);
  pt_query_int (&q, pack_end (pack));
  return pt_query_run (&q, error);
}

/* Nothing may stand behind what is committed, or it would be taken for a newer store's. */
static gboolean
cut_undone (const Pack *pack, GError **error)
{
  return pack->highest <= pack->written
         || (!pt_fault ("truncate") && ftruncate (pack->fd, (off_t) pack->written) == 0)
         || pt_error_set_errno (error, errno, "cannot cut the pack %s", pack->file);
}

gboolean
pt_packs_sync (PtStore *store, GError **error)
{
  gboolean made = FALSE;
  for (guint i = 0; i < store->packs.dirty->len; i++) {
    Pack *pack = g_ptr_array_index (store->packs.dirty, i);
    if (!flush (pack, error) || !cut_undone (pack, error) || !set_bytes (store, pack, error))
      return FALSE;
    if (pt_fault ("fsync") || fdatasync (pack->fd) < 0)
      return pt_error_set_errno (error, errno, "cannot sync the pack %s", pack->file);
    made |= pack->made;
  }
  return !made || sync_dir (store->packs.dir, error);
}

void
pt_packs_savepoint (PtStore *store)
{
  for (guint i = 0; i < store->packs.dirty->len; i++) {
    Pack *pack = g_ptr_array_index (store->packs.dirty, i);
    pack->saved_end = pack_end (pack);
  }
}

void
pt_packs_rollback_to (PtStore *store)
{
  for (guint i = 0; i < store->packs.dirty->len; i++) {
    Pack *pack = g_ptr_array_index (store->packs.dirty, i);
    pack->written = MIN (pack->written, pack->saved_end);
    g_byte_array_set_size (pack->pending, (guint) (pack->saved_end - pack->written));
  }
}

/* New memory for each transaction costs more than what is copied into it. */
static void
forget (PtStore *store)
{
  if (store->packs.dirty->len > 0 && !store->packs.spare) {
    store->packs.spare = g_steal_pointer (&((Pack *) g_ptr_array_index (store->packs.dirty, 0))->pending);
    g_byte_array_set_size (store->packs.spare, 0);
  }
  g_ptr_array_set_size (store->packs.dirty, 0);
}

void
pt_packs_end (PtStore *store, PtPacksEnd end)
{
  for (guint i = 0; i < store->packs.dirty->len; i++) {
    const Pack *pack = g_ptr_array_index (store->packs.dirty, i);
    if (end == PT_PACKS_COMMITTED)
      pt_pack_settle (pack->fd, pack->start);
    else if (end == PT_PACKS_UNDONE && ftruncate (pack->fd, (off_t) pack->start) < 0)
      pt_log (PT_LOG_WARNING, "cannot cut the pack %s: %s", pack->file, g_strerror (errno));
  }
  forget (store);
}


static gboolean
read_pack (PtStore *store, const char *name, gint64 start, gsize size, GBytes **out_raw, GError **error)
{
  if (!store->packs.dir)
    return pt_error_set (error, PT_ERROR_CONFIG, "the raw folder is not set: %s cannot be read", name);
  g_autofree char *file = g_build_filename (store->packs.dir, name, NULL);
  for (guint i = 0; i < store->packs.dirty->len; i++)
    if (!flush (g_ptr_array_index (store->packs.dirty, i), error))
      return FALSE;
  int fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot open the pack %s", file);
  guint8 *data = g_malloc (MAX (size, 1));
  gsize done = 0;
  ssize_t n = 1;
  while (done < size && (n > 0 || (n < 0 && errno == EINTR))) {
    n = pread (fd, data + done, size - done, (off_t) (start + (gint64) done));
    done += n > 0 ? (gsize) n : 0;
  }
  int errnum = errno;
  close (fd);
  *out_raw = g_bytes_new_take (data, done);
  if (done == size)
    return TRUE;
  g_clear_pointer (out_raw, g_bytes_unref);
  return n < 0 ? pt_error_set_errno (error, errnum, "cannot read the pack %s", file)
               : pt_error_set (error, PT_ERROR_SCHEMA, "the pack %s ends before byte %" G_GINT64_FORMAT
                               ": restore it from a backup", file, start + (gint64) size);
}

typedef struct {
  gboolean found;
  char    *pack;
  gint64   start;
  gsize    size;
  GBytes  *body;
  guint8   digest[PT_SHA256_BYTES];
} RawRow;

static gboolean
load_row (PtStore *store, PtId message, RawRow *out_row, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_RAW);
  pt_query_int (&q, message);
  if (pt_query_next (&q)) {
    gsize length;
    gconstpointer body;
    out_row->found = TRUE;
    out_row->size = (gsize) pt_query_get_int (&q, 0);
    out_row->pack = pt_query_dup_text (&q, 1);
    out_row->start = pt_query_get_int (&q, 2);
    body = pt_query_get_blob (&q, 3, &length);
    if (!out_row->pack)
      out_row->body = g_bytes_new (body, length);
    pt_query_copy_blob (&q, 4, out_row->digest, sizeof out_row->digest);
  }
  return pt_query_end (&q, error);
}

gboolean
pt_store_raw (PtStore *store, PtId message, GBytes **out_raw, GError **error)
{
  RawRow row = { 0 };
  guint8 digest[PT_SHA256_BYTES];
  gboolean good = load_row (store, message, &row, error);
  if (good && !row.found)
    good = pt_error_set (error, PT_ERROR_NOT_FOUND, "no raw message is kept for message %" G_GINT64_FORMAT, message);
  if (good && row.pack)
    good = read_pack (store, row.pack, row.start, row.size, &row.body, error);
  if (good) {
    pt_sha256 (g_bytes_get_data (row.body, NULL), g_bytes_get_size (row.body), digest);
    if (memcmp (digest, row.digest, sizeof digest) != 0)
      good = pt_error_set (error, PT_ERROR_SCHEMA, "the raw bytes of message %" G_GINT64_FORMAT
                           " are not those that came: restore them from a backup", message);
  }
  if (good)
    *out_raw = g_steal_pointer (&row.body);
  g_clear_pointer (&row.body, g_bytes_unref);
  g_free (row.pack);
  return good;
}
