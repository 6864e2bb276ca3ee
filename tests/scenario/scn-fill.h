/* {token 1001 carol} and its kin: signed things written into mail.  See README. */
#ifndef TESTS_SCENARIO_SCN_FILL_H
#define TESTS_SCENARIO_SCN_FILL_H

#include "tests/lib/world.h"

/* TEXT with every {...} of ours replaced; others stay.  NULL and *out_error if one names nothing. Free with
   g_free. */
char *scn_fill (const PtWorld *world, const char *text, char **out_error);

#endif
