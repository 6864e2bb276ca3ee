/* The first set-up: what it writes, and that a second one changes nothing. */
#include "config/init.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "config/settings.h"
#include "tests/lib/folder.h"

#define NOW (G_GINT64_CONSTANT (1767261600) * PT_SECOND)

typedef struct {
  char *folder, *file, *state_folder, *transport;
} Place;

static int
set_up (void **state)
{
  Place *place = g_new0 (Place, 1);
  place->folder = g_dir_make_tmp ("postern-XXXXXX", NULL);
  place->file = g_build_filename (place->folder, "etc", "postern.conf", NULL);
  place->state_folder = g_build_filename (place->folder, "state", NULL);
  place->transport = g_strconcat ("maildir:", place->folder, "/mail", NULL);
  *state = place;
  return place->folder ? 0 : -1;
}

static int
tear_down (void **state)
{
  Place *place = *state;
  pt_folder_remove (place->folder);
  g_free (place->folder);
  g_free (place->file);
  g_free (place->state_folder);
  g_free (place->transport);
  g_free (place);
  return 0;
}

static PtInitOptions
options_for (const Place *place, const char *address)
{
  return (PtInitOptions) { .file = place->file, .address = address, .state = place->state_folder,
                           .transport = place->transport };
}

/* What was said, with the temporary folder as `T`, in lines. */
static char *
said (const Place *place, GStrv done)
{
  g_autofree char *text = g_strjoinv ("\n", done);
  g_auto (GStrv) parts = g_strsplit (text, place->folder, -1);
  return g_strjoinv ("T", parts);
}

static void
assert_mode (const Place *place, const char *name, guint mode)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);
  struct stat info;
  if (stat (path, &info) != 0 || (info.st_mode & 07777) != mode)
    fail_msg ("%s: mode %04o wanted, %04o found", name, mode, (guint) info.st_mode & 07777);
}

