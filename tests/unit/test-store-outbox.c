/* The outbox from claim to settlement, and what a mail is written from. */
#include "store/outbox.h"
#include "tests/lib/store-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
apply_reply (PtStoreWorld *world, const char *seed, gboolean is_private)
{
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
  g_autoptr (PtDecision) decision = pt_store_world_reply (seed, 1, is_private ? 1 : 2, 1);
  PtPart *part = pt_part_new ("image/png");
  part->name = g_strdup ("fire.png");
  part->attachment = TRUE;
  part->size = 12;
  part->raw_start = 300;
  part->raw_length = 16;
  part->encoding = PT_ENCODING_BASE64;
  g_ptr_array_add (message->parts, part);
  g_ptr_array_add (message->parts, pt_part_new ("text/plain"));
  ((PtAction *) g_ptr_array_index (decision->actions, 0))->comment->is_private = is_private;
  pt_store_world_apply (world->store, message, NULL, decision);
}

static int
setup (void **state)
{
  *state = pt_store_world_new ();
  pt_store_world_seed (*state);
  apply_reply (*state, "first", FALSE);
  return 0;
}

static int
teardown (void **state)
{
  pt_store_world_free (*state);
  return 0;
}

static guint
claim (PtStoreWorld *world, PtTime now, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;
  pt_store_world_begin (world->store);
  const PtOutboxCeilings ceilings = { 200, 10 };
  if (!pt_store_outbox_claim (world->store, &ceilings, now, limit, &ids, &error))
    fail_msg ("%s", error->message);
  pt_store_world_commit (world->store);
  return ids->len;
}

static void
settle (PtStoreWorld *world, PtId id, PtOutboxState state, PtTime due_at, PtTime now)
{
  pt_store_world_begin (world->store);
  assert_true (pt_store_outbox_set_sent_as (world->store, id, "ours@example.com", "dan@example.org", NULL));
  assert_true (pt_store_outbox_settle (world->store, id, state, "250 ok", due_at, now, NULL));
  pt_store_world_commit (world->store);
}

static guint
recover (PtStoreWorld *world, PtTime deadline)
{
  guint count = 0;
  pt_store_world_begin (world->store);
  assert_true (pt_store_outbox_recover (world->store, deadline, &count, NULL));
  pt_store_world_commit (world->store);
  return count;
}

static PtNotice *
load (PtStoreWorld *world, PtId id)
{
  g_autoptr (GError) error = NULL;
  PtNotice *notice = NULL;
  if (!pt_store_outbox_load (world->store, id, &notice, &error))
    fail_msg ("%s", error->message);
  return notice;
}

static void
a_row_is_claimed_once_and_when_it_is_due (void **state)
{
  PtStoreWorld *world = *state;
  PtTime due = 1;
  assert_int_equal (claim (world, PT_WORLD_NOW - 1, 10), 0);
  assert_int_equal (claim (world, PT_WORLD_NOW, 1), 1);
  assert_true (pt_store_outbox_next_due (world->store, &due, NULL));
  assert_int_equal (due, PT_WORLD_NOW);
  assert_int_equal (claim (world, PT_WORLD_NOW, 10), 1);
  assert_int_equal (claim (world, PT_WORLD_NOW, 10), 0);
  assert_true (pt_store_outbox_next_due (world->store, &due, NULL));
  assert_int_equal (due, 0);
  assert_int_equal (pt_store_world_count (world, "SELECT min(attempts) FROM outbox"), 1);
}

static void
a_row_ends_as_it_was_settled (void **state)
{
  static const struct {
    PtOutboxState state;
    PtTime        due_at, settled_at;
  } cases[] = {
    { PT_OUTBOX_SENT, 0, PT_WORLD_NOW + 5 },
    { PT_OUTBOX_UNKNOWN, 0, PT_WORLD_NOW + 5 },
    { PT_OUTBOX_FAILED, 0, PT_WORLD_NOW + 5 },
    { PT_OUTBOX_DUE, PT_WORLD_NOW + PT_HOUR, 0 },
  };
  PtStoreWorld *world = *state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    pt_store_world_execute (world, "UPDATE outbox SET state = 0, due_at = 0, settled_at = 0");
    claim (world, PT_WORLD_NOW, 1);
    settle (world, 1, cases[i].state, cases[i].due_at, PT_WORLD_NOW + 5);
    g_autoptr (PtNotice) notice = load (world, 1);
    assert_int_equal (notice->item->state, cases[i].state);
    assert_int_equal (notice->item->notification.due_at, cases[i].due_at);
    assert_int_equal (notice->item->settled_at, cases[i].settled_at);
    assert_string_equal (notice->item->answer, "250 ok");
    assert_string_equal (notice->item->message_id, "ours@example.com");
  }
}

