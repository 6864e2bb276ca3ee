#include "mime/decode.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"

#define CHUNK 12288

static gboolean
coded (PtEncoding encoding, GMimeContentEncoding *out_encoding)
{
  *out_encoding = encoding == PT_ENCODING_BASE64             ? GMIME_CONTENT_ENCODING_BASE64
                  : encoding == PT_ENCODING_QUOTED_PRINTABLE ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
                  : encoding == PT_ENCODING_UUENCODE         ? GMIME_CONTENT_ENCODING_UUENCODE
                                                             : GMIME_CONTENT_ENCODING_DEFAULT;
  return *out_encoding != GMIME_CONTENT_ENCODING_DEFAULT;
}

/* Offset behind the line `begin MODE NAME`; 0 if there is none, then all of it counts as data. */
static gsize
behind_begin (const guint8 *data, gsize length)
{
  for (gsize at = 0; at < length;) {
    const guint8 *newline = memchr (data + at, '\n', length - at);
    gsize next = newline != NULL ? (gsize) (newline - data) + 1 : length;
    if (next - at > 6 && memcmp (data + at, "begin ", 6) == 0)
      return next;
    at = next;
  }
  return 0;
}

gboolean
pt_decode (PtEncoding encoding, const guint8 *data, gsize length, PtDecodeFunc func, gpointer user)
{
  GMimeContentEncoding name;
  GMimeEncoding decoder;
  char buffer[CHUNK + 64];
  if (!coded (encoding, &name))
    return length == 0 || func (data, length, user);
  g_mime_encoding_init_decode (&decoder, name);
  gsize at = encoding == PT_ENCODING_UUENCODE ? behind_begin (data, length) : 0;
  while (at < length) {
    gsize step = MIN (CHUNK, length - at);
    gsize made = g_mime_encoding_step (&decoder, (const char *) data + at, step, buffer);
    if (made > 0 && !func ((const guint8 *) buffer, made, user))
      return FALSE;
    at += step;
  }
  gsize rest = g_mime_encoding_flush (&decoder, "", 0, buffer);
  return rest == 0 || func ((const guint8 *) buffer, rest, user);
}

typedef struct {
  guint8 *data;
  gsize   used, size;
} Filling;

static gboolean
fill (const guint8 *data, gsize length, gpointer user)
{
  Filling *filling = user;
  if (length > filling->size - filling->used)
    return FALSE;
  memcpy (filling->data + filling->used, data, length);
  filling->used += length;
  return TRUE;
}

gboolean
pt_decode_part (GBytes *raw, const PtPart *part, GBytes **out_bytes, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (raw, &size);
  guint8 digest[PT_SHA256_BYTES];
  PtSha256 sum;
  if (part->raw_start > size || part->raw_length > size - part->raw_start || part->size > part->raw_length)
    return pt_error_set (error, PT_ERROR_MALFORMED, "attachment not read: its place is not inside the raw message");
  Filling filling = { g_malloc (MAX (part->size, 1)), 0, part->size };
  gboolean whole = pt_decode (part->encoding, data + part->raw_start, part->raw_length, fill, &filling);
  g_autoptr (GBytes) bytes = g_bytes_new_take (filling.data, filling.used);
  if (!whole || filling.used != part->size)
    return pt_error_set (error, PT_ERROR_MALFORMED, "attachment not read: its bytes have another size than they had");
  pt_sha256_start (&sum);
  pt_sha256_add (&sum, filling.data, filling.used);
  pt_sha256_end (&sum, digest);
  if (memcmp (digest, part->sha256, sizeof digest) != 0)
    return pt_error_set (error, PT_ERROR_MALFORMED, "attachment not read: its bytes have another SHA-256 than they had");
  *out_bytes = g_steal_pointer (&bytes);
  return TRUE;
}
