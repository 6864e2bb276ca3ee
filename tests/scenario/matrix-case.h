/* A real case for facts of the matrix: a world and a mail with real tokens and signed ids, written as the lines of a
 * scenario. */
#ifndef TESTS_SCENARIO_MATRIX_CASE_H
#define TESTS_SCENARIO_MATRIX_CASE_H

#include "model/decision.h"
#include "tests/lib/world.h"
#include "tests/scenario/matrix-facts.h"

enum { MATRIX_TICKET = 1, MATRIX_MERGED = 2, MATRIX_GONE = 3 };

/* The lines of `given` and of `when`.  Free with g_free. */
char *matrix_given (const MatrixFacts *facts);
char *matrix_when (const MatrixFacts *facts);

/* NULL and *out_error (free with g_free) if a line is not understood. */
PtWorld    *matrix_world (const char *given, char **out_error);
PtDecision *matrix_decide (const MatrixFacts *facts, const PtWorld *world, const char *when, char **out_error);

/* What was decided as words, in the order of matrix_outcome_names. */
extern const char matrix_outcome_names[];
void matrix_print_outcome (const PtWorld *world, const PtDecision *decision, GString *out);

#endif