static void
a_report_that_came_first_is_not_overwritten (void **state)
{
  PtStoreWorld *world = *state;
  claim (world, PT_WORLD_NOW, 1);
  pt_store_world_execute (world, "UPDATE outbox SET state = 5, settled_at = 1 WHERE id = 1");
  settle (world, 1, PT_OUTBOX_SENT, 0, PT_WORLD_NOW);
  assert_int_equal (pt_store_world_count (world, "SELECT state FROM outbox WHERE id = 1"), PT_OUTBOX_BOUNCED);
}

static void
what_a_dead_sender_left_is_due_again_after_its_lease (void **state)
{
  PtStoreWorld *world = *state;
  settle (world, 1, PT_OUTBOX_DUE, PT_WORLD_NOW, PT_WORLD_NOW);
  claim (world, PT_WORLD_NOW, 10);
  assert_int_equal (recover (world, PT_WORLD_NOW + PT_OUTBOX_LEASE - 1), 0);
  assert_int_equal (recover (world, PT_WORLD_NOW + PT_OUTBOX_LEASE), 2);
  assert_int_equal (claim (world, PT_WORLD_NOW, 10), 2);
  assert_int_equal (recover (world, G_MAXINT64), 2);
  g_autoptr (PtNotice) notice = load (world, 1);
  assert_int_equal (notice->item->attempts, 2);
  assert_string_equal (notice->item->message_id, "ours@example.com");
}

static void
an_administrator_moves_what_is_not_being_sent (void **state)
{
  PtStoreWorld *world = *state;
  gboolean moved = TRUE;
  claim (world, PT_WORLD_NOW, 1);
  pt_store_world_begin (world->store);
  assert_true (pt_store_outbox_move (world->store, 1, ~0u, PT_OUTBOX_DROPPED, 0, PT_WORLD_NOW, &moved, NULL));
  assert_false (moved);
  assert_true (pt_store_outbox_move (world->store, 2, ~0u, PT_OUTBOX_HELD, 0, PT_WORLD_NOW, &moved, NULL));
  assert_true (moved);
  pt_store_world_commit (world->store);
  guint64 counts[PT_OUTBOX_N_STATES];
  assert_true (pt_store_outbox_count (world->store, counts, NULL));
  assert_int_equal (counts[PT_OUTBOX_SENDING], 1);
  assert_int_equal (counts[PT_OUTBOX_HELD], 1);
  assert_int_equal (counts[PT_OUTBOX_DUE], 0);
}

static void
a_list_is_filtered_by_state_and_ticket (void **state)
{
  static const struct {
    PtOutboxFilter filter;
    guint          wanted;
  } cases[] = {
    { { 0 }, 2 },
    { { .states = 1u << PT_OUTBOX_SENDING }, 1 },
    { { .ticket = 1000, .states = 1u << PT_OUTBOX_DUE }, 1 },
    { { .ticket = 999 }, 0 },
    { { .limit = 1 }, 1 },
    { { .limit = 5, .offset = 2 }, 0 },
  };
  PtStoreWorld *world = *state;
  claim (world, PT_WORLD_NOW, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) items = NULL;
    assert_true (pt_store_outbox_list (world->store, &cases[i].filter, &items, NULL));
    assert_int_equal (items->len, cases[i].wanted);
  }
}

static void
a_notice_has_everything_that_its_mail_says (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (PtNotice) notice = load (world, 2);
  assert_int_equal (notice->item->notification.kind, PT_NOTIFY_REPLY);
  assert_int_equal (notice->ticket->id, 1000);
  assert_string_equal (notice->comment->text, "It still burns.\n");
  assert_true (notice->first_comment);
  assert_int_equal (notice->recipient->id, 2);
  assert_int_equal (notice->author->id, 2);
  assert_int_equal (notice->requester->id, 2);
  assert_int_equal (notice->visible_to->id, 2);
  assert_null (notice->assignee);
  assert_int_equal (notice->attachments->len, 1);
  const PtAttachment *attachment = g_ptr_array_index (notice->attachments, 0);
  assert_string_equal (attachment->part->name, "fire.png");
  assert_int_equal (attachment->part->raw_start, 300);
  assert_int_equal (attachment->part->raw_length, 16);
  assert_int_equal (attachment->part->encoding, PT_ENCODING_BASE64);
  assert_int_equal (attachment->fate, PT_ATTACHMENT_NAMED);
  assert_string_equal (notice->last_received, "first@mail.example.org");
  assert_null (notice->last_sent);
  assert_int_equal (notice->received_ids->len, 1);
}

