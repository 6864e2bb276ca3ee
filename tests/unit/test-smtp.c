/* The smtp transport against a server that does as it is told. */
#include "tests/lib/sink.h"
#include "tests/unit/test.h"

static guint
count_in (const char *text, const char *piece)
{
  guint count = 0;
  for (const char *p = text; (p = strstr (p, piece)); p += strlen (piece))
    count++;
  return count;
}

static PtTransport *
smtp_to (guint port, guint timeout)
{
  PtTransportOptions options = { .kind = (char *) "smtp", .host = (char *) "127.0.0.1", .port = port,
                                 .tls = (char *) "none", .helo = (char *) "desk.example.com", .timeout = timeout };
  g_autoptr (GError) error = NULL;
  PtTransport *transport = NULL;
  if (!pt_transport_new (&options, &transport, &error))
    fail_msg ("%s", error->message);
  return transport;
}

static void
every_fault_at_every_step_gives_its_phase (void **state)
{
  (void) state;
  static const struct {
    const char *script;
    PtSendPhase phase;
    int         code;
    const char *answer; /* part of it */
  } rows[] = {
    { "", PT_SEND_DONE, 250, "250 2.0.0 taken" },
    { "greet=close", PT_SEND_LATER, 0, "" },
    { "greet=421 4.3.2 busy+close", PT_SEND_LATER, 421, "421 4.3.2 busy" },
    { "greet=554 5.3.2 not here", PT_SEND_LATER, 554, "554 5.3.2 not here" },
    { "greet=silent", PT_SEND_LATER, 0, "" },
    { "greet=flood", PT_SEND_LATER, 0, "" },
    { "ehlo=close", PT_SEND_LATER, 220, "" },
    { "ehlo=421 4.3.2 busy+close", PT_SEND_LATER, 421, "busy" },
    { "ehlo=550 5.7.1 go away", PT_SEND_LATER, 550, "go away" },
    { "ehlo=silent", PT_SEND_LATER, 220, "" },
    { "mail=close", PT_SEND_LATER, 250, "" },
    { "mail=451 4.3.0 try again", PT_SEND_LATER, 451, "451 4.3.0 try again" },
    { "mail=550 5.7.1 sender refused", PT_SEND_NEVER, 550, "550 5.7.1 sender refused" },
    { "mail=552 5.3.4 too big+close", PT_SEND_NEVER, 552, "too big" },
    { "mail=530 5.7.0 log in first", PT_SEND_LATER, 530, "log in first" },
    { "rcpt=530 5.7.0 start TLS first", PT_SEND_LATER, 530, "start TLS first" },
    { "mail=silent", PT_SEND_LATER, 250, "" },
    { "mail=flood", PT_SEND_LATER, 250, "" },
    { "rcpt=close", PT_SEND_LATER, 250, "" },
    { "rcpt=450 4.2.0 greylisted", PT_SEND_LATER, 450, "450 4.2.0 greylisted" },
    { "rcpt=550 5.1.1 no such user", PT_SEND_NEVER, 550, "550 5.1.1 no such user" },
    { "rcpt=550-5.1.1 no such user|550 5.1.1 really", PT_SEND_NEVER, 550, "550 5.1.1 really" },
    { "rcpt=part:550-no", PT_SEND_LATER, 250, "" },
    { "rcpt=silent", PT_SEND_LATER, 250, "" },
    { "data=close", PT_SEND_LATER, 250, "" },
    { "data=451 4.3.0 no room", PT_SEND_LATER, 451, "no room" },
    { "data=554 5.5.1 no recipients", PT_SEND_NEVER, 554, "no recipients" },
    { "data=silent", PT_SEND_LATER, 250, "" },
    { "end=close", PT_SEND_UNKNOWN, 354, "no answer to the end of the mail" },
    { "end=silent", PT_SEND_UNKNOWN, 354, "no answer to the end of the mail" },
    { "end=flood", PT_SEND_UNKNOWN, 354, "no answer to the end of the mail" },
    { "end=part:250", PT_SEND_UNKNOWN, 354, "no answer to the end of the mail" },
    { "end=part:250-taken\r\n", PT_SEND_UNKNOWN, 354, "no answer to the end of the mail" },
    { "end=452 4.3.1 disk full", PT_SEND_LATER, 452, "452 4.3.1 disk full" },
    { "end=421 4.3.2 going down+close", PT_SEND_LATER, 421, "going down" },
    { "end=554 5.7.1 spam", PT_SEND_NEVER, 554, "554 5.7.1 spam" },
    { "end=554-5.7.1 spam|554-5.7.1 more|554 5.7.1 last", PT_SEND_NEVER, 554, "554 5.7.1 last" },
    { "end=250-2.0.0 taken|250 2.0.0 as 17", PT_SEND_DONE, 250, "as 17" },
    { "end=250 2.0.0 taken+close", PT_SEND_DONE, 250, "taken" },
    { "end=slow:0.3", PT_SEND_DONE, 250, "taken" },
    { "rcpt=slow:0.3", PT_SEND_DONE, 250, "taken" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PtSink sink = pt_sink_start (rows[i].script);
    g_autoptr (PtTransport) transport = smtp_to (sink.port, 1);
    PtSendResult result = pt_sink_send_plain (transport);
    if (result.phase != rows[i].phase || result.code != rows[i].code || !strstr (result.answer, rows[i].answer))
      fail_msg ("%s: %s %d %s", rows[i].script, pt_send_phase_name (result.phase), result.code, result.answer);
    assert_null (strpbrk (result.answer, "\r\n"));
    pt_send_result_clear (&result);
    pt_sink_stop (&sink);
  }
}

static void
a_body_that_breaks_off_is_later (void **state)
{
  (void) state;
  PtSink sink = pt_sink_start ("body=close:1000");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autofree char *line = g_strnfill (70, 'x');
  g_autoptr (GString) mail = g_string_new ("Subject: long\r\n\r\n");
  PtSendResult result;
  while (mail->len < 30 * 1000 * 1000)
    g_string_append_printf (mail, "%s\r\n", line);
  result = pt_sink_send (transport, "a@example.com", "b@example.org", mail->str);
  assert_int_equal (result.phase, PT_SEND_LATER);
  assert_int_equal (result.code, 354);
  pt_send_result_clear (&result);
  pt_sink_stop (&sink);
}

static void
no_server_is_later (void **state)
{
  (void) state;
  PtSink sink = pt_sink_start ("");
  guint port = sink.port;
  g_autoptr (PtTransport) transport = smtp_to (port, 5);
  PtSendResult result;
  pt_sink_stop (&sink);
  result = pt_sink_send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_LATER);
  assert_int_equal (result.code, 0);
  pt_send_result_clear (&result);
}

