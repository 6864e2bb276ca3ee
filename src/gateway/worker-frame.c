#include "config.h"

#include "gateway/worker-frame.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "model/wire.h"

#define ENVELOPE_TYPE "(imsasxmsb)"
#define CHUNK (256u * 1024)
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* The sizes of the two halves of a memory file; both ends are one program, so it travels as it is. */
typedef struct {
  guint64 envelope;
  guint64 raw;
} PtRequestHead;

/* --- bytes with a file descriptor --- */

gboolean
pt_frame_send_fd (int socket, const void *data, gsize length, int fd)
{
  union {
    char           space[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { { 0 } };
  struct iovec part = { (void *) (gsize) data, length };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  ssize_t n;
  if (fd >= 0) {
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    struct cmsghdr *header = CMSG_FIRSTHDR (&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN (sizeof (int));
    memcpy (CMSG_DATA (header), &fd, sizeof fd);
  }
  do
    n = sendmsg (socket, &message, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t) length;
}

gboolean
pt_frame_receive_fd (int socket, void *data, gsize length, int *out_fd)
{
  union {
    char           space[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { { 0 } };
  struct iovec part = { data, length };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space,
                            .msg_controllen = sizeof control.space };
  ssize_t n;
  *out_fd = -1;
  do
    n = recvmsg (socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return FALSE;
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);
  if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
    memcpy (out_fd, CMSG_DATA (header), sizeof *out_fd);
  return n == (ssize_t) length;
}

/* --- answers --- */

void
pt_frame_clear (PtFrame *frame)
{
  g_clear_pointer (&frame->body, g_byte_array_unref);
  frame->head_length = frame->wanted = 0;
}

/* Bytes read, 0 if there are none now, -1 at the end. */
static gssize
take (int socket, void *data, gsize length)
{
  ssize_t n;
  do
    n = recv (socket, data, length, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    return n;
  return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : -1;
}

static gssize
take_head (PtFrame *frame, int socket)
{
  guint32 length;
  gssize n = take (socket, frame->head + frame->head_length, sizeof frame->head - frame->head_length);
  if (n <= 0)
    return n;
  frame->head_length += (gsize) n;
  if (frame->head_length < sizeof frame->head)
    return n;
  memcpy (&length, frame->head, sizeof length);
  if (length == 0 || length > PT_WIRE_MAX)
    return -1;
  frame->wanted = length;
  frame->body = g_byte_array_new ();
  return n;
}

static gssize
take_body (PtFrame *frame, int socket)
{
  guint have = frame->body->len;
  gsize room = MIN (frame->wanted - have, CHUNK);
  g_byte_array_set_size (frame->body, have + (guint) room);
  gssize n = take (socket, frame->body->data + have, room);
  g_byte_array_set_size (frame->body, have + (guint) MAX (n, 0));
  return n;
}

PtFrameState
pt_frame_read (PtFrame *frame, int socket)
{
  char more;
  gssize n;
  do
    n = frame->body == NULL ? take_head (frame, socket) : take_body (frame, socket);
  while (n > 0 && (frame->body == NULL || frame->body->len < frame->wanted));
  if (n <= 0)
    return n < 0 ? PT_FRAME_BROKEN : PT_FRAME_MORE;
  return take (socket, &more, 1) > 0 ? PT_FRAME_BROKEN : PT_FRAME_WHOLE;
}

static gboolean
write_all (int socket, const guint8 *data, gsize length, int flags)
{
  while (length > 0) {
    ssize_t n = send (socket, data, length, MSG_NOSIGNAL | flags);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    length -= (gsize) n;
  }
  return TRUE;
}

gboolean
pt_frame_write (int socket, GBytes *body)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (body, &size);
  guint32 length = (guint32) size;
  if (size > PT_WIRE_MAX)
    return FALSE;
  return write_all (socket, (const guint8 *) &length, sizeof length, MSG_MORE) && write_all (socket, data, size, 0);
}

/* --- envelopes --- */

static GVariant *
text_variant (const char *text)
{
  return g_variant_new_take_string (pt_text_to_utf8 (text, strlen (text), NULL));
}

static void
add_maybe_text (GVariantBuilder *builder, const char *text)
{
  GVariant *value = text != NULL ? text_variant (text) : NULL;
  g_variant_builder_add_value (builder, g_variant_new_maybe (G_VARIANT_TYPE_STRING, value));
}

GBytes *
pt_frame_from_envelope (const PtEnvelope *envelope)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE (ENVELOPE_TYPE));
  g_variant_builder_add (&builder, "i", (gint32) envelope->entrance);
  add_maybe_text (&builder, envelope->sender);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < envelope->recipients->len; i++)
    g_variant_builder_add_value (&builder, text_variant (g_ptr_array_index (envelope->recipients, i)));
  g_variant_builder_close (&builder);
  g_variant_builder_add (&builder, "x", envelope->received_at);
  add_maybe_text (&builder, envelope->source);
  g_variant_builder_add (&builder, "b", envelope->recovered != FALSE);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_get_data_as_bytes (value);
}

PtEnvelope *
pt_frame_to_envelope (GBytes *bytes)
{
  const GVariantType *type = G_VARIANT_TYPE (ENVELOPE_TYPE);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));
  g_autoptr (GVariantIter) recipients = NULL;
  const char *sender = NULL, *source = NULL, *recipient = NULL;
  gint32 entrance = 0;
  gint64 received_at = 0;
  gboolean recovered = FALSE;
  g_variant_get (value, "(im&sasxm&sb)", &entrance, &sender, &recipients, &received_at, &source, &recovered);
  PtEnvelope *envelope = pt_envelope_new ((PtEntrance) entrance, sender, received_at);
  while (g_variant_iter_next (recipients, "&s", &recipient))
    pt_envelope_add_recipient (envelope, recipient);
  envelope->source = g_strdup (source);
  envelope->recovered = recovered;
  return envelope;
}

