/* Slices of raw messages: what the reader wrote down must be enough to get every part again. */
#include "test.h"

#include "base/error.h"
#include "mime/decode.h"
#include "mime/read.h"

#define RANDOM 20000
#define SEED 20260101

static gboolean
collect (const guint8 *data, gsize length, gpointer user)
{
  g_byte_array_append (user, data, (guint) length);
  return TRUE;
}

static gboolean
refuse (const guint8 *data, gsize length, gpointer user)
{
  (void) data;
  (void) length;
  ++*(guint *) user;
  return FALSE;
}

static void
encodings (void **state)
{
  static const struct {
    const char *name;
    PtEncoding  encoding;
    const char *data, *wanted;
  } cases[] = {
    { "nothing to undo", PT_ENCODING_7BIT, "a=3D\r\n", "a=3D\r\n" },
    { "an unknown encoding is left alone", PT_ENCODING_UNKNOWN, "YWJj", "YWJj" },
    { "empty", PT_ENCODING_BASE64, "", "" },
    { "base64", PT_ENCODING_BASE64, "YWJj\r\nZA==\r\n", "abcd" },
    { "base64 that breaks off inside a group", PT_ENCODING_BASE64, "YWJjZA", "abc" },
    { "base64 with one padding", PT_ENCODING_BASE64, "YWJjYWI=", "abcab" },
    { "base64 with half a padding", PT_ENCODING_BASE64, "YWJjYQ=", "abca" },
    { "base64 with too much padding", PT_ENCODING_BASE64, "YWJj==\n=", "abc" },
    { "base64 that begins with padding", PT_ENCODING_BASE64, "==YWJj", "" },
    { "base64 with padding behind one character", PT_ENCODING_BASE64, "YWJjY===", "abc" },
    { "base64 behind its end", PT_ENCODING_BASE64, "YQ==YWJj", "a" },
    { "base64 behind padding inside a group", PT_ENCODING_BASE64, "YWJ=jYWJj", "ab" },
    { "base64 with padding torn apart", PT_ENCODING_BASE64, "YW*=\r\n=YWJj", "a" },
    { "base64 with strangers in it", PT_ENCODING_BASE64, "Y*W\x01" "Jj", "abc" },
    { "quoted-printable", PT_ENCODING_QUOTED_PRINTABLE, "caf=C3=A9 =\r\nx\r\n", "caf\xc3\xa9 x\r\n" },
    { "a broken escape stays", PT_ENCODING_QUOTED_PRINTABLE, "a=ZZb", "a=ZZb" },
    { "uuencode", PT_ENCODING_UUENCODE, "begin 644 x\n#86)C\n`\nend\n", "abc" },
    { "uuencode behind words", PT_ENCODING_UUENCODE, "see:\nbegin 644 x\n#86)C\n`\nend\n", "abc" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) got = g_byte_array_new ();
    assert_true (pt_decode (cases[i].encoding, (const guint8 *) cases[i].data, strlen (cases[i].data), collect, got));
    g_byte_array_append (got, (const guint8 *) "", 1);
    assert_text (cases[i].name, (const char *) got->data, cases[i].wanted);
  }
}

/* The sender makes room for the size that was seen, which must be below that of the raw bytes: so no encoding may
 * grow. */
