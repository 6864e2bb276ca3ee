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

#define CHUNK ((gsize) 64 * 1024)
#define LARGE ((gsize) 1024 * 1024) /* an inbox of this size is not kept */
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* The sizes of the two halves, before them in the stream, or with the memory file that holds them; both ends are one
 * program, so it travels as it is. */
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

/* At most LENGTH bytes; *out_fd keeps what it is unless a descriptor came. */
static gboolean
receive (int socket, void *data, gsize length, int flags, gsize *out_length, int *out_fd)
{
  union {
    char           space[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { { 0 } };
  struct iovec part = { data, length };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space,
                            .msg_controllen = sizeof control.space };
  ssize_t n;
  do
    n = recvmsg (socket, &message, MSG_CMSG_CLOEXEC | flags);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return FALSE;
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);
  if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
    memcpy (out_fd, CMSG_DATA (header), sizeof *out_fd);
  *out_length = (gsize) n;
  return TRUE;
}

gboolean
pt_frame_receive_fd (int socket, void *data, gsize length, int *out_fd)
{
  gsize got = 0;
  *out_fd = -1;
  return receive (socket, data, length, MSG_WAITALL, &got, out_fd) && got == length;
}

/* --- what has come --- */

void
pt_frame_inbox_clear (PtFrameInbox *inbox)
{
  g_free (inbox->bytes);
  *inbox = (PtFrameInbox) { 0 };
}

static gsize
filled (const PtFrameInbox *inbox)
{
  return inbox->end - inbox->start;
}

/* CHUNK bytes behind what there is. */
static void
make_room (PtFrameInbox *inbox)
{
  if (inbox->size - inbox->end >= CHUNK)
    return;
  if (filled (inbox) > 0) /* there are no bytes at all before the first */
    memmove (inbox->bytes, inbox->bytes + inbox->start, filled (inbox));
  inbox->end = filled (inbox);
  inbox->start = 0;
  if (inbox->size - inbox->end >= CHUNK)
    return;
  inbox->size = MAX (2 * inbox->size, 2 * CHUNK);
  inbox->bytes = g_realloc (inbox->bytes, inbox->size);
}

static void
drop (PtFrameInbox *inbox, gsize length)
{
  inbox->start += length;
  if (filled (inbox) > 0)
    return;
  inbox->start = inbox->end = 0;
  if (inbox->size >= LARGE)
    pt_frame_inbox_clear (inbox);
}

