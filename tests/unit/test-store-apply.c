/* A decision carried out, and what the two questions find afterwards. */
#include "store/check.h"
#include "store/person.h"
#include "tests/lib/store-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static PtOutcome
apply_reply (PtStoreWorld *world, const char *seed)
{
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
  g_autoptr (PtDecision) decision = pt_store_world_reply (seed, 2, 2, 1);
  g_autoptr (GBytes) raw = pt_store_world_raw (message, 300);
  return pt_store_world_apply (world->store, message, raw, decision);
}

static void
a_reply_is_found_by_digest_ids_address_and_ticket (void **state)
{
  PtStoreWorld *world = *state;
  PtOutcome outcome = apply_reply (world, "first");
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", "first");
  g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
  first->has_digest = TRUE;
  memcpy (first->digest, message->digest, sizeof first->digest);
  pt_question_add_text (first->ids, "first@mail.example.org");
  pt_question_add_text (first->ids, "first.1@mail.example.org");
  pt_question_add_text (first->ids, "never@mail.example.org");
  pt_question_add_text (first->addresses, "customer@example.org");
  g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW + PT_MINUTE);
  pt_question_add_number (second->comments, outcome.comment);
  second->sender_key = g_strdup ("customer@example.org");
  second->sender_domain = g_strdup ("example.org");
  second->display_name = g_utf8_casefold ("AGENT", -1);
  second->staff = TRUE;
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, first, second);

  assert_int_equal (outcome.verdict, PT_VERDICT_REPLY);
  assert_int_equal (outcome.ticket, 1000);
  assert_int_equal (outcome.notifications, 2);
  assert_int_equal (found->duplicates->len, 1);
  const PtDuplicate *duplicate = g_ptr_array_index (found->duplicates, 0);
  assert_int_equal (duplicate->message, outcome.message);
  assert_string_equal (duplicate->mailbox, "support");
  assert_int_equal (duplicate->ticket, 1000);
  assert_int_equal (duplicate->received_at, PT_WORLD_NOW);
  assert_int_equal (found->known_ids->len, 2);
  assert_int_equal (pt_snapshot_known_id (found, "first@mail.example.org")->origin, PT_KNOWN_RECEIVED);
  assert_int_equal (pt_snapshot_known_id (found, "first.1@mail.example.org")->origin, PT_KNOWN_REFERENCED);
  assert_int_equal (pt_snapshot_person_by_key (found, "customer@example.org")->id, 2);
  assert_string_equal (pt_person_primary (pt_snapshot_person (found, 2))->address, "Customer@example.org");
  const PtTicketView *view = pt_snapshot_ticket (found, 1000);
  assert_int_equal (view->public_comments, 1);
  assert_int_equal (view->private_comments, 0);
  assert_int_equal (view->ticket->updated_at, PT_WORLD_NOW);
  assert_false (pt_snapshot_comment (found, outcome.comment)->is_private);
  assert_int_equal (found->sender_times->len, 1);
  assert_int_equal (found->staff->len, 1);
  assert_true (found->name_is_staff);
  pt_store_world_assert_sound (world);
}

static void
nothing_is_asked_for_empty_questions (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
  g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW);
  guint64 before = pt_store_statements_run (world->store);
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, first, second);
  assert_int_equal (pt_store_statements_run (world->store) - before, 0);
  assert_int_equal (found->tickets->len + found->persons->len + found->staff->len, 0);
}