/* --- requests --- */

static gboolean
write_file (int fd, GBytes *bytes, gsize offset)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  for (gsize done = 0; done < size;) {
    ssize_t n = pwrite (fd, data + done, size - done, (off_t) (offset + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize) n;
  }
  return TRUE;
}

gboolean
pt_frame_send_request (int socket, GBytes *envelope, GBytes *raw, GError **error)
{
  PtRequestHead head = { g_bytes_get_size (envelope), g_bytes_get_size (raw) };
  int fd = memfd_create ("postern-message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot make a memory file for a message");
  gboolean ok = write_file (fd, envelope, 0) && write_file (fd, raw, head.envelope) &&
                fcntl (fd, F_ADD_SEALS, SEALS) == 0 && pt_frame_send_fd (socket, &head, sizeof head, fd);
  int errnum = errno;
  close (fd);
  if (!ok && (errnum == EPIPE || errnum == ECONNRESET))
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "a reading worker is gone");
  return ok ? TRUE : pt_error_set_errno (error, errnum, "cannot give a message to a reading worker");
}

typedef struct {
  void *data;
  gsize size;
} PtMapping;

static void
unmap (gpointer user_data)
{
  PtMapping *mapping = user_data;
  munmap (mapping->data, mapping->size);
  g_free (mapping);
}

/* Sealed, so it cannot shrink under the map. */
static GBytes *
map_file (int fd, gsize size)
{
  void *data = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED)
    return NULL;
  PtMapping *mapping = g_new (PtMapping, 1);
  *mapping = (PtMapping){ data, size };
  return g_bytes_new_with_free_func (data, size, unmap, mapping);
}

gboolean
pt_frame_receive_request (int socket, PtEnvelope **out_envelope, GBytes **out_raw)
{
  PtRequestHead head;
  int fd = -1;
  if (!pt_frame_receive_fd (socket, &head, sizeof head, &fd) || fd < 0)
    return FALSE;
  g_autoptr (GBytes) whole = map_file (fd, head.envelope + head.raw);
  close (fd);
  if (whole == NULL)
    return FALSE;
  g_autoptr (GBytes) envelope = g_bytes_new_from_bytes (whole, 0, head.envelope);
  *out_envelope = pt_frame_to_envelope (envelope);
  *out_raw = g_bytes_new_from_bytes (whole, head.envelope, head.raw);
  return TRUE;
}
