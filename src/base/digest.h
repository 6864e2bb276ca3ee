/* Digests, keyed digests and base32; the sums are those of nettle. */
#ifndef PT_BASE_DIGEST_H
#define PT_BASE_DIGEST_H

#include <glib.h>

#define PT_SHA256_BYTES 32

/* SHA-256 of LENGTH bytes into OUT. */
void pt_sha256 (const void *data, gsize length, guint8 out[PT_SHA256_BYTES]);

/* HMAC-SHA-256 of LENGTH bytes with KEY (RFC 2104). */
void pt_hmac_sha256 (GBytes *key, const void *data, gsize length, guint8 out[PT_SHA256_BYTES]);

/* Compares in a time that depends on LENGTH alone (THREATS T025). */
gboolean pt_equal_constant_time (const void *a, const void *b, gsize length);

/* First 64 bits of the SHA-256 of TEXT, as a signed integer for an indexed column.  Two texts may
 * share it: always compare the text beside it. */
gint64 pt_hash64 (const char *text);

/* Lower-case hexadecimal; free with g_free. */
char *pt_hex (const guint8 *data, gsize length);

/* RFC 4648 base32 in lower case without padding: an address may have its case changed on the way
 * (RFC 5233), so tokens use one case only.  Free with g_free. */
char *pt_base32_encode (const guint8 *data, gsize length);

/* Decodes either case.  NULL if TEXT holds another character or bits are left over that are not zero. */
GByteArray *pt_base32_decode (const char *text, gssize length);

#endif
