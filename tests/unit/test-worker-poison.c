/* Mail that harms the worker that reads it: only that mail is unreadable. */
#include "config.h"

#include "tests/lib/readers.h"
#include "tests/unit/test.h"

#define MESSAGES 200

/* WORD's message is unreadable with DETAIL, and that within WALL seconds; COUNT - 1 others, before and after it, are
 * read. */
static void
check_poison (const char *word, const char *detail, guint count, guint wall)
{
  PtReaders run;
  guint8 digest[PT_SHA256_BYTES];
  pt_readers_start_patiently (&run, 2, pt_readers_double, wall);
  for (guint i = 0; i < count; i++)
    pt_readers_give (&run, i == count / 3 ? word : "ok", i == count / 3 ? strlen (word) : 2);
  pt_readers_wait (&run);
  for (guint i = 0; i < count; i++) {
    const PtMessage *message = run.answers->pdata[i];
    assert_number (word, message->gate, i == count / 3 ? PT_GATE_UNREADABLE : PT_GATE_OK);
  }
  const PtMessage *poison = run.answers->pdata[count / 3];
  if (detail && !strstr (poison->gate_detail, detail))
    fail_msg ("%s: wanted \"%s\" in \"%s\"", word, detail, poison->gate_detail);
  pt_sha256 (word, strlen (word), digest);
  assert_memory_equal (poison->raw_digest, digest, sizeof digest);
  assert_memory_equal (poison->digest, digest, sizeof digest);
  assert_int_equal (poison->raw_size, strlen (word));
  pt_readers_end (&run);
}

static void
one_poison_among_many (void **state)
{
  static const struct {
    const char *word, *detail;
  } cases[] = {
    { "crash", "crashed" }, { "hang", "too long" }, { "spin", "too long" }, { "exit", "without an answer" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_poison (cases[i].word, cases[i].detail, MESSAGES, 1);
}

static void
memory_ends_its_worker_alone (void **state)
{
  (void) state;
#ifdef __SANITIZE_ADDRESS__
  skip (); /* there is no limit then */
#elif defined __has_feature
#if __has_feature (address_sanitizer)
  skip ();
#endif
#endif
  check_poison ("memory", "memory", MESSAGES, PT_READERS_PATIENCE / 3);
}

static void
broken_frames_are_unreadable (void **state)
{
  static const char *const words[] = { "huge", "empty", "short", "lie" };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    check_poison (words[i], NULL, 10, 1);
}

static void
noise_from_a_worker_is_unreadable (void **state)
{
  PtReaders run;
  (void) state;
  pt_readers_start (&run, 2, pt_readers_double);
  for (guint seed = 0; seed < MESSAGES; seed += 2) { /* even: a whole frame of noise */
    g_autofree char *word = g_strdup_printf ("noise %u", seed);
    pt_readers_give (&run, word, strlen (word));
  }
  pt_readers_give (&run, "noise 1", 7); /* odd: more than the frame says */
  pt_readers_give (&run, "ok", 2);
  pt_readers_wait (&run);
  for (guint i = 0; i + 1 < run.answers->len; i++)
    assert_int_equal (((PtMessage *) run.answers->pdata[i])->gate, PT_GATE_UNREADABLE);
  assert_int_equal (((PtMessage *) run.answers->pdata[run.answers->len - 1])->gate, PT_GATE_OK);
  pt_readers_end (&run);
}

static void
a_changed_byte_harms_nobody (void **state)
{
  PtReaders run;
  guint unreadable = 0;
  (void) state;
  pt_readers_start (&run, 2, pt_readers_double);
  for (guint seed = 0; seed < MESSAGES; seed++) {
    g_autofree char *word = g_strdup_printf ("mutant %u", seed);
    pt_readers_give (&run, word, strlen (word));
  }
  pt_readers_wait (&run);
  for (guint i = 0; i < MESSAGES; i++)
    unreadable += ((PtMessage *) run.answers->pdata[i])->gate == PT_GATE_UNREADABLE;
  assert_true (unreadable > MESSAGES / 10); /* the rest are bytes that may have any value, a digest's for one */
  assert_int_equal (pt_readers_ask (&run, "ok")->gate, PT_GATE_OK);
  pt_readers_end (&run);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("one poison message among many costs only itself", one_poison_among_many),
    TEST ("a message that fills the memory costs only itself", memory_ends_its_worker_alone),
    TEST ("a broken frame makes its message unreadable", broken_frames_are_unreadable),
    TEST ("noise from a worker makes its message unreadable", noise_from_a_worker_is_unreadable),
    TEST ("a changed byte in a frame harms nobody", a_changed_byte_harms_nobody),
  };
  return cmocka_run_group_tests_name ("worker-poison", tests, NULL, NULL);
}
