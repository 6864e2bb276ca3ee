#include "test.h"

#include "base/clock.h"

static void
times (void **state)
{
  static const struct {
    PtTime      time;
    const char *iso, *rfc5322;
  } cases[] = {
    { 0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000" },
    { G_GINT64_CONSTANT (1767261600) * PT_SECOND, "2026-01-01T10:00:00Z", "Thu, 01 Jan 2026 10:00:00 +0000" },
    { G_GINT64_CONSTANT (951782399) * PT_SECOND, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 +0000" },
    { G_GINT64_CONSTANT (951782400) * PT_SECOND, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 +0000" },
    { -PT_SECOND, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 +0000" },
    { G_GINT64_CONSTANT (253402300799) * PT_SECOND, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 +0000" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *iso = pt_time_to_iso (cases[i].time, FALSE);
    g_autofree char *date = pt_time_to_rfc5322 (cases[i].time);
    PtTime back = 1;
    assert_text ("ISO 8601", iso, cases[i].iso);
    assert_text ("RFC 5322", date, cases[i].rfc5322);
    assert_true (pt_time_from_iso (iso, &back));
    assert_number (iso, back, cases[i].time);
  }
}

static void
every_day (void **state)
{
  (void) state;
  for (PtTime time = -200 * 366 * PT_DAY + 1234567; time < 200 * 366 * PT_DAY; time += PT_DAY) {
    g_autofree char *iso = pt_time_to_iso (time, TRUE);
    g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (iso, NULL);
    PtTime back = 0;
    assert_non_null (date);
    assert_true (pt_time_from_iso (iso, &back));
    assert_number (iso, back, time);
    assert_number (iso, g_date_time_to_unix (date) * PT_SECOND + g_date_time_get_microsecond (date), time);
  }
}

static void
beyond (void **state)
{
  (void) state;
  g_autofree char *last = pt_time_to_iso (G_MAXINT64, TRUE), *first = pt_time_to_iso (G_MININT64, TRUE);
  assert_string_equal (last, "9999-12-31T23:59:59.999999Z");
  assert_string_equal (first, "0001-01-01T00:00:00.000000Z");
}

static void
bad_times (void **state)
{
  static const char *const cases[] = {
    "",
    "2026-01-01",
    "2026-01-01T10:00:00",
    "2026-01-01T10:00:00+00:00",
    "2026-02-29T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T10:60:00Z",
    "2026-01-01T10:00:60Z",
    "2026-01-01t10:00:00z",
    " 2026-01-01T10:00:00Z",
    "2026-01-01T10:00:00Zx",
    "2026-01-01T10:00:00.123Z",
    "0000-01-01T10:00:00Z",
    "+026-01-01T10:00:00Z",
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    PtTime time = 42;
    assert_number (cases[i], pt_time_from_iso (cases[i], &time), FALSE);
    assert_number (cases[i], time, 42);
  }
}

static void
durations (void **state)
{
  static const struct {
    const char *text;
    PtTime      wanted; /* -1: refused */
  } cases[] = {
    { "300s", 300 * PT_SECOND }, { "5m", 5 * PT_MINUTE }, { "2h", 2 * PT_HOUR },  { "7d", 7 * PT_DAY },
    { "0", 0 },                  { "0s", 0 },             { "", -1 },             { "300", -1 },
    { "-5m", -1 },               { "+5m", -1 },           { " 5m", -1 },          { "5 m", -1 },
    { "5mm", -1 },               { "5w", -1 },            { "m", -1 },            { "1.5h", -1 },
    { "106751991d", 106751991 * PT_DAY },                 { "106751992d", -1 },   { "99999999999999999999s", -1 },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    PtTime duration = -1;
    assert_number (cases[i].text, pt_duration_from_text (cases[i].text, &duration), cases[i].wanted >= 0);
    assert_number (cases[i].text, duration, cases[i].wanted);
  }
}

static void
now (void **state)
{
  (void) state;
  g_unsetenv ("POSTERN_TEST_NOW");
  assert_true (ABS (pt_clock_now () - g_get_real_time ()) < PT_MINUTE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a time has one text and comes back from it", times),
    TEST ("every day of four centuries agrees with the calendar", every_day),
    TEST ("a time beyond four digits of year stops at the end", beyond),
    TEST ("what is no time in our form is refused", bad_times),
    TEST ("a duration has a unit, and only 0 goes without", durations),
    TEST ("the clock tells the time", now),
  };
  return cmocka_run_group_tests_name ("clock", tests, NULL, NULL);
}
