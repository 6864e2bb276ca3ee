/* What must not have happened, word by word (abuse/README.md). */
#ifndef TESTS_SCENARIO_ABUSE_CHECK_H
#define TESTS_SCENARIO_ABUSE_CHECK_H

#include "tests/scenario/abuse-case.h"

typedef enum {
  ABUSE_FINE,
  ABUSE_UNCHECKED, /* cannot be seen from a decision and its mails */
  ABUSE_BROKEN,
  ABUSE_SEVERE,    /* may never be, whatever the count says */
} AbuseFinding;

/* One word of must_not, such as `mail:mallory@mallory.test`. */
AbuseFinding abuse_check_word (const AbuseRun *run, const char *word);

/* What is forbidden for every file; each appended to FOUND as a word. */
void abuse_check_always (const AbuseRun *run, GPtrArray *found);

#endif
