/* Wanted lines against the lines of a dump. */
#ifndef TESTS_SCENARIO_SCN_EXPECT_H
#define TESTS_SCENARIO_SCN_EXPECT_H

#include "tests/lib/world.h"
#include "tests/scenario/scn-file.h"

/* Lines of DUMP with the test's names instead of addresses. */
char *scn_expect_translate (const PtWorld *world, const char *dump);

/* Appends to OUT what differs, `-` wanted and `+` got, each with file and line.  DECISION is translated; STATE is the
 * dump of the store afterwards, translated, that `after` lines look at.  TRUE if nothing differs. */
gboolean scn_expect_check (const ScnScenario *scenario, const ScnStep *step, const char *decision, const char *state,
                           GString *out);

#endif
