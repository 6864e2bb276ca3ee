/* Running one scenario. */
#ifndef TESTS_SCENARIO_SCN_RUN_H
#define TESTS_SCENARIO_SCN_RUN_H

#include "render/templates.h"
#include "tests/scenario/scn-file.h"

typedef struct {
  gboolean dump;  /* append each decision to the report, whatever comes out */
  gboolean store; /* run the real store beside the memory store */
  const PtTemplates *greedy;    /* beside them: those that show every field */
  const PtTemplates *templates; /* with the store: render every notification */
} ScnOptions;

/* TRUE if every step gives what is wanted, on both sides.  What differs is appended to REPORT. */
gboolean scn_run (const ScnScenario *scenario, const ScnOptions *options, GString *report);

#endif
