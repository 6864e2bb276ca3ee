#include "base/error.h"
#include "mime/write-verify.h"
#include "mime/write.h"
#include "tests/lib/drafts.h"
#include "tests/unit/test.h"

static void
a_plain_draft_becomes_these_bytes (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  g_autofree char *got = NULL;
  draft->auto_submitted = g_strdup ("auto-replied");
  draft->suppress_auto = TRUE;
  draft->loop_mark = g_strdup ("desk.example.com");
  draft->list_id = g_strdup ("Followers of 1042 <t1042.example.com>");
  draft->list_unsubscribe = g_strdup ("mailto:support+stop@example.com?subject=stop");
  draft->in_reply_to = g_strdup ("CAF+x=1@mail.example.org");
  g_ptr_array_add (draft->references, g_strdup ("anchor.1042@example.com"));
  g_ptr_array_add (draft->references, g_strdup ("CAF+x=1@mail.example.org"));
  got = pt_drafts_write (draft);
  assert_string_equal (got, "From: Support <support@example.com>\r\n"
                            "Reply-To: support+token@example.com\r\n"
                            "To: Customer <customer@example.org>\r\n"
                            "Subject: Printer on fire\r\n"
                            "Date: Thu, 01 Jan 2026 10:00:00 +0000\r\n"
                            "Message-ID: <t1042.c7.n.4.abcdef@example.com>\r\n"
                            "In-Reply-To: <CAF+x=1@mail.example.org>\r\n"
                            "References: <anchor.1042@example.com> <CAF+x=1@mail.example.org>\r\n"
                            "Auto-Submitted: auto-replied\r\n"
                            "X-Auto-Response-Suppress: All\r\n"
                            "X-Postern-Loop: desk.example.com\r\n"
                            "List-Id: Followers of 1042 <t1042.example.com>\r\n"
                            "List-Unsubscribe: <mailto:support+stop@example.com?subject=stop>\r\n"
                            "MIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: 7bit\r\n"
                            "\r\n"
                            "Hello,\r\nthe fire is out.\r\n");
}

static void
html_makes_a_multipart_with_the_text_first (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  g_autofree char *got = NULL;
  draft->html = g_strdup ("<p>Hello, the fire is out.</p>");
  got = pt_drafts_write (draft);
  assert_non_null (strstr (got, "Content-Type: multipart/alternative;\r\n boundary=\"=_"));
  assert_true (strstr (got, "text/plain") < strstr (got, "text/html"));
  assert_null (strstr (got, "Bcc"));
}

static void
files_stand_behind_the_texts (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  g_autofree char *boundary = NULL, *got = NULL, *wanted = NULL;
  pt_drafts_add_file (draft, "b.png", "image/png", "utf-8", "\x89PNG", 4);
  pt_drafts_add_file (draft, "B\xc3\xbcro.csv", "text/csv", "utf-8", "", 0);
  got = pt_drafts_write (draft);
  boundary = g_strndup (strstr (got, "=_"), 32);
  wanted = g_strjoin (boundary,
                      "Content-Type: multipart/mixed;\r\n boundary=\"", "\"\r\n\r\n--",
                      "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
                      "Hello,\r\nthe fire is out.\r\n\r\n--",
                      "\r\nContent-Type: image/png\r\nContent-Disposition: attachment;\r\n filename=\"b.png\"\r\n"
                      "Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n\r\n--",
                      "\r\nContent-Type: text/csv;\r\n charset=utf-8\r\nContent-Disposition: attachment;\r\n"
                      " filename*=utf-8''B%C3%BCro.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--",
                      "--\r\n", NULL);
  assert_string_equal (strstr (got, "Content-Type: multipart/mixed"), wanted);
}

