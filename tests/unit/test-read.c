#include "test.h"

#include "mime/part.h"
#include "mime/read.h"

#define HEAD "From: ann@example.com\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=b\n\n"

static PtMessage *
read_bytes (const char *text, gsize length)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, length);
  PtReadOptions options = { .limits = &pt_limits_default };
  return pt_read_message (raw, &options, NULL);
}

static PtMessage *
read_text (const char *text)
{
  return read_bytes (text, strlen (text));
}

static void
subjects (void **state)
{
  static const struct {
    const char *name, *field, *wanted;
  } cases[] = {
    { "plain", "Subject: a b", "a b" },
    { "none", "X: y", "" },
    { "folded", "Subject: a\n b", "a b" },
    { "quoted-printable word", "Subject: =?utf-8?q?caf=C3=A9_x?=", "caf\xc3\xa9 x" },
    { "base64 word", "Subject: =?UTF-8?B?Y2Fmw6k=?=", "caf\xc3\xa9" },
    { "base64 word without its padding", "Subject: =?UTF-8?B?Y2Fmw6k?=", "caf\xc3\xa9" },
    { "space between two words is none", "Subject: =?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
    { "space beside text stays", "Subject: x =?utf-8?q?a?= y", "x a y" },
    { "a character split over two words", "Subject: =?utf-8?q?caf=C3?=\n =?utf-8?q?=A9?=", "caf\xc3\xa9" },
    { "a word inside a word of text", "Subject: x=?utf-8?q?a?=y", "xay" },
    { "another charset", "Subject: =?koi8-r?q?=D4?=", "\xd1\x82" },
    { "latin 1 means windows-1252", "Subject: =?iso-8859-1?q?=80?=", "\xe2\x82\xac" },
    { "raw UTF-8", "Subject: caf\xc3\xa9", "caf\xc3\xa9" },
    { "raw 8-bit of a western charset", "Subject: caf\xe9 caf\xe9", "caf\xc3\xa9 caf\xc3\xa9" },
    { "encoded line ends are white space", "Subject: =?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x" },
    { "UTF-7 stays as it is", "Subject: =?utf-7?q?+ADw-script+AD4-?=", "=?utf-7?q?+ADw-script+AD4-?=" },
    { "bidi controls are cut", "Subject: a\xe2\x80\xae" "b", "ab" },
    { "an open word stays as it is", "Subject: =?utf-8?q?abc", "=?utf-8?q?abc" },
    { "the first of two counts", "Subject: one\nSubject: two", "one" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (HEAD, cases[i].field, "\n\nx\n", NULL);
    g_autoptr (PtMessage) message = read_text (text);
    assert_text (cases[i].name, message->subject, cases[i].wanted);
  }
}

static char *
join_ids (const GPtrArray *ids)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", (char *) g_ptr_array_index (ids, i));
  return g_string_free (out, FALSE);
}

static void
ids (void **state)
{
  static const struct {
    const char *name, *value, *id, *references;
    gboolean    ambiguous;
  } cases[] = {
    { "one id", "<a@example.com>", "a@example.com", "a@example.com", FALSE },
    { "an id without @", "<abc>", "abc", "abc", FALSE },
    { "two ids", "<a@example.com> <b@example.com>", "a@example.com", "a@example.com b@example.com", TRUE },
    { "the same twice", "<a@example.com> <a@example.com>", "a@example.com", "a@example.com", FALSE },
    { "text around", "mail of <a@example.com> (x)", "a@example.com", "a@example.com", FALSE },
    { "K14: a space inside", "<a b@example.com>", "ab@example.com", "ab@example.com", FALSE },
    { "words in brackets are none", "<see my mail>", NULL, "", FALSE },
    { "no brackets", "a@example.com", NULL, "", FALSE },
    { "empty brackets", "<>", NULL, "", FALSE },
    { "an open bracket", "<a@example.com", NULL, "", FALSE },
    { "a bracket inside", "<a<b@example.com>", "b@example.com", "b@example.com", FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (HEAD, "Message-ID: ", cases[i].value, "\nReferences: ", cases[i].value,
                                         "\n\nx\n", NULL);
    g_autoptr (PtMessage) message = read_text (text);
    g_autofree char *references = join_ids (message->references);
    assert_text (cases[i].name, message->message_id, cases[i].id);
    assert_text (cases[i].name, references, cases[i].references);
    assert_number (cases[i].name, message->ambiguous, cases[i].ambiguous);
  }
}

static void
many_references (void **state)
{
  g_autoptr (GString) text = g_string_new (HEAD "References:");
  (void) state;
  for (guint i = 0; i < 150; i++)
    g_string_append_printf (text, "\n <r%u@example.com>", i);
  g_string_append (text, "\n\nx\n");
  g_autoptr (PtMessage) message = read_text (text->str);
  assert_int_equal (message->references->len, 100);
  assert_string_equal (g_ptr_array_index (message->references, 0), "r50@example.com");
  assert_string_equal (g_ptr_array_index (message->references, 99), "r149@example.com");
}

static char *
join_addresses (const GPtrArray *list)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < list->len; i++) {
    const PtAddress *address = g_ptr_array_index (list, i);
    g_string_append_printf (out, "%s%s|%s", i > 0 ? " " : "", address->name ? address->name : "",
                            address->addr);
  }
  return g_string_free (out, FALSE);
}

