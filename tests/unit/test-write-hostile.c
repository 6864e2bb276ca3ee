/* A thousand drafts of hostile strings, by the thousand; tests/unit/write-second-parser.sh reads them again. */
#include "mime/part.h"
#include "mime/write-fields.h"
#include "tests/lib/drafts.h"
#include "tests/unit/test.h"

#define DRAFTS 1000
#define SEED 20260101

/* Pieces that hostile values are made of (THREATS section 9). */
static const char *const pieces[] = {
  "a",
  "Z9",
  " ",
  "  ",
  "\t",
  "=?utf-8?q?x?=",
  "=?",
  "?=",
  "\"",
  "\\",
  "<",
  ">",
  ",",
  ";",
  ":",
  "@",
  "(",
  ")",
  "[#1042]",
  "Bcc: x",
  "{{x}}",
  "%s%n",
  "\xc3\xa9",
  "\xe6\x97\xa5",
  "\xf0\x9f\x94\xa5",
  "\xe2\x80\xae",
  "\xe2\x80\x8b",
  "\xef\xbb\xbf",
  "'",
  ".",
  "_",
  "\xc2\xa0",
  "averyveryveryveryveryveryveryveryveryveryveryveryveryverylongword",
  "undisclosed-recipients:;",
  "e\xcc\x81",
};
static const char *const line_pieces[] = { "\n",    "\r", "\r\n",   "\n.\n", "\r\n.\r\n", "\n.\r",
                                           "From ", "--", "\n--=_", "\x01",  "--\r\n",    "\x1b" };

static char *
hostile (GRand *random, gboolean lines)
{
  GString *out = g_string_new (NULL);
  for (int n = g_rand_int_range (random, 0, 30); n > 0; n--) {
    if (lines && g_rand_int_range (random, 0, 3) == 0)
      g_string_append (out, line_pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (line_pieces))]);
    else
      g_string_append (out, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  }
  return g_string_free (out, FALSE);
}

static PtDraft *
hostile_draft (GRand *random)
{
  PtDraft *draft = pt_drafts_one ();
  g_free (draft->subject);
  draft->subject = hostile (random, FALSE);
  g_free (draft->from->name);
  draft->from->name = hostile (random, FALSE);
  draft->thread_topic = hostile (random, FALSE);
  for (int n = g_rand_int_range (random, 0, 5); n > 0; n--) {
    g_autofree char *name = hostile (random, FALSE);
    pt_drafts_add_address (n % 2 == 0 ? draft->to : draft->cc, name, "someone.with+detail@mail.example.net");
  }
  g_free (draft->text);
  draft->text = hostile (random, TRUE);
  if (g_rand_boolean (random))
    draft->html = hostile (random, TRUE);
  for (int n = g_rand_int_range (random, 0, 4); n > 0; n--) {
    g_autofree char *name = hostile (random, TRUE), *type = hostile (random, TRUE), *data = hostile (random, TRUE);
    g_autofree char *wide = g_strconcat (n % 2 == 0 ? "text/" : "x", type, NULL);
    pt_drafts_add_file (draft, name, n == 3 ? "image/png" : wide, type, data, strlen (data));
  }
  return draft;
}

static void
assert_fields_allowed (const char *mail)
{
  g_auto (GStrv) halves = g_strsplit (mail, "\r\n\r\n", 2);
  g_auto (GStrv) lines = g_strsplit (halves[0], "\r\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_autofree char *name = g_strndup (lines[i], strcspn (lines[i], ":"));
    assert_true (strlen (lines[i]) <= 78);
    if (lines[i][0] != ' ')
      assert_true (g_strv_contains (pt_write_field_names, name));
  }
}

/* A line for each file: SHA-256 and name. */
static void
keep_files (const PtDraft *draft, const char *dir, guint number)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *path = g_strdup_printf ("%s/%04u.files", dir, number);
  for (guint i = 0; i < draft->parts->len; i++) {
    const PtDraftPart *part = g_ptr_array_index (draft->parts, i);
    g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->bytes);
    g_autofree char *name = pt_part_safe_name (part->name);
    g_string_append_printf (lines, "%s %s\n", sum, name ? name : "attachment");
  }
  assert_true (g_file_set_contents (path, lines->str, -1, NULL));
}

/* With POSTERN_WRITE_DIR set, every mail is kept there for another reader. */
static void
keep (const char *mail, const PtDraft *draft, guint number)
{
  const char *dir = g_getenv ("POSTERN_WRITE_DIR");
  g_autofree char *mail_path = NULL, *subject_path = NULL;
  if (!dir)
    return;
  mail_path = g_strdup_printf ("%s/%04u.eml", dir, number);
  subject_path = g_strdup_printf ("%s/%04u.subject", dir, number);
  assert_true (g_file_set_contents (mail_path, mail, -1, NULL));
  assert_true (g_file_set_contents (subject_path, draft->subject, -1, NULL));
  keep_files (draft, dir, number);
}

static void
a_thousand_drafts_of_hostile_strings_hold_only_our_fields (void **state)
{
  (void) state;
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  print_message ("# seed %d, %d drafts\n", SEED, DRAFTS);
  for (guint i = 0; i < DRAFTS; i++) {
    g_autoptr (PtDraft) draft = hostile_draft (random);
    g_autofree char *mail = pt_drafts_write (draft);
    assert_fields_allowed (mail);
    keep (mail, draft, i);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_thousand_drafts_of_hostile_strings_hold_only_our_fields),
  };
  return cmocka_run_group_tests_name ("write-hostile", tests, NULL, NULL);
}
