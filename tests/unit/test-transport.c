/* Transports but smtp, which has tests of its own, and what all have in common. */
#include <glib/gstdio.h>

#include "send/record.h"
#include "tests/lib/folder.h"
#include "tests/lib/sink.h"
#include "tests/unit/test.h"

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
  g_autofree char *dir = pt_sink_folder ();
  PtTransportOptions options = { .kind = (char *) "maildir", .path = dir };
  g_autoptr (PtTransport) transport = NULL;
  assert_true (pt_transport_new (&options, &transport, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PtSendResult result = pt_sink_send (transport, "bounce+t@example.com", rows[i].recipient, PT_SINK_MAIL);
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
  pt_folder_remove (dir);
}

static void
maildir_that_cannot_be_written_is_later (void **state)
{
  (void) state;
  g_autofree char *dir = pt_sink_folder (), *file = g_build_filename (dir, "file", NULL);
  PtTransportOptions options = { .kind = (char *) "maildir", .path = file };
  g_autoptr (PtTransport) transport = NULL;
  PtSendResult result;
  assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_true (pt_transport_new (&options, &transport, NULL));
  result = pt_sink_send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_LATER);
  assert_non_null (strstr (result.answer, file));
  pt_send_result_clear (&result);
  pt_folder_remove (dir);
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
  result = pt_sink_send_plain (transport);
  assert_int_equal (result.phase, PT_SEND_DONE);
  assert_int_equal (pt_record_transport_parcels (transport)->len, 1);
  parcel = pt_record_transport_parcels (transport)->pdata[0];
  assert_string_equal (parcel->recipient, "customer@example.org");
  assert_string_equal (parcel->sender, "bounce+t@example.com");
  assert_memory_equal (g_bytes_get_data (parcel->data, NULL), PT_SINK_MAIL, strlen (PT_SINK_MAIL));
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
    PtSendResult result = pt_sink_send_plain (transport);
    assert_int_equal (result.phase, wanted[i]);
    pt_send_result_clear (&result);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (options_that_make_no_sense_are_a_config_error),
    cmocka_unit_test (maildir_gives_every_recipient_a_maildir),
    cmocka_unit_test (maildir_that_cannot_be_written_is_later),
    cmocka_unit_test (record_keeps_what_was_sent),
    cmocka_unit_test (fail_follows_its_script_and_repeats_the_last_word),
  };
  pt_transport_init ();
  return cmocka_run_group_tests_name ("transport", tests, NULL, NULL);
}
