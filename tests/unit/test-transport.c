/* Transports; smtp against tests/lib/smtp-sink.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "send/record.h"
#include "send/transport.h"

#define MAIL "From: support@example.com\r\nSubject: x\r\n\r\nHello.\r\n"

typedef struct {
  char *dir;
  GPid  pid;
  int   in; /* closing it ends the server */
  guint port;
} Sink;

static char *
make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("transport-XXXXXX", &error);
  assert_non_null (dir);
  return dir;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

/* ARGUMENTS, separated by a semicolon. */
static Sink
sink_start (const char *arguments)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *script = g_build_filename (top ? top : ".", "tests/lib/smtp-sink.py", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (arguments, ";", -1);
  Sink sink = { make_dir (), 0, -1, 0 };
  g_autoptr (GError) error = NULL;
  char line[16] = "";
  int out;
  g_ptr_array_add (argv, (gpointer) "python3");
  g_ptr_array_add (argv, script);
  g_ptr_array_add (argv, (gpointer) "--dir");
  g_ptr_array_add (argv, sink.dir);
  for (guint i = 0; words[i]; i++)
    g_ptr_array_add (argv, words[i]);
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_async_with_pipes (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                 NULL, NULL, &sink.pid, &sink.in, &out, NULL, &error))
    fail_msg ("%s", error->message);
  for (gsize n = 0; n < sizeof line - 1 && read (out, line + n, 1) == 1 && line[n] != '\n';)
    n++;
  close (out);
  sink.port = (guint) g_ascii_strtoull (line, NULL, 10);
  assert_true (sink.port > 0);
  return sink;
}

static char *
sink_file (const Sink *sink, const char *name)
{
  g_autofree char *path = g_build_filename (sink->dir, name, NULL);
  char *content = NULL;
  return g_file_get_contents (path, &content, NULL, NULL) ? content : g_strdup ("");
}

static guint
count_in (const char *text, const char *piece)
{
  guint count = 0;
  for (const char *p = text; (p = strstr (p, piece)); p += strlen (piece))
    count++;
  return count;
}

static void
sink_stop (Sink *sink)
{
  close (sink->in);
  waitpid (sink->pid, NULL, 0);
  remove_tree (sink->dir);
  g_free (sink->dir);
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

static PtSendResult
send_mail (PtTransport *transport, const char *sender, const char *recipient, const char *mail)
{
  g_autoptr (GBytes) data = g_bytes_new (mail, strlen (mail));
  PtParcel parcel = { sender, recipient, data };
  PtSendResult result = { PT_SEND_DONE, -1, NULL };
  pt_transport_send (transport, &parcel, &result);
  assert_non_null (result.answer);
  return result;
}

static PtSendResult
send_plain (PtTransport *transport)
{
  return send_mail (transport, "bounce+t@example.com", "customer@example.org", MAIL);
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
    Sink sink = sink_start (rows[i].script);
    g_autoptr (PtTransport) transport = smtp_to (sink.port, 1);
    PtSendResult result = send_plain (transport);
    if (result.phase != rows[i].phase || result.code != rows[i].code || !strstr (result.answer, rows[i].answer))
      fail_msg ("%s: %s %d %s", rows[i].script, pt_send_phase_name (result.phase), result.code, result.answer);
    assert_null (strpbrk (result.answer, "\r\n"));
    pt_send_result_clear (&result);
    sink_stop (&sink);
  }
}

static void
a_body_that_breaks_off_is_later (void **state)
{
  (void) state;
  Sink sink = sink_start ("body=close:1000");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autofree char *line = g_strnfill (70, 'x');
  g_autoptr (GString) mail = g_string_new ("Subject: long\r\n\r\n");
  PtSendResult result;
  while (mail->len < 30 * 1000 * 1000)
    g_string_append_printf (mail, "%s\r\n", line);
  result = send_mail (transport, "a@example.com", "b@example.org", mail->str);
  assert_int_equal (result.phase, PT_SEND_LATER);
  assert_int_equal (result.code, 354);
  pt_send_result_clear (&result);
  sink_stop (&sink);
}

