#include "test.h"

#include "gateway/spool.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "X-Postern-Spool: 1\nReturn-Path: <a@example.com>\nDelivered-To: a@example.org\nReceived-At: 1\n"

static char *
spool_new (void)
{
  char *dir = g_dir_make_tmp ("spool-XXXXXX", NULL);
  assert_non_null (dir);
  assert_true (pt_spool_make (dir, NULL));
  return dir;
}

static void
spool_put (const char *dir, const char *name, const char *bytes, gssize length)
{
  g_autofree char *path = g_build_filename (dir, "new", name, NULL);
  assert_true (g_file_set_contents (path, bytes, length, NULL));
}

static gboolean
spool_has (const char *dir, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (dir, folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
spool_end (char *dir)
{
  const char *const folders[] = { "new", "tmp", "poison", "" };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (dir, folders[i], NULL);
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    for (const char *name = g_dir_read_name (folder); name; name = g_dir_read_name (folder)) {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_remove (file);
    }
    g_rmdir (path);
  }
  g_free (dir);
}

static void
makes_private_folders_once_and_again (void **state)
{
  char *dir = spool_new ();
  struct stat info;
  (void) state;
  assert_true (pt_spool_make (dir, NULL));
  g_autofree char *path = g_build_filename (dir, "poison", NULL);
  assert_int_equal (g_stat (path, &info), 0);
  assert_int_equal (info.st_mode & 0777, 0700);
  spool_end (dir);
}

static void
a_file_in_the_place_of_the_spool_is_an_error (void **state)
{
  char *dir = spool_new ();
  (void) state;
  spool_put (dir, "x", "x", 1);
  g_autofree char *path = g_build_filename (dir, "new", "x", NULL);
  g_autoptr (GError) error = NULL;
  assert_false (pt_spool_make (path, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_IO));
  spool_end (dir);
}

static void
lists_in_order_of_arrival (void **state)
{
  static const char *const put[] = { "1700000002.M000001P1Ra", "1700000001.M000002P1Rb,a=2", "1700000001.M000001P9Rc",
                                     ".hidden" };
  char *dir = spool_new ();
  g_autoptr (GPtrArray) names = NULL, few = NULL;
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (put); i++)
    spool_put (dir, put[i], "x", 1);
  assert_true (pt_spool_list (dir, 0, &names, NULL));
  assert_int_equal (names->len, 3);
  assert_string_equal (names->pdata[0], put[2]);
  assert_string_equal (names->pdata[1], put[1]);
  assert_string_equal (names->pdata[2], put[0]);
  assert_true (pt_spool_list (dir, 1, &few, NULL));
  assert_int_equal (few->len, 1);
  assert_string_equal (few->pdata[0], put[2]);
  spool_end (dir);
}

static void
counts_the_attempts_of_a_name (void **state)
{
  static const struct {
    const char *name;
    guint       wanted;
  } cases[] = {
    { "1.M1P1Ra", 0 }, { "1.M1P1Ra,a=1", 1 }, { "1.M1P1Ra,a=12", 12 }, { "1.M1P1Ra,a=", 0 }, { "1.M1P1Ra,a=1x", 0 },
    { "x,a=1,a=2", 2 }, { "x,a=99999999999999999999", 0 },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].name, pt_spool_attempts (cases[i].name), cases[i].wanted);
}

static void
three_attempts_then_poison (void **state)
{
  static const char *const wanted[] = { "m,a=1", "m,a=2", "m,a=3" };
  char *dir = spool_new (), *name = g_strdup ("m");
  (void) state;
  spool_put (dir, "m", "x", 1);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++) {
    char *next = NULL;
    assert_true (pt_spool_begin (dir, name, &next, NULL));
    assert_string_equal (next, wanted[i]);
    assert_true (spool_has (dir, "new", next));
    assert_false (spool_has (dir, "new", name));
    g_free (name);
    name = next;
  }
  char *next = NULL;
  assert_true (pt_spool_begin (dir, name, &next, NULL));
  assert_null (next);
  assert_true (spool_has (dir, "poison", "m,a=3"));
  assert_false (spool_has (dir, "new", "m,a=3"));
  g_free (name);
  spool_end (dir);
}

