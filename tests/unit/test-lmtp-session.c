/* The server's side of LMTP (RFC 2033), bytes in and bytes out. */
#include "gateway/lmtp-data.h"
#include "gateway/lmtp-path.h"
#include "gateway/lmtp-session.h"
#include "tests/unit/test.h"

#define HELLO "LHLO x\r\n"
#define BEGIN "MAIL FROM:<a@b.test>\r\nRCPT TO:<support@example.com>\r\n"

static PtPolicy *
make_policy (void)
{
  PtPolicy *policy = pt_policy_new ();
  if (!policy->rules)
    policy->rules = pt_rules_new ();
  policy->limits.message_bytes = 4096;
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("support", "support@example.com"));
  policy->return_path = g_strdup ("bounce@example.com");
  policy->return_path_key = g_strdup ("bounce@example.com");
  return policy;
}

/* What comes of TEXT, fed STEP bytes at a time: mails in brackets, and the codes of all replies. */
static char *
talk (const char *text, gsize length, gsize step)
{
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtLmtpSession) session = pt_lmtp_session_new (policy, "mx.example.com");
  GString *out = g_string_new (NULL);
  PtLmtpMail mail;
  for (gsize at = 0; at < length; at += step) {
    pt_lmtp_session_feed (session, text + at, MIN (step, length - at));
    while (pt_lmtp_session_take (session, &mail)) {
      const PtOutcome outcome = { .verdict = PT_VERDICT_NEW, .cause = -1, .message = 3, .ticket = 7 };
      g_string_append_printf (out, "[%s|%.*s] ", mail.envelope->sender, (int) g_bytes_get_size (mail.raw),
                              (const char *) g_bytes_get_data (mail.raw, NULL));
      pt_envelope_free (mail.envelope);
      g_bytes_unref (mail.raw);
      pt_lmtp_session_answer (session, &outcome);
    }
  }
  g_auto (GStrv) lines = g_strsplit (pt_lmtp_session_output (session)->str, "\r\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i++)
    if (lines[i][3] == ' ')
      g_string_append_printf (out, "%.3s ", lines[i]);
  return g_string_free (out, FALSE);
}

static void
a_mail_ends_by_one_way_alone (void **state)
{
  static const struct {
    const char *text, *wanted;
  } cases[] = {
    { HELLO BEGIN "DATA\r\nHi\r\n.\r\nQUIT\r\n", "[a@b.test|Hi\n] 220 250 250 250 354 250 221 " },
    { HELLO BEGIN "DATA\r\n.\r\nQUIT\r\n", "[a@b.test|] 220 250 250 250 354 250 221 " },
    { HELLO BEGIN "DATA\r\n..\r\n.a\r\n.\r\n", "[a@b.test|.\na\n] 220 250 250 250 354 250 " },
    { HELLO BEGIN "DATA\r\na\n.\nb\n.\r\nc\r\n.\nd\r\n.\r\n",
      "[a@b.test|a\n.\nb\n.\nc\n\nd\n] 220 250 250 250 354 250 " },
    { HELLO BEGIN "DATA\r\na\r.\rb\r\r\n.\r\r\nc\r\n.\r\n",
      "[a@b.test|a\r.\rb\r\n\r\nc\n] 220 250 250 250 354 250 " },
    { HELLO BEGIN "DATA\r\n.\r.\r\n.\r\n", "[a@b.test|\r.\n] 220 250 250 250 354 250 " },
    { HELLO BEGIN "BDAT 4\r\nab\r\nBDAT 3 LAST\r\n.\r\nNOOP\r\n", "[a@b.test|ab\n.\n] 220 250 250 250 250 250 250 " },
    { HELLO BEGIN "BDAT 6\r\nQUIT\r\nBDAT 0 LAST\r\n", "[a@b.test|QUIT\n] 220 250 250 250 250 250 " },
    { HELLO "BDAT 6\r\nQUIT\r\nNOOP\r\n", "220 250 503 250 " },
    { HELLO BEGIN "BDAT 1\r\nxDATA\r\nRCPT TO:<support@example.com>\r\nRSET\r\nDATA\r\n",
      "220 250 250 250 250 503 503 250 503 " },
    { HELLO BEGIN "BDAT x\r\nNOOP\r\n", "220 250 250 250 421 " },
    { HELLO "MAIL FROM:<>\r\nRCPT TO:<bounce+x@example.com>\r\nDATA\r\nHi\r\n.\r\n",
      "[|Hi\n] 220 250 250 250 354 250 " },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step <= 128; step = step < 8 ? step + 1 : step * 4) {
      g_autofree char *got = talk (cases[i].text, strlen (cases[i].text), step);
      assert_text (cases[i].text, got, cases[i].wanted);
    }
}

static void
a_mail_that_is_too_large_is_refused_at_its_end (void **state)
{
  (void) state;
  g_autofree char *large = g_strnfill (5000, 'x');
  g_autofree char *data = g_strconcat (HELLO BEGIN "DATA\r\n", large, "\r\n.\r\nNOOP\r\n", NULL);
  g_autofree char *chunk = g_strconcat (HELLO BEGIN "BDAT 5000 LAST\r\n", large, "NOOP\r\n", NULL);
  g_autofree char *of_data = talk (data, strlen (data), 100), *of_chunk = talk (chunk, strlen (chunk), 100);
  assert_string_equal (of_data, "220 250 250 250 354 552 250 ");
  assert_string_equal (of_chunk, "220 250 250 250 552 250 ");
}