static void
no_server_is_later (void **state)
{
  (void) state;
  Sink sink = sink_start ("");
  guint port = sink.port;
  g_autoptr (PtTransport) transport = smtp_to (port, 5);
  PtSendResult result;
  sink_stop (&sink);
  result = send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_LATER);
  assert_int_equal (result.code, 0);
  pt_send_result_clear (&result);
}

static void
twenty_mails_go_over_one_connection (void **state)
{
  (void) state;
  Sink sink = sink_start ("");
  PtTransport *transport = smtp_to (sink.port, 10);
  g_autofree char *log = NULL;
  for (guint i = 0; i < 20; i++) {
    PtSendResult result = send_plain (transport);
    assert_int_equal (result.phase, PT_SEND_DONE);
    pt_send_result_clear (&result);
  }
  pt_transport_free (transport);
  log = sink_file (&sink, "log");
  assert_int_equal (count_in (log, "1 EHLO desk.example.com\n"), 1);
  assert_int_equal (count_in (log, "1 MAIL FROM:<bounce+t@example.com>\n"), 20);
  assert_int_equal (count_in (log, "1 RCPT TO:<customer@example.org>\n"), 20);
  assert_int_equal (count_in (log, "2 "), 0);
  sink_stop (&sink);
}

static void
a_kept_connection_that_died_is_replaced_at_once (void **state)
{
  (void) state;
  static const char *const scripts[] = { "end#1=250 2.0.0 taken+close", "mail#2=421 4.7.0 too many mails+close",
                                         "mail#2=close" };
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++) {
    Sink sink = sink_start (scripts[i]);
    g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
    for (guint n = 0; n < 2; n++) {
      PtSendResult result = send_plain (transport);
      if (result.phase != PT_SEND_DONE)
        fail_msg ("%s: mail %u: %s", scripts[i], n + 1, result.answer);
      pt_send_result_clear (&result);
    }
    sink_stop (&sink);
  }
}

static void
a_refused_recipient_does_not_stop_the_next_mail (void **state)
{
  (void) state;
  Sink sink = sink_start ("rcpt#2=550 5.1.1 no such user");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  static const PtSendPhase wanted[] = { PT_SEND_DONE, PT_SEND_NEVER, PT_SEND_DONE };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    PtSendResult result = send_plain (transport);
    assert_int_equal (result.phase, wanted[i]);
    pt_send_result_clear (&result);
  }
  sink_stop (&sink);
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
  Sink sink = sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PtSendResult result = send_mail (transport, "a@example.com", "b@example.org", rows[i].mail);
    g_autofree char *name = g_strdup_printf ("%04u.wire", i + 1);
    g_autofree char *wire = sink_file (&sink, name);
    assert_int_equal (result.phase, PT_SEND_DONE);
    assert_string_equal (wire, rows[i].wire);
    pt_send_result_clear (&result);
  }
  sink_stop (&sink);
}

static void
dots_are_stuffed_wherever_a_buffer_ends (void **state)
{
  (void) state;
  Sink sink = sink_start ("");
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
  result = send_mail (transport, "a@example.com", "b@example.org", mail->str);
  got = sink_file (&sink, "0001.wire");
  assert_int_equal (result.phase, PT_SEND_DONE);
  assert_true (strcmp (got, wire->str) == 0);
  pt_send_result_clear (&result);
  sink_stop (&sink);
}