static void
a_notice_of_an_event_has_its_kind_and_shows_the_newest_comment (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  PtAction *action = pt_decision_add (decision, PT_ACTION_EVENT, 1000);
  action->id = -1;
  action->person = 2;
  action->value = PT_EVENT_ASSIGNED;
  action = pt_decision_add (decision, PT_ACTION_NOTIFY, 1000);
  action->notification = pt_notification_new (PT_NOTIFY_ASSIGNMENT, 1000, 1, "agent@example.net");
  action->notification->event = -1;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  g_autoptr (PtNotice) notice = load (world, 3);
  assert_string_equal (notice->event_kind, "assigned");
  assert_non_null (notice->comment);
  assert_int_equal (notice->item->notification.comment, 0);
  assert_int_equal (notice->actor->id, 2);
}

static void
the_last_mail_to_a_person_is_one_sent_after_his_own (void **state)
{
  PtStoreWorld *world = *state;
  claim (world, PT_WORLD_NOW, 10);
  settle (world, 2, PT_OUTBOX_SENT, 0, PT_WORLD_NOW - 1);
  g_autoptr (PtNotice) before = load (world, 2);
  assert_null (before->last_sent);
  pt_store_world_execute (world, "UPDATE outbox SET settled_at = settled_at + 2 WHERE id = 2");
  g_autoptr (PtNotice) after = load (world, 2);
  assert_int_equal (after->last_sent->id, 2);
}

static void
ids_of_private_mail_are_for_internal_people_alone (void **state)
{
  PtStoreWorld *world = *state;
  apply_reply (world, "secret", TRUE);
  g_autoptr (PtNotice) agent = load (world, 1);
  g_autoptr (PtNotice) customer = load (world, 2);
  assert_int_equal (agent->recipient->id, 1);
  assert_int_equal (agent->received_ids->len, 2);
  assert_string_equal (g_ptr_array_index (agent->received_ids, 0), "first@mail.example.org");
  assert_string_equal (g_ptr_array_index (agent->received_ids, 1), "secret@mail.example.org");
  assert_int_equal (customer->received_ids->len, 1);
  assert_string_equal (g_ptr_array_index (customer->received_ids, 0), "first@mail.example.org");
}

static void
the_received_ids_are_the_newest_twenty_oldest_first (void **state)
{
  PtStoreWorld *world = *state;
  for (guint i = 0; i < 25; i++) {
    g_autofree char *seed = g_strdup_printf ("more-%u", i);
    apply_reply (world, seed, FALSE);
  }
  g_autoptr (PtNotice) notice = load (world, 2);
  assert_int_equal (notice->received_ids->len, 20);
  assert_string_equal (g_ptr_array_index (notice->received_ids, 0), "more-5@mail.example.org");
  assert_string_equal (g_ptr_array_index (notice->received_ids, 19), "more-24@mail.example.org");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (a_row_is_claimed_once_and_when_it_is_due, setup, teardown),
    cmocka_unit_test_setup_teardown (a_row_ends_as_it_was_settled, setup, teardown),
    cmocka_unit_test_setup_teardown (a_report_that_came_first_is_not_overwritten, setup, teardown),
    cmocka_unit_test_setup_teardown (what_a_dead_sender_left_is_due_again_after_its_lease, setup, teardown),
    cmocka_unit_test_setup_teardown (an_administrator_moves_what_is_not_being_sent, setup, teardown),
    cmocka_unit_test_setup_teardown (a_list_is_filtered_by_state_and_ticket, setup, teardown),
    cmocka_unit_test_setup_teardown (a_notice_has_everything_that_its_mail_says, setup, teardown),
    cmocka_unit_test_setup_teardown (a_notice_of_an_event_has_its_kind_and_shows_the_newest_comment, setup, teardown),
    cmocka_unit_test_setup_teardown (the_last_mail_to_a_person_is_one_sent_after_his_own, setup, teardown),
    cmocka_unit_test_setup_teardown (ids_of_private_mail_are_for_internal_people_alone, setup, teardown),
    cmocka_unit_test_setup_teardown (the_received_ids_are_the_newest_twenty_oldest_first, setup, teardown),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