PtFrameState
pt_frame_read (PtFrameInbox *inbox, int socket)
{
  ssize_t n;
  make_room (inbox);
  do
    n = recv (socket, inbox->bytes + inbox->end, inbox->size - inbox->end, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  inbox->end += (gsize) MAX (n, 0);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ? PT_FRAME_MORE : PT_FRAME_BROKEN;
}

/* --- answers --- */

PtFrameState
pt_frame_next (PtFrameInbox *inbox, PtMessage **out_message)
{
  guint32 length;
  if (filled (inbox) < sizeof length)
    return PT_FRAME_MORE;
  memcpy (&length, inbox->bytes + inbox->start, sizeof length);
  if (length == 0 || length > PT_WIRE_MAX)
    return PT_FRAME_BROKEN;
  if (filled (inbox) < sizeof length + length)
    return PT_FRAME_MORE;
  gboolean ok = pt_wire_to_message (inbox->bytes + inbox->start + sizeof length, length, out_message, NULL);
  drop (inbox, sizeof length + length);
  return ok ? PT_FRAME_WHOLE : PT_FRAME_BROKEN;
}

gboolean
pt_frame_append (GByteArray *out, const PtMessage *message)
{
  guint32 length = 0;
  guint start = out->len;
  g_byte_array_append (out, (const guint8 *) &length, sizeof length);
  pt_wire_from_message (message, out);
  length = out->len - start - (guint) sizeof length;
  memcpy (out->data + start, &length, sizeof length);
  return length <= PT_WIRE_MAX;
}

gboolean
pt_frame_write (int socket, GByteArray *out)
{
  for (gsize done = 0; done < out->len;) {
    ssize_t n = send (socket, out->data + done, out->len - done, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize) n;
  }
  g_byte_array_set_size (out, 0);
  return TRUE;
}

/* --- envelopes --- */

/* The numbers; the recipients, sender and source follow, each its bytes with a NUL behind them. */
typedef struct {
  gint64  received_at;
  guint32 entrance, recovered, recipients, has_sender, has_source;
} PtEnvelopeHead;

static void
add_text (GByteArray *out, const char *text)
{
  g_autofree char *valid = pt_text_to_utf8 (text, strlen (text), NULL);
  g_byte_array_append (out, (const guint8 *) valid, (guint) strlen (valid) + 1);
}

GBytes *
pt_frame_from_envelope (const PtEnvelope *envelope)
{
  GByteArray *out = g_byte_array_sized_new (256);
  PtEnvelopeHead head = { .received_at = envelope->received_at,
                          .entrance = (guint32) envelope->entrance,
                          .recovered = envelope->recovered != FALSE,
                          .recipients = envelope->recipients->len,
                          .has_sender = envelope->sender != NULL,
                          .has_source = envelope->source != NULL };
  g_byte_array_append (out, (const guint8 *) &head, sizeof head);
  for (guint i = 0; i < envelope->recipients->len; i++)
    add_text (out, g_ptr_array_index (envelope->recipients, i));
  if (envelope->sender)
    add_text (out, envelope->sender);
  if (envelope->source)
    add_text (out, envelope->source);
  return g_byte_array_free_to_bytes (out);
}

static const char *
take_text (const char **at)
{
  const char *text = *at;
  *at += strlen (text) + 1;
  return text;
}

PtEnvelope *
pt_frame_to_envelope (GBytes *bytes)
{
  PtEnvelopeHead head;
  const char *at = g_bytes_get_data (bytes, NULL);
  memcpy (&head, at, sizeof head);
  at += sizeof head;
  PtEnvelope *envelope = pt_envelope_new ((PtEntrance) head.entrance, NULL, head.received_at);
  for (guint i = 0; i < head.recipients; i++)
    pt_envelope_add_recipient (envelope, take_text (&at));
  envelope->sender = head.has_sender ? g_strdup (take_text (&at)) : NULL;
  envelope->source = head.has_source ? g_strdup (take_text (&at)) : NULL;
  envelope->recovered = head.recovered != 0;
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

static gboolean
send_file (int socket, const PtRequestHead *head, GBytes *envelope, GBytes *raw)
{
  int fd = memfd_create ("postern-message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0)
    return FALSE;
  gboolean ok = write_file (fd, envelope, 0) && write_file (fd, raw, head->envelope)
                && fcntl (fd, F_ADD_SEALS, SEALS) == 0 && pt_frame_send_fd (socket, head, sizeof *head, fd);
  int errnum = errno;
  close (fd);
  errno = errnum;
  return ok;
}

static struct iovec
part_of (GBytes *bytes)
{
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);
  return (struct iovec) { (void *) (gsize) data, size };
}

/* So little that the socket always has room for it. */
static gboolean
send_inline (int socket, const PtRequestHead *head, GBytes *envelope, GBytes *raw)
{
  struct iovec parts[] = { { (void *) (gsize) head, sizeof *head }, part_of (envelope), part_of (raw) };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = G_N_ELEMENTS (parts) };
  ssize_t n;
  do
    n = sendmsg (socket, &message, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t) (sizeof *head + head->envelope + head->raw);
}

gboolean
pt_frame_send_request (int socket, GBytes *envelope, GBytes *raw, GError **error)
{
  PtRequestHead head = { g_bytes_get_size (envelope), g_bytes_get_size (raw) };
  gboolean small = head.envelope + head.raw <= PT_FRAME_INLINE;
  if ((small ? send_inline : send_file) (socket, &head, envelope, raw))
    return TRUE;
  if (errno == EPIPE || errno == ECONNRESET)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "a reading worker is gone");
  return pt_error_set_errno (error, errno, "cannot give a message to a reading worker");
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

/* Waits for more.  *out_fd is -1 if no memory file came with it. */
static gboolean
receive_more (int socket, PtFrameInbox *inbox, int *out_fd)
{
  gsize length = 0;
  make_room (inbox);
  if (!receive (socket, inbox->bytes + inbox->end, inbox->size - inbox->end, 0, &length, out_fd))
    return FALSE;
  inbox->end += length;
  return length > 0;
}

static gboolean
take_file (int fd, const PtRequestHead *head, PtEnvelope **out_envelope, GBytes **out_raw)
{
  g_autoptr (GBytes) whole = map_file (fd, head->envelope + head->raw);
  close (fd);
  if (!whole)
    return FALSE;
  g_autoptr (GBytes) envelope = g_bytes_new_from_bytes (whole, 0, head->envelope);
  *out_envelope = pt_frame_to_envelope (envelope);
  *out_raw = g_bytes_new_from_bytes (whole, head->envelope, head->raw);
  return TRUE;
}

static void
take_inline (PtFrameInbox *inbox, const PtRequestHead *head, PtEnvelope **out_envelope, GBytes **out_raw)
{
  const guint8 *at = inbox->bytes + inbox->start + sizeof *head;
  g_autoptr (GBytes) envelope = g_bytes_new (at, head->envelope);
  *out_envelope = pt_frame_to_envelope (envelope);
  *out_raw = g_bytes_new (at + head->envelope, head->raw);
}

gboolean
pt_frame_receive_request (int socket, PtFrameInbox *inbox, PtEnvelope **out_envelope, GBytes **out_raw,
                          gboolean *out_last)
{
  PtRequestHead head = { 0 };
  gsize wanted = sizeof head;
  int fd = -1;
  for (;;) {
    if (filled (inbox) >= sizeof head) {
      memcpy (&head, inbox->bytes + inbox->start, sizeof head);
      wanted = sizeof head + (head.envelope + head.raw <= PT_FRAME_INLINE ? head.envelope + head.raw : 0);
    }
    if (filled (inbox) >= MAX (wanted, sizeof head))
      break;
    if (!receive_more (socket, inbox, &fd))
      return FALSE;
  }
  if (wanted > sizeof head)
    take_inline (inbox, &head, out_envelope, out_raw);
  else if (fd < 0 || !take_file (fd, &head, out_envelope, out_raw))
    return FALSE;
  drop (inbox, wanted);
  *out_last = filled (inbox) == 0;
  return TRUE;
}
