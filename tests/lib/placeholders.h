/* __TOK_1001_ALICE__ and its kin: signed things in raw messages that were written before there was a key. */
#ifndef TESTS_LIB_PLACEHOLDERS_H
#define TESTS_LIB_PLACEHOLDERS_H

#include "tests/lib/world.h"

/* RAW with every placeholder replaced; people are the names of WORLD in upper case.
 *
 *   __TOK_<ticket>_<PERSON>__     detail of the reply address
 *   __BADTOK_<ticket>_<PERSON>__  the same with one character of its MAC changed
 *   __MID_<ticket>_<PERSON>__     id of the notification of the newest public comment to that person, no brackets
 *   __MID_OUT_<row>__             id of an outbox row
 *   __VERP_<row>__                detail of the return path of an outbox row
 *   __LOOP_MARK__
 *
 * NULL and *out_error (free with g_free) if one names nothing. */
GBytes *pt_placeholders_fill (const PtWorld *world, GBytes *raw, char **out_error);

/* The same for text. */
char *pt_placeholders_fill_text (const PtWorld *world, const char *text, char **out_error);

#endif
