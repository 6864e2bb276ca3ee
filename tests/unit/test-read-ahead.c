/* Reading ahead of the commits: what stays, what is counted, and what becomes of a spool whose reader died. */
#include "test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "config/init.h"
#include "gateway/read-ahead.h"
#include "gateway/spool.h"

typedef struct {
  char *dir;
  char *file; /* postern.conf */
} Desk;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

static PtConfig *
config_of (const Desk *desk)
{
  g_autoptr (GError) error = NULL;
  PtConfig *config = NULL;
  if (!pt_config_open (desk->file, &config, &error))
    fail_msg ("%s", error->message);
  return config;
}

static int
open_desk (void **state)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) done = NULL;
  g_autoptr (PtConfig) config = NULL;
  PtGateway *gateway = NULL;
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *templates = g_build_filename (top ? top : ".", "templates", NULL);
  g_setenv ("POSTERN_TEMPLATES", templates, TRUE);
  desk->dir = g_dir_make_tmp ("ahead-XXXXXX", NULL);
  desk->file = g_build_filename (desk->dir, "postern.conf", NULL);
  PtInitOptions options = { desk->file, "support@example.com", desk->dir, NULL };
  if (!pt_init_run (&options, pt_clock_now (), &done, &error))
    fail_msg ("%s", error->message);
  config = config_of (desk);
  if (!pt_spool_make (config->spool, &error) || !pt_gateway_open (config, PT_STORE_CREATE, &gateway, &error))
    fail_msg ("%s", error->message);
  pt_gateway_close (gateway);
  *state = desk;
  return 0;
}

static int
close_desk (void **state)
{
  Desk *desk = *state;
  remove_tree (desk->dir);
  g_free (desk->dir);
  g_free (desk->file);
  g_free (desk);
  return 0;
}

static void
put_mails (const Desk *desk, guint count)
{
  g_autoptr (PtConfig) config = config_of (desk);
  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strdup_printf ("%s/new/%06u.mail", config->spool, i);
    g_autofree char *text = g_strdup_printf (
      "X-Postern-Spool: 1\nReturn-Path: <c%u@example.org>\nDelivered-To: support@example.com\nReceived-At: 1\n\n"
      "From: c%u@example.org\nTo: support@example.com\nSubject: Matter %u\nMessage-ID: <m%u@example.org>\n\nText.\n",
      i, i, i, i);
    FILE *file = fopen (path, "w");
    assert_non_null (file);
    fputs (text, file);
    fclose (file);
  }
}

