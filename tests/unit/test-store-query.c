/* Held mail, tickets and people as administrators see them. */
#include "store/held.h"
#include "store/person.h"
#include "store/ticket-query.h"
#include "tests/lib/store-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static PtId
hold (PtStoreWorld *world, const char *seed, int cause, PtTime expires_at)
{
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
  g_autoptr (PtDecision) decision = pt_store_world_held (cause, expires_at);
  g_autoptr (GBytes) raw = pt_store_world_raw (message, 100);
  return pt_store_world_apply (world->store, message, raw, decision).message;
}

static PtMessageRow *
load_row (PtStoreWorld *world, PtId id)
{
  PtMessageRow *row = NULL;
  assert_true (pt_store_message_load (world->store, id, &row, NULL));
  return row;
}

static void
held_mail_is_listed_by_cause_newest_first (void **state)
{
  PtStoreWorld *world = *state;
  PtId first = hold (world, "one", PT_CAUSE_AUTHENTICATION, 0);
  PtId second = hold (world, "two", PT_CAUSE_SPAM, 0);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) spam = NULL;
  assert_true (pt_store_held_list (world->store, PT_HELD_ANY_CAUSE, 10, 0, &all, NULL));
  assert_true (pt_store_held_list (world->store, PT_CAUSE_SPAM, 10, 0, &spam, NULL));
  assert_int_equal (all->len, 2);
  assert_int_equal (((PtMessageRow *) g_ptr_array_index (all, 0))->id, second);
  assert_int_equal (spam->len, 1);
  const PtMessageRow *row = g_ptr_array_index (all, 1);
  assert_int_equal (row->id, first);
  assert_string_equal (row->from, "Customer <customer@example.org>");
  assert_int_equal (g_strv_length (row->recipients), 1);
  assert_string_equal (row->recipients[0], "support@example.com");
  assert_int_equal (row->reasons->len, 1);
  assert_string_equal (((PtReason *) g_ptr_array_index (row->reasons, 0))->rule, "B1 5.2");
  assert_string_equal (((PtReason *) g_ptr_array_index (row->reasons, 0))->text, "authentication failed");
}

static void
mail_is_held_for_some_verdicts_only (void **state)
{
  static const struct {
    PtVerdict verdict;
    gboolean  held, counted;
  } cases[] = {
    { PT_VERDICT_HELD, TRUE, TRUE },      { PT_VERDICT_AUTO, TRUE, TRUE },    { PT_VERDICT_BOUNCE_HELD, TRUE, TRUE },
    { PT_VERDICT_REJECTED, TRUE, FALSE }, { PT_VERDICT_LOOP, TRUE, FALSE },   { PT_VERDICT_BOUNCE, FALSE, FALSE },
    { PT_VERDICT_NEW, FALSE, TRUE },      { PT_VERDICT_ALSO_TO, FALSE, TRUE },
  };
  PtStoreWorld *world = *state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *seed = g_strdup_printf ("verdict-%zu", i), *address = g_strdup_printf ("v%zu@example.org", i);
    g_autoptr (PtMessage) message = pt_store_world_message (address, seed);
    g_autoptr (PtDecision) decision = pt_decision_new ();
    g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW + PT_MINUTE);
    decision->verdict = cases[i].verdict;
    PtId id = pt_store_world_apply (world->store, message, NULL, decision).message;
    g_autoptr (PtMessageRow) row = load_row (world, id);
    second->sender_key = g_strdup (address);
    g_autoptr (PtSnapshot) found = pt_store_world_gather (world, NULL, second);
    assert_int_equal (row->held, cases[i].held);
    assert_int_equal (found->sender_times->len, cases[i].counted);
  }
}

static void
a_recovered_message_keeps_its_row_and_gets_the_new_verdict (void **state)
{
  PtStoreWorld *world = *state;
  PtId held = hold (world, "one", PT_CAUSE_AUTHENTICATION, PT_WORLD_NOW + PT_DAY);
  g_autoptr (PtEnvelope) envelope = pt_store_world_envelope ();
  g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", "one");
  g_autoptr (PtDecision) decision = pt_store_world_reply ("one", 1, 0, 1);
  g_autoptr (GBytes) raw = pt_store_world_raw (message, 100);
  PtOutcome outcome;
  envelope->recovered = TRUE;
  pt_store_world_begin (world->store);
  assert_true (pt_store_apply (world->store, envelope, message, raw, decision, PT_WORLD_NOW, &outcome, NULL));
  pt_store_world_commit (world->store);
  assert_int_equal (outcome.message, held);
  g_autoptr (PtMessageRow) row = load_row (world, held);
  assert_false (row->held);
  assert_int_equal (row->outcome, PT_HELD_RELEASED);
  assert_int_equal (row->verdict, PT_VERDICT_REPLY);
  assert_int_equal (row->ticket, 1000);
  assert_int_equal (pt_store_world_count (world, "SELECT count(*) FROM raw"), 1);
  pt_store_world_assert_sound (world);
}

