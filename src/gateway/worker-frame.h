/* What goes between the gateway and a reading worker.  A request is a sealed memory file with the envelope and the
 * raw bytes, its sizes told beside it; an answer is u32 length + GVariant in normal form, at most PT_WIRE_MAX. */
#ifndef PT_GATEWAY_WORKER_FRAME_H
#define PT_GATEWAY_WORKER_FRAME_H

#include "base/error.h"
#include "model/envelope.h"

typedef enum { PT_FRAME_MORE, PT_FRAME_WHOLE, PT_FRAME_BROKEN } PtFrameState;

/* An answer on its way in. */
typedef struct {
  guint8      head[4];
  gsize       head_length;
  GByteArray *body; /* grows with what has come, whatever the head claims; NULL before the head is whole */
  gsize       wanted;
} PtFrame;

void pt_frame_clear (PtFrame *frame);

/* Takes what SOCKET has, without waiting.  BROKEN at its end, on an error, over the limit, or when more than one
 * frame came. */
PtFrameState pt_frame_read (PtFrame *frame, int socket);

/* Writes an answer, waiting for room. */
gboolean pt_frame_write (int socket, GBytes *body);

/* Serialised, and back; both in the gateway's own hand. */
GBytes     *pt_frame_from_envelope (const PtEnvelope *envelope);
PtEnvelope *pt_frame_to_envelope (GBytes *bytes);

/* Sends a message to a worker.  UNAVAILABLE if the worker is gone; IO errors are ours, not the message's. */
gboolean pt_frame_send_request (int socket, GBytes *envelope, GBytes *raw, GError **error);

/* Waits for the next message.  FALSE at the end. */
gboolean pt_frame_receive_request (int socket, PtEnvelope **out_envelope, GBytes **out_raw);

/* LENGTH bytes with a file descriptor (-1 = none). */
gboolean pt_frame_send_fd (int socket, const void *data, gsize length, int fd);

/* Exactly LENGTH bytes; *out_fd is -1 if none came. */
gboolean pt_frame_receive_fd (int socket, void *data, gsize length, int *out_fd);

#endif
