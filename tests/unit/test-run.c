/* One pass over the spool: what is taken, what stays, what is counted, and what becomes of a spool whose reader
 * died. */
#include "test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "config/init.h"
#include "gateway/run.h"
#include "gateway/spool.h"
#include "tests/lib/folder.h"

typedef struct {
  char *dir;
  char *file; /* postern.conf */
} Desk;

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
  desk->dir = g_dir_make_tmp ("run-XXXXXX", NULL);
  desk->file = g_build_filename (desk->dir, "postern.conf", NULL);
  PtInitOptions options = { .file = desk->file, .address = "support@example.com", .state = desk->dir,
                            .transport = NULL };
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
  pt_folder_remove (desk->dir);
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
  g_autofree char *path = g_build_filename (config->spool, "begun", NULL), *text = NULL;
  gsize length = 0;
  return g_file_get_contents (path, &text, &length, NULL) && length > 0;
}

static void
count_marked (const Desk *desk)
{
  g_autoptr (PtConfig) config = config_of (desk);
  assert_true (pt_spool_count_marked (config->spool, NULL));
}

static PtEngine *
open_run (const PtConfig *config)
{
  g_autoptr (GError) error = NULL;
  PtEngine *engine = NULL;
  if (!pt_run_open (config, &engine, &error))
    fail_msg ("%s", error->message);
  return engine;
}

static PtRunStats
run (const Desk *desk)
{
  g_autoptr (PtConfig) config = config_of (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtEngine) engine = open_run (config);
  if (!pt_run (engine, FALSE, &error))
    fail_msg ("%s", error->message);
  return engine->stats;
}

static int
take_number (void *data, int n, char **values, char **names)
{
  (void) n, (void) names;
  *(gint64 *) data = g_ascii_strtoll (values[0], NULL, 10);
  return 0;
}

