/* Sizes and durations as the settings write them. */
#ifndef PT_CONFIG_SETTING_TEXT_H
#define PT_CONFIG_SETTING_TEXT_H

#include <glib.h>

#include "base/types.h"

/* `200`, `200B`, `7MB` (10^6), `64KiB` (2^10), k M G.  FALSE if TEXT is something else or overflows. */
gboolean pt_size_from_text (const char *text, gint64 *out_bytes);
/* The shortest exact form that pt_size_from_text reads.  Free with g_free. */
char *pt_size_to_text (gint64 bytes);

/* The shortest exact form that pt_duration_from_text reads; parts of a second are cut.  Free with g_free. */
char *pt_duration_to_text (PtTime duration);

/* Decimal digits alone.  FALSE if TEXT is something else or overflows. */
gboolean pt_number_from_text (const char *text, gint64 *out_number);

#endif
