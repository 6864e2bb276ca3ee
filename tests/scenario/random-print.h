/* What there is and what has happened, as lines that begin with `= ` (README, "Random sequences"). */
#ifndef TESTS_SCENARIO_RANDOM_PRINT_H
#define TESTS_SCENARIO_RANDOM_PRINT_H

#include "model/decision.h"
#include "tests/lib/rendering.h"
#include "tests/lib/world.h"

typedef struct {
  GHashTable *tickets;  /* id -> line last printed */
  GArray     *outbox;   /* PtOutboxState of row i */
  guint       persons, comments, events; /* rows printed already */
} RandomPrinted;

void random_printed_init (RandomPrinted *printed);
void random_printed_clear (RandomPrinted *printed);

/* Verdict, row, cause, author and where it went, with the reasons. */
void random_print_decision (GString *out, const PtDecision *decision, const PtOutcome *outcome);

/* Whatever is new or different in WORLD since the last time. */
void random_print_changes (RandomPrinted *printed, GString *out, const PtWorld *world);

void random_print_person (GString *out, const PtPerson *person);

/* The mail of ITEM: to whom, and the canary words in its header and in the rest. */
void random_print_mail (GString *out, const PtOutboxItem *item, const PtRendering *rendering);

#endif