static void
a_row_that_is_not_held_cannot_be_settled_again (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;
  PtId id = hold (world, "one", PT_CAUSE_SPAM, 0);
  pt_store_world_begin (world->store);
  assert_true (pt_store_held_settle (world->store, id, PT_HELD_DELETED, 1, PT_WORLD_NOW, NULL));
  assert_false (pt_store_held_settle (world->store, id, PT_HELD_RELEASED, 0, PT_WORLD_NOW, &error));
  pt_store_world_commit (world->store);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_NOT_FOUND));
  assert_false (pt_store_raw (world->store, id, &raw, NULL));
  g_autoptr (PtMessageRow) row = load_row (world, id);
  assert_int_equal (row->outcome, PT_HELD_DELETED);
}

static void
held_mail_expires_with_its_bytes_but_its_row_stays (void **state)
{
  PtStoreWorld *world = *state;
  PtId gone = hold (world, "one", PT_CAUSE_SPAM, 0), kept = hold (world, "two", PT_CAUSE_SPAM, 0);
  PtId later = hold (world, "three", PT_CAUSE_SPAM, 0);
  g_autoptr (GBytes) raw = NULL;
  guint count = 0;
  /* days of service: told on the 1st and again on the 12th; never; told on the 2nd */
  pt_store_world_execute (world, "UPDATE message SET told_day = 2, again_day = 13 WHERE id = 1");
  pt_store_world_execute (world, "UPDATE message SET told_day = 3, again_day = 13 WHERE id = 3");
  pt_store_world_begin (world->store);
  assert_true (pt_store_held_expire (world->store, 14, 14, PT_WORLD_NOW, &count, NULL));
  assert_int_equal (count, 0);
  assert_true (pt_store_held_expire (world->store, 15, 14, PT_WORLD_NOW, &count, NULL));
  pt_store_world_commit (world->store);
  assert_int_equal (count, 1);
  g_autoptr (PtMessageRow) row = load_row (world, gone);
  g_autoptr (PtMessageRow) kept_row = load_row (world, kept);
  g_autoptr (PtMessageRow) later_row = load_row (world, later);
  assert_int_equal (row->outcome, PT_HELD_EXPIRED);
  assert_false (pt_store_raw (world->store, gone, &raw, NULL));
  assert_true (kept_row->held && later_row->held);
  pt_store_world_assert_sound (world);
}

