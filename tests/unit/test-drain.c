/* When a mail that could not be sent is tried again. */
#include "test.h"

#include "base/clock.h"
#include "gateway/drain.h"

#define NOW ((PtTime) 1767261600 * PT_SECOND)

static const struct {
  guint  attempts;
  PtTime least; /* without the jitter; 0 = given up */
} table[] = {
  { 0, PT_MINUTE },
  { 1, PT_MINUTE },
  { 2, 2 * PT_MINUTE },
  { 3, 4 * PT_MINUTE },
  { 4, 8 * PT_MINUTE },
  { 5, 16 * PT_MINUTE },
  { 6, 32 * PT_MINUTE },
  { 7, 64 * PT_MINUTE },
  { 8, 128 * PT_MINUTE },
  { 9, 256 * PT_MINUTE },
  { 10, 6 * PT_HOUR },
  { 11, 6 * PT_HOUR },
  { 12, 6 * PT_HOUR },
  { 13, 6 * PT_HOUR },
  { 14, 6 * PT_HOUR },
  { 15, 6 * PT_HOUR },
  { 16, 6 * PT_HOUR },
  { 17, 0 },
  { 18, 0 },
  { 1000, 0 },
  { G_MAXUINT, 0 },
};

static void
waits_grow_to_six_hours_and_end (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    for (PtId id = 1; id <= 500; id++) {
      PtTime at = pt_drain_retry_at (id, table[i].attempts, NOW), least = table[i].least;
      g_autofree char *where = g_strdup_printf ("row %" G_GINT64_FORMAT " after %u attempts", id, table[i].attempts);
      if (!least)
        assert_number (where, at, 0);
      else if (at < NOW + least || at >= NOW + least + least / 10)
        fail_msg ("%s: in %" G_GINT64_FORMAT " us, wanted %" G_GINT64_FORMAT " and less than a tenth more", where,
                  at - NOW, least);
    }
}

static void
is_given_up_after_about_two_days (void **state)
{
  PtTime all = 0;
  (void) state;
  for (guint attempts = 1; pt_drain_retry_at (1, attempts, NOW); attempts++)
    all += pt_drain_retry_at (1, attempts, NOW) - NOW;
  assert_true (all > 2 * PT_DAY && all < 2 * PT_DAY + 12 * PT_HOUR);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PtTime *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* A thousand rows put off in one moment are spread over all of the tenth: no tenth of that holds over a fifth of
 * them. */
static void
rows_do_not_march_in_step (void **state)
{
  enum { ROWS = 1000, SLOTS = 10 };
  (void) state;
  for (guint attempts = 1; attempts <= 10; attempts++) {
    PtTime at[ROWS], wait = table[attempts].least;
    guint slots[SLOTS] = { 0 };
    for (PtId id = 1; id <= ROWS; id++) {
      at[id - 1] = pt_drain_retry_at (id, attempts, NOW);
      slots[(at[id - 1] - NOW - wait) * SLOTS / (wait / 10)]++;
    }
    for (guint i = 0; i < SLOTS; i++)
      if (slots[i] == 0 || slots[i] > ROWS / 5)
        fail_msg ("after %u attempts %u of %d rows are due in tenth %u of the jitter", attempts, slots[i], ROWS, i);
    qsort (at, ROWS, sizeof at[0], compare);
    guint same = 0;
    for (guint i = 1; i < ROWS; i++)
      same += at[i] == at[i - 1];
    assert_true (same < 5);
  }
}

static void
the_same_row_gets_the_same_time (void **state)
{
  (void) state;
  assert_number ("row 7", pt_drain_retry_at (7, 3, NOW), pt_drain_retry_at (7, 3, NOW));
  assert_number ("later", pt_drain_retry_at (7, 3, NOW + 5) - pt_drain_retry_at (7, 3, NOW), 5);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("waits double from a minute to six hours, and end", waits_grow_to_six_hours_and_end),
    TEST ("a mail is given up after about two days", is_given_up_after_about_two_days),
    TEST ("rows that were put off together are due apart", rows_do_not_march_in_step),
    TEST ("the time of a row is derived, not random", the_same_row_gets_the_same_time),
  };
  return cmocka_run_group_tests_name ("drain", tests, NULL, NULL);
}