static void
twenty_mails_go_over_one_connection (void **state)
{
  (void) state;
  PtSink sink = pt_sink_start ("");
  PtTransport *transport = smtp_to (sink.port, 10);
  g_autofree char *log = NULL;
  for (guint i = 0; i < 20; i++) {
    PtSendResult result = pt_sink_send_plain (transport);
    assert_int_equal (result.phase, PT_SEND_DONE);
    pt_send_result_clear (&result);
  }
  pt_transport_free (transport);
  log = pt_sink_file (&sink, "log");
  assert_int_equal (count_in (log, "1 EHLO desk.example.com\n"), 1);
  assert_int_equal (count_in (log, "1 MAIL FROM:<bounce+t@example.com>\n"), 20);
  assert_int_equal (count_in (log, "1 RCPT TO:<customer@example.org>\n"), 20);
  assert_int_equal (count_in (log, "2 "), 0);
  pt_sink_stop (&sink);
}

static void
a_kept_connection_that_died_is_replaced_at_once (void **state)
{
  (void) state;
  static const char *const scripts[] = { "end#1=250 2.0.0 taken+close", "mail#2=421 4.7.0 too many mails+close",
                                         "mail#2=close" };
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++) {
    PtSink sink = pt_sink_start (scripts[i]);
    g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
    for (guint n = 0; n < 2; n++) {
      PtSendResult result = pt_sink_send_plain (transport);
      if (result.phase != PT_SEND_DONE)
        fail_msg ("%s: mail %u: %s", scripts[i], n + 1, result.answer);
      pt_send_result_clear (&result);
    }
    pt_sink_stop (&sink);
  }
}

