#include "test.h"

#include "base/digest.h"
#include "mime/read.h"

static PtMessage *
read_text (const char *text, gsize length, const PtLimits *limits)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, length);
  PtReadOptions options = { .limits = limits };
  return pt_read_message (raw, &options, NULL);
}

#define FROM "From: ann@example.com\n"

static void
verdicts (void **state)
{
  static const struct {
    const char *name, *bytes;
    gsize       length;
    PtGate      gate;
  } cases[] = {
    { "LF lines pass", FROM "\nx\n", 0, PT_GATE_OK },
    { "CR LF lines pass", "From: ann@example.com\r\nTo: a@example.org\r\n\r\nx\r\n", 0, PT_GATE_OK },
    { "a header without a body passes", FROM, 0, PT_GATE_OK },
    { "an mbox line in front is passed over", "From ann Thu Jan  1 00:00:00 2026\n" FROM "\nx", 0, PT_GATE_OK },
    { "an escaped mbox line in the header is passed over", FROM ">From ann\nTo: a@example.org\n\nx", 0, PT_GATE_OK },
    { "a NUL in the body passes", FROM "\na\0b\n", sizeof (FROM "\na\0b\n") - 1, PT_GATE_OK },
    { "a bare CR in the body passes", FROM "\na\rb\n", 0, PT_GATE_OK },
    { "a space before the colon passes", "From : ann@example.com\n\nx", 0, PT_GATE_OK },
    { "a NUL in the header is held", "From: ann@example.com\0@mallory.test\n\nx",
      sizeof ("From: ann@example.com\0@mallory.test\n\nx") - 1, PT_GATE_BYTES },
    { "a bare CR in the header is held", FROM "Subject: a\rFrom: b@mallory.test\n\nx", 0, PT_GATE_BYTES },
    { "a CR before CR LF is held", "From: ann@example.com\r\r\n\r\nx", 0, PT_GATE_BYTES },
    { "text alone is held", "hello\n", 0, PT_GATE_BYTES },
    { "nothing is held", "", 0, PT_GATE_BYTES },
    { "an empty line first is held", "\n" FROM "\nx", 0, PT_GATE_BYTES },
    { "no From is held", "To: a@example.org\n\nx", 0, PT_GATE_FROM },
    { "two From fields are held", FROM "FROM: b@example.com\n\nx", 0, PT_GATE_FROM },
    { "J28: of two mailboxes of one house the first is meant", "From: a@example.com, b@example.com\n\nx", 0,
      PT_GATE_OK },
    { "two mailboxes of two houses are held", "From: a@example.com, b@example.org\n\nx", 0, PT_GATE_FROM },
    { "K9: a byte order mark before the header is none of it",
      "\xef\xbb\xbf"
      "From: a@example.com\n\nx",
      0, PT_GATE_OK },
    { "a group is held", "From: team: a@example.com;\n\nx", 0, PT_GATE_FROM },
    { "a source route is held", "From: <@a.test,@b.test:c@example.com>\n\nx", 0, PT_GATE_FROM },
    { "text behind a comment is held", "From: ann@example.com(x)@mallory.test\n\nx", 0, PT_GATE_FROM },
    { "text behind the brackets is held", "From: A <ann@example.com> b\n\nx", 0, PT_GATE_FROM },
    { "two pairs of brackets are held", "From: \"a\" <ann@example.com> <b@mallory.test>\n\nx", 0, PT_GATE_FROM },
    { "an encoded word in the address is held", "From: =?utf-8?q?ann=40example.com?=@mallory.test\n\nx", 0,
      PT_GATE_FROM },
    { "empty brackets are held", "From: Ann <>\n\nx", 0, PT_GATE_FROM },
    { "a comment behind the address is a name", "From: ann@example.com (Ann Agent)\n\nx", 0, PT_GATE_OK },
    { "a colon in an encoded name passes", "From: =?utf-8?q?a:_b?= <ann@example.com>\n\nx", 0, PT_GATE_OK },
    { "a quoted local part passes", "From: \"a b\"@example.com\n\nx", 0, PT_GATE_OK },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize length = cases[i].length > 0 ? cases[i].length : strlen (cases[i].bytes);
    g_autoptr (PtMessage) message = read_text (cases[i].bytes, length, &pt_limits_default);
    assert_text (cases[i].name, pt_gate_name (message->gate), pt_gate_name (cases[i].gate));
    assert_number (cases[i].name, message->gate_detail == NULL, cases[i].gate == PT_GATE_OK);
  }
}

