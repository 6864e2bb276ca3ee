#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "mime/part.h"
#include "mime/write-fields.h"
#include "mime/write-verify.h"
#include "mime/write.h"

#define DRAFTS 1000
#define SEED 20260101

static void
add_address (GPtrArray *list, const char *name, const char *addr)
{
  g_ptr_array_add (list, pt_address_new (name, addr));
}

static PtDraft *
draft_new (void)
{
  PtDraft *draft = pt_draft_new ();
  draft->from = pt_address_new ("Support", "support@example.com");
  draft->reply_to = pt_address_new (NULL, "support+token@example.com");
  add_address (draft->to, "Customer", "customer@example.org");
  draft->subject = g_strdup ("Printer on fire");
  draft->message_id = g_strdup ("t1042.c7.n.4.abcdef@example.com");
  draft->date = G_GINT64_CONSTANT (1767261600000000);
  draft->text = g_strdup ("Hello,\nthe fire is out.\n");
  draft->sender = g_strdup ("bounce+token@example.com");
  draft->recipient = g_strdup ("customer@example.org");
  return draft;
}

static char *
write_text (const PtDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (!pt_write_draft (draft, &bytes, &error))
    fail_msg ("%s", error->message);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_refused (const PtDraft *draft, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (pt_write_draft (draft, &bytes, &error))
    fail_msg ("a hostile %s was written", field);
  assert_null (bytes);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED));
  if (!strstr (error->message, field))
    fail_msg ("the error does not name %s: %s", field, error->message);
}

static void
set_string (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
a_plain_draft_becomes_these_bytes (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = draft_new ();
  g_autofree char *got = NULL;
  draft->auto_submitted = g_strdup ("auto-replied");
  draft->suppress_auto = TRUE;
  draft->loop_mark = g_strdup ("desk.example.com");
  draft->list_id = g_strdup ("Followers of 1042 <t1042.example.com>");
  draft->list_unsubscribe = g_strdup ("mailto:support+stop@example.com?subject=stop");
  draft->in_reply_to = g_strdup ("CAF+x=1@mail.example.org");
  g_ptr_array_add (draft->references, g_strdup ("anchor.1042@example.com"));
  g_ptr_array_add (draft->references, g_strdup ("CAF+x=1@mail.example.org"));
  got = write_text (draft);
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
  g_autoptr (PtDraft) draft = draft_new ();
  g_autofree char *got = NULL;
  draft->html = g_strdup ("<p>Hello, the fire is out.</p>");
  got = write_text (draft);
  assert_non_null (strstr (got, "Content-Type: multipart/alternative;\r\n boundary=\"=_"));
  assert_true (strstr (got, "text/plain") < strstr (got, "text/html"));
  assert_null (strstr (got, "Bcc"));
}

static void
add_file (PtDraft *draft, const char *name, const char *type, const char *charset, const void *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_ptr_array_add (draft->parts, pt_draft_part_new (name, type, charset, bytes));
}

static void
files_stand_behind_the_texts (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = draft_new ();
  g_autofree char *boundary = NULL, *got = NULL, *wanted = NULL;
  add_file (draft, "b.png", "image/png", "utf-8", "\x89PNG", 4);
  add_file (draft, "B\xc3\xbcro.csv", "text/csv", "utf-8", "", 0);
  got = write_text (draft);
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
    g_autoptr (PtDraft) draft = draft_new ();
    g_autofree char *got = NULL, *type = NULL, *name = NULL;
    add_file (draft, rows[i].name, rows[i].type, rows[i].charset, "x", 1);
    got = write_text (draft);
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
  g_autoptr (PtDraft) draft = draft_new ();
  g_autofree char *first = NULL, *second = NULL;
  draft->html = g_strdup ("<p>Hello</p>");
  add_file (draft, "a", "image/png", NULL, "abc", 3);
  first = write_text (draft);
  second = write_text (draft);
  assert_string_equal (first, second);
}

static void
a_boundary_that_stands_in_a_body_is_not_used (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = draft_new ();
  g_autofree char *before = NULL, *boundary = NULL, *text = NULL, *after = NULL;
  const char *start;
  draft->html = g_strdup ("<p>Hello</p>");
  before = write_text (draft);
  start = strstr (before, "boundary=\"") + strlen ("boundary=\"");
  boundary = g_strndup (start, strcspn (start, "\""));
  text = g_strdup_printf ("--%s\nContent-Type: text/html\n\nforged\n--%s--\n", boundary, boundary);
  set_string (&draft->text, text);
  after = write_text (draft);
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
    g_autoptr (PtDraft) draft = draft_new ();
    g_autofree char *got = NULL, *wanted = NULL;
    set_string (&draft->text, rows[i].text);
    got = write_text (draft);
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
    g_autoptr (PtDraft) draft = draft_new ();
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *got = NULL;
    g_auto (GStrv) lines = NULL;
    while (text->len < 100000)
      g_string_append (text, units[i]);
    set_string (&draft->text, text->str);
    draft->html = g_strdup (text->str);
    got = write_text (draft);
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
    g_autoptr (PtDraft) draft = draft_new ();
    g_autofree char *got = NULL;
    g_ptr_array_set_size (draft->to, 0);
    add_address (draft->to, rows[i].name, "a@example.com");
    got = write_text (draft);
    if (!strstr (got, rows[i].wanted))
      fail_msg ("wanted %s in\n%s", rows[i].wanted, got);
  }
}

