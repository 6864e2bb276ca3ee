/* What mail that nobody of ours caused may be at most, as it is claimed (RULES J10). */
#include "store/outbox.h"
#include "tests/lib/store-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { AGENT = 1, CUSTOMER = 2, FIRST = 10, PEOPLE = 12 }; /* FIRST and behind it: people who never wrote */

/* The comments of ticket 1000. */
static PtId comments[6];

static int
setup (void **state)
{
  PtStoreWorld *world = pt_store_world_new ();
  g_autoptr (PtDecision) decision = pt_decision_new ();
  pt_store_world_seed (world);
  decision->verdict = PT_VERDICT_DONE;
  for (guint i = 0; i < PEOPLE; i++) {
    g_autofree char *address = g_strdup_printf ("p%u@example.org", FIRST + i);
    pt_store_world_add_person (decision, FIRST + i, "Someone", PT_ROLE_END_USER, address);
  }
  pt_store_world_apply (world->store, NULL, NULL, decision);
  for (guint i = 0; i < G_N_ELEMENTS (comments); i++) {
    g_autofree char *seed = g_strdup_printf ("mail-%u", i);
    g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
    g_autoptr (PtDecision) reply = pt_store_world_reply (seed, 1, 0, 1);
    comments[i] = pt_store_world_apply (world->store, message, NULL, reply).comment;
  }
  *state = world;
  return 0;
}

static int
teardown (void **state)
{
  pt_store_world_assert_sound (*state);
  pt_store_world_free (*state);
  return 0;
}

/* Row ID to PERSON, made and due at AT. */
static void
add (PtStoreWorld *world, PtId id, PtNotifyKind kind, PtCeiling ceiling, PtId person, PtId comment, PtTime at)
{
  g_autofree char *cause = comment ? g_strdup_printf ("%" G_GINT64_FORMAT ", NULL", comment)
                                   : g_strdup ("NULL, (SELECT min(id) FROM event)");
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO outbox (id, kind, ticket, person, address, state, due_at, created_at, ceiling, comment, event) "
    "SELECT %" G_GINT64_FORMAT ", %d, 1000, p.id, a.address, 0, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", %d, %s "
    "FROM person p JOIN person_address a ON a.person = p.id WHERE p.id = %" G_GINT64_FORMAT,
    id, kind, at, at, ceiling, cause, person);
  pt_store_world_execute (world, sql);
  pt_store_world_execute (world, "UPDATE counter SET outbox = 100");
}

static void
add_outside (PtStoreWorld *world, PtId id, PtId person, PtTime at)
{
  add (world, id, PT_NOTIFY_REPLY, PT_CEILING_OUTSIDE, person, comments[id % G_N_ELEMENTS (comments)], at);
}

static void
add_staff (PtStoreWorld *world, PtId id, PtTime at)
{
  add (world, id, PT_NOTIFY_NOTICE, PT_CEILING_STAFF, AGENT, comments[id % G_N_ELEMENTS (comments)], at);
}

/* Ids of what goes, with a space before each. */
static char *
claim (PtStoreWorld *world, PtOutboxCeilings ceilings, PtTime now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;
  GString *text = g_string_new (NULL);
  pt_store_world_begin (world->store);
  if (!pt_store_outbox_claim (world->store, &ceilings, now, 100, &ids, &error))
    fail_msg ("%s", error->message);
  pt_store_world_commit (world->store);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, " %" G_GINT64_FORMAT, g_array_index (ids, PtId, i));
  return g_string_free (text, FALSE);
}

#define assert_goes(world, outside, staff, now, wanted) \
  do { \
    g_autofree char *went = claim (world, (PtOutboxCeilings) { outside, staff }, now); \
    assert_string_equal (went, wanted); \
  } while (0)

static gint64
number (PtStoreWorld *world, const char *what, PtId id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM outbox WHERE id = %" G_GINT64_FORMAT, what, id);
  return pt_store_world_count (world, sql);
}

static const PtTime now = PT_WORLD_NOW;

static void
what_is_over_the_ceiling_of_the_desk_waits_until_there_is_room (void **state)
{
  PtStoreWorld *world = *state;
  for (PtId i = 1; i <= 5; i++)
    add_outside (world, i, FIRST + i, now);
  assert_goes (world, 3, 10, now, " 1 2 3");
  assert_int_equal (number (world, "due_at", 4), now + PT_HOUR);
  assert_int_equal (number (world, "due_at", 5), now + PT_HOUR + PT_HOUR / 3);
  assert_int_equal (number (world, "waiting_at", 4), now);
  assert_true (number (world, "answer LIKE 'waits: %outside_mail%'", 4));
  assert_goes (world, 3, 10, now + PT_HOUR - 1, "");
  assert_goes (world, 3, 10, now + PT_HOUR, " 4");
  assert_goes (world, 3, 10, now + 2 * PT_HOUR, " 5");
  assert_int_equal (number (world, "waiting_at", 5), 0);
}