static gint64
ask (const Desk *desk, const char *sql)
{
  g_autoptr (PtConfig) config = config_of (desk);
  sqlite3 *db = NULL;
  gint64 number = -1;
  assert_int_equal (sqlite3_open (config->store + strlen ("sqlite:"), &db), SQLITE_OK);
  assert_int_equal (sqlite3_exec (db, sql, take_number, &number, NULL), SQLITE_OK);
  sqlite3_close (db);
  return number;
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

/* Whichever worker reads it first. */
static void
mail_is_taken_in_the_order_of_its_arrival (void **state)
{
  put_mails (*state, 300);
  assert_int_equal (run (*state).taken, 300);
  assert_int_equal (ask (*state, "SELECT count(*) FROM ticket WHERE subject = 'Matter ' || (id - 1)"), 300);
}

static void
a_file_that_is_gone_fails_alone (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  put_mails (desk, 3);
  g_autoptr (PtEngine) engine = open_run (config); /* it has listed them */
  g_autofree char *gone = g_build_filename (config->spool, "new", "000001.mail", NULL);
  assert_int_equal (g_remove (gone), 0);
  assert_true (pt_run (engine, FALSE, NULL));
  assert_int_equal (engine->stats.taken, 2);
  assert_int_equal (engine->stats.failed, 1);
}

static void
a_spool_that_another_reads_is_left_to_it (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  int lock = -1;
  put_mails (desk, 3);
  assert_true (pt_spool_lock (config->spool, FALSE, &lock, NULL));
  assert_int_equal (run (desk).taken, 0);
  close (lock);
  assert_int_equal (run (desk).taken, 3);
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
a_killed_run_counts_what_was_in_its_commit_once (void **state)
{
  const Desk *desk = *state;
  put_mails (desk, 70); /* as a batch */
  run_killed (desk, "commit:1:kill");
  assert_true (has_mark (desk));
  assert_int_equal (count_files (desk, "new", 0), 70);
  count_marked (desk);
  assert_false (has_mark (desk));
  assert_int_equal (count_files (desk, "new", 1), 70);
  PtRunStats stats = run (desk);
  assert_int_equal (stats.taken, 70);
  assert_int_equal (stats.poisoned, 0);
}

static void
what_was_not_in_the_commit_is_not_counted (void **state)
{
  const Desk *desk = *state;
  put_mails (desk, 700);
  run_killed (desk, "commit:1:kill");
  count_marked (desk);
  assert_int_equal (count_files (desk, "new", 1), 512);
  assert_int_equal (count_files (desk, "new", 0), 188);
}

static void
a_file_that_was_begun_before_is_committed_alone (void **state)
{
  const Desk *desk = *state;
  put_mails (desk, 70);
  g_autoptr (PtConfig) config = config_of (desk);
  g_autofree char *plain = g_build_filename (config->spool, "new", "000000.mail", NULL);
  g_autofree char *counted = g_strconcat (plain, ",a=1", NULL);
  assert_int_equal (g_rename (plain, counted), 0);
  run_killed (desk, "commit:1:kill");
  count_marked (desk);
  assert_int_equal (count_files (desk, "new", 2), 1);
  assert_int_equal (count_files (desk, "new", 0), 69);
}

static void
a_file_that_kills_three_commits_goes_to_poison (void **state)
{
  const Desk *desk = *state;
  put_mails (desk, 1);
  for (guint i = 0; i < PT_SPOOL_ATTEMPTS; i++)
    run_killed (desk, "commit:1:kill");
  PtRunStats stats = run (desk);
  assert_int_equal (stats.taken, 0);
  assert_int_equal (stats.poisoned, 1);
  assert_int_equal (count_files (desk, "poison", PT_SPOOL_ATTEMPTS), 1);
}

static void
without_a_mark_each_file_is_counted_by_its_name (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  g_autofree char *in_its_place = g_build_filename (config->spool, "begun", NULL);
  put_mails (desk, 70);
  assert_int_equal (g_mkdir (in_its_place, 0700), 0);
  run_killed (desk, "commit:1:kill");
  assert_int_equal (count_files (desk, "new", 1), 70);
  assert_int_equal (run (desk).taken, 70);
}

static void
trouble_of_the_store_ends_the_run_and_counts_nothing (void **state)
{
  const Desk *desk = *state;
  g_autoptr (PtConfig) config = config_of (desk);
  g_autoptr (GError) error = NULL;
  put_mails (desk, 70);
  pt_fault_plan ("commit:1+:EIO");
  g_autoptr (PtEngine) engine = open_run (config);
  assert_false (pt_run (engine, FALSE, &error));
  pt_fault_plan (NULL);
  assert_non_null (error);
  assert_int_equal (count_files (desk, "new", 0), 70);
  assert_false (has_mark (desk));
}

#endif

#define DESK_TEST(sentence, function) { sentence, function, open_desk, close_desk, NULL }

int
main (void)
{
  const struct CMUnitTest tests[] = {
    DESK_TEST ("a full spool becomes empty and leaves no mark", a_full_spool_becomes_empty_and_leaves_no_mark),
    DESK_TEST ("mail is taken in the order of its arrival", mail_is_taken_in_the_order_of_its_arrival),
    DESK_TEST ("a file that is gone fails alone", a_file_that_is_gone_fails_alone),
    DESK_TEST ("a spool that another reads is left to it", a_spool_that_another_reads_is_left_to_it),
#ifdef PT_TESTING
    DESK_TEST ("a killed run counts what was in its commit once", a_killed_run_counts_what_was_in_its_commit_once),
    DESK_TEST ("what was not in the commit is not counted", what_was_not_in_the_commit_is_not_counted),
    DESK_TEST ("a file that was begun before is committed alone", a_file_that_was_begun_before_is_committed_alone),
    DESK_TEST ("a file that kills three commits goes to poison", a_file_that_kills_three_commits_goes_to_poison),
    DESK_TEST ("without a mark each file is counted by its name", without_a_mark_each_file_is_counted_by_its_name),
    DESK_TEST ("trouble of the store ends the run and counts nothing",
               trouble_of_the_store_ends_the_run_and_counts_nothing),
#endif
  };
  pt_log_init (PT_LOG_TO_NOTHING, PT_LOG_ERROR);
  return cmocka_run_group_tests_name ("run", tests, NULL, NULL);
}
