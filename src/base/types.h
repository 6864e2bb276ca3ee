/* The two scalar types that every layer shares. */
#ifndef PT_BASE_TYPES_H
#define PT_BASE_TYPES_H

#include <glib.h>

typedef gint64 PtTime; /* microseconds since 1970-01-01 UTC; 0 = never */
typedef gint64 PtId;   /* row id > 0; 0 = none; < 0 names a row that a decision makes */

#endif
