#include "base/sha256.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

static const guint32 round_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* FIPS 180-4 section 6.2.2, four rounds a step; W holds the last sixteen words of the schedule. */
__attribute__ ((target ("sha,sse4.1,ssse3"))) static void
add_blocks (guint32 state[8], const guint8 *data, gsize blocks)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i low = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) (const void *) &state[0]), 0xb1);
  __m128i high = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) (const void *) &state[4]), 0x1b);
  __m128i abef = _mm_alignr_epi8 (low, high, 8), cdgh = _mm_blend_epi16 (high, low, 0xf0);
  for (; blocks > 0; blocks--, data += 64) {
    __m128i start_abef = abef, start_cdgh = cdgh, w[4];
    for (int i = 0; i < 4; i++)
      w[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) (const void *) (data + 16 * i)), swap);
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
      __m128i now = w[i & 3];
      __m128i sum = _mm_add_epi32 (now, _mm_loadu_si128 ((const __m128i *) (const void *) &round_constants[4 * i]));
      cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (sum, 0x0e));
      if (i < 12) {
        __m128i next = _mm_sha256msg1_epu32 (now, w[(i + 1) & 3]);
        next = _mm_add_epi32 (next, _mm_alignr_epi8 (w[(i + 3) & 3], w[(i + 2) & 3], 4));
        w[i & 3] = _mm_sha256msg2_epu32 (next, w[(i + 3) & 3]);
      }
    }
    abef = _mm_add_epi32 (abef, start_abef);
    cdgh = _mm_add_epi32 (cdgh, start_cdgh);
  }
  low = _mm_shuffle_epi32 (abef, 0x1b);
  high = _mm_shuffle_epi32 (cdgh, 0xb1);
  _mm_storeu_si128 ((__m128i *) (void *) &state[0], _mm_blend_epi16 (low, high, 0xf0));
  _mm_storeu_si128 ((__m128i *) (void *) &state[4], _mm_alignr_epi8 (high, low, 8));
}

static gboolean
ask_processor (void)
{
  guint a = 7, b = 0, c = 0, d = 0;
  __asm__ ("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  return (b >> 29 & 1) != 0 && __builtin_cpu_supports ("sse4.1") && __builtin_cpu_supports ("ssse3");
}

/* Asked once: under a hypervisor the question alone takes longer than the sum of a small message. */
static gboolean
processor_can (void)
{
  static gsize answer = 0;
  if (g_once_init_enter (&answer))
    g_once_init_leave (&answer, ask_processor () ? 2 : 1);
  return answer == 2;
}

#else

static void
add_blocks (guint32 state[8], const guint8 *data, gsize blocks)
{
  (void) state;
  (void) data;
  (void) blocks;
  g_assert_not_reached ();
}

static gboolean
processor_can (void)
{
  return FALSE;
}

#endif

void
pt_sha256_start (PtSha256 *sum)
{
  static const guint32 initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
  memcpy (sum->state, initial, sizeof initial);
  sum->total = 0;
  sum->used = 0;
  sum->slow = processor_can () ? NULL : g_checksum_new (G_CHECKSUM_SHA256);
}

void
pt_sha256_add (PtSha256 *sum, const void *data, gsize length)
{
  const guint8 *at = data;
  if (length == 0)
    return;
  if (sum->slow != NULL) {
    g_checksum_update (sum->slow, data, (gssize) length);
    return;
  }
  sum->total += length;
  if (sum->used > 0) {
    gsize take = MIN (length, 64 - (gsize) sum->used);
    memcpy (sum->block + sum->used, at, take);
    sum->used += (guint) take;
    at += take;
    length -= take;
    if (sum->used < 64)
      return;
    add_blocks (sum->state, sum->block, 1);
    sum->used = 0;
  }
  if (length >= 64)
    add_blocks (sum->state, at, length / 64);
  at += length / 64 * 64;
  sum->used = length % 64;
  memcpy (sum->block, at, sum->used);
}

void
pt_sha256_end (PtSha256 *sum, guint8 out[PT_SHA256_BYTES])
{
  static const guint8 padding[64] = { 0x80 };
  if (sum->slow != NULL) {
    gsize size = PT_SHA256_BYTES;
    g_checksum_get_digest (sum->slow, out, &size);
    g_clear_pointer (&sum->slow, g_checksum_free);
    return;
  }
  guint64 bits = GUINT64_TO_BE (sum->total * 8);
  pt_sha256_add (sum, padding, sum->used < 56 ? 56 - sum->used : 120 - sum->used);
  pt_sha256_add (sum, &bits, sizeof bits);
  for (int i = 0; i < 8; i++) {
    guint32 word = GUINT32_TO_BE (sum->state[i]);
    memcpy (out + 4 * i, &word, sizeof word);
  }
}
