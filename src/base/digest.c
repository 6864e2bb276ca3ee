#include "base/digest.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <string.h>

static const char base32_alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

void
pt_sha256 (const void *data, gsize length, guint8 out[PT_SHA256_BYTES])
{
  struct sha256_ctx sum;
  sha256_init (&sum);
  sha256_update (&sum, length, data);
  sha256_digest (&sum, PT_SHA256_BYTES, out);
}

void
pt_hmac_sha256 (GBytes *key, const void *data, gsize length, guint8 out[PT_SHA256_BYTES])
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (key, &size);
  struct hmac_sha256_ctx sum;
  hmac_sha256_set_key (&sum, size, bytes);
  hmac_sha256_update (&sum, length, data);
  hmac_sha256_digest (&sum, PT_SHA256_BYTES, out);
}

gboolean
pt_equal_constant_time (const void *a, const void *b, gsize length)
{
  const volatile guint8 *x = a, *y = b;
  guint8 difference = 0;
  for (gsize i = 0; i < length; i++)
    difference |= x[i] ^ y[i];
  return difference == 0;
}

gint64
pt_hash64 (const char *text)
{
  guint8 sum[PT_SHA256_BYTES];
  gint64 hash;
  pt_sha256 (text, strlen (text), sum);
  memcpy (&hash, sum, sizeof hash);
  return GINT64_FROM_BE (hash);
}

char *
pt_hex (const guint8 *data, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *out = g_malloc (2 * length + 1);
  for (gsize i = 0; i < length; i++) {
    out[2 * i] = digits[data[i] >> 4];
    out[2 * i + 1] = digits[data[i] & 15];
  }
  out[2 * length] = 0;
  return out;
}

char *
pt_base32_encode (const guint8 *data, gsize length)
{
  GString *out = g_string_sized_new ((length * 8 + 4) / 5);
  guint buffer = 0, bits = 0;
  for (gsize i = 0; i < length; i++) {
    buffer = (buffer << 8 | data[i]) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5)
      g_string_append_c (out, base32_alphabet[buffer >> (bits - 5) & 31]);
  }
  if (bits > 0)
    g_string_append_c (out, base32_alphabet[buffer << (5 - bits) & 31]);
  return g_string_free (out, FALSE);
}

static int
base32_value (char c)
{
  c = g_ascii_tolower (c);
  if (c >= 'a' && c <= 'z')
    return c - 'a';
  return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

GByteArray *
pt_base32_decode (const char *text, gssize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint buffer = 0, bits = 0;
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  for (gsize i = 0; i < n; i++) {
    int value = base32_value (text[i]);
    if (value < 0)
      return NULL;
    buffer = (buffer << 5 | (guint) value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      guint8 byte = buffer >> bits & 0xff;
      g_byte_array_append (out, &byte, 1);
    }
  }
  if (bits >= 5 || (buffer & ((1u << bits) - 1)) != 0)
    return NULL;
  return g_steal_pointer (&out);
}
