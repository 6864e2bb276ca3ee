#include "config.h"

#include "base/clock.h"

#include <string.h>

/* 1970 began on a Thursday. */
static const char *const day_names[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
static const char *const month_names[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

typedef struct {
  int    year, month, day; /* month and day from 1 */
  int    hour, minute, second, microsecond;
  gint64 days;             /* since 1970 */
} Civil;

#ifdef PT_TESTING
static gboolean
test_now (PtTime *out_now)
{
  const char *text = g_getenv ("POSTERN_TEST_NOW");
  if (!text || !*text)
    return FALSE;
  if (!pt_time_from_iso (text, out_now))
    g_error ("cannot read POSTERN_TEST_NOW \"%s\": write it as 2026-01-01T10:00:00Z", text);
  return TRUE;
}
#endif

PtTime
pt_clock_now (void)
{
#ifdef PT_TESTING
  PtTime now;
  if (test_now (&now))
    return now;
#endif
  return g_get_real_time ();
}

/* Days since 1970 of a date of the proleptic Gregorian calendar. */
static gint64
days_from_date (gint64 year, int month, int day)
{
  year -= month <= 2;
  gint64 era = (year >= 0 ? year : year - 399) / 400;
  gint64 of_era = year - era * 400;
  int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void
date_from_days (gint64 days, Civil *civil)
{
  days += 719468;
  gint64 era = (days >= 0 ? days : days - 146096) / 146097;
  int of_era = (int) (days - era * 146097);
  int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * year + year / 4 - year / 100);
  int month = (5 * of_year + 2) / 153;
  civil->day = of_year - (153 * month + 2) / 5 + 1;
  civil->month = month < 10 ? month + 3 : month - 9;
  civil->year = (int) (era * 400 + year + (civil->month <= 2));
}

/* Four digits of year are all that our formats have: times beyond stop at their ends. */
static void
civil_from_time (PtTime time, Civil *civil)
{
  PtTime first = days_from_date (1, 1, 1) * PT_DAY, end = days_from_date (10000, 1, 1) * PT_DAY;
  time = CLAMP (time, first, end - 1);
  gint64 rest = (time % PT_DAY + PT_DAY) % PT_DAY;
  civil->days = (time - rest) / PT_DAY;
  date_from_days (civil->days, civil);
  civil->hour = (int) (rest / PT_HOUR);
  civil->minute = (int) (rest / PT_MINUTE % 60);
  civil->second = (int) (rest / PT_SECOND % 60);
  civil->microsecond = (int) (rest % PT_SECOND);
}

char *
pt_time_to_iso (PtTime time, gboolean microseconds)
{
  Civil c;
  civil_from_time (time, &c);
  if (microseconds)
    return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day, c.hour, c.minute, c.second,
                            c.microsecond);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

/* TRUE if TEXT has digits where PATTERN has 0 and PATTERN's own characters elsewhere. */
static gboolean
has_shape (const char *text, const char *pattern)
{
  for (; *pattern; text++, pattern++)
    if (*pattern == '0' ? !g_ascii_isdigit (*text) : *text != *pattern)
      return FALSE;
  return *text == 0;
}

static int
digits (const char *text, int count)
{
  int value = 0;
  while (count-- > 0)
    value = value * 10 + (*text++ - '0');
  return value;
}

gboolean
pt_time_from_iso (const char *text, PtTime *out_time)
{
  gboolean micros = has_shape (text, "0000-00-00T00:00:00.000000Z");
  if (!micros && !has_shape (text, "0000-00-00T00:00:00Z"))
    return FALSE;
  int year = digits (text, 4), month = digits (text + 5, 2), day = digits (text + 8, 2);
  int hour = digits (text + 11, 2), minute = digits (text + 14, 2), second = digits (text + 17, 2);
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;
  *out_time = days_from_date (year, month, day) * PT_DAY + hour * PT_HOUR + minute * PT_MINUTE + second * PT_SECOND
              + (micros ? digits (text + 20, 6) : 0);
  return TRUE;
}

char *
pt_time_to_rfc5322 (PtTime time)
{
  Civil c;
  civil_from_time (time, &c);
  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d +0000", day_names[(c.days % 7 + 7) % 7], c.day,
                          month_names[c.month - 1], c.year, c.hour, c.minute, c.second);
}

gboolean
pt_duration_from_text (const char *text, PtTime *out_duration)
{
  static const struct {
    char   letter;
    PtTime unit;
  } units[] = { { 's', PT_SECOND }, { 'm', PT_MINUTE }, { 'h', PT_HOUR }, { 'd', PT_DAY } };
  char *end = NULL;
  if (!strcmp (text, "0")) {
    *out_duration = 0;
    return TRUE;
  }
  if (!g_ascii_isdigit (*text))
    return FALSE;
  guint64 count = g_ascii_strtoull (text, &end, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (end[0] == units[i].letter && end[1] == 0 && count <= (guint64) (G_MAXINT64 / units[i].unit)) {
      *out_duration = (PtTime) count * units[i].unit;
      return TRUE;
    }
  return FALSE;
}