static char *
repeat (const char *head, const char *line, guint count, const char *tail)
{
  GString *text = g_string_new (head);
  for (guint i = 0; i < count; i++)
    g_string_append (text, line);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static void
limits (void **state)
{
  static const struct {
    const char *name, *head, *line, *tail;
    guint       last_good;
    PtGate      gate;
  } cases[] = {
    { "hops", FROM, "Received: by a.test\n", "\nx", 50, PT_GATE_TOO_MANY_HOPS },
    { "fields", FROM, "X: y\n", "\nx", 999, PT_GATE_LIMIT },
    { "addresses", FROM "To: a@example.org", ", a@example.org", "\n\nx", 998, PT_GATE_LIMIT },
    { "parameters", FROM "Content-Type: text/plain", "; a=b", "\n\nx", 64, PT_GATE_LIMIT },
    { "parts", FROM "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", "--b--\n", 999, PT_GATE_LIMIT },
    { "fields of a part", FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "X: y\n", "\nx\n--b--\n", 1000,
      PT_GATE_LIMIT },
    { "parameters of a part", FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain",
      "; a=b", "\n\nx\n--b--\n", 64, PT_GATE_LIMIT },
    { "bytes of a boundary", FROM "Content-Type: multipart/mixed; boundary=", "b", "\n\nx\n", 200, PT_GATE_LIMIT },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint more = 0; more < 2; more++) {
      g_autofree char *text = repeat (cases[i].head, cases[i].line, cases[i].last_good + more, cases[i].tail);
      g_autoptr (PtMessage) message = read_text (text, strlen (text), &pt_limits_default);
      assert_text (cases[i].name, pt_gate_name (message->gate), pt_gate_name (more ? cases[i].gate : PT_GATE_OK));
    }
}

static void
sizes (void **state)
{
  PtLimits small = pt_limits_default;
  g_autofree char *field = repeat (FROM "X: ", "y", 65536, "\n\nx");
  g_autofree char *block = repeat (FROM,
                                   "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                                   "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                                   "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                                   "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n",
                                   900, "\nx");
  g_autoptr (PtMessage) long_field = read_text (field, strlen (field), &pt_limits_default);
  g_autoptr (PtMessage) long_block = read_text (block, strlen (block), &pt_limits_default);
  (void) state;
  assert_text ("a long field", pt_gate_name (long_field->gate), pt_gate_name (PT_GATE_LIMIT));
  assert_text ("a long header block", pt_gate_name (long_block->gate), pt_gate_name (PT_GATE_LIMIT));
  small.message_bytes = strlen (FROM);
  g_autoptr (PtMessage) fits = read_text (FROM, strlen (FROM), &small);
  g_autoptr (PtMessage) over = read_text (FROM "x", strlen (FROM) + 1, &small);
  assert_text ("just fits", pt_gate_name (fits->gate), pt_gate_name (PT_GATE_OK));
  assert_text ("one byte over", pt_gate_name (over->gate), pt_gate_name (PT_GATE_TOO_LARGE));
}

static void
depth (void **state)
{
  (void) state;
  for (guint levels = 31; levels <= 34; levels++) {
    g_autoptr (GString) text = g_string_new (FROM);
    for (guint i = 0; i < levels; i++)
      g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
    g_string_append (text, "Content-Type: text/plain\n\nx\n");
    g_autoptr (PtMessage) message = read_text (text->str, text->len, &pt_limits_default);
    assert_text ("depth", pt_gate_name (message->gate), pt_gate_name (levels > 32 ? PT_GATE_LIMIT : PT_GATE_OK));
  }
}

static void
digests (void **state)
{
#define HEAD "From: ann@example.com\nSubject: one two\nMessage-ID: <a@example.com>\n"
  static const struct {
    const char *name, *text;
    gboolean    same;
  } cases[] = {
    { "the same bytes", HEAD "\nbody\nline\n", TRUE },
    { "CR LF line ends",
      "From: ann@example.com\r\nSubject: one two\r\nMessage-ID: <a@example.com>\r\n\r\nbody\r\nline\r\n", TRUE },
    { "a subject folded again",
      "From: ann@example.com\nSubject: one\n two\nMessage-ID: <a@example.com>\n\nbody\nline\n", TRUE },
    { "a trace field on top", "Received: by a.test\n" HEAD "\nbody\nline\n", TRUE },
    { "fields in another order",
      "Message-ID: <a@example.com>\nSubject: one two\nFrom: ann@example.com\n\nbody\nline\n", TRUE },
    { "empty lines at the end", HEAD "\nbody\nline\n\n\r\n", TRUE },
    { "no line end at the end", HEAD "\nbody\nline", TRUE },
    { "another body", HEAD "\nbody\nlines\n", FALSE },
    { "another subject", "From: ann@example.com\nSubject: one too\nMessage-ID: <a@example.com>\n\nbody\nline\n",
      FALSE },
    { "words moved to another field",
      "From: ann@example.com\nSubject: one\nDate: two\nMessage-ID: <a@example.com>\n\nbody\nline\n", FALSE },
    { "a bare CR for a line end", HEAD "\nbody\rline\n", FALSE },
  };
  g_autoptr (PtMessage) first = read_text (cases[0].text, strlen (cases[0].text), &pt_limits_default);
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMessage) message = read_text (cases[i].text, strlen (cases[i].text), &pt_limits_default);
    guint8 raw[PT_SHA256_BYTES];
    assert_number (cases[i].name, memcmp (message->digest, first->digest, PT_SHA256_BYTES) == 0, cases[i].same);
    pt_sha256 (cases[i].text, strlen (cases[i].text), raw);
    assert_memory_equal (message->raw_digest, raw, sizeof raw);
  }
}

