#include "test.h"

#include "base/error.h"

#include <errno.h>

static void
codes (void **state)
{
  static const struct {
    PtErrorCode code;
    gboolean    later;
    int         exit_status, smtp_code;
  } cases[] = {
    { PT_ERROR_BUSY, TRUE, 75, 451 },       { PT_ERROR_CONFLICT, TRUE, 75, 451 },
    { PT_ERROR_IO, TRUE, 75, 451 },         { PT_ERROR_UNAVAILABLE, TRUE, 75, 451 },
    { PT_ERROR_TIMEOUT, TRUE, 75, 451 },    { PT_ERROR_CONFIG, TRUE, 75, 451 },
    { PT_ERROR_SCHEMA, TRUE, 75, 451 },     { PT_ERROR_BUG, TRUE, 75, 451 },
    { PT_ERROR_TOO_LARGE, FALSE, 65, 552 }, { PT_ERROR_MALFORMED, FALSE, 65, 554 },
    { PT_ERROR_REFUSED, FALSE, 77, 550 },   { PT_ERROR_NO_MAILBOX, FALSE, 67, 550 },
    { PT_ERROR_NOT_ALL, FALSE, 69, 550 },
    { PT_ERROR_USAGE, FALSE, 64, 501 },     { PT_ERROR_NOT_FOUND, FALSE, 65, 550 },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    assert_false (pt_error_set (&error, cases[i].code, "cannot read %s", "x"));
    const PtErrorInfo *info = pt_error_info (error);
    assert_string_equal (error->message, "cannot read x");
    assert_number (info->word, info->code, cases[i].code);
    assert_number (info->word, info->later, cases[i].later);
    assert_number (info->word, pt_error_is_later (error), cases[i].later);
    assert_number (info->word, info->exit_status, cases[i].exit_status);
    assert_number (info->word, info->smtp_code, cases[i].smtp_code);
    assert_int_equal (info->dsn[0], cases[i].later ? '4' : '5');
  }
}

static void
unknown (void **state)
{
  (void) state;
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "no such file");
  g_autoptr (GError) odd = g_error_new (PT_ERROR, 9999, "odd");
  assert_true (pt_error_is_later (foreign));
  assert_true (pt_error_is_later (odd));
  assert_true (pt_error_is_later (NULL));
  assert_int_equal (pt_error_info (foreign)->exit_status, 75);
}

static void
system_errors (void **state)
{
  (void) state;
  g_autoptr (GError) error = NULL;
  assert_false (pt_error_set_errno (&error, ENOSPC, "cannot write %s", "a.tmp"));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_IO));
  assert_true (g_str_has_prefix (error->message, "cannot write a.tmp: "));
  assert_false (pt_error_set (NULL, PT_ERROR_IO, "nobody asks"));
  assert_false (pt_error_set_errno (NULL, EIO, "nobody asks"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("every code says later or never, in every language", codes),
    TEST ("an error that we do not know is later", unknown),
    TEST ("an error of the system is io and tells its text", system_errors),
  };
  return cmocka_run_group_tests_name ("error", tests, NULL, NULL);
}
