/* Raw bytes, small and large, and what a crash leaves behind. */
#include "store/raw.h"

#include "store/pack.h"

#include "base/fault.h"
#include "store/check.h"
#include "tests/lib/store-world.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MARK = PT_PACK_MARK_BYTES };

static PtId
keep (PtStore *store, const char *seed, gsize size)
{
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
  g_autoptr (PtDecision) decision = pt_store_world_held (PT_CAUSE_AUTHENTICATION, 0);
  g_autoptr (GBytes) raw = pt_store_world_raw (message, size);
  return pt_store_world_apply (store, message, raw, decision).message;
}

static void
assert_kept (PtStore *store, PtId message, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wanted = pt_store_world_raw (NULL, size);
  g_autoptr (GBytes) raw = NULL;
  if (!pt_store_raw (store, message, &raw, &error))
    fail_msg ("%s", error->message);
  assert_true (g_bytes_equal (raw, wanted));
}

static void
raw_bytes_come_back_as_they_came (void **state)
{
  static const gsize sizes[] = { 0, 1, 8192, PT_RAW_INLINE_BYTES, PT_RAW_INLINE_BYTES + 1, 65 * 1024, 3000000 };
  PtStoreWorld *world = *state;
  PtId ids[G_N_ELEMENTS (sizes)];
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *seed = g_strdup_printf ("size-%zu", sizes[i]);
    ids[i] = keep (world->store, seed, sizes[i]);
  }
  pt_store_world_reopen (world);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_kept (world->store, ids[i], sizes[i]);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM raw WHERE pack IS NULL"), 4);
  pt_store_world_assert_sound (world);
}

static gint64
pack_size (const PtStoreWorld *world)
{
  g_autofree char *file = g_build_filename (world->raw_dir, "2026-01.pack", NULL);
  struct stat status;
  return stat (file, &status) == 0 ? (gint64) status.st_size : -1;
}

static char *
pack_file (const PtStoreWorld *world, const char *name)
{
  return g_build_filename (world->raw_dir, name, NULL);
}

static void
put_behind (const PtStoreWorld *world, const char *text)
{
  g_autofree char *file = pack_file (world, "2026-01.pack");
  FILE *pack = fopen (file, "a");
  assert_non_null (pack);
  fputs (text, pack);
  fclose (pack);
}

/* What no crash of ours can have left is kept, and nothing is written into that pack again (J23). */
static void
assert_left_alone (PtStoreWorld *world, gint64 size)
{
  g_autofree char *second = pack_file (world, "2026-01.2.pack");
  g_autoptr (GPtrArray) findings = NULL;
  pt_store_world_reopen (world);
  assert_int_equal (pack_size (world), size);
  PtId next = keep (world->store, "next", 80000);
  assert_kept (world->store, next, 80000);
  assert_int_equal (pack_size (world), size);
  assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
  assert_true (pt_store_check_quick (world->store, &findings, NULL));
  assert_int_equal (findings->len, 1);
  assert_non_null (strstr (g_ptr_array_index (findings, 0), "2026-01.pack"));
}

static void
bytes_behind_a_pack_that_are_not_ours_are_kept (void **state)
{
  PtStoreWorld *world = *state;
  PtId first = keep (world->store, "first", 70000);
  put_behind (world, "mail of a newer store");
  assert_left_alone (world, MARK + 70000 + 21);
  assert_kept (world->store, first, 70000);
}

static void
a_batch_that_was_committed_once_is_kept (void **state)
{
  PtStoreWorld *world = *state;
  char mark[MARK + 1];
  keep (world->store, "first", 70000);
  pt_pack_mark (MARK + 70000, mark);
  mark[MARK - 2] = 'c';
  put_behind (world, mark);
  assert_left_alone (world, 2 * MARK + 70000);
}

static void
a_mark_that_was_cut_off_is_a_crash (void **state)
{
  PtStoreWorld *world = *state;
  char mark[MARK + 1];
  keep (world->store, "first", 70000);
  pt_pack_mark (MARK + 70000, mark);
  mark[7] = 0;
  put_behind (world, mark);
  pt_store_world_reopen (world);
  assert_int_equal (pack_size (world), MARK + 70000);
  pt_store_world_assert_sound (world);
}

static void
more_than_a_batch_is_kept (void **state)
{
  PtStoreWorld *world = *state;
  g_autofree char *file = pack_file (world, "2026-01.pack");
  char mark[MARK + 1];
  keep (world->store, "first", 70000);
  pt_pack_mark (MARK + 70000, mark);
  put_behind (world, mark);
  assert_int_equal (truncate (file, MARK + 70000 + PT_PACK_BATCH_BYTES + 1), 0);
  assert_left_alone (world, MARK + 70000 + PT_PACK_BATCH_BYTES + 1);
}

static void
a_pack_that_is_lost_is_not_made_again (void **state)
{
  PtStoreWorld *world = *state;
  g_autofree char *file = pack_file (world, "2026-01.pack");
  keep (world->store, "first", 70000);
  assert_int_equal (unlink (file), 0);
  assert_left_alone (world, -1);
}

/* A process that is killed between writing the pack and the commit. */
static void
crash_while_writing (const PtStoreWorld *world, gsize size)
{
  pid_t pid = fork ();
  assert_true (pid >= 0);
  if (pid == 0) {
    PtStore *store = NULL;
    if (pt_store_open (world->uri, world->raw_dir, PT_STORE_MUST_EXIST, &store, NULL)
        && pt_store_begin (store, NULL)) {
      keep (store, "crashed", size);
      raise (SIGKILL);
    }
    _exit (1);
  }
  int status = 0;
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    continue;
  assert_true (WIFSIGNALED (status));
}