/* J28 */
static void
odd_froms (void **state)
{
  static const struct {
    const char *name, *fields, *wanted; /* NULL: held */
    gboolean    odd;
  } cases[] = {
    { "one mailbox", "From: A <a@example.com>", "A|a@example.com", FALSE },
    { "a comment behind it", "From: a@example.com (A)", "A|a@example.com", FALSE },
    { "an unquoted comma", "From: Doe, Jane <j@example.org>", "Doe, Jane|j@example.org", TRUE },
    { "an address in a name in front", "From: a@example.net, Jane <j@example.org>", "Jane|j@example.org", TRUE },
    { "two of one house", "From: a@example.org, b@example.org", "|a@example.org", TRUE },
    { "two in brackets, and Sender", "From: A <a@example.org>, B <b@example.net>\nSender: B <b@example.net>",
      "B|b@example.net", TRUE },
    { "two in brackets of two houses", "From: A <a@example.org>, B <b@example.net>", NULL, FALSE },
    { "a group", "From: team: a@example.com;", NULL, FALSE },
    { "two pairs of brackets", "From: A <a@example.com> <b@example.com>", NULL, FALSE },
    { "nothing", "From: Jane Doe", NULL, FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (cases[i].fields, "\n\nx\n", NULL);
    g_autoptr (PtMessage) message = read_text (text);
    g_autofree char *got = message->from ? g_strdup_printf ("%s|%s", message->from->name ? message->from->name : "",
                                                                    message->from->addr) : NULL;
    assert_text (cases[i].name, got, cases[i].wanted);
    assert_number (cases[i].name, pt_message_note (message, "read", "odd-from") != NULL, cases[i].odd);
  }
}

/* What the server found passed for the From as it read it, which may be another one. */
static void
odd_from_proves_nothing (void **state)
{
  const char *text =
    "Authentication-Results: mx.test; dmarc=pass header.from=example.org; dkim=pass header.d=example.org\n"
    "Received: from x by mx.test; Thu, 1 Jan 2026 10:00:00 +0000\nFrom: Doe, Jane <j@example.org>\n"
    "\nx\n";
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
  static const char *const ours[] = { "mx.test", NULL };
  PtReadOptions options = { .limits = &pt_limits_default, .authserv_id = "mx.test", .received_by = ours };
  g_autoptr (PtMessage) message = pt_read_message (raw, &options, NULL);
  (void) state;
  assert_string_equal (message->from->addr, "j@example.org");
  assert_int_equal (message->auth->len, 0);
}

static void
long_ids (void **state)
{
  g_autofree char *id = g_strnfill (1200, 'x');
  g_autofree char *text =
    g_strconcat (HEAD "Message-ID: <", id, "@example.org>\nReferences: <", id, "@example.org>\n\nx\n", NULL);
  g_autoptr (PtMessage) message = read_text (text);
  (void) state;
  assert_non_null (message->message_id);
  assert_true (strlen (message->message_id) < 100);
  assert_string_equal (g_ptr_array_index (message->references, 0), message->message_id);
}

static void
address_lists (void **state)
{
  static const struct {
    const char *name, *value, *wanted;
  } cases[] = {
    { "two mailboxes", "A B <a@example.com>, c@example.org", "A B|a@example.com |c@example.org" },
    { "a comma in a quoted name", "\"B, A\" <a@example.com>", "B, A|a@example.com" },
    { "an encoded name", "=?utf-8?q?J=C3=B6rg?= <a@example.com>", "J\xc3\xb6rg|a@example.com" },
    { "a group", "team: a@example.com, b@example.com;, c@example.org",
      "|a@example.com |b@example.com |c@example.org" },
    { "an empty group", "undisclosed-recipients:;", "" },
    { "a name in a comment", "a@example.com (Ann)", "Ann|a@example.com" },
    { "nested comments", "a@example.com (x (y) z)", "x (y) z|a@example.com" },
    { "empty entries", ", ,a@example.com,,", "|a@example.com" },
    { "what is no mailbox is left out", "nobody, a@example.com", "|a@example.com" },
    { "an open quote", "\"a <a@example.com>", "" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (HEAD, "Cc: ", cases[i].value, "\n\nx\n", NULL);
    g_autoptr (PtMessage) message = read_text (text);
    g_autofree char *got = join_addresses (message->cc);
    assert_text (cases[i].name, got, cases[i].wanted);
  }
}

static void
texts (void **state)
{
  static const struct {
    const char *name, *text, *wanted;
    gboolean    plain;
  } cases[] = {
    { "plain text", HEAD "\na\nb\n", "a\nb\n", TRUE },
    { "CR LF becomes LF", "From: ann@example.com\r\n\r\na\r\nb\r\n", "a\nb\n", TRUE },
    { "quoted-printable", HEAD "Content-Transfer-Encoding: quoted-printable\n\na=\nb=3D\n", "ab=\n", TRUE },
    { "base64", HEAD "Content-Transfer-Encoding: base64\n\naGVs\nbG8=\n", "hello", TRUE },
    { "a declared charset", HEAD "Content-Type: text/plain; charset=koi8-r\n\n\xd4\n", "\xd1\x82\n", TRUE },
    { "UTF-8 that is declared as something unknown", HEAD "Content-Type: text/plain; charset=x-none\n\n\xc3\xa9\n",
      "\xc3\xa9\n", TRUE },
    { "UTF-7 is not decoded", HEAD "Content-Type: text/plain; charset=utf-7\n\n+ADw-b+AD4-\n", "+ADw-b+AD4-\n",
      TRUE },
    { "HTML alone", HEAD "Content-Type: text/html\n\n<p>a<p>b\n", "a\n\nb", FALSE },
    { "plain of an alternative",
      HEAD
      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>html\n"
      "--b--\n",
      "plain", TRUE },
    { "HTML if the plain part is empty",
      HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>html\n"
           "--b--\n",
      "html", FALSE },
    { "HTML if the plain part only points at it",
      HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nYour mail program does not support HTML.\n"
           "--b\nContent-Type: text/html\n\n<p>html\n--b--\n",
      "html", FALSE },
    { "texts of a mixed one after another", MIXED "--b\n\none\n--b\n\ntwo\n--b--\n", "one\ntwo", TRUE },
    { "no text of an attachment", MIXED "--b\n\none\n--b\nContent-Disposition: attachment\n\ntwo\n--b--\n", "one",
      TRUE },
    { "no text of an attached message",
      MIXED "--b\n\none\n--b\nContent-Type: message/rfc822\n\nFrom: x@example.org\n\ninner\n--b--\n", "one", TRUE },
    { "a flowed paragraph", HEAD "Content-Type: text/plain; format=flowed\n\none \ntwo\n> q \n> r\n \n-- \nsig\n",
      "one two\n> q r\n\n-- \nsig\n", TRUE },
    { "a flowed paragraph with delsp", HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\none \ntwo\n",
      "onetwo\n", TRUE },
    { "a multipart without its parts", MIXED "words\n", "words\n", FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMessage) message = read_text (cases[i].text);
    assert_text (cases[i].name, message->text, cases[i].wanted);
    assert_number (cases[i].name, message->has_plain, cases[i].plain);
  }
}

static void
nul_in_text (void **state)
{
  static const char text[] = HEAD "\nbefore\0after\n";
  g_autoptr (PtMessage) message = read_bytes (text, sizeof text - 1);
  (void) state;
  assert_string_equal (message->text, "before\xef\xbf\xbd" "after\n");
  assert_non_null (((PtPart *) g_ptr_array_index (message->parts, 0))->note);
  assert_false (message->ambiguous);
  static const char latin[] = HEAD "Content-Type: text/plain; charset=iso-8859-1\n\n\xe9\0b\0\n";
  g_autoptr (PtMessage) other = read_bytes (latin, sizeof latin - 1);
  assert_string_equal (other->text, "\xc3\xa9\xef\xbf\xbd" "b\xef\xbf\xbd\n");
  static const char wide[] = HEAD "Content-Type: text/plain; charset=utf-16le\n\na\0\0\0b\0";
  g_autoptr (PtMessage) third = read_bytes (wide, sizeof wide - 1);
  assert_string_equal (third->text, "a\xef\xbf\xbd" "b");
}

static void
long_text (void **state)
{
  PtLimits limits = pt_limits_default;
  PtReadOptions options = { .limits = &limits };
  static const char text[] = HEAD "Content-Type: text/plain; charset=utf-8\n\naaa\xc3\xa9" "bbb\n";
  limits.text_bytes = 4;
  g_autoptr (GBytes) raw = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (PtMessage) message = pt_read_message (raw, &options, NULL);
  (void) state;
  assert_string_equal (message->text, "aaa");
}

static void
names (void **state)
{
  static const struct {
    const char *name, *sent, *wanted;
  } cases[] = {
    { "a plain name", "a b.pdf", "a b.pdf" },
    { "a path", "../../etc/passwd", "passwd" },
    { "a drive", "C:\\x\\y.bat", "y.bat" },
    { "a drive without a path", "C:y.bat", "y.bat" },
    { "a dot file", ".htaccess", "htaccess" },
    { "a dot file behind a zero-width space", "\xe2\x80\x8b.htaccess", "htaccess" },
    { "a device", "con.txt", "_con.txt" },
    { "a device with a number", "LPT1", "_LPT1" },
    { "a name that only begins like a device", "console.txt", "console.txt" },
    { "dots and spaces at the end", "a.exe. .", "a.exe" },
    { "a bidi override", "a\xe2\x80\xae" "fdp.exe", "afdp.exe" },
    { "line ends", "a\r\nBcc: x", "a Bcc_ x" },
    { "signs of shells and file systems", "a|b<c>d\"e*f?g", "a_b_c_d_e_f_g" },
    { "nothing but dots", "...", NULL },
    { "nothing", "", NULL },
    { "no name", NULL, NULL },
  };
  g_autofree char *stem = g_strnfill (300, 'a');
  g_autofree char *text = g_strconcat (stem, ".pdf", NULL), *cut = pt_part_safe_name (text);
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *got = pt_part_safe_name (cases[i].sent);
    assert_text (cases[i].name, got, cases[i].wanted);
  }
  assert_int_equal (strlen (cut), 150);
  assert_true (g_str_has_suffix (cut, "a.pdf"));
}

/* The parts as `type name size flags`, one a line; flags: a attached, i inline, n noted. */
static char *
list_parts (const PtMessage *message)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    g_string_append_printf (out, "%s%s %s %u %s%s%s", i > 0 ? "\n" : "", part->type, part->name ? part->name : "-",
                            (guint) part->size, part->attachment ? "a" : "", part->is_inline ? "i" : "",
                            part->note ? "n" : "");
  }
  return g_string_free (out, FALSE);
}