static void
types_and_names_of_files_are_made_safe (void **state)
{
  (void) state;
  static const struct {
    const char *name, *type, *charset, *wanted_type, *wanted_name;
  } rows[] = {
    { "a.eml", "message/rfc822", NULL, "application/octet-stream\r\n", "\"a.eml\"" },
    { "a", "multipart/mixed", NULL, "application/octet-stream\r\n", "\"a\"" },
    { "a", "image", NULL, "application/octet-stream\r\n", "\"a\"" },
    { "a", "image/png\r\nBcc: x@example.net", NULL, "application/octet-stream\r\n", "\"a\"" },
    { "a", "a/b/c", NULL, "application/octet-stream\r\n", "\"a\"" },
    { "a", "text/plain", "utf-8\"; x=\"", "text/plain\r\n", "\"a\"" },
    { "a", "text/plain", "koi8-r", "text/plain;\r\n charset=koi8-r\r\n", "\"a\"" },
    { "a", "image/png", "utf-8", "image/png\r\n", "\"a\"" },
    { NULL, "image/png", NULL, "image/png\r\n", "\"attachment\"" },
    { "a\r\nBcc: x@example.net", "image/png", NULL, "image/png\r\n", "\"a Bcc_ x@example.net\"" },
    { "../../etc/passwd", "image/png", NULL, "image/png\r\n", "\"passwd\"" },
    { ".htaccess", "image/png", NULL, "image/png\r\n", "\"htaccess\"" },
    { "a\"; x=\"b", "image/png", NULL, "image/png\r\n", "\"a_; x=_b\"" },
    { "100%.pdf", "image/png", NULL, "image/png\r\n", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (PtDraft) draft = pt_drafts_one ();
    g_autofree char *got = NULL, *type = NULL, *name = NULL;
    pt_drafts_add_file (draft, rows[i].name, rows[i].type, rows[i].charset, "x", 1);
    got = pt_drafts_write (draft);
    type = g_strconcat ("\r\nContent-Type: ", rows[i].wanted_type, "Content-Disposition: attachment;", NULL);
    name = g_strconcat (";\r\n filename=", rows[i].wanted_name, "\r\n", NULL);
    if (!strstr (got, type) || (rows[i].wanted_name && !strstr (got, name)))
      fail_msg ("row %u:\n%s", i, got);
    assert_null (strstr (got, "\r\nBcc"));
  }
}

static void
the_same_draft_becomes_the_same_bytes (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  g_autofree char *first = NULL, *second = NULL;
  draft->html = g_strdup ("<p>Hello</p>");
  pt_drafts_add_file (draft, "a", "image/png", NULL, "abc", 3);
  first = pt_drafts_write (draft);
  second = pt_drafts_write (draft);
  assert_string_equal (first, second);
}

static void
a_boundary_that_stands_in_a_body_is_not_used (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  g_autofree char *before = NULL, *boundary = NULL, *text = NULL, *after = NULL;
  const char *start;
  draft->html = g_strdup ("<p>Hello</p>");
  before = pt_drafts_write (draft);
  start = strstr (before, "boundary=\"") + strlen ("boundary=\"");
  boundary = g_strndup (start, strcspn (start, "\""));
  text = g_strdup_printf ("--%s\nContent-Type: text/html\n\nforged\n--%s--\n", boundary, boundary);
  g_free (draft->text);
  draft->text = g_strdup (text);
  after = pt_drafts_write (draft);
  start = strstr (after, "boundary=\"") + strlen ("boundary=\"");
  assert_memory_not_equal (start, boundary, strlen (boundary));
}

static void
texts_that_are_not_ascii_or_too_wide_are_encoded (void **state)
{
  (void) state;
  static const struct {
    const char *text, *encoding, *body;
  } rows[] = {
    { "plain", "7bit", "plain\r\n" },
    { "-- \nsignature\n", "7bit", "-- \r\nsignature\r\n" },
    { ".\n..\n", "7bit", ".\r\n..\r\n" },
    { "a\rb\r\nc\nd", "7bit", "a\r\nb\r\nc\r\nd\r\n" },
    { "x\r.\rQUIT\r", "7bit", "x\r\n.\r\nQUIT\r\n" },
    { "caf\xc3\xa9 is 1=1 \n.dot\nbreakfast and dinner\n", "quoted-printable",
      "caf=C3=A9 is 1=3D1=20\r\n=2Edot\r\nbreakfast and dinner\r\n" },
    { "From here\n", "quoted-printable", "=46rom here\r\n" },
    { "\x01 and \x1b[2J and what\n", "quoted-printable", "=01 and =1B[2J and what\r\n" },
    { "\xe6\x97\xa5\xe6\x9c\xac\n", "base64", "5pel5pysDQo=\r\n" },
    { "", "7bit", "\r\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (PtDraft) draft = pt_drafts_one ();
    g_autofree char *got = NULL, *wanted = NULL;
    g_free (draft->text);
    draft->text = g_strdup (rows[i].text);
    got = pt_drafts_write (draft);
    wanted = g_strdup_printf ("Content-Transfer-Encoding: %s\r\n\r\n%s", rows[i].encoding, rows[i].body);
    assert_true (g_str_has_suffix (got, wanted));
  }
}

static void
one_line_of_100000_characters_is_cut_into_short_ones (void **state)
{
  (void) state;
  static const char *const units[] = { "x", "x ", ".", "\xc3\xa9", "\xf0\x9f\x94\xa5", "=", "From ", "\t" };
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (PtDraft) draft = pt_drafts_one ();
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *got = NULL;
    g_auto (GStrv) lines = NULL;
    while (text->len < 100000)
      g_string_append (text, units[i]);
    g_free (draft->text);
    draft->text = g_strdup (text->str);
    draft->html = g_strdup (text->str);
    got = pt_drafts_write (draft);
    lines = g_strsplit (got, "\r\n", -1);
    for (guint n = 0; lines[n]; n++)
      assert_true (strlen (lines[n]) <= 78);
  }
}

static void
names_and_subjects_are_written_in_the_safest_form (void **state)
{
  (void) state;
  static const struct {
    const char *name, *wanted;
  } rows[] = {
    { "Ann Agent", "To: Ann Agent <a@example.com>\r\n" },
    { "Ann B. Agent", "To: \"Ann B. Agent\" <a@example.com>\r\n" },
    { "a \"b\" \\ c", "To: \"a \\\"b\\\" \\\\ c\" <a@example.com>\r\n" },
    { "boss@example.org, x", "To: \"boss@example.org, x\" <a@example.com>\r\n" },
    { "Ren\xc3\xa9" "e Customer", "To: =?UTF-8?Q?Ren=C3=A9e_Customer?= <a@example.com>\r\n" },
    { "=?utf-8?q?x?=", "To: =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?= <a@example.com>\r\n" },
    { "", "To: a@example.com\r\n" },
    { NULL, "To: a@example.com\r\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (PtDraft) draft = pt_drafts_one ();
    g_autofree char *got = NULL;
    g_ptr_array_set_size (draft->to, 0);
    pt_drafts_add_address (draft->to, rows[i].name, "a@example.com");
    got = pt_drafts_write (draft);
    if (!strstr (got, rows[i].wanted))
      fail_msg ("wanted %s in\n%s", rows[i].wanted, got);
  }
}

static void
an_international_domain_is_written_as_a_labels (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  g_autofree char *got = NULL;
  g_ptr_array_set_size (draft->to, 0);
  pt_drafts_add_address (draft->to, NULL, "Ann@b\xc3\xbc" "cher.example");
  got = pt_drafts_write (draft);
  assert_non_null (strstr (got, "To: Ann@xn--bcher-kva.example\r\n"));
}

static void
bytes_that_read_differently_from_the_draft_are_a_bug (void **state)
{
  (void) state;
  static const struct {
    const char *from, *to;
  } rows[] = {
    { "Subject: Printer", "Subject: Copier" },
    { "Subject: Printer", "Bcc: x@example.net\r\nSubject: Printer" },
    { "Subject: Printer", "Cc: x@example.net\r\nSubject: Printer" },
    { "Date: ", "Subject: x\r\nDate: " },
    { "customer@", "mallory@" },
    { "abcdef", "abcdee" },
    { "is out", "is on" },
    { "Hello,\r\n", "Hello,\n" },
    { "Hello", "Hell\xc3\xb6" },
    { "fire.png", "fire.exe" },
    { "image/png", "text/html" },
    { ": attachment", ": inline" },
    { "YWJj", "YWJk" },
    { "YWJj", "YWJjZA==" },
  };
  g_autoptr (PtDraft) draft = pt_drafts_one ();
  pt_drafts_add_file (draft, "fire.png", "image/png", NULL, "abc", 3);
  g_autofree char *written = pt_drafts_write (draft);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) halves = g_strsplit (written, rows[i].from, 2);
    g_autofree char *changed = g_strjoinv (rows[i].to, halves);
    g_autoptr (GBytes) bytes = g_bytes_new (changed, strlen (changed));
    assert_string_not_equal (changed, written);
    if (pt_write_verify (bytes, draft, &error))
      fail_msg ("'%s' for '%s' was not noticed", rows[i].to, rows[i].from);
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUG));
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_plain_draft_becomes_these_bytes),
    cmocka_unit_test (html_makes_a_multipart_with_the_text_first),
    cmocka_unit_test (files_stand_behind_the_texts),
    cmocka_unit_test (types_and_names_of_files_are_made_safe),
    cmocka_unit_test (the_same_draft_becomes_the_same_bytes),
    cmocka_unit_test (a_boundary_that_stands_in_a_body_is_not_used),
    cmocka_unit_test (texts_that_are_not_ascii_or_too_wide_are_encoded),
    cmocka_unit_test (one_line_of_100000_characters_is_cut_into_short_ones),
    cmocka_unit_test (names_and_subjects_are_written_in_the_safest_form),
    cmocka_unit_test (an_international_domain_is_written_as_a_labels),
    cmocka_unit_test (bytes_that_read_differently_from_the_draft_are_a_bug),
  };
  return cmocka_run_group_tests_name ("write", tests, NULL, NULL);
}
