/* What every unit test includes: cmocka in its order, and tests that are called by a sentence. */
#ifndef PT_TEST_H
#define PT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

/* A test whose name in the results is SENTENCE. */
#define TEST(sentence, function) { sentence, function, NULL, NULL, NULL }

/* Fails with WHERE, wanted and got; either may be NULL. */
static inline void
assert_text (const char *where, const char *got, const char *wanted)
{
  if (g_strcmp0 (got, wanted))
    fail_msg ("%s: wanted \"%s\", got \"%s\"", where, wanted ? wanted : "(null)", got ? got : "(null)");
}

static inline void
assert_number (const char *where, gint64 got, gint64 wanted)
{
  if (got != wanted)
    fail_msg ("%s: wanted %" G_GINT64_FORMAT ", got %" G_GINT64_FORMAT, where, wanted, got);
}

#endif
