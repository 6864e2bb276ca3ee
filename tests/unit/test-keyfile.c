/* The key file: made once, readable by its owner alone, numbers never used twice. */
#include "config/keyfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/clock.h"

#define NOW (G_GINT64_CONSTANT (1767261600) * PT_SECOND) /* 2026-01-01T10:00:00Z */
#define SECRET "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0Xzg="
#define INSTALLATION "[installation]\nname=abcdefgh234567\n"

typedef struct {
  char *folder;
  char *file;
} Place;

static int
set_up (void **state)
{
  Place *place = g_new0 (Place, 1);
  place->folder = g_dir_make_tmp ("postern-XXXXXX", NULL);
  place->file = g_build_filename (place->folder, "keys", NULL);
  *state = place;
  return place->folder ? 0 : -1;
}

static int
tear_down (void **state)
{
  Place *place = *state;
  g_autofree char *fresh = g_strconcat (place->file, ".new", NULL);
  g_unlink (fresh);
  g_unlink (place->file);
  int result = g_rmdir (place->folder);
  g_free (place->folder);
  g_free (place->file);
  g_free (place);
  return result;
}

static void
put (const Place *place, const char *text)
{
  assert_true (g_file_set_contents (place->file, text, -1, NULL));
  assert_int_equal (chmod (place->file, 0600), 0);
}

static void
a_new_file_holds_a_name_and_key_1_for_its_owner_alone (void **state)
{
  const Place *place = *state;
  g_autoptr (PtPolicy) policy = pt_policy_new ();
  gboolean made = FALSE;
  struct stat info;
  assert_true (pt_keyfile_create (place->file, NOW, &made, NULL));
  assert_true (made);
  assert_int_equal (stat (place->file, &info), 0);
  assert_int_equal (info.st_mode & 07777, 0600);
  assert_true (pt_keyfile_load (place->file, policy, NULL));
  assert_int_equal (strlen (policy->installation), 16);
  assert_int_equal (policy->keys->len, 1);
  const PtKey *key = g_ptr_array_index (policy->keys, 0);
  assert_int_equal (key->number, 1);
  assert_int_equal (g_bytes_get_size (key->secret), 32);
  assert_int_equal (key->created_at, NOW);
  assert_int_equal (key->retired_at, 0);
}

static void
a_file_that_is_there_is_left_alone (void **state)
{
  const Place *place = *state;
  gboolean made = TRUE;
  g_autofree char *text = NULL;
  put (place, "mine");
  assert_true (pt_keyfile_create (place->file, NOW, &made, NULL));
  assert_false (made);
  assert_true (g_file_get_contents (place->file, &text, NULL, NULL));
  assert_string_equal (text, "mine");
}

static void
two_installations_differ (void **state)
{
  const Place *place = *state;
  g_autoptr (PtPolicy) first = pt_policy_new (), second = pt_policy_new ();
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_true (pt_keyfile_load (place->file, first, NULL));
  g_unlink (place->file);
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_true (pt_keyfile_load (place->file, second, NULL));
  assert_string_not_equal (first->installation, second->installation);
  assert_false (
      g_bytes_equal (((PtKey *) first->keys->pdata[0])->secret, ((PtKey *) second->keys->pdata[0])->secret));
}

static void
rotation_adds_a_key_and_retires_the_one_before (void **state)
{
  const Place *place = *state;
  g_autoptr (PtPolicy) before = pt_policy_new (), after = pt_policy_new ();
  guint number = 0;
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_true (pt_keyfile_load (place->file, before, NULL));
  assert_true (pt_keyfile_rotate (place->file, NOW + PT_DAY, &number, NULL));
  assert_true (pt_keyfile_rotate (place->file, NOW + 2 * PT_DAY, &number, NULL));
  assert_int_equal (number, 3);
  assert_true (pt_keyfile_load (place->file, after, NULL));
  assert_int_equal (after->keys->len, 3);
  static const struct { guint number; PtTime created, retired; } wanted[] = {
    { 3, NOW + 2 * PT_DAY, 0 },
    { 2, NOW + PT_DAY, NOW + 2 * PT_DAY },
    { 1, NOW, NOW + PT_DAY },
  };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    const PtKey *key = g_ptr_array_index (after->keys, i);
    assert_int_equal (key->number, wanted[i].number);
    assert_int_equal (key->created_at, wanted[i].created);
    assert_int_equal (key->retired_at, wanted[i].retired);
  }
  assert_string_equal (before->installation, after->installation);
  assert_true (g_bytes_equal (((PtKey *) before->keys->pdata[0])->secret, pt_policy_key (after, 1)->secret));
}

