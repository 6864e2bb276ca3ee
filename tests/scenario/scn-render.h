/* Every notification of a step as finished mail. */
#ifndef TESTS_SCENARIO_SCN_RENDER_H
#define TESTS_SCENARIO_SCN_RENDER_H

#include "tests/lib/rendering.h"
#include "tests/lib/world.h"

/* Renders the rows of the outbox from FIRST on.  FALSE, with what is wrong appended to REPORT, if one cannot be
 * rendered, or if a comment's canary (a word beginning with CANARY) of private text is in mail to somebody
    outside, or a
 * follower's address is in mail to somebody else. */
gboolean scn_render_new (PtStore *store, const PtWorld *world, const PtTemplates *templates, PtId first,
                         GString *report);

#endif