static void
parts (void **state)
{
  static const struct {
    const char *name, *text, *wanted;
    gboolean    ambiguous;
  } cases[] = {
    { "an attachment",
      MIXED
      "--b\n\nx\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n",
      "text/plain - 1 \napplication/pdf a.pdf 3 a", FALSE },
    { "an RFC 2231 name",
      MIXED
      "--b\nContent-Type: image/png\nContent-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1=.png"
      "\n\nx\n--b--\n",
      "image/png \xc3\xa9.png 1 a", FALSE },
    { "an RFC 2047 name", MIXED "--b\nContent-Type: image/png; name=\"=?utf-8?q?=C3=A9.png?=\"\n\nx\n--b--\n",
      "image/png \xc3\xa9.png 1 a", FALSE },
    { "an image that the HTML shows",
      HEAD
      "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"cid:i@x\">\n--b\n"
      "Content-Type: image/png\nContent-ID: <i@x>\n\nx\n--b--\n",
      "text/html - 19 \nimage/png - 1 i", FALSE },
    { "an image beside it that the HTML does not show",
      HEAD "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<b>x\n--b\n"
           "Content-Type: image/png\nContent-ID: <i@x>\n\nx\n--b--\n",
      "text/html - 4 \nimage/png - 1 a", FALSE },
    { "an attached message",
      MIXED "--b\n\nx\n--b\nContent-Type: message/rfc822\n\nFrom: y@example.org\n\ninner\n--b--\n",
      "text/plain - 1 \nmessage/rfc822 - 26 a", FALSE },
    { "base64 behind its end in an attachment",
      MIXED "--b\nContent-Type: a/b; name=x\nContent-Transfer-Encoding: base64\n\nAA==AAAA\n--b--\n", "a/b x 1 an",
      TRUE },
    { "two Content-Type fields", HEAD "Content-Type: text/plain\nContent-Type: text/html\n\nx\n", "text/html - 2 ",
      TRUE },
    { "two transfer encodings", HEAD "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nx\n",
      "text/plain - 0 ", TRUE },
    { "a parameter twice", HEAD "Content-Type: text/plain; charset=utf-8; charset=koi8-r\n\nx\n", "text/plain - 2 ",
      TRUE },
    { "a part behind the end", MIXED "--b\n\nx\n--b--\n--b\nContent-Type: a/b\n\ny\n", "text/plain - 1 \na/b - 2 an",
      TRUE },
    { "a part of a second boundary",
      HEAD "Content-Type: multipart/mixed; boundary=b; boundary=c\n\n--b\n\nx\n--c\nContent-Type: a/b\n\nz\n--b--\n",
      "text/plain - 26 \na/b - 1 an", TRUE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMessage) message = read_text (cases[i].text);
    g_autofree char *got = list_parts (message);
    assert_text (cases[i].name, got, cases[i].wanted);
    assert_number (cases[i].name, message->ambiguous, cases[i].ambiguous);
  }
}