/* Files in FOLDER of the spool whose names show ATTEMPTS. */
static guint
count_files (const Desk *desk, const char *folder, guint attempts)
{
  g_autoptr (PtConfig) config = config_of (desk);
  g_autofree char *path = g_build_filename (config->spool, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    count += pt_spool_attempts (name) == attempts;
  return count;
}

static gboolean
has_mark (const Desk *desk)
{
  g_autoptr (PtConfig) config = config_of (desk);
  g_autofree char *path = g_build_filename (config->spool, "begun", NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static PtRunStats
run (const Desk *desk)
{
  g_autoptr (PtConfig) config = config_of (desk);
  g_autoptr (GError) error = NULL;
  PtGateway *gateway = NULL;
  PtRunStats stats = { 0 };
  if (!pt_gateway_open (config, PT_STORE_MUST_EXIST, &gateway, &error) ||
      !pt_gateway_run (gateway, FALSE, &stats, &error))
    fail_msg ("%s", error->message);
  pt_gateway_close (gateway);
  return stats;
}

static void
a_full_spool_becomes_empty_and_leaves_no_mark (void **state)
{
  put_mails (*state, 1300);
  PtRunStats stats = run (*state);
  assert_int_equal (stats.taken, 1300);
  assert_int_equal (count_files (*state, "new", 0), 0);
  assert_false (has_mark (*state));
}

static void
what_was_read_ahead_and_not_taken_stays_uncounted (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  g_autoptr (GPtrArray) names = NULL;
  PtGateway *gateway = NULL;
  PtReadAhead *ahead = NULL;
  put_mails (desk, 1300);
  assert_true (pt_spool_list (config->spool, 0, &names, NULL));
  assert_true (pt_gateway_open (config, PT_STORE_MUST_EXIST, &gateway, NULL));
  assert_true (pt_read_ahead_start (gateway, names, &ahead, NULL));
  pt_read_batch_free (pt_read_ahead_take (ahead));
  pt_read_ahead_stop (ahead);
  pt_gateway_close (gateway);
  assert_int_equal (count_files (desk, "new", 0), 1300);
  PtRunStats stats = run (desk);
  assert_int_equal (stats.taken, 1300);
}

static void
a_file_that_is_gone_fails_alone (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (PtReadAhead) ahead = NULL;
  PtGateway *gateway = NULL;
  put_mails (desk, 3);
  assert_true (pt_spool_list (config->spool, 0, &names, NULL));
  g_autofree char *gone = g_build_filename (config->spool, "new", g_ptr_array_index (names, 1), NULL);
  assert_int_equal (g_remove (gone), 0);
  assert_true (pt_gateway_open (config, PT_STORE_MUST_EXIST, &gateway, NULL));
  assert_true (pt_read_ahead_start (gateway, names, &ahead, NULL));
  PtReadBatch *batch = pt_read_ahead_take (ahead);
  assert_int_equal (batch->items->len, 2);
  assert_int_equal (batch->stats.failed, 1);
  assert_null (pt_read_ahead_take (ahead));
  pt_read_batch_free (batch);
  pt_read_ahead_stop (g_steal_pointer (&ahead));
  pt_gateway_close (gateway);
}

static void
without_a_mark_each_file_is_counted_by_its_name (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *in_its_place = g_build_filename (config->spool, "begun", NULL);
  PtGateway *gateway = NULL;
  PtReadAhead *ahead = NULL;
  put_mails (desk, 5);
  assert_int_equal (g_mkdir (in_its_place, 0700), 0);
  assert_true (pt_spool_list (config->spool, 0, &names, NULL));
  assert_true (pt_gateway_open (config, PT_STORE_MUST_EXIST, &gateway, NULL));
  assert_true (pt_read_ahead_start (gateway, names, &ahead, NULL));
  PtReadBatch *batch = pt_read_ahead_take (ahead);
  assert_int_equal (count_files (desk, "new", 1), 5);
  pt_read_batch_free (batch);
  pt_read_ahead_stop (ahead);
  pt_gateway_close (gateway);
  assert_int_equal (run (desk).taken, 5);
}

#ifdef PT_TESTING

/* A run in a process of its own that PLAN kills. */
static void
run_killed (const Desk *desk, const char *plan)
{
  pid_t pid = fork ();
  int status = 0;
  assert_true (pid >= 0);
  if (pid == 0) {
    pt_fault_plan (plan);
    run (desk);
    _exit (0);
  }
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    continue;
  assert_true (WIFSIGNALED (status));
}

static void
a_killed_run_counts_what_it_had_begun_once (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  put_mails (desk, 30);
  run_killed (desk, "commit:1:kill");
  assert_true (has_mark (desk));
  assert_int_equal (count_files (desk, "new", 0), 30);
  assert_true (pt_spool_count_marked (config->spool, NULL));
  assert_false (has_mark (desk));
  assert_int_equal (count_files (desk, "new", 1), 30);
  PtRunStats stats = run (desk);
  assert_int_equal (stats.taken, 30);
  assert_int_equal (stats.poisoned, 0);
}

static void
a_file_that_kills_three_readers_goes_to_poison (void **state)
{
  const Desk *desk = *state;
  put_mails (desk, 1);
  for (guint i = 0; i < PT_SPOOL_ATTEMPTS; i++)
    run_killed (desk, "read:1:kill");
  PtRunStats stats = run (desk);
  assert_int_equal (stats.taken, 0);
  assert_int_equal (stats.poisoned, 1);
  assert_int_equal (count_files (desk, "poison", PT_SPOOL_ATTEMPTS), 1);
}

#endif

#define DESK_TEST(sentence, function) { sentence, function, open_desk, close_desk, NULL }

int
main (void)
{
  const struct CMUnitTest tests[] = {
    DESK_TEST ("a full spool becomes empty and leaves no mark", a_full_spool_becomes_empty_and_leaves_no_mark),
    DESK_TEST ("what was read ahead and not taken stays uncounted",
               what_was_read_ahead_and_not_taken_stays_uncounted),
    DESK_TEST ("a file that is gone fails alone", a_file_that_is_gone_fails_alone),
    DESK_TEST ("without a mark each file is counted by its name", without_a_mark_each_file_is_counted_by_its_name),
#ifdef PT_TESTING
    DESK_TEST ("a killed run counts what it had begun once", a_killed_run_counts_what_it_had_begun_once),
    DESK_TEST ("a file that kills three readers goes to poison", a_file_that_kills_three_readers_goes_to_poison),
#endif
  };
  pt_log_init (PT_LOG_TO_NOTHING, PT_LOG_ERROR);
  return cmocka_run_group_tests_name ("read-ahead", tests, NULL, NULL);
}