static void
an_international_domain_is_written_as_a_labels (void **state)
{
  (void) state;
  g_autoptr (PtDraft) draft = draft_new ();
  g_autofree char *got = NULL;
  g_ptr_array_set_size (draft->to, 0);
  add_address (draft->to, NULL, "Ann@b\xc3\xbc" "cher.example");
  got = write_text (draft);
  assert_non_null (strstr (got, "To: Ann@xn--bcher-kva.example\r\n"));
}

static const char *const controls[] = { "a\r\nBcc: x@example.net", "a\nb", "a\rb", "a\x01", "a\x7f", "a\xc2\x85",
                                        "a\xe2\x80\xa8", "\xff" };

static void
a_control_in_any_text_field_is_refused_by_name (void **state)
{
  (void) state;
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++) {
    g_autoptr (PtDraft) subject = draft_new (), topic = draft_new (), list = draft_new (), name = draft_new ();
    set_string (&subject->subject, controls[i]);
    assert_refused (subject, "Subject");
    set_string (&topic->thread_topic, controls[i]);
    assert_refused (topic, "Thread-Topic");
    list->list_id = g_strdup_printf ("%s <l.example.com>", controls[i]);
    assert_refused (list, "List-Id");
    g_free (name->from->name);
    name->from->name = g_strdup (controls[i]);
    assert_refused (name, "From");
  }
}

static void
a_hostile_token_is_refused_by_name (void **state)
{
  (void) state;
  static const char *const more[] = { "a b", "a\tb", "<a>", "a,b", "a\"b", "", "caf\xc3\xa9" };
  for (guint i = 0; i < G_N_ELEMENTS (controls) + G_N_ELEMENTS (more); i++) {
    const char *value = i < G_N_ELEMENTS (controls) ? controls[i] : more[i - G_N_ELEMENTS (controls)];
    g_autoptr (PtDraft) loop = draft_new (), thread = draft_new (), automatic = draft_new (), stop = draft_new ();
    set_string (&loop->loop_mark, value);
    assert_refused (loop, "X-Postern-Loop");
    set_string (&thread->thread_index, value);
    assert_refused (thread, "Thread-Index");
    set_string (&automatic->auto_submitted, value);
    assert_refused (automatic, "Auto-Submitted");
    set_string (&stop->list_unsubscribe, value);
    assert_refused (stop, "List-Unsubscribe");
    stop->list_unsubscribe = (g_free (stop->list_unsubscribe), g_strconcat ("mailto:", *value ? value : " ", NULL));
    assert_refused (stop, "List-Unsubscribe");
  }
}

static void
a_hostile_id_is_refused_by_name (void **state)
{
  (void) state;
  g_autofree char *long_id = g_strnfill (600, 'x');
  const char *const ids[] = { "",         "a",       "@b",       "a@",           "a@b@c",     "a b@c",
                              "a@b\r\nX: y", "a\n@b", "a@b>",     "<a@b",         "a(b)@c",    "\"a\"@b",
                              "a\\@b",    "a@b\xc3\xa9", "a@b\t", "a@b\r",       "a,b@c",     long_id };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (PtDraft) own = draft_new (), parent = draft_new (), list = draft_new ();
    set_string (&own->message_id, ids[i]);
    assert_refused (own, "Message-ID");
    set_string (&parent->in_reply_to, ids[i]);
    assert_refused (parent, "In-Reply-To");
    g_ptr_array_add (list->references, g_strdup ("good@example.com"));
    g_ptr_array_add (list->references, g_strdup (ids[i]));
    assert_refused (list, "References");
  }
}