static void
who_comes_later_goes_behind_who_waits (void **state)
{
  PtStoreWorld *world = *state;
  for (PtId i = 1; i <= 2; i++)
    add_outside (world, i, FIRST + i, now);
  assert_goes (world, 1, 10, now, " 1");
  add_outside (world, 3, FIRST + 3, now + PT_HOUR - 1);
  assert_goes (world, 1, 10, now + PT_HOUR - 1, "");
  assert_true (number (world, "due_at", 3) > number (world, "due_at", 2));
  assert_goes (world, 1, 10, now + PT_HOUR, " 2");
}

static void
what_was_tried_before_is_not_asked_again (void **state)
{
  PtStoreWorld *world = *state;
  for (PtId i = 1; i <= 2; i++)
    add_outside (world, i, FIRST + i, now);
  assert_goes (world, 1, 10, now, " 1");
  pt_store_world_execute (world, "UPDATE outbox SET state = 0, due_at = created_at WHERE id = 1");
  assert_goes (world, 1, 10, now + 1, " 1");
}

static void
who_is_known_and_proven_does_not_wait (void **state)
{
  static const struct {
    const char *given;
    gboolean    goes;
  } cases[] = {
    { "UPDATE person SET known = 1 WHERE id = 2", FALSE },
    { "UPDATE message SET auth = 1 WHERE id = (SELECT max(id) FROM message)", TRUE },
    { "UPDATE person SET known = 0 WHERE id = 2", FALSE },
    { "UPDATE message SET auth = 2, evidence = 3; UPDATE person SET known = 1 WHERE id = 2", TRUE },
    { "UPDATE message SET evidence = 2", FALSE },
  };
  PtStoreWorld *world = *state;
  pt_store_world_execute (world, "UPDATE message SET auth = 0, evidence = 0");
  add_outside (world, 1, FIRST, now);
  assert_goes (world, 1, 10, now, " 1");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    pt_store_world_execute (world, cases[i].given);
    pt_store_world_execute (world, "DELETE FROM outbox_comment; DELETE FROM outbox WHERE id > 1");
    add_outside (world, 2, CUSTOMER, now);
    assert_goes (world, 1, 10, now, cases[i].goes ? " 2" : "");
  }
}

static void
who_never_wrote_gets_three_a_day_and_then_one_with_the_rest (void **state)
{
  PtStoreWorld *world = *state;
  for (PtId i = 1; i <= 5; i++)
    add_outside (world, i, FIRST, now + i);
  assert_goes (world, 100, 10, now + 5, " 1 2 3");
  assert_int_equal (number (world, "state", 4), PT_OUTBOX_DROPPED);
  assert_true (number (world, "answer = 'in one mail with row 5'", 4));
  assert_int_equal (number (world, "waiting_at", 5), now + 5);
  assert_int_equal (number (world, "due_at", 5), now + 5 + PT_DAY); /* all three began then */
  assert_int_equal (pt_store_world_count (world, "SELECT comment FROM outbox_comment WHERE outbox = 5"),
                    comments[4 % G_N_ELEMENTS (comments)]);
  add_outside (world, 6, FIRST, now + PT_HOUR);
  assert_goes (world, 100, 10, now + PT_HOUR, "");
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM outbox_comment WHERE outbox = 6"), 2);
  assert_int_equal (number (world, "due_at", 6), now + 5 + PT_DAY);
  assert_goes (world, 100, 10, now + 5 + PT_DAY, " 6");
  assert_int_equal (number (world, "ceiling", 6), PT_CEILING_OUTSIDE);
}

static void
who_wrote_once_has_no_limit_of_their_own (void **state)
{
  PtStoreWorld *world = *state;
  for (PtId i = 1; i <= 5; i++)
    add_outside (world, i, CUSTOMER, now);
  assert_goes (world, 100, 10, now, " 1 2 3 4 5");
}

static void
a_mail_that_says_who_copied_them_stays_one (void **state)
{
  PtStoreWorld *world = *state;
  add_outside (world, 1, FIRST, now);
  assert_goes (world, 1, 10, now, " 1");
  add (world, 2, PT_NOTIFY_COPIED, PT_CEILING_OUTSIDE, FIRST + 1, comments[2], now);
  add (world, 3, PT_NOTIFY_STATUS, PT_CEILING_OUTSIDE, FIRST + 1, 0, now);
  add_outside (world, 4, FIRST + 1, now);
  assert_goes (world, 1, 10, now, "");
  assert_int_equal (number (world, "kind", 4), PT_NOTIFY_COPIED);
  assert_int_equal (number (world, "state", 2), PT_OUTBOX_DROPPED);
  assert_int_equal (number (world, "state", 3), PT_OUTBOX_DUE);
}