static void
a_refused_recipient_does_not_stop_the_next_mail (void **state)
{
  (void) state;
  PtSink sink = pt_sink_start ("rcpt#2=550 5.1.1 no such user");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  static const PtSendPhase wanted[] = { PT_SEND_DONE, PT_SEND_NEVER, PT_SEND_DONE };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    PtSendResult result = pt_sink_send_plain (transport);
    assert_int_equal (result.phase, wanted[i]);
    pt_send_result_clear (&result);
  }
  pt_sink_stop (&sink);
}

static void
lines_that_begin_with_a_dot_are_stuffed_on_the_wire (void **state)
{
  (void) state;
  static const struct {
    const char *mail, *wire;
  } rows[] = {
    { "S: x\r\n\r\n.\r\nQUIT\r\n", "S: x\r\n\r\n..\r\nQUIT\r\n.\r\n" },
    { "S: x\r\n\r\n..\r\n.a\r\n", "S: x\r\n\r\n...\r\n..a\r\n.\r\n" },
    { ".\r\n", "..\r\n.\r\n" },
    { "S: x\r\n\r\na.\r\n", "S: x\r\n\r\na.\r\n.\r\n" },
    { "\r\n", "\r\n.\r\n" },
  };
  PtSink sink = pt_sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PtSendResult result = pt_sink_send (transport, "a@example.com", "b@example.org", rows[i].mail);
    g_autofree char *name = g_strdup_printf ("%04u.wire", i + 1);
    g_autofree char *wire = pt_sink_file (&sink, name);
    assert_int_equal (result.phase, PT_SEND_DONE);
    assert_string_equal (wire, rows[i].wire);
    pt_send_result_clear (&result);
  }
  pt_sink_stop (&sink);
}

static void
dots_are_stuffed_wherever_a_buffer_ends (void **state)
{
  (void) state;
  PtSink sink = pt_sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autoptr (GString) mail = g_string_new ("S: x\r\n\r\n"), wire = g_string_new ("S: x\r\n\r\n");
  g_autofree char *got = NULL;
  PtSendResult result;
  for (guint i = 0; mail->len < 300000; i++) {
    g_autofree char *fill = g_strnfill (i % 7, 'x');
    g_string_append_printf (mail, ".%s\r\n", fill);
    g_string_append_printf (wire, "..%s\r\n", fill);
  }
  g_string_append (wire, ".\r\n");
  result = pt_sink_send (transport, "a@example.com", "b@example.org", mail->str);
  got = pt_sink_file (&sink, "0001.wire");
  assert_int_equal (result.phase, PT_SEND_DONE);
  assert_true (strcmp (got, wire->str) == 0);
  pt_send_result_clear (&result);
  pt_sink_stop (&sink);
}

static void
a_mail_with_other_line_ends_is_not_sent (void **state)
{
  (void) state;
  static const char *const mails[] = { "",         "a",       "a\n",    "a\r",     "a\n.\nb\r\n",
                                       "a\r.\r\n", "a\r\r\n", "\n\r\n", "a\r\n\r", "a\r\nb" };
  PtSink sink = pt_sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autofree char *log = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++) {
    PtSendResult result = pt_sink_send (transport, "a@example.com", "b@example.org", mails[i]);
    assert_int_equal (result.phase, PT_SEND_LATER);
    assert_int_equal (result.code, 0);
    pt_send_result_clear (&result);
  }
  log = pt_sink_file (&sink, "log");
  assert_string_equal (log, "");
  pt_sink_stop (&sink);
}

