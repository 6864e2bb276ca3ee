/* Time as a value: the rules get `now` as an argument; only programs ask the clock. */
#ifndef PT_BASE_CLOCK_H
#define PT_BASE_CLOCK_H

#include "base/types.h"

#define PT_SECOND G_GINT64_CONSTANT (1000000)
#define PT_MINUTE (60 * PT_SECOND)
#define PT_HOUR   (60 * PT_MINUTE)
#define PT_DAY    (24 * PT_HOUR)

/* Microseconds since 1970.  In a build with --enable-testing POSTERN_TEST_NOW (ISO 8601 UTC) stands still instead. */
PtTime pt_clock_now (void);

/* ISO 8601 in UTC, `2026-01-01T10:00:00Z`; with MICROSECONDS `...00.000000Z`.  Free with g_free. */
char *pt_time_to_iso (PtTime time, gboolean microseconds);

/* Reads what pt_time_to_iso writes.  FALSE if TEXT is something else. */
gboolean pt_time_from_iso (const char *text, PtTime *out_time);

/* RFC 5322 date in UTC: `Thu, 01 Jan 2026 10:00:00 +0000`.  Independent of the locale.  Free with g_free. */
char *pt_time_to_rfc5322 (PtTime time);

/* `300s 5m 2h 7d`; a bare 0 is allowed.  FALSE if TEXT is something else or overflows. */
gboolean pt_duration_from_text (const char *text, PtTime *out_duration);

#endif