static void
rotation_keeps_the_mode (void **state)
{
  const Place *place = *state;
  struct stat info;
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_int_equal (chmod (place->file, 0400), 0);
  assert_true (pt_keyfile_rotate (place->file, NOW, NULL, NULL));
  assert_int_equal (stat (place->file, &info), 0);
  assert_int_equal (info.st_mode & 07777, 0400);
}

static void
a_number_is_not_used_again_when_its_key_was_taken_out (void **state)
{
  const Place *place = *state;
  guint number = 0;
  put (place, INSTALLATION "last=9\n[key 4]\nsecret=" SECRET "\ncreated=2026-01-01T10:00:00Z\n");
  assert_true (pt_keyfile_rotate (place->file, NOW, &number, NULL));
  assert_int_equal (number, 10);
}

static void
the_255th_key_is_the_last (void **state)
{
  const Place *place = *state;
  g_autoptr (GError) error = NULL;
  guint number = 0;
  put (place, INSTALLATION "last=254\n[key 254]\nsecret=" SECRET "\ncreated=2026-01-01T10:00:00Z\n");
  assert_true (pt_keyfile_rotate (place->file, NOW, &number, NULL));
  assert_int_equal (number, 255);
  assert_false (pt_keyfile_rotate (place->file, NOW, &number, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_non_null (strstr (error->message, "has used all its 255 numbers"));
}

static void
two_rotations_do_not_mix (void **state)
{
  const Place *place = *state;
  g_autofree char *fresh = g_strconcat (place->file, ".new", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_true (g_file_get_contents (place->file, &before, NULL, NULL));
  assert_true (g_file_set_contents (fresh, "", 0, NULL));
  assert_false (pt_keyfile_rotate (place->file, NOW, NULL, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUSY));
  assert_true (g_file_get_contents (place->file, &after, NULL, NULL));
  assert_string_equal (before, after);
}

static void
a_failed_load_leaves_the_policy (void **state)
{
  const Place *place = *state;
  g_autoptr (PtPolicy) policy = pt_policy_new ();
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_true (pt_keyfile_load (place->file, policy, NULL));
  put (place, "[installation]\nname=\n[key 1]\nsecret=" SECRET "\n");
  assert_false (pt_keyfile_load (place->file, policy, NULL));
  assert_int_equal (strlen (policy->installation), 16);
  assert_int_equal (policy->keys->len, 1);
}

/* Root may read everybody's file, so the test becomes somebody else for the moment. */
static void
a_file_of_somebody_else_is_refused (void **state)
{
  const Place *place = *state;
  g_autoptr (PtPolicy) policy = pt_policy_new ();
  g_autoptr (GError) error = NULL;
  if (geteuid () != 0)
    skip ();
  assert_true (pt_keyfile_create (place->file, NOW, NULL, NULL));
  assert_int_equal (chown (place->file, 65533, 65533), 0);
  assert_true (pt_keyfile_load (place->file, policy, NULL));
  assert_int_equal (chmod (place->folder, 0755), 0);
  assert_int_equal (seteuid (65534), 0);
  gboolean taken = pt_keyfile_load (place->file, policy, &error);
  assert_int_equal (seteuid (0), 0);
  assert_false (taken);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
}

typedef struct {
  const char *sentence, *text;
  guint       mode;
  const char *wanted; /* after "key file PATH " */
} Refused;

static const Refused refused[] = {
  { "a file open to the group is refused", INSTALLATION, 0640, "is open to others, mode 0640; chmod 0600" },
  { "a file open to others is refused", INSTALLATION, 0604, "is open to others, mode 0604; chmod 0600" },
  { "a file the group may write is refused", INSTALLATION, 0620, "is open to others, mode 0620; chmod 0600" },
  { "a file without keys is refused", INSTALLATION, 0600, "holds no key that signs; take it from the copy" },
  { "a file whose newest key is retired is refused",
    INSTALLATION "[key 1]\nsecret=" SECRET "\ncreated=2026-01-01T10:00:00Z\nretired=2026-01-02T10:00:00Z\n", 0600,
    "holds no key that signs; take it from the copy" },
  { "a file without a name is refused", "[key 1]\nsecret=" SECRET "\n", 0600,
    "is damaged in group [installation]; take it from the copy" },
  { "a name with other characters is refused", "[installation]\nname=a b\n[key 1]\nsecret=" SECRET "\n", 0600,
    "is damaged in group [installation]; take it from the copy" },
  { "a short secret is refused", INSTALLATION "[key 1]\nsecret=c2VjcmV0\n", 0600,
    "is damaged in group [key 1]; take it from the copy" },
  { "a missing secret is refused", INSTALLATION "[key 1]\ncreated=2026-01-01T10:00:00Z\n", 0600,
    "is damaged in group [key 1]; take it from the copy" },
  { "a bad time is refused", INSTALLATION "[key 1]\nsecret=" SECRET "\ncreated=yesterday\n", 0600,
    "is damaged in group [key 1]; take it from the copy" },
  { "key 0 is refused", INSTALLATION "[key 0]\nsecret=" SECRET "\n", 0600,
    "is damaged in group [key 0]; take it from the copy" },
  { "key 256 is refused", INSTALLATION "[key 256]\nsecret=" SECRET "\n", 0600,
    "is damaged in group [key 256]; take it from the copy" },
  { "an unknown group is refused", INSTALLATION "[other]\n", 0600,
    "is damaged in group [other]; take it from the copy" },
};

static void
is_refused_with_these_words (void **state)
{
  const Refused *row = *state;
  void *fresh = NULL;
  assert_int_equal (set_up (&fresh), 0);
  const Place *place = fresh;
  g_autoptr (PtPolicy) policy = pt_policy_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted = g_strdup_printf ("key file %s %s", place->file, row->wanted);
  put (place, row->text);
  assert_int_equal (chmod (place->file, row->mode), 0);
  assert_false (pt_keyfile_load (place->file, policy, &error));
  assert_string_equal (error->message, wanted);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_int_equal (tear_down (&fresh), 0);
}

static void
a_missing_file_names_the_way_out (void **state)
{
  const Place *place = *state;
  g_autoptr (PtPolicy) policy = pt_policy_new ();
  g_autoptr (GError) error = NULL;
  assert_false (pt_keyfile_load (place->file, policy, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_non_null (strstr (error->message, "restore your copy of it"));
}

#define IN_PLACE(function) cmocka_unit_test_setup_teardown (function, set_up, tear_down)

int
main (void)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  static const struct CMUnitTest others[] = {
    IN_PLACE (a_new_file_holds_a_name_and_key_1_for_its_owner_alone),
    IN_PLACE (a_file_that_is_there_is_left_alone),
    IN_PLACE (two_installations_differ),
    IN_PLACE (rotation_adds_a_key_and_retires_the_one_before),
    IN_PLACE (rotation_keeps_the_mode),
    IN_PLACE (a_number_is_not_used_again_when_its_key_was_taken_out),
    IN_PLACE (the_255th_key_is_the_last),
    IN_PLACE (two_rotations_do_not_mix),
    IN_PLACE (a_failed_load_leaves_the_policy),
    IN_PLACE (a_file_of_somebody_else_is_refused),
    IN_PLACE (a_missing_file_names_the_way_out),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    struct CMUnitTest test = { refused[i].sentence, is_refused_with_these_words, NULL, NULL, (void *) &refused[i] };
    g_array_append_val (tests, test);
  }
  g_array_append_vals (tests, others, G_N_ELEMENTS (others));
  return _cmocka_run_group_tests ("keyfile", (const struct CMUnitTest *) (void *) tests->data, tests->len, NULL,
                                  NULL);
}
