#include "test.h"

#include "base/digest.h"

static void
sha256 (void **state)
{
  static const struct {
    const char *text, *hex;
  } cases[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 sum[PT_SHA256_BYTES];
    pt_sha256 (cases[i].text, strlen (cases[i].text), sum);
    g_autofree char *hex = pt_hex (sum, sizeof sum);
    assert_text (cases[i].text, hex, cases[i].hex);
  }
  assert_int_equal (pt_hash64 ("abc"), (gint64) G_GUINT64_CONSTANT (0xba7816bf8f01cfea));
}

static void
hmac (void **state)
{
  (void) state;
  g_autoptr (GBytes) key = g_bytes_new ("Jefe", 4);
  guint8 sum[PT_SHA256_BYTES];
  pt_hmac_sha256 (key, "what do ya want for nothing?", 28, sum);
  g_autofree char *hex = pt_hex (sum, sizeof sum);
  assert_string_equal (hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  assert_true (pt_equal_constant_time (sum, sum, sizeof sum));
  guint8 other[PT_SHA256_BYTES];
  for (gsize i = 0; i < sizeof sum * 8; i++) {
    memcpy (other, sum, sizeof sum);
    other[i / 8] ^= (guint8) (1u << i % 8);
    assert_false (pt_equal_constant_time (sum, other, sizeof sum));
  }
  assert_true (pt_equal_constant_time (sum, other, 0));
}

static void
base32 (void **state)
{
  static const struct {
    const char *bytes, *text;
  } cases[] = {
    { "", "" }, { "f", "my" }, { "fo", "mzxq" }, { "foo", "mzxw6" }, { "foob", "mzxw6yq" }, { "fooba", "mzxw6ytb" },
    { "foobar", "mzxw6ytboi" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = pt_base32_encode ((const guint8 *) cases[i].bytes, strlen (cases[i].bytes));
    g_autofree char *upper = g_ascii_strup (text, -1);
    g_autoptr (GByteArray) back = pt_base32_decode (upper, -1);
    assert_text (cases[i].bytes, text, cases[i].text);
    assert_non_null (back);
    assert_int_equal (back->len, strlen (cases[i].bytes));
    assert_int_equal (memcmp (back->len ? back->data : (const guint8 *) "", cases[i].bytes, back->len), 0);
  }
}

static void
bad_base32 (void **state)
{
  static const char *const cases[] = { "mz=", "m", "mzx", "m1", "m8", "mz", "my my", "m\xc3\xbc" };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) back = pt_base32_decode (cases[i], -1);
    if (back)
      fail_msg ("\"%s\" was decoded", cases[i]);
  }
  g_autoptr (GByteArray) part = pt_base32_decode ("my!", 2);
  assert_non_null (part);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("SHA-256 of the known texts", sha256),
    TEST ("HMAC-SHA-256 of RFC 4231, and no other by one bit is equal", hmac),
    TEST ("base32 of RFC 4648 in one case, decoded from either", base32),
    TEST ("what is no canonical base32 is refused", bad_base32),
  };
  return cmocka_run_group_tests_name ("digest", tests, NULL, NULL);
}