static void
what_is_too_much_for_one_of_us_becomes_a_list (void **state)
{
  PtStoreWorld *world = *state;
  for (PtId i = 1; i <= 5; i++)
    add_staff (world, i, now);
  assert_goes (world, 1, 2, now, " 1 2");
  assert_int_equal (number (world, "due_at", 5), now + PT_HOUR);
  assert_goes (world, 1, 2, now + PT_HOUR, " 3");
  assert_int_equal (number (world, "kind", 3), PT_NOTIFY_DIGEST);
  assert_int_equal (number (world, "ticket IS NULL AND comment IS NULL AND event IS NULL", 3), 1);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM outbox_comment WHERE outbox = 3"), 3);
  assert_int_equal (number (world, "state", 4) + number (world, "state", 5), 2 * PT_OUTBOX_DROPPED);
  g_autoptr (PtNotice) notice = NULL;
  assert_true (pt_store_outbox_load (world->store, 3, &notice, NULL));
  assert_int_equal (notice->lines->len, 3);
  const PtNoticeLine *line = g_ptr_array_index (notice->lines, 0);
  assert_int_equal (line->view->ticket->id, 1000);
  assert_int_equal (line->author->id, CUSTOMER);
  add_staff (world, 6, now + PT_HOUR);
  add_staff (world, 7, now + PT_HOUR);
  assert_goes (world, 1, 2, now + PT_HOUR, " 6"); /* the list counts */
  assert_goes (world, 1, 2, now + 2 * PT_HOUR, " 7"); /* alone it needs no list */
  assert_int_equal (number (world, "kind", 7), PT_NOTIFY_NOTICE);
}

static void
an_event_is_shown_in_a_list_by_the_newest_comment (void **state)
{
  PtStoreWorld *world = *state;
  add_staff (world, 1, now);
  add (world, 2, PT_NOTIFY_REMINDER, PT_CEILING_STAFF, AGENT, 0, now);
  add_staff (world, 3, now);
  assert_goes (world, 1, 1, now, " 1");
  assert_goes (world, 1, 1, now + PT_HOUR, " 2");
  assert_int_equal (pt_store_world_count (world, "SELECT max(comment) FROM outbox_comment WHERE outbox = 2"),
                    comments[G_N_ELEMENTS (comments) - 1]);
}

static void
what_waits_is_counted_and_left_in_its_place (void **state)
{
  PtStoreWorld *world = *state;
  PtOutboxWaits waits;
  PtTime told = 1;
  guint clipped = 1;
  for (PtId i = 1; i <= 3; i++)
    add_outside (world, i, FIRST + i, now);
  add_staff (world, 4, now);
  add_staff (world, 5, now);
  assert_goes (world, 1, 1, now, " 1 4");
  assert_true (pt_store_outbox_waits (world->store, &waits, NULL));
  assert_int_equal (waits.outside, 2);
  assert_int_equal (waits.staff, 1);
  assert_int_equal (waits.since, now);
  assert_true (pt_store_waits_told (world->store, &told, NULL));
  assert_int_equal (told, 0);
  pt_store_world_begin (world->store);
  assert_true (pt_store_set_waits_told (world->store, now, NULL));
  assert_true (pt_store_outbox_clip (world->store, now, now, &clipped, NULL));
  pt_store_world_commit (world->store);
  assert_int_equal (clipped, 0);
  assert_true (pt_store_waits_told (world->store, &told, NULL));
  assert_int_equal (told, now);
  pt_store_world_begin (world->store); /* a clock that was wrong when they began to wait */
  assert_true (pt_store_outbox_clip (world->store, now - PT_DAY, now - PT_DAY, &clipped, NULL));
  pt_store_world_commit (world->store);
  assert_int_equal (clipped, 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (what_is_over_the_ceiling_of_the_desk_waits_until_there_is_room, setup, teardown),
    cmocka_unit_test_setup_teardown (who_comes_later_goes_behind_who_waits, setup, teardown),
    cmocka_unit_test_setup_teardown (what_was_tried_before_is_not_asked_again, setup, teardown),
    cmocka_unit_test_setup_teardown (who_is_known_and_proven_does_not_wait, setup, teardown),
    cmocka_unit_test_setup_teardown (who_never_wrote_gets_three_a_day_and_then_one_with_the_rest, setup, teardown),
    cmocka_unit_test_setup_teardown (who_wrote_once_has_no_limit_of_their_own, setup, teardown),
    cmocka_unit_test_setup_teardown (a_mail_that_says_who_copied_them_stays_one, setup, teardown),
    cmocka_unit_test_setup_teardown (what_is_too_much_for_one_of_us_becomes_a_list, setup, teardown),
    cmocka_unit_test_setup_teardown (an_event_is_shown_in_a_list_by_the_newest_comment, setup, teardown),
    cmocka_unit_test_setup_teardown (what_waits_is_counted_and_left_in_its_place, setup, teardown),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