static void
takes_a_count_back (void **state)
{
  char *dir = spool_new ();
  (void) state;
  spool_put (dir, "m,a=2", "x", 1);
  pt_spool_unbegin (dir, "m,a=2");
  assert_true (spool_has (dir, "new", "m,a=1"));
  pt_spool_unbegin (dir, "m,a=1");
  assert_true (spool_has (dir, "new", "m"));
  pt_spool_unbegin (dir, "m");
  assert_true (spool_has (dir, "new", "m"));
  spool_end (dir);
}

static void
never_overwrites_another_mail (void **state)
{
  char *dir = spool_new ();
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  (void) state;
  spool_put (dir, "m", "first", 5);
  spool_put (dir, "m,a=1", "second", 6);
  assert_false (pt_spool_begin (dir, "m", &name, &error));
  assert_true (spool_has (dir, "new", "m") && spool_has (dir, "new", "m,a=1"));
  spool_end (dir);
}

static void
a_file_that_another_reader_took_is_busy (void **state)
{
  char *dir = spool_new ();
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  (void) state;
  assert_false (pt_spool_begin (dir, "gone", &name, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUSY));
  spool_end (dir);
}

static void
one_reader_at_a_time (void **state)
{
  char *dir = spool_new ();
  int first = -1, second = -1;
  g_autoptr (GError) error = NULL;
  (void) state;
  assert_true (pt_spool_lock (dir, FALSE, &first, NULL));
  assert_false (pt_spool_lock (dir, FALSE, &second, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUSY));
  close (first);
  assert_true (pt_spool_lock (dir, TRUE, &second, NULL));
  close (second);
  spool_end (dir);
}

static void
reads_within_the_limit_and_not_over_it (void **state)
{
  char *dir = spool_new ();
  g_autoptr (GBytes) file = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  (void) state;
  spool_put (dir, "m", "a\0b\r\nc", 6);
  assert_true (pt_spool_read (dir, "m", 6, &file, NULL));
  assert_int_equal (g_bytes_get_size (file), 6);
  assert_memory_equal (g_bytes_get_data (file, NULL), "a\0b\r\nc", 6);
  assert_false (pt_spool_read (dir, "m", 5, &none, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_TOO_LARGE));
  spool_end (dir);
}

static void
a_link_a_pipe_and_a_folder_are_not_read (void **state)
{
  static const char *const names[] = { "link", "pipe", "folder" };
  char *dir = spool_new ();
  (void) state;
  g_autofree char *link = g_build_filename (dir, "new", "link", NULL);
  g_autofree char *pipe = g_build_filename (dir, "new", "pipe", NULL);
  g_autofree char *folder = g_build_filename (dir, "new", "folder", NULL);
  assert_int_equal (symlink ("/etc/passwd", link), 0);
  assert_int_equal (mkfifo (pipe, 0600), 0);
  assert_int_equal (g_mkdir (folder, 0700), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GError) error = NULL;
    assert_false (pt_spool_read (dir, names[i], 1000000, &file, &error));
    assert_number (names[i], error->code, PT_ERROR_MALFORMED);
  }
  spool_end (dir);
}

static void
the_bound_of_reading (void **state)
{
  (void) state;
  assert_true (pt_spool_most (25 << 20) > (100u << 20));
  assert_true (pt_spool_most (G_MAXSIZE) > G_MAXSIZE / 2);
}

static void
removes_once_and_takes_a_second_time_as_done (void **state)
{
  char *dir = spool_new ();
  (void) state;
  spool_put (dir, "m", "x", 1);
  assert_true (pt_spool_remove (dir, "m", NULL));
  assert_false (spool_has (dir, "new", "m"));
  assert_true (pt_spool_remove (dir, "m", NULL));
  spool_end (dir);
}

static void
splits_envelope_and_bytes (void **state)
{
  static const char file[] = "X-Postern-Spool: 1\nReturn-Path: <>\n"
                             "Delivered-To: a@example.org\nDelivered-To: \xff@example.org\n"
                             "Received-At: 1700000000000001\n\nDelivered-To: evil@example.net\n\nX\0\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (file, sizeof file - 1);
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (GBytes) raw = NULL;
  gsize size = 0;
  (void) state;
  assert_true (pt_spool_parse (bytes, &envelope, &raw, NULL));
  assert_int_equal (envelope->entrance, PT_ENTRANCE_PIPE);
  assert_string_equal (envelope->sender, "");
  assert_int_equal (envelope->recipients->len, 2);
  assert_string_equal (envelope->recipients->pdata[0], "a@example.org");
  assert_string_equal (envelope->recipients->pdata[1], "\xef\xbf\xbd@example.org");
  assert_number ("received", envelope->received_at, G_GINT64_CONSTANT (1700000000000001));
  const char *data = g_bytes_get_data (raw, &size);
  assert_int_equal (size, sizeof "Delivered-To: evil@example.net\n\nX\0\r\n" - 1);
  assert_memory_equal (data, "Delivered-To: evil@example.net\n\nX\0\r\n", size);
}