static void
makes_settings_folders_and_keys_that_load (void **state)
{
  const Place *place = *state;
  const PtInitOptions options = options_for (place, "help@example.com");
  g_auto (GStrv) done = NULL;
  g_autoptr (PtConfig) config = NULL;
  assert_true (pt_init_run (&options, NOW, &done, NULL));
  g_autofree char *text = said (place, done);
  assert_string_equal (text, "made folder T/etc\nwrote settings T/etc/postern.conf\nmade folder T/state\n"
                             "made folder T/state/spool\nmade folder T/state/raw\nmade folder T/state/spool/tmp\n"
                             "made folder T/state/spool/new\nmade folder T/state/spool/cur\n"
                             "made folder T/state/spool/poison\nmade folder T/mail\nmade key file T/state/keys");
  static const struct { const char *name; guint mode; } modes[] = {
    { "etc/postern.conf", 0640 }, { "state", 0750 }, { "state/spool", 0700 }, { "state/spool/tmp", 0700 },
    { "state/spool/new", 0700 }, { "state/spool/cur", 0700 }, { "state/spool/poison", 0700 }, { "state/raw", 0700 },
    { "state/keys", 0600 }, { "mail", 0700 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    assert_mode (place, modes[i].name, modes[i].mode);
  assert_true (pt_config_open (place->file, &config, NULL));
  const PtMailbox *mailbox = g_ptr_array_index (config->policy->mailboxes, 0);
  assert_string_equal (mailbox->address, "help@example.com");
  assert_string_equal (mailbox->name, "help");
  assert_int_equal (mailbox->rules->reply_delay, 0);
  assert_string_equal (config->smtp.kind, "maildir");
  assert_string_equal (config->state, place->state_folder);
  assert_int_equal (config->policy->keys->len, 1);
}

static void
a_second_time_changes_nothing (void **state)
{
  const Place *place = *state;
  const PtInitOptions options = options_for (place, "help@example.com");
  g_auto (GStrv) first = NULL, second = NULL;
  g_autofree char *keys = g_build_filename (place->state_folder, "keys", NULL);
  g_autofree char *before = NULL, *after = NULL, *keys_before = NULL, *keys_after = NULL;
  assert_true (pt_init_run (&options, NOW, &first, NULL));
  assert_true (g_file_get_contents (place->file, &before, NULL, NULL));
  assert_true (g_file_get_contents (keys, &keys_before, NULL, NULL));
  assert_true (pt_init_run (&options, NOW + PT_DAY, &second, NULL));
  assert_true (g_file_get_contents (place->file, &after, NULL, NULL));
  assert_true (g_file_get_contents (keys, &keys_after, NULL, NULL));
  g_autofree char *text = said (place, second);
  assert_string_equal (text, "kept settings T/etc/postern.conf\nkept key file T/state/keys");
  assert_string_equal (before, after);
  assert_string_equal (keys_before, keys_after);
}

static void
a_folder_that_went_missing_is_made_again (void **state)
{
  const Place *place = *state;
  const PtInitOptions options = options_for (place, "help@example.com");
  g_auto (GStrv) first = NULL, second = NULL;
  g_autofree char *poison = g_build_filename (place->state_folder, "spool", "poison", NULL);
  assert_true (pt_init_run (&options, NOW, &first, NULL));
  assert_int_equal (g_rmdir (poison), 0);
  assert_true (pt_init_run (&options, NOW, &second, NULL));
  g_autofree char *text = said (place, second);
  assert_string_equal (
      text, "kept settings T/etc/postern.conf\nmade folder T/state/spool/poison\nkept key file T/state/keys");
}

static void
another_address_is_told_and_not_added (void **state)
{
  const Place *place = *state;
  const PtInitOptions one = options_for (place, "help@example.com"), other = options_for (place, "sales@example.com");
  g_auto (GStrv) first = NULL, second = NULL;
  assert_true (pt_init_run (&one, NOW, &first, NULL));
  assert_true (pt_init_run (&other, NOW, &second, NULL));
  g_autofree char *text = said (place, second);
  assert_non_null (strstr (text, "T/etc/postern.conf has no mailbox sales@example.com: add a group [mailbox NAME]"));
}

static void
settings_that_do_not_load_stop_it (void **state)
{
  const Place *place = *state;
  const PtInitOptions options = options_for (place, "help@example.com");
  g_auto (GStrv) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (place->file);
  assert_int_equal (g_mkdir (folder, 0700), 0);
  assert_true (g_file_set_contents (place->file, "[posten]\n", -1, NULL));
  assert_false (pt_init_run (&options, NOW, &done, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_non_null (strstr (error->message, ":1: unknown group [posten]; did you mean [postern]"));
  assert_null (done);
  assert_false (g_file_test (place->state_folder, G_FILE_TEST_EXISTS));
}

static void
it_writes_what_is_set_and_little_else (void **state)
{
  (void) state;
  const PtInitOptions options = { .file = "x", .address = "support@example.com", .state = "/var/lib/postern",
                                  .transport = NULL };
  g_autofree char *text = NULL;
  assert_true (pt_init_text (&options, &text, NULL));
  assert_string_equal (
    text,
    "# Settings of Postern.  postern.conf(5) describes them all; \"postern check\" looks for mistakes.\n\n"
    "[postern]\nstate = /var/lib/postern\n\n"
    "# Whom to believe about the sender: the authserv-id that your own MTA writes into Authentication-Results.\n"
    "# Set it as soon as the MTA checks DKIM and DMARC and removes foreign fields with this name.\n"
    "#authserv_id = mx.example.com\n\n"
    "# A group [mailbox NAME] for each address that people write to.\n"
    "[mailbox support]\naddress = support@example.com\n#name = Support\n#signature = -- \\nYour support team\n\n"
    "[smtp]\ntransport = smtp\nhost = localhost\nport = 25\n\n"
    "[rules]\n"
    "# With the default of 5m a reply can still be held or dropped with postern outbox; 0s sends it at once.\n"
    "reply_delay = 0s\n\n"
    "# Who is told of a new ticket: roles out of light-agent agent supervisor admin owner.\n"
    "#notify_new = owner admin\n");
}

/* Every setting that stands there as a comment works once the # is taken away. */
static void
its_comments_can_be_switched_on (void **state)
{
  (void) state;
  const PtInitOptions options = { .file = "x", .address = "support@example.com", .state = "/s",
                                  .transport = "smtp:mx.example.com:587" };
  g_autofree char *text = NULL;
  g_autoptr (PtConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  assert_true (pt_init_text (&options, &text, NULL));
  for (char *c = text; *c; c++)
    if (*c == '#' && g_ascii_islower (c[1]))
      *c = ' ';
  if (!pt_config_parse ("/s/p.conf", text, strlen (text), &config, &error))
    fail_msg ("%s", error->message);
  assert_string_equal (config->policy->authserv_id, "mx.example.com");
  const PtMailbox *mailbox = g_ptr_array_index (config->policy->mailboxes, 0);
  assert_string_equal (mailbox->signature, "-- \nYour support team");
  assert_string_equal (config->smtp.host, "mx.example.com");
  assert_int_equal (config->smtp.port, 587);
  assert_string_equal (config->smtp.tls, "starttls");
}

typedef struct {
  const char *sentence, *address, *state, *transport, *wanted;
} Refused;

static const Refused refused[] = {
  { "an address is needed", NULL, NULL, NULL, "bad address \"\"; write one such as support@example.com" },
  { "an address has a domain", "support", NULL, NULL,
    "bad address \"support\"; write one such as support@example.com" },
  { "an address cannot end its line", "a@example.com\n[smtp]", NULL, NULL,
    "bad address \"a@example.com\n[smtp]\"; write one such as support@example.com" },
  { "a transport is one of two", "a@example.com", NULL, "uucp:x",
    "unknown transport \"uucp:x\"; write smtp:HOST:PORT or maildir:FOLDER" },
  { "smtp needs a host", "a@example.com", NULL,
    "smtp:", "bad transport \"smtp:\"; write smtp:HOST or smtp:HOST:PORT" },
  { "a port is a number", "a@example.com", NULL, "smtp:h:x",
    "bad transport \"smtp:h:x\"; write smtp:HOST or smtp:HOST:PORT" },
  { "a host cannot end its line", "a@example.com", NULL, "smtp:h\nuser=x:25",
    "bad transport \"smtp:h\nuser=x:25\"; write smtp:HOST or smtp:HOST:PORT" },
  { "a maildir needs a folder", "a@example.com", NULL,
    "maildir:", "bad folder \"\"; write a path without control characters" },
  { "a folder cannot end its line", "a@example.com", "/s\nx", NULL,
    "bad folder \"/s\nx\"; write a path without control characters" },
};

static void
is_refused_with_these_words (void **state)
{
  const Refused *row = *state;
  const PtInitOptions options = { .file = "/nonexistent/x", .address = row->address, .state = row->state,
                                  .transport = row->transport };
  g_auto (GStrv) done = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (pt_init_run (&options, NOW, &done, &error));
  assert_string_equal (error->message, row->wanted);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_USAGE));
  assert_false (g_file_test ("/nonexistent", G_FILE_TEST_EXISTS));
}

#define IN_PLACE(function) cmocka_unit_test_setup_teardown (function, set_up, tear_down)

int
main (void)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  static const struct CMUnitTest others[] = {
    IN_PLACE (makes_settings_folders_and_keys_that_load),
    IN_PLACE (a_second_time_changes_nothing),
    IN_PLACE (a_folder_that_went_missing_is_made_again),
    IN_PLACE (another_address_is_told_and_not_added),
    IN_PLACE (settings_that_do_not_load_stop_it),
    cmocka_unit_test (it_writes_what_is_set_and_little_else),
    cmocka_unit_test (its_comments_can_be_switched_on),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    struct CMUnitTest test = { refused[i].sentence, is_refused_with_these_words, NULL, NULL, (void *) &refused[i] };
    g_array_append_val (tests, test);
  }
  g_array_append_vals (tests, others, G_N_ELEMENTS (others));
  return _cmocka_run_group_tests ("init", (const struct CMUnitTest *) (void *) tests->data, tests->len, NULL, NULL);
}