static void
part_digest (void **state)
{
  g_autoptr (PtMessage) message
    = read_text (MIXED "--b\nContent-Type: a/b; name=x\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n");
  const PtPart *part = g_ptr_array_index (message->parts, 0);
  guint8 wanted[PT_SHA256_BYTES];
  (void) state;
  pt_sha256 ("abc", 3, wanted);
  assert_memory_equal (part->sha256, wanted, sizeof wanted);
}

static void
inner_headers (void **state)
{
  g_autoptr (PtMessage) message
    = read_text (MIXED "--b\n\nx\n--b\nContent-Type: message/rfc822\n\nFrom: mallory@mallory.test\nSubject: inner\n"
                       "References: <t@example.com>\nX-Postern-Loop: 1\n\ninner\n--b--\n");
  (void) state;
  assert_string_equal (message->from->addr, "ann@example.com");
  assert_string_equal (message->subject, "");
  assert_int_equal (message->references->len, 0);
  assert_null (message->loop_mark);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a subject is decoded into one line", subjects),
    TEST ("ids have one grammar of our own", ids),
    TEST ("K14: an id of 1,200 bytes is known by its digest", long_ids),
    TEST ("J28: of an odd From the mailbox is taken that can be meant", odd_froms),
    TEST ("J28: an odd From proves nothing", odd_from_proves_nothing),
    TEST ("the newest references are kept", many_references),
    TEST ("address lists are read leniently", address_lists),
    TEST ("the body becomes one text", texts),
    TEST ("what follows a NUL is kept", nul_in_text),
    TEST ("a long text is cut between characters", long_text),
    TEST ("names of attachments are made safe", names),
    TEST ("every part that any reading finds is listed", parts),
    TEST ("the digest of a part is that of its decoded bytes", part_digest),
    TEST ("the header of an attached message has no effect", inner_headers),
  };
  pt_read_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