static void
tickets_are_listed_by_status_assignee_requester_and_mailbox (void **state)
{
  static const struct {
    PtTicketFilter filter;
    guint          wanted;
  } cases[] = {
    { { 0 }, 2 },
    { { .statuses = 1u << PT_STATUS_SOLVED }, 1 },
    { { .statuses = 1u << PT_STATUS_CLOSED }, 1 },
    { { .statuses = ~0u }, 3 },
    { { .assignee = 1 }, 1 },
    { { .assignee = PT_TICKET_NOBODY }, 1 },
    { { .requester = 2 }, 2 },
    { { .requester = 1 }, 0 },
    { { .mailbox = "sales" }, 0 },
    { { .mailbox = "support" }, 2 },
    { { .priorities = 1u << PT_PRIORITY_HIGH }, 1 },
    { { .priorities = 1u << PT_PRIORITY_LOW }, 0 },
    { { .priorities = 1u << PT_PRIORITY_NONE | 1u << PT_PRIORITY_HIGH }, 2 },
    { { .channels = 1u << PT_CHANNEL_CLOSED_TICKET }, 1 },
    { { .channels = 1u << PT_CHANNEL_MAIL, .statuses = ~0u }, 2 },
    { { .tag = "laser" }, 1 },
    { { .tag = "office" }, 1 },
    { { .tag = "las" }, 0 },
    { { .tag = "laser office" }, 1 },
    { { .tag = "%" }, 0 },
    { { .division = 7 }, 1 },
    { { .division = 8 }, 0 },
    { { .division = PT_TICKET_NOBODY }, 1 },
    { { .follower = 1 }, 1 },
    { { .follower = 2 }, 0 },
    { { .follower = 1, .tag = "laser", .division = 7, .channels = 1u << PT_CHANNEL_CLOSED_TICKET, .assignee = 1,
        .priorities = 1u << PT_PRIORITY_HIGH, .mailbox = "support", .statuses = 1u << PT_STATUS_SOLVED }, 1 },
    { { .follower = 1, .tag = "laser", .assignee = PT_TICKET_NOBODY }, 0 },
    { { .statuses = 1u << PT_STATUS_CLOSED, .mailbox = "sales" }, 0 },
    { { .limit = 1 }, 1 },
    { { .limit = 5, .offset = 1 }, 1 },
  };
  PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  pt_store_world_add_ticket (decision, 1001, 2, PT_STATUS_SOLVED);
  pt_store_world_add_ticket (decision, 1002, 2, PT_STATUS_CLOSED);
  pt_store_world_add_ticket (decision, 1003, 2, PT_STATUS_OPEN);
  PtTicket *solved = ((PtAction *) g_ptr_array_index (decision->actions, 0))->new_ticket;
  solved->solved_at = PT_WORLD_NOW;
  solved->priority = PT_PRIORITY_HIGH;
  solved->channel = PT_CHANNEL_CLOSED_TICKET;
  solved->division = 7;
  pt_ticket_set (solved, PT_FIELD_TAGS, 0, "laser office");
  PtAction *follows = pt_decision_add (decision, PT_ACTION_RELATE, 1001);
  follows->person = 1;
  follows->value = PT_RELATION_FOLLOWER;
  PtAction *copied = pt_decision_add (decision, PT_ACTION_RELATE, 1001);
  copied->person = 2;
  copied->value = PT_RELATION_CC;
  ((PtAction *) g_ptr_array_index (decision->actions, 2))->new_ticket->deleted = TRUE;
  pt_decision_add (decision, PT_ACTION_ASSIGN, 1001)->person = 1;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) tickets = NULL;
    assert_true (pt_store_ticket_list (world->store, &cases[i].filter, &tickets, NULL));
    assert_int_equal (tickets->len, cases[i].wanted);
  }
  g_autoptr (GPtrArray) early = NULL;
  g_autoptr (GPtrArray) late = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  assert_true (pt_store_ticket_solved_before (world->store, PT_WORLD_NOW - 1, NULL, 10, &early, NULL));
  assert_true (pt_store_ticket_solved_before (world->store, PT_WORLD_NOW, NULL, 10, &late, NULL));
  assert_int_equal (early->len, 0);
  assert_int_equal (late->len, 1);
  const PtSolvedTicket *last = g_ptr_array_index (late, 0);
  assert_int_equal (last->since, PT_WORLD_NOW);
  assert_true (pt_store_ticket_solved_before (world->store, PT_WORLD_NOW, last, 10, &rest, NULL));
  assert_int_equal (rest->len, 0);
}

static void
a_sheet_shows_everything_on_a_ticket (void **state)
{
  PtStoreWorld *world = *state;
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < 2; i++) {
    g_autofree char *seed = g_strdup_printf ("mail-%u", i);
    g_autoptr (PtMessage) message = pt_store_world_message ("customer@example.org", seed);
    g_autoptr (PtDecision) decision = pt_store_world_reply (seed, 0, 2, 1);
    PtPart *part = pt_part_new ("image/png");
    part->attachment = TRUE;
    part->size = 10;
    g_ptr_array_add (message->parts, part);
    part = pt_part_new ("application/pdf");
    part->attachment = TRUE;
    part->size = 11;
    g_ptr_array_add (message->parts, part);
    decision->part_bytes = 10;
    ((PtAction *) g_ptr_array_index (decision->actions, 0))->comment->flags = PT_FLAG_BIT (PT_FLAG_ODD_FROM);
    pt_store_world_apply (world->store, message, NULL, decision);
  }
  g_autoptr (PtDecision) decision = pt_decision_new ();
  pt_store_world_add_ticket (decision, 1001, 2, PT_STATUS_OPEN);
  PtAction *action = pt_decision_add (decision, PT_ACTION_LINK, 1000);
  action->other = 1001;
  action->text = g_strdup ("follow-up");
  pt_store_world_apply (world->store, NULL, NULL, decision);
  g_autoptr (PtTicketSheet) sheet = NULL;
  g_autoptr (PtTicketSheet) none = NULL;
  assert_true (pt_store_ticket_sheet (world->store, 1000, &sheet, NULL));
  assert_int_equal (sheet->comments->len, 2);
  for (guint i = 0; i < 2; i++) {
    const PtSheetComment *entry = g_ptr_array_index (sheet->comments, i);
    assert_int_equal (entry->comment->id, i + 1);
    assert_int_equal (entry->message, i + 1);
    assert_int_equal (entry->parts->len, 1); /* the larger one is dropped (N9) */
    assert_string_equal (((PtPart *) g_ptr_array_index (entry->parts, 0))->type, "image/png");
    assert_int_equal (entry->comment->flags, PT_FLAG_BIT (PT_FLAG_ODD_FROM));
  }
  assert_int_equal (sheet->events->len, 2);
  assert_int_equal (sheet->outbox->len, 4);
  assert_int_equal (sheet->links->len, 1);
  assert_string_equal (((PtSheetLink *) g_ptr_array_index (sheet->links, 0))->kind, "follow-up");
  assert_non_null (pt_ticket_sheet_person (sheet, 1));
  assert_non_null (pt_ticket_sheet_person (sheet, 2));
  assert_false (pt_store_ticket_sheet (world->store, 7, &none, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_NOT_FOUND));
}

