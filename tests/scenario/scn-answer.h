/* What becomes of an answer to a notification, beside what its hint says (H2). */
#ifndef TESTS_SCENARIO_SCN_ANSWER_H
#define TESTS_SCENARIO_SCN_ANSWER_H

#include "tests/lib/rendering.h"
#include "tests/lib/world.h"

/* Lets the recipient of RENDERING answer it, to us alone, and decides on that without carrying it out: *OUT_KIND.
 * FALSE if the answer does not come as far as the rows about tickets: then the hint says nothing of it. */
gboolean scn_answer_decide (const PtWorld *world, const PtOutboxItem *item, const PtRendering *rendering,
                            PtReplyKind *out_kind);

/* `public`, `note`, `ticket`, `held`. */
const char *scn_answer_name (PtReplyKind kind);

#endif