static void
a_hostile_envelope_address_is_refused_before_the_wire (void **state)
{
  (void) state;
  static const char *const addrs[] = {
    "a@example.org\r\nRCPT TO:<x@example.net>",
    "a@example.org\nDATA",
    "a@example.org>",
    "<a@example.org>",
    "a b@example.org",
    "\"a>b\"@example.org",
    "a@example.org SIZE=1",
    "a@[127.0.0.1]",
    "a@b@c",
    "@example.org",
    "a@",
    "a",
    "j\xc3\xb6rg@example.org",
    "a@example.org\t",
    "a@exam\x01ple.org",
  };
  PtSink sink = pt_sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autofree char *log = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (addrs); i++) {
    PtSendResult to = pt_sink_send (transport, "a@example.com", addrs[i], PT_SINK_MAIL);
    PtSendResult from = pt_sink_send (transport, addrs[i], "b@example.org", PT_SINK_MAIL);
    assert_int_equal (to.phase, PT_SEND_NEVER);
    assert_int_equal (from.phase, PT_SEND_NEVER);
    assert_non_null (strstr (to.answer, "recipient"));
    assert_non_null (strstr (from.answer, "sender"));
    pt_send_result_clear (&to);
    pt_send_result_clear (&from);
  }
  log = pt_sink_file (&sink, "log");
  assert_string_equal (log, "");
  pt_sink_stop (&sink);
}

static void
an_empty_sender_is_the_null_path (void **state)
{
  (void) state;
  PtSink sink = pt_sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  PtSendResult result = pt_sink_send (transport, "", "b@example.org", PT_SINK_MAIL);
  g_autofree char *log = pt_sink_file (&sink, "log");
  assert_int_equal (result.phase, PT_SEND_DONE);
  assert_non_null (strstr (log, "MAIL FROM:<>\n"));
  pt_send_result_clear (&result);
  pt_sink_stop (&sink);
}

static void
an_answer_is_one_safe_bounded_line (void **state)
{
  (void) state;
  g_autofree char *much = g_strnfill (3000, 'x');
  g_autofree char *script = g_strdup_printf ("rcpt=550 \x1b[2J\x07 caf\xe9 %s", much);
  PtSink sink = pt_sink_start (script);
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  PtSendResult result = pt_sink_send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_NEVER);
  assert_true (strlen (result.answer) <= 500);
  assert_true (g_utf8_validate (result.answer, -1, NULL));
  assert_null (strpbrk (result.answer, "\x1b\x07\r\n"));
  pt_send_result_clear (&result);
  pt_sink_stop (&sink);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_fault_at_every_step_gives_its_phase),
    cmocka_unit_test (a_body_that_breaks_off_is_later),
    cmocka_unit_test (no_server_is_later),
    cmocka_unit_test (twenty_mails_go_over_one_connection),
    cmocka_unit_test (a_kept_connection_that_died_is_replaced_at_once),
    cmocka_unit_test (a_refused_recipient_does_not_stop_the_next_mail),
    cmocka_unit_test (lines_that_begin_with_a_dot_are_stuffed_on_the_wire),
    cmocka_unit_test (dots_are_stuffed_wherever_a_buffer_ends),
    cmocka_unit_test (a_mail_with_other_line_ends_is_not_sent),
    cmocka_unit_test (a_hostile_envelope_address_is_refused_before_the_wire),
    cmocka_unit_test (an_empty_sender_is_the_null_path),
    cmocka_unit_test (an_answer_is_one_safe_bounded_line),
  };
  pt_transport_init ();
  return cmocka_run_group_tests_name ("smtp", tests, NULL, NULL);
}