static void
an_address_that_is_ours_or_somebodys_is_refused (void **state)
{
  static const struct {
    const char *address, *text;
  } cases[] = {
    { "CUSTOMER@EXAMPLE.ORG", "belongs to person #2 (Customer)" },
    { "support@example.com", "address of this installation" },
    { "nobody", "no mail address" },
    { "new@example.org", NULL },
  };
  PtStoreWorld *world = *state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (PtPerson) person = pt_person_new (0, "New", PT_ROLE_AGENT);
    PtId id = 0;
    pt_person_add_address (person, cases[i].address);
    pt_store_world_begin (world->store);
    gboolean good = pt_store_person_add (world->store, world->policy, person, PT_WORLD_NOW, &id, &error);
    pt_store_rollback (world->store);
    assert_int_equal (good, cases[i].text == NULL);
    if (!good)
      assert_int_equal (error->code, PT_ERROR_REFUSED);
    if (!good)
      assert_non_null (strstr (error->message, cases[i].text));
  }
}

static void
a_person_is_found_by_address_or_number (void **state)
{
  static const struct {
    const char *name;
    PtId        wanted;
  } cases[] = {
    { "customer@example.org", 2 }, { "Second@Example.org", 2 }, { "#1", 1 }, { "#99", 0 }, { "#x", 0 }, { "who", 0 },
  };
  PtStoreWorld *world = *state;
  pt_store_world_begin (world->store);
  assert_true (pt_store_person_add_address (world->store, world->policy, 2, "second@example.org", TRUE, NULL));
  pt_store_world_commit (world->store);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (PtPerson) person = NULL;
    assert_int_equal (pt_store_person_find (world->store, cases[i].name, &person, &error), cases[i].wanted != 0);
    assert_int_equal (person ? person->id : 0, cases[i].wanted);
    if (!person)
      assert_int_equal (error->code, PT_ERROR_NOT_FOUND);
  }
  g_autoptr (PtPerson) customer = NULL;
  assert_true (pt_store_person_load (world->store, 2, &customer, NULL));
  assert_string_equal (pt_person_primary (customer)->address, "second@example.org");
  pt_store_world_assert_sound (world);
}

static void
people_are_listed_by_role_and_changed (void **state)
{
  static const struct {
    int   role;
    guint wanted;
  } cases[] = { { PT_STORE_ANY_ROLE, 2 }, { PT_ROLE_AGENT, 0 }, { PT_ROLE_ADMIN, 1 }, { PT_ROLE_END_USER, 1 } };
  PtStoreWorld *world = *state;
  g_autoptr (PtPerson) person = pt_person_new (1, "Ägent", PT_ROLE_ADMIN);
  g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW);
  pt_store_world_begin (world->store);
  assert_true (pt_store_person_update (world->store, person, NULL));
  person->id = 99;
  assert_false (pt_store_person_update (world->store, person, NULL));
  pt_store_world_commit (world->store);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) persons = NULL;
    assert_true (pt_store_person_list (world->store, cases[i].role, 100, 0, &persons, NULL));
    assert_int_equal (persons->len, cases[i].wanted);
  }
  second->display_name = g_utf8_casefold ("ÄGENT", -1);
  g_autoptr (PtSnapshot) found = pt_store_world_gather (world, NULL, second);
  assert_true (found->name_is_staff);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PT_STORE_TEST (held_mail_is_listed_by_cause_newest_first),
    PT_STORE_TEST (mail_is_held_for_some_verdicts_only),
    PT_STORE_TEST (a_recovered_message_keeps_its_row_and_gets_the_new_verdict),
    PT_STORE_TEST (a_row_that_is_not_held_cannot_be_settled_again),
    PT_STORE_TEST (held_mail_expires_with_its_bytes_but_its_row_stays),
    PT_STORE_TEST (tickets_are_listed_by_status_assignee_requester_and_mailbox),
    PT_STORE_TEST (a_sheet_shows_everything_on_a_ticket),
    PT_STORE_TEST (an_address_that_is_ours_or_somebodys_is_refused),
    PT_STORE_TEST (a_person_is_found_by_address_or_number),
    PT_STORE_TEST (people_are_listed_by_role_and_changed),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