static void
a_mail_with_other_line_ends_is_not_sent (void **state)
{
  (void) state;
  static const char *const mails[] = { "",         "a",       "a\n",    "a\r",     "a\n.\nb\r\n",
                                       "a\r.\r\n", "a\r\r\n", "\n\r\n", "a\r\n\r", "a\r\nb" };
  Sink sink = sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autofree char *log = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++) {
    PtSendResult result = send_mail (transport, "a@example.com", "b@example.org", mails[i]);
    assert_int_equal (result.phase, PT_SEND_LATER);
    assert_int_equal (result.code, 0);
    pt_send_result_clear (&result);
  }
  log = sink_file (&sink, "log");
  assert_string_equal (log, "");
  sink_stop (&sink);
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
  Sink sink = sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  g_autofree char *log = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (addrs); i++) {
    PtSendResult to = send_mail (transport, "a@example.com", addrs[i], MAIL);
    PtSendResult from = send_mail (transport, addrs[i], "b@example.org", MAIL);
    assert_int_equal (to.phase, PT_SEND_NEVER);
    assert_int_equal (from.phase, PT_SEND_NEVER);
    assert_non_null (strstr (to.answer, "recipient"));
    assert_non_null (strstr (from.answer, "sender"));
    pt_send_result_clear (&to);
    pt_send_result_clear (&from);
  }
  log = sink_file (&sink, "log");
  assert_string_equal (log, "");
  sink_stop (&sink);
}

static void
an_empty_sender_is_the_null_path (void **state)
{
  (void) state;
  Sink sink = sink_start ("");
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  PtSendResult result = send_mail (transport, "", "b@example.org", MAIL);
  g_autofree char *log = sink_file (&sink, "log");
  assert_int_equal (result.phase, PT_SEND_DONE);
  assert_non_null (strstr (log, "MAIL FROM:<>\n"));
  pt_send_result_clear (&result);
  sink_stop (&sink);
}

static void
an_answer_is_one_safe_bounded_line (void **state)
{
  (void) state;
  g_autofree char *much = g_strnfill (3000, 'x');
  g_autofree char *script = g_strdup_printf ("rcpt=550 \x1b[2J\x07 caf\xe9 %s", much);
  Sink sink = sink_start (script);
  g_autoptr (PtTransport) transport = smtp_to (sink.port, 10);
  PtSendResult result = send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_NEVER);
  assert_true (strlen (result.answer) <= 500);
  assert_true (g_utf8_validate (result.answer, -1, NULL));
  assert_null (strpbrk (result.answer, "\x1b\x07\r\n"));
  pt_send_result_clear (&result);
  sink_stop (&sink);
}

static void
options_that_make_no_sense_are_a_config_error (void **state)
{
  (void) state;
  char *host = (char *) "mail.example.com", *smtp = (char *) "smtp", *none = (char *) "none";
  const PtTransportOptions rows[] = {
    { .kind = NULL },
    { .kind = (char *) "pigeon" },
    { .kind = smtp, .port = 25, .tls = none },
    { .kind = smtp, .host = (char *) "a/b", .port = 25, .tls = none },
    { .kind = smtp, .host = (char *) "x@mail.example.com", .port = 25, .tls = none },
    { .kind = smtp, .host = host, .port = 0, .tls = none },
    { .kind = smtp, .host = host, .port = 70000, .tls = none },
    { .kind = smtp, .host = host, .port = 25, .tls = (char *) "maybe" },
    { .kind = smtp, .host = host, .port = 25 },
    { .kind = smtp, .host = host, .port = 25, .tls = none, .helo = (char *) "a\r\nb" },
    { .kind = smtp, .host = host, .port = 25, .tls = none, .user = host, .password = host },
    { .kind = smtp, .host = host, .port = 25, .tls = (char *) "tls", .user = host },
    { .kind = (char *) "maildir" },
    { .kind = (char *) "maildir", .path = (char *) "relative" },
    { .kind = (char *) "fail" },
    { .kind = (char *) "fail", .script = (char *) "later perhaps" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    PtTransport *transport = NULL;
    assert_false (pt_transport_new (&rows[i], &transport, &error));
    assert_null (transport);
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  }
}

static gboolean
make_certificate (const char *dir, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s/%s.key", dir, name), *cert = g_strdup_printf ("%s/%s.crt", dir, name);
  g_autofree char *both = g_strdup_printf ("%s/%s.pem", dir, name), *key_text = NULL, *cert_text = NULL, *text = NULL;
  g_autofree char *alt = g_strdup_printf ("subjectAltName=DNS:%s", name);
  char *argv[] = { (char *) "openssl", (char *) "req", (char *) "-x509", (char *) "-newkey", (char *) "rsa:2048",
                   (char *) "-nodes", (char *) "-days", (char *) "2", (char *) "-subj", (char *) "/CN=test",
                   (char *) "-addext", alt, (char *) "-keyout", key, (char *) "-out", cert, NULL };
  int status = -1;
  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, &status, NULL)
      || status != 0)
    return FALSE;
  assert_true (g_file_get_contents (key, &key_text, NULL, NULL)
               && g_file_get_contents (cert, &cert_text, NULL, NULL));
  text = g_strconcat (key_text, cert_text, NULL);
  return g_file_set_contents (both, text, -1, NULL);
}

