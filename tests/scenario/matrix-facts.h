/* The facts of RULES 3.3 as words, and which of them can be true together. */
#ifndef TESTS_SCENARIO_MATRIX_FACTS_H
#define TESTS_SCENARIO_MATRIX_FACTS_H

#include <glib.h>

/* The first five are the matrix: all their combinations are run.  The others are at their first value in the first
 * pass, and drawn in every further one. */
typedef enum {
  FACT_AUTH,      /* pass, none, fail, or no authserv-id is trusted */
  FACT_WHO,       /* ROLE:RELATIONS:participants on or off */
  FACT_STATE,     /* of the ticket that the evidence names */
  FACT_EVIDENCE,  /* whom it names:where it stands:privacy of what is answered */
  FACT_ENTRANCE,
  FACT_MATRIX,
  FACT_RECOVERED = FACT_MATRIX,
  FACT_NOTES,     /* the ticket holds only notes */
  FACT_ADDRESS,   /* purposes of the addresses that it goes to */
  FACT_REPLY_TO,
  FACT_RECIPIENTS,
  FACT_DESK,      /* where it stands */
  FACT_COMMAND,
  FACT_ODD,       /* reason of a flag */
  FACT_FORWARD,   /* a customer's mail is forwarded in it */
  FACT_MAX_CC,
  FACT_CC_PUBLIC, /* settings, by their names */
  FACT_FOLLOWER_REPLY,
  FACT_AGENT_PUBLIC,
  FACT_REGISTRATION,
  FACT_OVERFLOW,
  FACT_STRANGER,
  FACT_CLOSED_REPLY,
  FACT_MAY_CC,
  FACT_CC_ENABLED,
  FACT_FOLLOWERS,
  FACT_BLOCKED,
  FACT_MAY_FORWARD,
  FACT_N
} MatrixFact;

typedef struct {
  guint value[FACT_N]; /* index of its word */
} MatrixFacts;

const char *matrix_fact_name (MatrixFact fact);
guint       matrix_fact_values (MatrixFact fact);

/* The word of FACT in FACTS. */
const char *matrix_word (const MatrixFacts *facts, MatrixFact fact);
gboolean    matrix_is (const MatrixFacts *facts, MatrixFact fact, const char *word);

/* One of the parts of a word, between its colons.  Free with g_free. */
char *matrix_part (const MatrixFacts *facts, MatrixFact fact, guint nth);

/* The parts of FACT_WHO, without memory to free. */
gboolean matrix_role_is (const MatrixFacts *facts, const char *role);
gboolean matrix_has_relation (const MatrixFacts *facts, const char *relation);

/* Gives FACT the value WORD; FALSE if it has none of that name. */
gboolean matrix_set (MatrixFacts *facts, MatrixFact fact, const char *word);

/* Why these cannot be true together; NULL if they can. */
const char *matrix_impossible (const MatrixFacts *facts);

#endif