/* A mail whose header block, or the header of whose part, has LINE in it. */
static GString *
mail_with (guint place, const char *line, const char *tail)
{
  static const char *const fields[] = { FROM, "MIME-Version: 1.0\n", "To: support@example.com\n",
                                        "Content-Type: multipart/mixed; boundary=b\n" };
  GString *mail = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_string_append_printf (mail, "%s%s", place == i ? line : "", fields[i]);
  if (place == G_N_ELEMENTS (fields))
    g_string_append_printf (mail, "%s%s", line, tail);
  else
    g_string_append_printf (mail, "\n--b\n%s%s", line, tail);
  return mail;
}

/* Whatever the parser does with a line that is no field, the rules get a sender or the mail is held with a cause. */
static void
lines_that_are_no_field (void **state)
{
  static const char *const tails[] = {
    "", "\n", "\r\n", "\n\n", "\n\nbody\n", "\nX: y\n\nbody\n", "\n" FROM "\nbody\n"
  };
  static const char *const pieces[] = { "q", "q ", " ", "=", ">", "\xff", "From", "--b", "{\"a\"}, " };
  static const gsize lengths[] = { 1, 76, 998, 4096, 5000 };
  (void) state;
  for (guint i = 0; i < G_N_ELEMENTS (tails) * G_N_ELEMENTS (pieces) * G_N_ELEMENTS (lengths) * 6; i++) {
    const guint place = i % 6, rest = i / 6;
    const char *piece = pieces[rest % G_N_ELEMENTS (pieces)];
    const char *tail = tails[rest / G_N_ELEMENTS (pieces) % G_N_ELEMENTS (tails)];
    g_autoptr (GString) line = g_string_new (NULL);
    while (line->len < lengths[rest / G_N_ELEMENTS (pieces) / G_N_ELEMENTS (tails)])
      g_string_append (line, piece);
    g_autoptr (GString) mail = mail_with (place, line->str, tail);
    g_autoptr (PtMessage) message = read_text (mail->str, mail->len, &pt_limits_default);
    if (message->gate == PT_GATE_OK ? !message->from || !message->text : message->gate_detail == NULL)
      fail_msg ("%u: %s %s: %.300s", i, pt_gate_name (message->gate), message->gate_detail, mail->str);
  }
}

static void
text_behind_a_line_that_is_no_field (void **state)
{
  static const struct {
    const char *name, *head;
    gsize       length;
    const char *tail, *text;
    PtGate      gate;
  } cases[] = {
    { "a short line at the end is the body", FROM "To: a@example.org\n", 9, "", "qqqqqqqqq", PT_GATE_OK },
    { "a long line begins the body", FROM "To: a@example.org\n", 5000, "\n\nx\n", NULL, PT_GATE_OK },
    { "a long line at the end is the body", FROM "To: a@example.org\n", 5000, "", NULL, PT_GATE_OK },
    { "a long line behind From alone is held", FROM, 5000, "\n\nx\n", NULL, PT_GATE_BYTES },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *line = g_strnfill (cases[i].length, 'q');
    g_autofree char *body = g_strconcat (line, cases[i].tail, NULL);
    g_autofree char *mail = g_strconcat (cases[i].head, body, NULL);
    g_autoptr (PtMessage) message = read_text (mail, strlen (mail), &pt_limits_default);
    assert_text (cases[i].name, pt_gate_name (message->gate), pt_gate_name (cases[i].gate));
    if (message->gate != PT_GATE_OK)
      continue;
    assert_text (cases[i].name, message->text, cases[i].text ? cases[i].text : body);
    assert_text (cases[i].name, message->from->addr, "ann@example.com");
    assert_true (message->ambiguous);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("the gate judges the bytes of the header block", verdicts),
    TEST ("what is at a limit passes, one more is held", limits),
    TEST ("long fields, blocks and messages are stopped", sizes),
    TEST ("MIME nesting of 32 passes, 33 is held", depth),
    TEST ("the content digest is the same on every way in", digests),
    TEST ("a line that is no field never leaves a mail without a sender or a cause", lines_that_are_no_field),
    TEST ("what follows a line that is no field is text", text_behind_a_line_that_is_no_field),
  };
  pt_read_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
