#include <gio/gio.h>

#include "tests/lib/folder.h"
#include "tests/lib/sink.h"
#include "tests/unit/test.h"

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
  g_autofree char *dir = pt_sink_folder ();
  if (!make_certificate (dir, "localhost") || !make_certificate (dir, "other.test")) {
    pt_folder_remove (dir);
    skip ();
  }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *tls = !rows[i].server_tls
                             ? g_strdup ("")
                             : g_strdup_printf ("--tls;%s;--cert;%s/%s.pem;", rows[i].server_tls, dir, rows[i].cert);
    g_autofree char *arguments = g_strdup_printf ("%s--user;desk;--password;secret;%s", tls, rows[i].script);
    g_autofree char *ca = g_strdup_printf ("%s/%s.crt", dir, rows[i].ca), *log = NULL;
    PtSink sink = pt_sink_start (arguments);
    PtTransportOptions options = { .kind = (char *) "smtp", .host = (char *) "localhost", .port = sink.port,
                                   .tls = (char *) rows[i].client_tls, .user = (char *) "desk", .ca_file = ca,
                                   .password = (char *) rows[i].password, .timeout = 5 };
    g_autoptr (PtTransport) transport = NULL;
    PtSendResult result;
    assert_true (pt_transport_new (&options, &transport, NULL));
    result = pt_sink_send_plain (transport);
    log = pt_sink_file (&sink, "log");
    if (result.phase != rows[i].phase)
      fail_msg ("row %u: %s: %s", i, pt_send_phase_name (result.phase), result.answer);
    if (rows[i].phase != PT_SEND_DONE && strcmp (rows[i].password, "wrong") != 0)
      assert_null (strstr (log, "AUTH"));
    pt_send_result_clear (&result);
    pt_sink_stop (&sink);
  }
  pt_folder_remove (dir);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tls_is_verified_and_the_password_goes_through_it_alone),
  };
  pt_transport_init ();
  return cmocka_run_group_tests_name ("smtp-tls", tests, NULL, NULL);
}
