#include "mime/decode.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/error.h"
#include "base/digest.h"

#define CHUNK 12288

/* Offset behind the line `begin MODE NAME`; 0 if there is none, then all of it counts as data. */
static gsize
behind_begin (const guint8 *data, gsize length)
{
  for (gsize at = 0; at < length;) {
    const guint8 *newline = memchr (data + at, '\n', length - at);
    gsize next = newline ? (gsize) (newline - data) + 1 : length;
    if (next - at > 6 && memcmp (data + at, "begin ", 6) == 0)
      return next;
    at = next;
  }
  return 0;
}

/* Releases of GMime differ in what they make of data behind the padding, and a stored part must be found again by its
 * size: here the first `=` ends it.  Other characters count for nothing, nor does a group that breaks off without `=`
 * (RFC 2045 section 6.8). */
static gboolean
decode_base64 (const guint8 *data, gsize length, PtDecodeFunc func, gpointer user)
{
  static const guint8 place_of[256] = { /* value + 1; 0 = none of the alphabet */
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,  ['I'] = 9,
    ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
    ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27,
    ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
    ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45,
    ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
    ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
    ['/'] = 64,
  };
  guint8 buffer[CHUNK];
  gsize used = 0;
  guint32 group = 0, count = 0;
  const guint8 *padding = length > 0 ? memchr (data, '=', length) : NULL;
  const guint8 *end = padding ? padding : data + length;
  for (const guint8 *at = data; at < end; at++) {
    if (place_of[*at] == 0)
      continue;
    group = group << 6 | (place_of[*at] - 1u);
    if (++count < 4)
      continue;
    buffer[used++] = (guint8) (group >> 16);
    buffer[used++] = (guint8) (group >> 8);
    buffer[used++] = (guint8) group;
    count = 0;
    if (used < CHUNK)
      continue;
    if (!func (buffer, used, user))
      return FALSE;
    used = 0;
  }
  for (guint32 i = 0; padding && i + 1 < count; i++)
    buffer[used++] = (guint8) (group << (6 * (4 - count)) >> (16 - 8 * i));
  return used == 0 || func (buffer, used, user);
}

static gboolean
decode_by_gmime (GMimeContentEncoding name, const guint8 *data, gsize length, PtDecodeFunc func, gpointer user)
{
  GMimeEncoding decoder;
  char buffer[CHUNK + 64];
  g_mime_encoding_init_decode (&decoder, name);
  for (gsize at = 0, step; at < length; at += step) {
    step = MIN (CHUNK, length - at);
    gsize made = g_mime_encoding_step (&decoder, (const char *) data + at, step, buffer);
    if (made > 0 && !func ((const guint8 *) buffer, made, user))
      return FALSE;
  }
  gsize rest = g_mime_encoding_flush (&decoder, "", 0, buffer);
  return rest == 0 || func ((const guint8 *) buffer, rest, user);
}

gboolean
pt_decode (PtEncoding encoding, const guint8 *data, gsize length, PtDecodeFunc func, gpointer user)
{
  gsize begin = encoding == PT_ENCODING_UUENCODE ? behind_begin (data, length) : 0;
  switch (encoding) {
  case PT_ENCODING_BASE64:
    return decode_base64 (data, length, func, user);
  case PT_ENCODING_QUOTED_PRINTABLE:
    return decode_by_gmime (GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, data, length, func, user);
  case PT_ENCODING_UUENCODE:
    return decode_by_gmime (GMIME_CONTENT_ENCODING_UUENCODE, data + begin, length - begin, func, user);
  default:
    return length == 0 || func (data, length, user);
  }
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
  if (part->raw_start > size || part->raw_length > size - part->raw_start || part->size > part->raw_length)
    return pt_error_set (error, PT_ERROR_MALFORMED, "attachment not read: its place is not inside the raw message");
  Filling filling = { g_malloc (MAX (part->size, 1)), 0, part->size };
  gboolean whole = pt_decode (part->encoding, data + part->raw_start, part->raw_length, fill, &filling);
  g_autoptr (GBytes) bytes = g_bytes_new_take (filling.data, filling.used);
  if (!whole || filling.used != part->size)
    return pt_error_set (error, PT_ERROR_MALFORMED, "attachment not read: its bytes have another size than they had");
  pt_sha256 (filling.data, filling.used, digest);
  if (memcmp (digest, part->sha256, sizeof digest) != 0)
    return pt_error_set (error, PT_ERROR_MALFORMED,
                         "attachment not read: its bytes have another SHA-256 than they had");
  *out_bytes = g_steal_pointer (&bytes);
  return TRUE;
}