static void
nul_and_lines_without_end_are_no_commands (void **state)
{
  (void) state;
  static const char nul[] = HELLO "NO\0OP\r\nNOOP\r\n";
  g_autofree char *long_line = g_strnfill (3000, 'x');
  g_autofree char *text = g_strconcat (HELLO, long_line, "\r\nNOOP\r\n", NULL);
  for (gsize step = 1; step < 5000; step *= 3) {
    g_autofree char *of_nul = talk (nul, sizeof nul - 1, step), *of_long = talk (text, strlen (text), step);
    assert_string_equal (of_nul, "220 250 500 250 ");
    assert_string_equal (of_long, "220 250 500 250 ");
  }
}

static void
a_path_is_what_stands_in_its_brackets (void **state)
{
  static const struct {
    const char *text, *address, *parameters; /* address NULL: it is none */
  } cases[] = {
    { "FROM:<a@b.test>", "a@b.test", "" },
    { "from: <a@b.test> SIZE=1 BODY=7BIT", "a@b.test", "SIZE=1 BODY=7BIT" },
    { "FROM:<>", "", "" },
    { "FROM:<@x.test,@y.test:a@b.test>", "a@b.test", "" },
    { "FROM:<\"a>b\\\"\"@c.test> X", "\"a>b\\\"\"@c.test", "X" },
    { "FROM:<a@b.test", NULL, NULL },
    { "FROM:a@b.test", NULL, NULL },
    { "FROM:<a<@b.test>", NULL, NULL },
    { "FROM:<a\t@b.test>", NULL, NULL },
    { "FROM:<a@b.test>SIZE=1", NULL, NULL },
    { "TO:<a@b.test>", NULL, NULL },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *address = NULL;
    const char *parameters = NULL;
    const gboolean good = pt_lmtp_path (cases[i].text, "FROM:", &address, &parameters);
    assert_int_equal (good, cases[i].address != NULL);
    assert_text (cases[i].text, address, cases[i].address);
    assert_text (cases[i].text, parameters, cases[i].parameters);
  }
}

/* One reply for each recipient; a return path of ours has its own. */
static void
answer (PtLmtpSession *session, const PtOutcome *outcome, const char *wanted)
{
  static const char text[] = BEGIN "RCPT TO:<bounce+x@example.com>\r\nDATA\r\nHi\r\n.\r\n";
  PtLmtpMail mail;
  pt_lmtp_session_feed (session, text, sizeof text - 1);
  assert_true (pt_lmtp_session_take (session, &mail));
  pt_envelope_free (mail.envelope);
  g_bytes_unref (mail.raw);
  g_string_truncate (pt_lmtp_session_output (session), 0);
  pt_lmtp_session_answer (session, outcome);
  assert_string_equal (pt_lmtp_session_output (session)->str, wanted);
}

static void
each_recipient_has_an_answer_whatever_became_of_the_mail (void **state)
{
  static const struct {
    PtOutcome   outcome;
    const char *wanted;
  } cases[] = {
    { { .verdict = PT_VERDICT_REPLY, .cause = -1, .message = 3, .ticket = 7 },
      "250 2.0.0 Taken: ticket 7, message 3\r\n250 2.0.0 Taken as a report, message 3\r\n" },
    { { .verdict = PT_VERDICT_HELD, .cause = -1, .message = 3, .ticket = 7 },
      "250 2.0.0 Taken: held, message 3\r\n250 2.0.0 Taken as a report, message 3\r\n" },
    { { .verdict = PT_VERDICT_REJECTED, .cause = PT_CAUSE_BLOCKLISTED, .message = 3 }, NULL },
  };
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtLmtpSession) session = pt_lmtp_session_new (policy, "mx.example.com");
  pt_lmtp_session_feed (session, HELLO, strlen (HELLO));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *no = g_strdup_printf ("550 5.7.1 Not taken: %s\r\n", pt_cause_text (PT_CAUSE_BLOCKLISTED));
    g_autofree char *both = g_strconcat (no, no, NULL);
    answer (session, &cases[i].outcome, cases[i].wanted ? cases[i].wanted : both);
  }
  answer (session, NULL, "451 4.3.0 Not stored: try again later\r\n451 4.3.0 Not stored: try again later\r\n");
}

static void
who_is_to_end_ends_behind_its_mail (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtLmtpSession) session = pt_lmtp_session_new (policy, "mx.example.com");
  const char *begin = HELLO BEGIN "DATA\r\nHi";
  const PtOutcome outcome = { .verdict = PT_VERDICT_NEW, .cause = -1, .message = 3, .ticket = 7 };
  PtLmtpMail mail;
  pt_lmtp_session_feed (session, begin, strlen (begin));
  pt_lmtp_session_close (session, "The service ends");
  assert_false (pt_lmtp_session_is_over (session));
  pt_lmtp_session_feed (session, "\r\n.\r\nNOOP\r\n", 11);
  assert_true (pt_lmtp_session_take (session, &mail));
  pt_envelope_free (mail.envelope);
  g_bytes_unref (mail.raw);
  pt_lmtp_session_answer (session, &outcome);
  assert_true (pt_lmtp_session_is_over (session));
  assert_true (g_str_has_suffix (pt_lmtp_session_output (session)->str,
                                 "250 2.0.0 Taken: ticket 7, message 3\r\n421 4.3.2 The service ends\r\n"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_mail_ends_by_one_way_alone),
    cmocka_unit_test (a_mail_that_is_too_large_is_refused_at_its_end),
    cmocka_unit_test (nul_and_lines_without_end_are_no_commands),
    cmocka_unit_test (a_path_is_what_stands_in_its_brackets),
    cmocka_unit_test (each_recipient_has_an_answer_whatever_became_of_the_mail),
    cmocka_unit_test (who_is_to_end_ends_behind_its_mail),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