static void
an_address_that_is_not_mailable_is_refused_by_name (void **state)
{
  (void) state;
  static const char *const addrs[] = {
    "",
    "a",
    "@",
    "a@",
    "a@b@c",
    "a b@example.com",
    "\"a>b\"@example.com",
    "a@example.com\r\nRCPT TO:<x@example.net>",
    "a@example.com>",
    "<a@example.com",
    "a@example.com,b@example.com",
    "a(c)@example.com",
    "a@[127.0.0.1]",
    "=?utf-8?q?a?=@exa mple.com",
    "a..b@example.com",
    "j\xc3\xb6rg@example.com",
    "a@example.com\xe2\x80\xa8",
  };
  for (guint i = 0; i < G_N_ELEMENTS (addrs); i++) {
    g_autoptr (PtDraft) from = draft_new (), reply = draft_new (), to = draft_new (), cc = draft_new ();
    pt_address_free (from->from);
    from->from = pt_address_new ("Support", addrs[i]);
    assert_refused (from, "From");
    pt_address_free (reply->reply_to);
    reply->reply_to = pt_address_new ("Support", addrs[i]);
    assert_refused (reply, "Reply-To");
    add_address (to->to, NULL, addrs[i]);
    assert_refused (to, "To");
    add_address (cc->cc, "x", addrs[i]);
    assert_refused (cc, "Cc");
  }
}

static void
what_must_be_there_is_named_when_missing (void **state)
{
  (void) state;
  g_autoptr (PtDraft) from = draft_new (), to = draft_new (), id = draft_new (), date = draft_new (),
                      text = draft_new ();
  g_autoptr (PtDraft) html = draft_new ();
  g_clear_pointer (&from->from, pt_address_free);
  assert_refused (from, "From");
  g_ptr_array_set_size (to->to, 0);
  assert_refused (to, "To");
  g_clear_pointer (&id->message_id, g_free);
  assert_refused (id, "Message-ID");
  date->date = 0;
  assert_refused (date, "Date");
  g_clear_pointer (&text->text, g_free);
  assert_refused (text, "text");
  html->html = g_strdup ("\xc0\x80");
  assert_refused (html, "HTML");
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
  g_autoptr (PtDraft) draft = draft_new ();
  add_file (draft, "fire.png", "image/png", NULL, "abc", 3);
  g_autofree char *written = write_text (draft);
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
  PtDraft *draft = draft_new ();
  g_free (draft->subject);
  draft->subject = hostile (random, FALSE);
  g_free (draft->from->name);
  draft->from->name = hostile (random, FALSE);
  draft->thread_topic = hostile (random, FALSE);
  for (int n = g_rand_int_range (random, 0, 5); n > 0; n--) {
    g_autofree char *name = hostile (random, FALSE);
    add_address (n % 2 == 0 ? draft->to : draft->cc, name, "someone.with+detail@mail.example.net");
  }
  g_free (draft->text);
  draft->text = hostile (random, TRUE);
  if (g_rand_boolean (random))
    draft->html = hostile (random, TRUE);
  for (int n = g_rand_int_range (random, 0, 4); n > 0; n--) {
    g_autofree char *name = hostile (random, TRUE), *type = hostile (random, TRUE), *data = hostile (random, TRUE);
    g_autofree char *wide = g_strconcat (n % 2 == 0 ? "text/" : "x", type, NULL);
    add_file (draft, name, n == 3 ? "image/png" : wide, type, data, strlen (data));
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
    g_autofree char *mail = write_text (draft);
    assert_fields_allowed (mail);
    keep (mail, draft, i);
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
    cmocka_unit_test (a_control_in_any_text_field_is_refused_by_name),
    cmocka_unit_test (a_hostile_token_is_refused_by_name),
    cmocka_unit_test (a_hostile_id_is_refused_by_name),
    cmocka_unit_test (an_address_that_is_not_mailable_is_refused_by_name),
    cmocka_unit_test (what_must_be_there_is_named_when_missing),
    cmocka_unit_test (bytes_that_read_differently_from_the_draft_are_a_bug),
    cmocka_unit_test (a_thousand_drafts_of_hostile_strings_hold_only_our_fields),
  };
  return cmocka_run_group_tests_name ("write", tests, NULL, NULL);
}