static void
what_was_never_committed_is_cut_when_the_store_is_opened (void **state)
{
  PtStoreWorld *world = *state;
  PtId first = keep (world->store, "first", 70000);
  pt_store_close (g_steal_pointer (&world->store));
  crash_while_writing (world, 90000);
  assert_int_equal (pack_size (world), MARK + 70000 + MARK + 90000);
  world->store = pt_store_world_handle (world);
  assert_int_equal (pack_size (world), MARK + 70000);
  PtId second = keep (world->store, "second", 80000);
  assert_kept (world->store, first, 70000);
  assert_kept (world->store, second, 80000);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM message"), 2);
  pt_store_world_assert_sound (world);
}

static void
a_rolled_back_message_is_written_over (void **state)
{
  PtStoreWorld *world = *state;
  pt_store_world_begin (world->store);
  assert_true (pt_store_savepoint (world->store, NULL));
  keep (world->store, "undone", 90000);
  pt_store_rollback_to (world->store);
  assert_true (pt_store_savepoint (world->store, NULL));
  PtId kept = keep (world->store, "kept", 70000);
  assert_true (pt_store_release (world->store, NULL));
  pt_store_world_commit (world->store);
  assert_kept (world->store, kept, 70000);
  pt_store_world_reopen (world);
  assert_int_equal (pack_size (world), MARK + 70000);
  assert_kept (world->store, kept, 70000);
}

/* In bulk small ones lie in the pack too, and what is not written yet is undone like what is. */
static void
many_in_one_transaction_lie_in_the_pack (void **state)
{
  enum { MANY = 40 };
  PtStoreWorld *world = *state;
  PtId ids[MANY];
  pt_store_set_bulk (world->store, TRUE);
  pt_store_world_begin (world->store);
  for (guint i = 0; i < MANY; i++) {
    g_autofree char *seed = g_strdup_printf ("bulk-%u", i);
    assert_true (pt_store_savepoint (world->store, NULL));
    keep (world->store, "undone", i % 2 ? 600000 : 900);
    pt_store_rollback_to (world->store);
    assert_true (pt_store_savepoint (world->store, NULL));
    ids[i] = keep (world->store, seed, i * 5000 + 1);
    assert_true (pt_store_release (world->store, NULL));
  }
  assert_kept (world->store, ids[MANY - 1], (MANY - 1) * 5000 + 1);
  pt_store_world_commit (world->store);
  pt_store_world_reopen (world);
  assert_int_equal (pack_size (world), MARK + MANY * (MANY - 1) / 2 * 5000 + MANY);
  for (guint i = 0; i < MANY; i++)
    assert_kept (world->store, ids[i], i * 5000 + 1);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM raw WHERE pack IS NULL"), 0);
  pt_store_world_assert_sound (world);
}

/* Made by a transaction that came to nothing, its name may not be on the disk when the next one needs it (T100). */
static void
the_name_of_a_pack_is_synced_with_its_first_commit (void **state)
{
#ifdef PT_TESTING
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  pt_store_world_begin (world->store);
  keep (world->store, "undone", 90000);
  pt_store_rollback (world->store);
  assert_int_equal (pack_size (world), 0);
  pt_store_world_begin (world->store);
  keep (world->store, "kept", 70000);
  assert_true (pt_fault_plan ("fsync:2:EIO"));
  assert_false (pt_store_commit (world->store, &error));
  assert_non_null (strstr (error->message, "cannot sync the raw folder"));
  pt_fault_plan (NULL);
#else
  (void) state;
  skip ();
#endif
}

static void
damaged_bytes_are_never_given_back (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *file = g_build_filename (world->raw_dir, "2026-01.pack", NULL);
  PtId id = keep (world->store, "first", 70000);
  FILE *pack = fopen (file, "r+");
  assert_non_null (pack);
  fseek (pack, 35000, SEEK_SET);
  fputs ("changed", pack);
  fclose (pack);
  assert_false (pt_store_raw (world->store, id, &raw, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_SCHEMA));
}

static void
a_message_without_raw_bytes_says_so (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;
  assert_false (pt_store_raw (world->store, 77, &raw, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_NOT_FOUND));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PT_STORE_TEST (raw_bytes_come_back_as_they_came),
    PT_STORE_TEST (what_was_never_committed_is_cut_when_the_store_is_opened),
    PT_STORE_TEST (bytes_behind_a_pack_that_are_not_ours_are_kept),
    PT_STORE_TEST (a_batch_that_was_committed_once_is_kept),
    PT_STORE_TEST (a_mark_that_was_cut_off_is_a_crash),
    PT_STORE_TEST (more_than_a_batch_is_kept),
    PT_STORE_TEST (a_pack_that_is_lost_is_not_made_again),
    PT_STORE_TEST (a_rolled_back_message_is_written_over),
    PT_STORE_TEST (many_in_one_transaction_lie_in_the_pack),
    PT_STORE_TEST (the_name_of_a_pack_is_synced_with_its_first_commit),
    PT_STORE_TEST (damaged_bytes_are_never_given_back),
    PT_STORE_TEST (a_message_without_raw_bytes_says_so),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