static void
never_grows (void **state)
{
  static const char *const pieces[] = { "=",    "==",   "=\n", "=3", "=\r", "=3D",  "A",       "begin 644 x\n",
                                        "\n",   "\r\n", " ",   "M",  "`",   "\xff", "#86)C\n", "end\n",
                                        "zzzz", "====", "_",   "~~" };
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  (void) state;
  for (guint i = 0; i < RANDOM; i++) {
    g_autoptr (GString) data = g_string_new (NULL);
    g_autoptr (GByteArray) got = g_byte_array_new ();
    for (int n = g_rand_int_range (random, 0, 30); n > 0; n--)
      g_string_append (data, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
    PtEncoding encoding = (PtEncoding) (i % (PT_ENCODING_UUENCODE + 1));
    guint8 *exact = g_memdup2 (data->str, data->len);
    assert_true (pt_decode (encoding, exact, data->len, collect, got));
    g_free (exact);
    if (got->len > data->len)
      fail_msg ("%s grew from %u to %u: %s", pt_encoding_name (encoding), (guint) data->len, got->len, data->str);
  }
}

static void
can_be_ended (void **state)
{
  g_autofree char *long_data = g_strnfill (100000, 'A');
  guint calls = 0;
  (void) state;
  assert_false (pt_decode (PT_ENCODING_BASE64, (const guint8 *) long_data, 100000, refuse, &calls));
  assert_int_equal (calls, 1);
}

static void
wrong_places (void **state)
{
  static const struct {
    const char *name;
    gsize start, length, size;
    int   digest_off;
    gboolean good;
  } cases[] = {
    { "the place that was seen", 3, 4, 3, 0, TRUE },
    { "a start behind the end", 12, 0, 0, 0, FALSE },
    { "a length beyond the end", 3, 9, 3, 0, FALSE },
    { "a length that wraps around", 3, G_MAXSIZE, 3, 0, FALSE },
    { "a size above the length", 3, 4, 5, 0, FALSE },
    { "a size above what decodes", 3, 4, 4, 0, FALSE },
    { "a size below what decodes", 3, 4, 2, 0, FALSE },
    { "another digest", 3, 4, 3, 1, FALSE },
    { "other bytes", 2, 4, 3, 0, FALSE },
  };
  g_autoptr (GBytes) raw = g_bytes_new_static ("x\n\nYWJj\n\nzz", 11);
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtPart) part = pt_part_new ("text/plain");
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    part->raw_start = cases[i].start;
    part->raw_length = cases[i].length;
    part->size = cases[i].size;
    part->encoding = PT_ENCODING_BASE64;
    pt_sha256 ("abc", 3, part->sha256);
    part->sha256[31] ^= (guint8) cases[i].digest_off;
    if (pt_decode_part (raw, part, &bytes, &error) != cases[i].good)
      fail_msg ("%s", cases[i].name);
    assert_true (cases[i].good ? error == NULL : g_error_matches (error, PT_ERROR, PT_ERROR_MALFORMED) && !bytes);
  }
}

/* --- corpora --- */

typedef struct {
  guint files, parts, same, ambiguous, ambiguous_same;
} Slices;

static void
slice_file (Slices *slices, const char *path)
{
  char *data = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &data, &length, NULL))
    return;
  g_autoptr (GBytes) raw = g_bytes_new_take (data, length);
  PtReadOptions options = { .limits = &pt_limits_default };
  g_autoptr (PtMessage) message = pt_read_message (raw, &options, NULL);
  slices->files++;
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    g_autoptr (GBytes) bytes = NULL;
    gboolean same = pt_decode_part (raw, part, &bytes, NULL);
    *(message->ambiguous ? &slices->ambiguous : &slices->parts) += 1;
    *(message->ambiguous ? &slices->ambiguous_same : &slices->same) += same;
    if (!same)
      print_message ("# %s: part %u\n", path, i);
  }
}

static void
slice_folder (Slices *slices, const char *folder, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && depth < 8 && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      slice_folder (slices, path, depth + 1);
    else
      slice_file (slices, path);
  }
}

static void
corpora (void **state)
{
  static const char *const folders[] = { "corpora", "abuse" };
  const char *root = g_getenv ("POSTERN_CORPORA"), *top = g_getenv ("top_srcdir");
  g_autofree char *beside = g_build_filename (top ? top : ".", "..", "shared", NULL);
  Slices slices = { 0 };
  (void) state;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (root ? root : beside, folders[i], NULL);
    slice_folder (&slices, folder, 0);
  }
  if (slices.files == 0) {
    print_message ("# SKIP slices: no corpora found, set POSTERN_CORPORA\n");
    skip ();
  }
  print_message ("# %u files: %u of %u parts the same, in ambiguous mail %u of %u\n", slices.files, slices.same,
                 slices.parts, slices.ambiguous_same, slices.ambiguous);
  assert_true (slices.parts > 1000);
  assert_int_equal (slices.same, slices.parts);
  assert_int_equal (slices.ambiguous_same, slices.ambiguous);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("every encoding is undone", encodings),
    TEST ("no bytes decode to more than they are", never_grows),
    TEST ("decoding ends when it is told to", can_be_ended),
    TEST ("a slice that is not what was read is refused", wrong_places),
    TEST ("every part of the corpora is found again by its place", corpora),
  };
  pt_read_init ();
  return cmocka_run_group_tests_name ("decode", tests, NULL, NULL);
}
