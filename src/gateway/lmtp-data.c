#include "gateway/lmtp-data.h"

#include <string.h>

/* What of CRLF.CRLF the last octets were. */
typedef enum {
  SEEN_TEXT,
  SEEN_CR,
  SEEN_LINE,   /* CRLF, or nothing at all yet */
  SEEN_DOT,    /* a dot at the beginning of the line, not kept */
  SEEN_DOT_CR, /* and CR, which is not kept yet */
} Seen;

struct PtLmtpData {
  GByteArray *bytes;
  gsize       most;
  gboolean    too_large;
  Seen        seen;
};

PtLmtpData *
pt_lmtp_data_new (gsize most)
{
  PtLmtpData *data = g_new0 (PtLmtpData, 1);
  data->bytes = g_byte_array_new ();
  data->most = most;
  data->seen = SEEN_LINE;
  return data;
}

void
pt_lmtp_data_free (PtLmtpData *data)
{
  if (!data)
    return;
  g_byte_array_unref (data->bytes);
  g_free (data);
}

void
pt_lmtp_data_add (PtLmtpData *data, const char *bytes, gsize length)
{
  data->too_large |= length > data->most - MIN (data->bytes->len, data->most);
  if (data->too_large && data->bytes->len > 0) {
    g_byte_array_unref (data->bytes);
    data->bytes = g_byte_array_new ();
  }
  if (!data->too_large)
    g_byte_array_append (data->bytes, (const guint8 *) bytes, (guint) length);
}

/* Up to the next line end at once; else one octet. */
static gsize
add_text (PtLmtpData *data, const char *bytes, gsize length)
{
  const char *cr = memchr (bytes, '\r', length);
  const gsize n = cr ? (gsize) (cr - bytes) + 1 : length;
  pt_lmtp_data_add (data, bytes, n);
  data->seen = cr ? SEEN_CR : SEEN_TEXT;
  return n;
}

/* Behind a CR anything but LF is text, even another CR. */
static gsize
add_behind_cr (PtLmtpData *data, const char *bytes, gsize length)
{
  if (*bytes != '\n')
    return add_text (data, bytes, length);
  pt_lmtp_data_add (data, "\n", 1);
  data->seen = SEEN_LINE;
  return 1;
}

gsize
pt_lmtp_data_add_dotted (PtLmtpData *data, const char *bytes, gsize length, gboolean *out_ended)
{
  gsize at = 0;
  *out_ended = FALSE;
  while (at < length && !*out_ended) {
    const char here = bytes[at];
    switch (data->seen) {
    case SEEN_LINE:
      if (here == '.') {
        data->seen = SEEN_DOT;
        at++;
      } else
        at += add_text (data, bytes + at, length - at);
      break;
    case SEEN_TEXT:
      at += add_text (data, bytes + at, length - at);
      break;
    case SEEN_CR:
      at += add_behind_cr (data, bytes + at, length - at);
      break;
    case SEEN_DOT:
      data->seen = here == '\r' ? SEEN_DOT_CR : SEEN_TEXT;
      at += here == '\r';
      break;
    case SEEN_DOT_CR:
      *out_ended = here == '\n';
      if (!*out_ended)
        pt_lmtp_data_add (data, "\r", 1);
      data->seen = SEEN_CR;
      at += *out_ended;
      break;
    }
  }
  return at;
}

gboolean
pt_lmtp_data_is_too_large (const PtLmtpData *data)
{
  return data->too_large;
}

gsize
pt_lmtp_data_bytes (const PtLmtpData *data)
{
  return data->bytes->len;
}

GBytes *
pt_lmtp_data_end (PtLmtpData *data)
{
  GByteArray *bytes = g_steal_pointer (&data->bytes);
  guint to = 0;
  for (guint from = 0; from < bytes->len; from++)
    if (bytes->data[from] != '\r' || from + 1 == bytes->len || bytes->data[from + 1] != '\n')
      bytes->data[to++] = bytes->data[from];
  g_byte_array_set_size (bytes, to);
  data->bytes = g_byte_array_new ();
  return g_byte_array_free_to_bytes (bytes);
}