static void
tls_is_verified_and_the_password_goes_through_it_alone (void **state)
{
  (void) state;
  static const struct {
    const char *server_tls, *client_tls, *cert, *ca, *password, *script;
    PtSendPhase phase;
  } rows[] = {
    { "tls", "tls", "localhost", "localhost", "secret", "", PT_SEND_DONE },
    { "starttls", "starttls", "localhost", "localhost", "secret", "", PT_SEND_DONE },
    { "starttls", "starttls", "localhost", "localhost", "wrong", "", PT_SEND_LATER },
    { "tls", "tls", "other.test", "other.test", "secret", "", PT_SEND_LATER },
    { "starttls", "starttls", "other.test", "other.test", "secret", "", PT_SEND_LATER },
    { "tls", "tls", "localhost", "other.test", "secret", "", PT_SEND_LATER },
    { "starttls", "starttls", "localhost", "other.test", "secret", "", PT_SEND_LATER },
    { NULL, "starttls", "localhost", "localhost", "secret", "", PT_SEND_LATER },
    { NULL, "tls", "localhost", "localhost", "secret", "", PT_SEND_LATER },
    { "starttls", "starttls", "localhost", "localhost", "secret", "starttls=220 go on|250 injected", PT_SEND_LATER },
    { "starttls", "starttls", "localhost", "localhost", "secret", "starttls=454 4.7.0 no", PT_SEND_LATER },
  };
  g_autofree char *dir = make_dir ();
  if (!make_certificate (dir, "localhost") || !make_certificate (dir, "other.test")) {
    remove_tree (dir);
    skip ();
  }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *tls = !rows[i].server_tls
                             ? g_strdup ("")
                             : g_strdup_printf ("--tls;%s;--cert;%s/%s.pem;", rows[i].server_tls, dir, rows[i].cert);
    g_autofree char *arguments = g_strdup_printf ("%s--user;desk;--password;secret;%s", tls, rows[i].script);
    g_autofree char *ca = g_strdup_printf ("%s/%s.crt", dir, rows[i].ca), *log = NULL;
    Sink sink = sink_start (arguments);
    PtTransportOptions options = { .kind = (char *) "smtp", .host = (char *) "localhost", .port = sink.port,
                                   .tls = (char *) rows[i].client_tls, .user = (char *) "desk", .ca_file = ca,
                                   .password = (char *) rows[i].password, .timeout = 5 };
    g_autoptr (PtTransport) transport = NULL;
    PtSendResult result;
    assert_true (pt_transport_new (&options, &transport, NULL));
    result = send_plain (transport);
    log = sink_file (&sink, "log");
    if (result.phase != rows[i].phase)
      fail_msg ("row %u: %s: %s", i, pt_send_phase_name (result.phase), result.answer);
    if (rows[i].phase != PT_SEND_DONE && strcmp (rows[i].password, "wrong") != 0)
      assert_null (strstr (log, "AUTH"));
    pt_send_result_clear (&result);
    sink_stop (&sink);
  }
  remove_tree (dir);
}

/* The only file of FOLDER. */
static char *
only_file (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *path = NULL;
  const char *name = dir ? g_dir_read_name (dir) : NULL;
  char *content = NULL;
  assert_non_null (name);
  path = g_build_filename (folder, name, NULL);
  assert_null (g_dir_read_name (dir));
  assert_true (g_file_get_contents (path, &content, NULL, NULL));
  return content;
}