static void
new_people_tickets_and_comments_get_ids_of_their_own (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (PtMessage) message = pt_store_world_message ("new@example.org", "new");
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_NEW;
  decision->mailbox = g_strdup ("support");
  decision->ticket = decision->comment = decision->author = -1;
  pt_store_world_add_person (decision, -1, "New", PT_ROLE_END_USER, "new@example.org");
  pt_store_world_add_person (decision, -2, "Copied", PT_ROLE_END_USER, "copied@example.org");
  pt_store_world_add_ticket (decision, -1, -1, PT_STATUS_NEW);
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, -1);
  const PtId copied = -2;
  action->id = -1;
  action->comment = pt_comment_new (-1, -1, -1);
  action->comment->visible_to = -1;
  g_array_append_val (action->comment->visible_cc, copied);
  action = pt_decision_add (decision, PT_ACTION_RELATE, -1);
  action->person = -2;
  action->value = PT_RELATION_CC;
  action = pt_decision_add (decision, PT_ACTION_NOTIFY, -1);
  action->notification = pt_notification_new (PT_NOTIFY_RECEIPT, -1, -1, "New@Example.org");
  action->notification->comment = -1;
  PtOutcome outcome = pt_store_world_apply (world->store, message, NULL, decision);
  g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW + PT_MINUTE);
  pt_question_add_number (second->tickets, outcome.ticket);
  second->sender_key = g_strdup ("new@example.org");
  second->sender_domain = g_strdup ("example.org");
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, NULL, second);

  assert_int_equal (outcome.ticket, 1001);
  assert_int_equal (pt_snapshot_ticket (found, 1001)->ticket->requester, 3);
  assert_true (pt_ticket_view_has (pt_snapshot_ticket (found, 1001), 4, PT_RELATION_CC));
  assert_string_equal (pt_snapshot_person (found, 4)->name, "Copied");
  assert_int_equal (found->sender_receipts, 1);
  assert_int_equal (found->domain_receipts, 1);
  assert_int_equal (pt_store_world_count (world, "SELECT visible_cc FROM comment WHERE ticket = 1001"), 4);
  pt_store_world_assert_sound (world);
}

static void
a_merged_ticket_brings_the_one_it_went_into (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_DONE;
  pt_store_world_add_ticket (decision, 1001, 2, PT_STATUS_CLOSED);
  pt_store_world_add_ticket (decision, 1002, 2, PT_STATUS_CLOSED);
  ((PtAction *) g_ptr_array_index (decision->actions, 0))->new_ticket->merged_into = 1000;
  ((PtAction *) g_ptr_array_index (decision->actions, 1))->new_ticket->merged_into = 1001;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
  pt_question_add_number (first->tickets, 1002);
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, first, NULL);
  assert_int_equal (found->tickets->len, 3);
  assert_non_null (pt_snapshot_ticket (found, 1000));
}

static void
a_circle_of_merged_tickets_ends_and_is_a_finding (void **state)
{
  PtStoreWorld *world = *state;
  pt_store_world_execute (world, "UPDATE ticket SET merged_into = 1000");
  g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
  pt_question_add_number (first->tickets, 1000);
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, first, NULL);
  g_autoptr (GPtrArray) findings = NULL;
  assert_int_equal (found->tickets->len, 1);
  assert_true (pt_store_check (world->store, &findings, NULL));
  assert_int_equal (findings->len, 1);
  assert_non_null (strstr (g_ptr_array_index (findings, 0), "check-ticket-merged"));
}

static void
a_duplicate_is_counted_on_the_row_it_repeats (void **state)
{
  PtStoreWorld *world = *state;
  PtOutcome first = apply_reply (world, "first");
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", "first");
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_DUP;
  decision->mailbox = g_strdup ("support");
  g_autoptr (GBytes) raw = pt_store_world_raw (NULL, 300);
  PtOutcome again = pt_store_world_apply (world->store, message, raw, decision);
  assert_int_equal (again.message, first.message);
  assert_int_equal (again.ticket, 1000);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM message"), 1);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM raw"), 1);
  assert_int_equal (pt_store_world_count (world, "SELECT duplicates FROM message"), 1);
}

static gboolean
try_apply (PtStoreWorld *world, const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
           GError **error)
{
  PtOutcome outcome;
  pt_store_world_begin (world->store);
  gboolean good = pt_store_apply (world->store, envelope, message, NULL, decision, PT_WORLD_NOW, &outcome, error);
  pt_store_rollback (world->store);
  return good;
}

static void
a_digest_is_unique_in_a_mailbox_but_not_across_mailboxes (void **state)
{
  PtStoreWorld *world = *state;
  apply_reply (world, "first");
  g_autoptr (GError) error = NULL;
  g_autoptr (PtEnvelope) envelope = pt_store_world_envelope ();
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", "first");
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_ALSO_TO;
  decision->mailbox = g_strdup ("sales");
  assert_true (try_apply (world, envelope, message, decision, NULL));
  g_free (decision->mailbox);
  decision->mailbox = g_strdup ("support");
  assert_false (try_apply (world, envelope, message, decision, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFLICT));
}

