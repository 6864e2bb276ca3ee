/* Runs the combinations of facts through core and prints each with its outcome, one line each, for
 * tests/scenario/matrix.py.
 *
 *   matrix-run PASSES ENTRANCES   all combinations of the matrix, PASSES times: the first time with the first so many
 *                                 entrances each, later entrance and further facts are drawn
 *   matrix-run WORD...            one combination, as a scenario and its outcome; a word for each fact */
#include <stdio.h>
#include <string.h>

#include "model/dump.h"
#include "tests/lib/reading.h"
#include "tests/scenario/matrix-case.h"

enum { DRAWS_WITHOUT_TICKET = 30 };

typedef struct {
  GRand      *rand;
  GHashTable *impossible; /* reason -> count */
  char       *given;      /* of WORLD */
  PtWorld    *world;
  GString    *line;
  guint       pass;
  guint       entrances;
} Run;

/* Every second fact stays what it was at first, so that deep rows of the table are reached too. */
static void
draw (Run *run, MatrixFacts *facts)
{
  if (run->pass > 0)
    facts->value[FACT_ENTRANCE] = (guint) g_rand_int_range (run->rand, 0,
                                                            (gint32) matrix_fact_values (FACT_ENTRANCE));
  for (guint fact = FACT_MATRIX; fact < FACT_N; fact++) {
    const guint n = matrix_fact_values (fact);
    facts->value[fact] = 0;
    if (run->pass > 0 && g_rand_boolean (run->rand))
      facts->value[fact] = (guint) g_rand_int_range (run->rand, 0, (gint32) n);
  }
}

static gboolean
is_possible (Run *run, const MatrixFacts *facts)
{
  const char *why = matrix_impossible (facts);
  if (why)
    g_hash_table_insert (run->impossible, (gpointer) why,
                         GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (run->impossible, why)) + 1));
  return !why;
}

static const PtWorld *
world_for (Run *run, const MatrixFacts *facts, char **out_error)
{
  g_autofree char *given = matrix_given (facts);
  if (run->world && strcmp (given, run->given) == 0)
    return run->world;
  g_clear_pointer (&run->world, pt_world_free);
  g_free (run->given);
  run->given = g_steal_pointer (&given);
  return run->world = matrix_world (run->given, out_error);
}

static gboolean
run_one (Run *run, const MatrixFacts *facts)
{
  g_autofree char *error = NULL;
  const PtWorld *world = world_for (run, facts, &error);
  g_autofree char *when = matrix_when (facts);
  g_autoptr (PtDecision) decision = world ? matrix_decide (facts, world, when, &error) : NULL;
  if (!decision) {
    g_printerr ("%s\n%s%s", error, run->given, when);
    return FALSE;
  }
  g_string_truncate (run->line, 0);
  for (guint fact = 0; fact < FACT_N; fact++)
    g_string_append_printf (run->line, "%s\t", matrix_word (facts, fact));
  matrix_print_outcome (world, decision, run->line);
  return puts (run->line->str) >= 0;
}

/* One draw; several where no ticket stands between the further facts and the outcome. */
static gboolean
run_draws (Run *run, MatrixFacts *facts)
{
  guint times = run->pass > 0 && matrix_is (facts, FACT_STATE, "none") ? DRAWS_WITHOUT_TICKET : 1;
  gboolean good = TRUE;
  while (good && times-- > 0) {
    draw (run, facts);
    good = !is_possible (run, facts) || run_one (run, facts);
  }
  return good;
}

/* All values of FACT and of those after it in the matrix. */
static gboolean
run_from (Run *run, MatrixFacts *facts, guint fact)
{
  gboolean good = TRUE;
  if (fact == FACT_MATRIX)
    return run_draws (run, facts);
  const guint entrances = run->pass > 0 ? 1 : run->entrances;
  const guint values = fact == FACT_ENTRANCE ? entrances : matrix_fact_values (fact);
  for (guint i = 0; good && i < values; i++) {
    facts->value[fact] = i;
    good = run_from (run, facts, fact + 1);
  }
  return good;
}

static gboolean
run_passes (Run *run, guint passes)
{
  gboolean good = TRUE;
  MatrixFacts facts = { { 0 } };
  GHashTableIter iter;
  gpointer why, count;
  for (guint fact = 0; fact < FACT_N; fact++)
    g_print ("%s\t", matrix_fact_name (fact));
  g_print ("%s\n", matrix_outcome_names);
  for (run->pass = 0; good && run->pass < passes; run->pass++)
    good = run_from (run, &facts, 0);
  g_hash_table_iter_init (&iter, run->impossible);
  while (g_hash_table_iter_next (&iter, &why, &count))
    g_print ("# %u left out: %s\n", GPOINTER_TO_UINT (count), (const char *) why);
  return good;
}

static gboolean
show (Run *run, char **words)
{
  MatrixFacts facts;
  for (guint fact = 0; fact < FACT_N; fact++)
    if (!words[fact] || !matrix_set (&facts, fact, words[fact])) {
      g_printerr ("%s wants a word\n", matrix_fact_name (fact));
      return FALSE;
    }
  g_autofree char *error = NULL, *when = matrix_when (&facts);
  const PtWorld *world = world_for (run, &facts, &error);
  g_autoptr (PtDecision) decision = world ? matrix_decide (&facts, world, when, &error) : NULL;
  g_print ("given\n%swhen\n%s", run->given, when);
  if (!decision) {
    g_printerr ("%s\n", error);
    return FALSE;
  }
  matrix_print_outcome (world, decision, run->line);
  for (guint i = 0; i < decision->reasons->len; i++)
    g_print ("# %s\n", ((const PtReason *) g_ptr_array_index (decision->reasons, i))->text);
  g_print ("# %s\n# %s\n", matrix_outcome_names, run->line->str);
  return TRUE;
}

int
main (int argc, char **argv)
{
  Run run = { .rand = g_rand_new_with_seed (1), .impossible = g_hash_table_new (NULL, NULL),
              .line = g_string_new (NULL) };
  pt_reading_init ();
  if (argc == 3)
    run.entrances = (guint) CLAMP (g_ascii_strtoull (argv[2], NULL, 10), 1, matrix_fact_values (FACT_ENTRANCE));
  const gboolean good = argc == 3 ? run_passes (&run, (guint) g_ascii_strtoull (argv[1], NULL, 10))
                                  : show (&run, argv + 1);
  g_rand_free (run.rand);
  g_hash_table_unref (run.impossible);
  g_clear_pointer (&run.world, pt_world_free);
  g_free (run.given);
  g_string_free (run.line, TRUE);
  return !good;
}