static void
maildir_gives_every_recipient_a_maildir (void **state)
{
  (void) state;
  static const struct {
    const char *recipient, *folder;
  } rows[] = {
    { "Ann@Example.ORG", "ann@example.org" },
    { "a/../../b@example.org", NULL },
    { "a/b%c@example.org", "a%2Fb%25c@example.org" },
  };
  g_autofree char *dir = make_dir ();
  PtTransportOptions options = { .kind = (char *) "maildir", .path = dir };
  g_autoptr (PtTransport) transport = NULL;
  assert_true (pt_transport_new (&options, &transport, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PtSendResult result = send_mail (transport, "bounce+t@example.com", rows[i].recipient, MAIL);
    g_autofree char *folder = NULL, *tmp = NULL, *got = NULL, *wanted = NULL;
    if (!rows[i].folder) {
      assert_int_equal (result.phase, PT_SEND_NEVER);
      pt_send_result_clear (&result);
      continue;
    }
    assert_int_equal (result.phase, PT_SEND_DONE);
    folder = g_build_filename (dir, rows[i].folder, "new", NULL);
    tmp = g_build_filename (dir, rows[i].folder, "tmp", NULL);
    got = only_file (folder);
    wanted = g_strdup_printf ("Return-Path: <bounce+t@example.com>\nDelivered-To: %s\n"
                              "From: support@example.com\nSubject: x\n\nHello.\n", rows[i].recipient);
    assert_string_equal (got, wanted);
    assert_int_equal (g_rmdir (tmp), 0);
    pt_send_result_clear (&result);
  }
  remove_tree (dir);
}

static void
maildir_that_cannot_be_written_is_later (void **state)
{
  (void) state;
  g_autofree char *dir = make_dir (), *file = g_build_filename (dir, "file", NULL);
  PtTransportOptions options = { .kind = (char *) "maildir", .path = file };
  g_autoptr (PtTransport) transport = NULL;
  PtSendResult result;
  assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_true (pt_transport_new (&options, &transport, NULL));
  result = send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_LATER);
  assert_non_null (strstr (result.answer, file));
  pt_send_result_clear (&result);
  remove_tree (dir);
}

static void
record_keeps_what_was_sent (void **state)
{
  (void) state;
  PtTransportOptions options = { .kind = (char *) "record" };
  g_autoptr (PtTransport) transport = NULL;
  const PtRecordedParcel *parcel;
  PtSendResult result;
  assert_true (pt_transport_new (&options, &transport, NULL));
  result = send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_DONE);
  assert_int_equal (pt_record_transport_parcels (transport)->len, 1);
  parcel = pt_record_transport_parcels (transport)->pdata[0];
  assert_string_equal (parcel->recipient, "customer@example.org");
  assert_string_equal (parcel->sender, "bounce+t@example.com");
  assert_memory_equal (g_bytes_get_data (parcel->data, NULL), MAIL, strlen (MAIL));
  pt_send_result_clear (&result);
}

static void
fail_follows_its_script_and_repeats_the_last_word (void **state)
{
  (void) state;
  static const PtSendPhase wanted[] = { PT_SEND_LATER, PT_SEND_NEVER, PT_SEND_UNKNOWN, PT_SEND_DONE, PT_SEND_DONE };
  PtTransportOptions options = { .kind = (char *) "fail", .script = (char *) "later never unknown done" };
  g_autoptr (PtTransport) transport = NULL;
  assert_true (pt_transport_new (&options, &transport, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    PtSendResult result = send_plain (transport);
    assert_int_equal (result.phase, wanted[i]);
    pt_send_result_clear (&result);
  }
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
    cmocka_unit_test (options_that_make_no_sense_are_a_config_error),
    cmocka_unit_test (tls_is_verified_and_the_password_goes_through_it_alone),
    cmocka_unit_test (maildir_gives_every_recipient_a_maildir),
    cmocka_unit_test (maildir_that_cannot_be_written_is_later),
    cmocka_unit_test (record_keeps_what_was_sent),
    cmocka_unit_test (fail_follows_its_script_and_repeats_the_last_word),
  };
  pt_transport_init ();
  return cmocka_run_group_tests_name ("transport", tests, NULL, NULL);
}