static void
an_address_that_somebody_got_meanwhile_is_a_conflict (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  pt_store_world_add_person (decision, -1, "Twin", PT_ROLE_END_USER, "CUSTOMER@example.org");
  assert_false (try_apply (world, NULL, NULL, decision, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFLICT));
}

static void
a_decision_that_names_a_row_it_does_not_make_is_a_bug (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  pt_decision_add (decision, PT_ACTION_STATUS, -7);
  assert_false (try_apply (world, NULL, NULL, decision, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_BUG));
}

static void
a_known_id_keeps_its_ticket_and_its_origin_only_rises (void **state)
{
  static const struct {
    const char   *id;
    PtId          ticket;
    PtKnownOrigin origin, wanted;
  } steps[] = {
    { "a@example.org", 1000, PT_KNOWN_REFERENCED, PT_KNOWN_REFERENCED },
    { "a@example.org", 1001, PT_KNOWN_RECEIVED, PT_KNOWN_RECEIVED },
    { "a@example.org", 1001, PT_KNOWN_REFERENCED, PT_KNOWN_RECEIVED },
  };
  PtStoreWorld *world = *state;
  g_autoptr (PtDecision) other = pt_decision_new ();
  pt_store_world_add_ticket (other, 1001, 2, PT_STATUS_OPEN);
  pt_store_world_apply (world->store, NULL, NULL, other);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (PtDecision) decision = pt_decision_new ();
    PtAction *action = pt_decision_add (decision, PT_ACTION_KNOWN_ID, steps[i].ticket);
    action->text = g_strdup (steps[i].id);
    action->value = steps[i].origin;
    pt_store_world_apply (world->store, NULL, NULL, decision);
    g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
    pt_question_add_text (first->ids, steps[i].id);
    g_autoptr (PtSnapshot) found = pt_store_world_gather (world, first, NULL);
    assert_int_equal (pt_snapshot_known_id (found, steps[i].id)->ticket, 1000);
    assert_int_equal (pt_snapshot_known_id (found, steps[i].id)->origin, steps[i].wanted);
  }
}

static void
the_time_of_solving_follows_the_status (void **state)
{
  static const struct {
    PtStatus status;
    PtTime   solved_at;
  } steps[] = {
    { PT_STATUS_SOLVED, PT_WORLD_NOW }, { PT_STATUS_CLOSED, PT_WORLD_NOW }, { PT_STATUS_OPEN, 0 },
    { PT_STATUS_CLOSED, 0 },
  };
  PtStoreWorld *world = *state;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (PtDecision) decision = pt_decision_new ();
    pt_decision_add (decision, PT_ACTION_STATUS, 1000)->value = steps[i].status;
    pt_store_world_apply (world->store, NULL, NULL, decision);
    assert_int_equal (pt_store_world_count (world, "SELECT status FROM ticket"), steps[i].status);
    assert_int_equal (pt_store_world_count (world, "SELECT solved_at FROM ticket"), steps[i].solved_at);
  }
}

static void
a_bounce_marks_the_row_and_the_address (void **state)
{
  PtStoreWorld *world = *state;
  apply_reply (world, "first");
  g_autoptr (PtPerson) known = NULL;
  assert_true (pt_store_person_load (world->store, 2, &known, NULL));
  g_autoptr (PtDecision) decision = pt_decision_new ();
  PtAction *action = pt_decision_add (decision, PT_ACTION_BOUNCE, 0);
  action->other = 2;
  action->person = 2;
  action->text = g_strdup ("5.1.1");
  action->value = PT_WEIGHT_GONE;
  PtAction *dead = pt_decision_add (decision, PT_ACTION_ADDRESS, 0);
  dead->person = 2;
  dead->text = g_strdup (pt_person_primary (known)->key);
  dead->value = PT_NEWS_UNDELIVERABLE;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
  pt_question_add_number (first->outbox, 2);
  g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW);
  pt_question_add_number (second->persons, 2);
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, first, second);
  assert_int_equal (pt_snapshot_outbox (found, 2)->state, PT_OUTBOX_BOUNCED);
  assert_string_equal (pt_snapshot_outbox (found, 2)->answer, "5.1.1");
  assert_int_equal (pt_person_primary (pt_snapshot_person (found, 2))->state, PT_ADDRESS_UNDELIVERABLE);
  assert_int_equal (pt_person_primary (pt_snapshot_person (found, 2))->reports, 1);
  assert_int_equal (found->reports->len, 1);
  assert_true (g_array_index (found->reports, PtReport, 0).gone);
  assert_non_null (pt_snapshot_ticket (found, 1000));
  pt_store_world_assert_sound (world);
}

