/* Final delivery into a maildir a recipient: tmp, fsync, rename to new, fsync of the folder (THREATS T100). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/fault.h"
#include "send/transport-kinds.h"

#define FOLDER_NAME_MAX 200

typedef struct {
  PtTransport base;
  char       *path;
} PtMaildirTransport;

/* A local part may hold a slash; what is no plain character is written as %XX, and what gets too long as its digest.
 */
static char *
folder_name (const char *recipient)
{
  g_autofree char *key = pt_address_key (recipient);
  g_autofree char *name = g_uri_escape_string (key ? key : recipient, "@+=", FALSE);
  guint8 sum[PT_SHA256_BYTES];
  if (strlen (name) <= FOLDER_NAME_MAX)
    return g_steal_pointer (&name);
  pt_sha256 (name, strlen (name), sum);
  return pt_hex (sum, sizeof sum);
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int errnum = fd < 0 || pt_fault ("fsync") || fsync (fd) != 0 ? errno : 0;
  if (fd >= 0)
    close (fd);
  return errnum == 0 || pt_error_set_errno (error, errnum, "folder %s cannot be synced", path);
}

static gboolean
make_maildir (const char *root, const char *folder, GError **error)
{
  static const char *const parts[] = { "tmp", "cur", "new" };
  g_autofree char *last = g_build_filename (folder, "new", NULL);
  if (g_file_test (last, G_FILE_TEST_IS_DIR))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (folder, parts[i], NULL);
    if (g_mkdir_with_parents (path, 0700) != 0)
      return pt_error_set_errno (error, errno, "folder %s cannot be made", path);
  }
  return sync_folder (folder, error) && sync_folder (root, error);
}

/* LF lines on disk; the two fields a final delivery adds (RFC 5321 section 4.4). */
static GString *
file_content (const PtParcel *parcel)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (parcel->data, &size);
  GString *out = g_string_sized_new (size + 256);
  g_string_append_printf (out, "Return-Path: <%s>\nDelivered-To: %s\n", parcel->sender, parcel->recipient);
  for (gsize i = 0; i < size; i++)
    if (data[i] != '\r')
      g_string_append_c (out, data[i]);
  return out;
}

static gboolean
write_all (int fd, const char *data, gsize size)
{
  while (size > 0) {
    gssize written = pt_fault ("write") ? -1 : write (fd, data, size);
    if (written < 0 && errno != EINTR)
      return FALSE;
    if (written > 0) {
      data += written;
      size -= (gsize) written;
    }
  }
  return TRUE;
}

static gboolean
write_synced (const char *path, const GString *content, GError **error)
{
  int fd = pt_fault ("open") ? -1 : g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int errnum =
    fd < 0 || !write_all (fd, content->str, content->len) || pt_fault ("fsync") || fsync (fd) != 0 ? errno : 0;
  if (fd >= 0 && close (fd) != 0 && errnum == 0)
    errnum = errno;
  if (errnum == 0)
    return TRUE;
  if (fd >= 0)
    g_unlink (path);
  return pt_error_set_errno (error, errnum, "file %s cannot be written", path);
}

/* *out_phase is UNKNOWN once the mail has its name but the name may not last. */
static gboolean
deliver (const char *folder, const GString *content, PtSendPhase *out_phase, GError **error)
{
  PtTime now = pt_clock_now ();
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".M%06" G_GINT64_FORMAT "P%ld_%s.postern",
                                           now / PT_SECOND, now % PT_SECOND, (long) getpid (), unique);
  g_autofree char *tmp = g_build_filename (folder, "tmp", name, NULL);
  g_autofree char *new_folder = g_build_filename (folder, "new", NULL);
  g_autofree char *final = g_build_filename (new_folder, name, NULL);
  *out_phase = PT_SEND_LATER;
  if (!write_synced (tmp, content, error))
    return FALSE;
  if (pt_fault ("rename") || g_rename (tmp, final) != 0) {
    int errnum = errno;
    g_unlink (tmp);
    return pt_error_set_errno (error, errnum, "file %s cannot be moved to new", tmp);
  }
  *out_phase = PT_SEND_UNKNOWN;
  if (!sync_folder (new_folder, error))
    return FALSE;
  *out_phase = PT_SEND_DONE;
  return TRUE;
}

static void
maildir_send (PtTransport *transport, const PtParcel *parcel, PtSendResult *result)
{
  PtMaildirTransport *maildir = (PtMaildirTransport *) transport;
  g_autofree char *name = folder_name (parcel->recipient);
  g_autofree char *folder = g_build_filename (maildir->path, name, NULL);
  g_autoptr (GError) error = NULL;
  PtSendPhase phase = PT_SEND_LATER;
  GString *content = file_content (parcel);
  gboolean ok = make_maildir (maildir->path, folder, &error) && deliver (folder, content, &phase, &error);
  g_string_free (content, TRUE);
  pt_send_result_set (result, phase, ok ? 250 : 0, ok ? "delivered" : error->message);
}

static void
maildir_close (PtTransport *transport)
{
  PtMaildirTransport *maildir = (PtMaildirTransport *) transport;
  g_free (maildir->path);
  g_free (maildir);
}

gboolean
pt_maildir_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error)
{
  PtMaildirTransport *maildir;
  if (!options->path || !g_path_is_absolute (options->path))
    return pt_error_set (error, PT_ERROR_CONFIG, "path of transport maildir is no absolute path; set it to a folder");
  maildir = g_new0 (PtMaildirTransport, 1);
  maildir->base = (PtTransport){ "maildir", maildir_send, maildir_close };
  maildir->path = g_strdup (options->path);
  *out_transport = &maildir->base;
  return TRUE;
}
