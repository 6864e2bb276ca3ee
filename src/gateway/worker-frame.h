/* What goes between the gateway and a reading worker.  A request is the envelope and the raw bytes, their sizes
 * before them: small ones travel in the stream of the socket, large ones as a sealed memory file.  An answer is u32
 * length + message (model/wire.h), at most PT_WIRE_MAX.  Several may be under way in either direction, in order. */
#ifndef PT_GATEWAY_WORKER_FRAME_H
#define PT_GATEWAY_WORKER_FRAME_H

#include "base/error.h"
#include "model/envelope.h"
#include "model/message.h"

/* A message with its envelope that is no larger travels in the stream. */
#define PT_FRAME_INLINE (32u * 1024)

typedef enum { PT_FRAME_MORE, PT_FRAME_WHOLE, PT_FRAME_BROKEN } PtFrameState;

/* What came and was not taken yet.  It grows with what has come, whatever a head claims. */
typedef struct {
  guint8 *bytes;
  gsize   start, end, size;
} PtFrameInbox;

void pt_frame_inbox_clear (PtFrameInbox *inbox);

/* Takes some of what SOCKET has, without waiting.  MORE; BROKEN at its end and on an error. */
PtFrameState pt_frame_read (PtFrameInbox *inbox, int socket);

/* The next answer, if it is WHOLE.  BROKEN if it is over the limit or not what we write. */
PtFrameState pt_frame_next (PtFrameInbox *inbox, PtMessage **out_message);

/* Appends MESSAGE as an answer to OUT.  FALSE if it is over the limit. */
gboolean pt_frame_append (GByteArray *out, const PtMessage *message);

/* Writes OUT, waiting for room, and empties it. */
gboolean pt_frame_write (int socket, GByteArray *out);

/* Serialised, and back; both in the gateway's own hand. */
GBytes     *pt_frame_from_envelope (const PtEnvelope *envelope);
PtEnvelope *pt_frame_to_envelope (GBytes *bytes);

/* Sends a message to a worker, a large one only when nothing is under way to it.  UNAVAILABLE if the worker is gone;
 * IO errors are ours, not the message's. */
gboolean pt_frame_send_request (int socket, GBytes *envelope, GBytes *raw, GError **error);

/* Waits for the next message.  *out_last: none behind it has come yet.  FALSE at the end. */
gboolean pt_frame_receive_request (int socket, PtFrameInbox *inbox, PtEnvelope **out_envelope, GBytes **out_raw,
                                   gboolean *out_last);

/* LENGTH bytes with a file descriptor (-1 = none). */
gboolean pt_frame_send_fd (int socket, const void *data, gsize length, int fd);

/* Exactly LENGTH bytes; *out_fd is -1 if none came. */
gboolean pt_frame_receive_fd (int socket, void *data, gsize length, int *out_fd);

#endif