static void
a_notification_that_is_cancelled_is_dropped (void **state)
{
  PtStoreWorld *world = *state;
  apply_reply (world, "first");
  g_autoptr (PtDecision) decision = pt_decision_new ();
  pt_decision_add (decision, PT_ACTION_CANCEL, 0)->other = 1;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  assert_int_equal (pt_store_world_count (world, "SELECT state FROM outbox WHERE id = 1"), PT_OUTBOX_DROPPED);
  assert_int_equal (pt_store_world_count (world, "SELECT state FROM outbox WHERE id = 2"), PT_OUTBOX_DUE);
}

static void
a_message_rolled_back_in_a_batch_leaves_no_gap_in_the_numbers (void **state)
{
  PtStoreWorld *world = *state;
  pt_store_world_begin (world->store);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (PtDecision) decision = pt_decision_new ();
    decision->ticket = -1;
    pt_store_world_add_ticket (decision, -1, 2, PT_STATUS_NEW);
    assert_true (pt_store_savepoint (world->store, NULL));
    PtOutcome outcome = pt_store_world_apply (world->store, NULL, NULL, decision);
    assert_int_equal (outcome.ticket, i == 2 ? 1002 : 1001 + i);
    if (i == 1)
      pt_store_rollback_to (world->store);
    else
      assert_true (pt_store_release (world->store, NULL));
  }
  pt_store_world_commit (world->store);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM ticket"), 3);
  pt_store_world_assert_sound (world);
}

static void
the_first_ticket_has_the_number_that_was_set (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->ticket = -1;
  pt_store_world_add_ticket (decision, -1, 2, PT_STATUS_NEW);
  pt_store_world_begin (world->store);
  assert_true (pt_store_set_first_ticket (world->store, 5000, NULL));
  assert_true (pt_store_set_first_ticket (world->store, 10, NULL));
  pt_store_world_commit (world->store);
  assert_int_equal (pt_store_world_apply (world->store, NULL, NULL, decision).ticket, 5000);
}

static void
private_text_for_a_customer_is_a_finding (void **state)
{
  PtStoreWorld *world = *state;
  apply_reply (world, "first");
  pt_store_world_execute (world, "UPDATE comment SET is_private = 1");
  pt_store_world_execute (world, "UPDATE ticket SET public_comments = 0, private_comments = 1");

  g_autoptr (GPtrArray) findings = NULL;
  assert_true (pt_store_check (world->store, &findings, NULL));
  assert_int_equal (findings->len, 1);
  assert_non_null (strstr (g_ptr_array_index (findings, 0), "check-outbox-private"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PT_STORE_TEST (a_reply_is_found_by_digest_ids_address_and_ticket),
    PT_STORE_TEST (nothing_is_asked_for_empty_questions),
    PT_STORE_TEST (new_people_tickets_and_comments_get_ids_of_their_own),
    PT_STORE_TEST (a_merged_ticket_brings_the_one_it_went_into),
    PT_STORE_TEST (a_circle_of_merged_tickets_ends_and_is_a_finding),
    PT_STORE_TEST (a_duplicate_is_counted_on_the_row_it_repeats),
    PT_STORE_TEST (a_digest_is_unique_in_a_mailbox_but_not_across_mailboxes),
    PT_STORE_TEST (an_address_that_somebody_got_meanwhile_is_a_conflict),
    PT_STORE_TEST (a_decision_that_names_a_row_it_does_not_make_is_a_bug),
    PT_STORE_TEST (a_known_id_keeps_its_ticket_and_its_origin_only_rises),
    PT_STORE_TEST (the_time_of_solving_follows_the_status),
    PT_STORE_TEST (a_bounce_marks_the_row_and_the_address),
    PT_STORE_TEST (a_notification_that_is_cancelled_is_dropped),
    PT_STORE_TEST (a_message_rolled_back_in_a_batch_leaves_no_gap_in_the_numbers),
    PT_STORE_TEST (the_first_ticket_has_the_number_that_was_set),
    PT_STORE_TEST (private_text_for_a_customer_is_a_finding),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
