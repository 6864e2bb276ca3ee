/* Every notification of a step as finished mail. */
#ifndef TESTS_SCENARIO_SCN_RENDER_H
#define TESTS_SCENARIO_SCN_RENDER_H

#include "tests/lib/rendering.h"
#include "tests/lib/world.h"
#include "tests/scenario/scn-file.h"

typedef struct {
  PtStore           *store;
  const PtWorld     *world;
  const PtTemplates *templates; /* those of the sources */
  const PtTemplates *greedy;    /* that show every field (tests/lib/greedy.h) */
} ScnRender;

/* Renders the rows of the outbox from FIRST on, and holds them against the lines of THEN that begin with `mail`.
 * FALSE, with what is wrong appended to REPORT, if such a line does not hold, if one cannot be rendered; if private
 * text that begins with CANARY or an address of staff could get into mail to somebody outside by whatever template;
 * if a follower's address is in the header of mail to somebody else; if the hint in mail to an agent says something
 * else of his answer than what is decided then (H2). */
gboolean scn_render_new (const ScnRender *render, PtId first, const ScnScenario *scenario, const ScnStep *step,
                         GString *report);

#endif