static void
an_empty_mail_has_an_envelope (void **state)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (HEAD "\n", sizeof HEAD);
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (GBytes) raw = NULL;
  (void) state;
  assert_true (pt_spool_parse (bytes, &envelope, &raw, NULL));
  assert_int_equal (g_bytes_get_size (raw), 0);
}

static void
refuses_what_postern_deliver_does_not_write (void **state)
{
  static const struct {
    const char *name, *file;
  } cases[] = {
    { "nothing", "" },
    { "a mail without envelope", "From: a@example.com\n\nx\n" },
    { "another version", "X-Postern-Spool: 10\nReturn-Path: <>\nDelivered-To: a@example.org\nReceived-At: 1\n\n" },
    { "no recipient", "X-Postern-Spool: 1\nReturn-Path: <>\nReceived-At: 1\n\n" },
    { "an empty recipient", "X-Postern-Spool: 1\nReturn-Path: <>\nDelivered-To: \nReceived-At: 1\n\n" },
    { "no sender", "X-Postern-Spool: 1\nDelivered-To: a@example.org\nReceived-At: 1\n\n" },
    { "a sender without end",
      "X-Postern-Spool: 1\nReturn-Path: <a\nDelivered-To: a@example.org\nReceived-At: 1\n\n" },
    { "brackets in the sender",
      "X-Postern-Spool: 1\nReturn-Path: <a>b>\nDelivered-To: a@example.org\nReceived-At: 1\n\n" },
    { "a CR in a recipient",
      "X-Postern-Spool: 1\nReturn-Path: <>\nDelivered-To: a@example.org\r\nReceived-At: 1\n\n" },
    { "a negative time", "X-Postern-Spool: 1\nReturn-Path: <>\nDelivered-To: a@example.org\nReceived-At: -1\n\n" },
    { "a time beyond 64 bits", "X-Postern-Spool: 1\nReturn-Path: <>\nDelivered-To: a@example.org\n"
      "Received-At: 9999999999999999999\n\n" },
    { "a field too many", HEAD "X-Other: 1\n\n" },
    { "no empty line", HEAD },
    { "cut in the first line", "X-Postern-Sp" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].file, strlen (cases[i].file));
    g_autoptr (PtEnvelope) envelope = NULL;
    g_autoptr (GBytes) raw = NULL;
    g_autoptr (GError) error = NULL;
    if (pt_spool_parse (bytes, &envelope, &raw, &error))
      fail_msg ("%s: taken", cases[i].name);
    assert_number (cases[i].name, error->code, PT_ERROR_MALFORMED);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("the spool is made once and again, private", makes_private_folders_once_and_again),
    TEST ("a file in the place of the spool is an error", a_file_in_the_place_of_the_spool_is_an_error),
    TEST ("files are listed in order of arrival", lists_in_order_of_arrival),
    TEST ("a name tells its attempts", counts_the_attempts_of_a_name),
    TEST ("three attempts, then poison", three_attempts_then_poison),
    TEST ("a count can be taken back", takes_a_count_back),
    TEST ("a rename never overwrites another mail", never_overwrites_another_mail),
    TEST ("a file that another reader took is busy", a_file_that_another_reader_took_is_busy),
    TEST ("one reader at a time", one_reader_at_a_time),
    TEST ("a file is read up to the limit and not over it", reads_within_the_limit_and_not_over_it),
    TEST ("a link, a pipe and a folder are not read", a_link_a_pipe_and_a_folder_are_not_read),
    TEST ("four times a message fits", the_bound_of_reading),
    TEST ("a file is removed, and gone is as good", removes_once_and_takes_a_second_time_as_done),
    TEST ("envelope and bytes are split, fields inside stay mail", splits_envelope_and_bytes),
    TEST ("an empty mail has an envelope", an_empty_mail_has_an_envelope),
    TEST ("what postern-deliver does not write is malformed", refuses_what_postern_deliver_does_not_write),
  };
  return cmocka_run_group_tests_name ("spool", tests, NULL, NULL);
}
