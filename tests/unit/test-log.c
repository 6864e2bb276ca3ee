#include "test.h"

#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

/* What pt_log writes to standard error while one record goes out. */
static char *
record (PtLogTarget target, PtLogLevel highest, PtLogLevel level, const char *text)
{
  int pipes[2], saved = dup (STDERR_FILENO);
  assert_int_equal (pipe (pipes), 0);
  assert_int_equal (fcntl (pipes[0], F_SETFL, O_NONBLOCK), 0);
  dup2 (pipes[1], STDERR_FILENO);
  pt_log_init (target, highest);
  pt_log (level, "%s", text);
  dup2 (saved, STDERR_FILENO);
  close (saved);
  close (pipes[1]);
  char *got = g_malloc0 (16384);
  assert_true (read (pipes[0], got, 16383) >= 0);
  close (pipes[0]);
  return got;
}

static void
records (void **state)
{
  static const struct {
    const char *name;
    PtLogLevel  level;
    const char *text, *wanted;
  } cases[] = {
    { "an error says so", PT_LOG_ERROR, "cannot open x", "error: cannot open x\n" },
    { "plain information stands alone", PT_LOG_INFO, "ticket 1001", "ticket 1001\n" },
    { "a record above the level is not written", PT_LOG_DEBUG, "x", "" },
    { "a line end cannot forge a record", PT_LOG_INFO, "a\n<3>b\r", "a\\x0a<3>b\\x0d\n" },
    { "an escape sequence shows", PT_LOG_INFO, "\x1b[2J", "\\x1b[2J\n" },
    { "C1 and separators show as bytes", PT_LOG_INFO, "\xc2\x9b\xe2\x80\xa8", "\\xc2\\x9b\\xe2\\x80\\xa8\n" },
    { "invalid UTF-8 shows as bytes", PT_LOG_INFO, "a\xff" "b", "a\\xffb\n" },
    { "letters stay", PT_LOG_INFO, "Z\xc3\xbcrich", "Z\xc3\xbcrich\n" },
  };
  (void) state;
  g_unsetenv ("JOURNAL_STREAM");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *got = record (PT_LOG_TO_STDERR, PT_LOG_INFO, cases[i].level, cases[i].text);
    assert_text (cases[i].name, got, cases[i].wanted);
  }
}

static void
journal (void **state)
{
  (void) state;
  g_setenv ("JOURNAL_STREAM", "8:1", TRUE);
  g_autofree char *error = record (PT_LOG_TO_STDERR, PT_LOG_DEBUG, PT_LOG_ERROR, "x");
  g_autofree char *debug = record (PT_LOG_TO_STDERR, PT_LOG_DEBUG, PT_LOG_DEBUG, "x");
  g_unsetenv ("JOURNAL_STREAM");
  g_autofree char *nothing = record (PT_LOG_TO_NOTHING, PT_LOG_DEBUG, PT_LOG_ERROR, "x");
  assert_string_equal (error, "<3>x\n");
  assert_string_equal (debug, "<7>x\n");
  assert_string_equal (nothing, "");
}

static void
long_records (void **state)
{
  (void) state;
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree char *got = record (PT_LOG_TO_STDERR, PT_LOG_INFO, PT_LOG_INFO, text);
  assert_int_equal (strlen (got), 4096);
  assert_true (g_str_has_suffix (got, "x...\n"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a record is one line whatever it tells", records),
    TEST ("the journal gets its levels", journal),
    TEST ("a record fits one piece of a pipe", long_records),
  };
  return cmocka_run_group_tests_name ("log", tests, NULL, NULL);
}
