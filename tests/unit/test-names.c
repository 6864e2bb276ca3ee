#include "test.h"

#include "model/decision.h"
#include "model/envelope.h"
#include "model/message.h"
#include "model/request.h"

/* Every word of an enumeration, in order; the words are stored, so a change of one is a change of the store. */
#define WORDS_GO_BOTH_WAYS(Type, name_of, from_name, ...) \
  G_STMT_START { \
    static const char *const words[] = { __VA_ARGS__ }; \
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++) { \
      Type value = (Type) 77; \
      assert_text (#name_of, name_of ((Type) i), words[i]); \
      assert_true (from_name (words[i], &value)); \
      assert_number (words[i], value, (gint64) i); \
    } \
    Type left = (Type) 77; \
    assert_text (#name_of, name_of ((Type) G_N_ELEMENTS (words)), "?"); \
    assert_false (from_name ("nothing", &left) || from_name (NULL, &left) || from_name ("", &left)); \
    assert_number (#name_of, left, 77); \
  } G_STMT_END

#define WORDS_ARE(Type, name_of, ...) \
  G_STMT_START { \
    static const char *const words[] = { __VA_ARGS__ }; \
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++) \
      assert_text (#name_of, name_of ((Type) i), words[i]); \
    assert_text (#name_of, name_of ((Type) G_N_ELEMENTS (words)), "?"); \
  } G_STMT_END

static void
both_ways (void **state)
{
  (void) state;
  WORDS_GO_BOTH_WAYS (PtStatus, pt_status_name, pt_status_from_name, "new", "open", "pending", "on-hold", "solved",
                      "closed");
  WORDS_GO_BOTH_WAYS (PtPriority, pt_priority_name, pt_priority_from_name, "none", "low", "normal", "high", "urgent");
  WORDS_GO_BOTH_WAYS (PtRelation, pt_relation_name, pt_relation_from_name, "cc", "participant", "follower");
  WORDS_GO_BOTH_WAYS (PtRole, pt_role_name, pt_role_from_name, "end-user", "light-agent", "agent", "supervisor",
                      "admin", "owner");
  WORDS_GO_BOTH_WAYS (PtScope, pt_scope_name, pt_scope_from_name, "all", "division", "own");
  WORDS_GO_BOTH_WAYS (PtPersonState, pt_person_state_name, pt_person_state_from_name, "active", "disabled",
                      "suspended");
  WORDS_GO_BOTH_WAYS (PtNotifyKind, pt_notify_kind_name, pt_notify_kind_from_name, "receipt", "reply", "notice",
                      "note", "assignment", "status", "reopened", "reminder", "followed", "report", "division",
                      "undelivered", "withheld", "held", "held-digest", "left", "sent", "copied",
                      "digest", "ceiling");
  WORDS_GO_BOTH_WAYS (PtOutboxState, pt_outbox_state_name, pt_outbox_state_from_name, "due", "sending", "sent",
                      "unknown", "failed", "bounced", "held", "dropped");
  WORDS_GO_BOTH_WAYS (PtVerdict, pt_verdict_name, pt_verdict_from_name, "new", "reply", "private", "also-to", "dup",
                      "auto", "bounce", "bounce-held", "held", "rejected", "loop", "done", "refused");
}

static void
one_way (void **state)
{
  (void) state;
  WORDS_ARE (PtEntrance, pt_entrance_name, "pipe", "lmtp", "milter", "maildir", "imap", "command");
  WORDS_ARE (PtChannel, pt_channel_name, "mail", "command", "closed-ticket");
  WORDS_ARE (PtGate, pt_gate_name, "ok", "too-large", "too-many-hops", "limit", "bytes", "from", "unreadable");
  WORDS_ARE (PtAutomatic, pt_automatic_name, "no", "yes", "vacation", "bulk", "noreply");
  WORDS_ARE (PtReportKind, pt_report_name, "none", "delivery", "disposition", "feedback");
  WORDS_ARE (PtAuth, pt_auth_name, "none", "pass", "fail");
  WORDS_ARE (PtEvidence, pt_evidence_name, "none", "unsigned", "other", "own");
  WORDS_ARE (PtVia, pt_via_name, "none", "address", "signed-id", "body-new", "stored-id", "body-quoted", "subject");
  WORDS_ARE (PtRequestKind, pt_request_kind_name, "new", "reply", "note", "assign", "status", "close", "set",
             "followup", "merge", "delete", "tag", "custom", "relate", "unrelate", "retire", "seen", "link",
             "remind", "unsent", "unanswered", "deliverable", "tell-held", "digest-held",
             "tell-ceiling", "unsend");
}

static void
meanings (void **state)
{
  (void) state;
  for (int kind = 0; kind < PT_NOTIFY_N_KINDS; kind++)
    assert_number ("outside", pt_notify_kind_is_outside ((PtNotifyKind) kind),
                   kind <= PT_NOTIFY_REPLY || kind == PT_NOTIFY_STATUS || kind == PT_NOTIFY_LEFT
                     || kind == PT_NOTIFY_COPIED);
  for (int entrance = 0; entrance <= PT_ENTRANCE_COMMAND; entrance++)
    assert_number ("refuse", pt_entrance_can_refuse ((PtEntrance) entrance),
                   entrance == PT_ENTRANCE_LMTP || entrance == PT_ENTRANCE_MILTER);
  for (int cause = -2; cause < 40; cause++)
    assert_number ("cause", pt_cause_text (cause) != NULL, cause >= 0 && cause <= 30);
}

static void
people (void **state)
{
  (void) state;
  g_autoptr (PtPerson) person = pt_person_new (3, NULL, PT_ROLE_LIGHT_AGENT);
  assert_null (pt_person_primary (person));
  assert_string_equal (pt_person_label (person), "");
  pt_person_add_address (person, "Ann@Example.com");
  pt_person_add_address (person, "ann@example.org")->state = PT_ADDRESS_UNDELIVERABLE;
  g_autoptr (PtPerson) copy = pt_person_copy (person);
  assert_string_equal (pt_person_primary (copy)->key, "ann@example.com");
  assert_string_equal (pt_person_label (copy), "Ann@Example.com");
  assert_true (pt_person_has_key (copy, "ann@example.org"));
  assert_false (pt_person_has_key (copy, "ANN@example.org"));
  assert_false (pt_person_has_key (copy, NULL));
  assert_true (pt_person_is_internal (copy));
  copy->state = PT_PERSON_DISABLED;
  assert_false (pt_person_is_internal (copy));
  copy->state = PT_PERSON_ACTIVE;
  copy->role = PT_ROLE_END_USER;
  assert_false (pt_person_is_internal (copy));
}

static void
a_question_has_each_value_once (void **state)
{
  (void) state;
  g_autoptr (PtFirstQuestion) first = pt_first_question_new ();
  for (int i = 0; i < 2; i++) {
    pt_question_add_text (first->ids, "a@example.com");
    pt_question_add_text (first->ids, NULL);
    pt_question_add_number (first->tickets, 1001);
    pt_question_add_number (first->tickets, 0);
  }
  assert_int_equal (first->ids->len, 1);
  assert_int_equal (first->tickets->len, 1);
}

static void
snapshots (void **state)
{
  (void) state;
  g_autoptr (PtSnapshot) snapshot = pt_snapshot_new ();
  PtPerson *person = pt_person_new (3, "Ann", PT_ROLE_AGENT), *boss = pt_person_new (4, "Bo", PT_ROLE_OWNER);
  pt_person_add_address (person, "ann@example.com");
  pt_snapshot_add_person (snapshot, person);
  pt_snapshot_add_staff (snapshot, boss);
  PtTicketView *view = pt_ticket_view_new (pt_ticket_new (1001, "support", "x"));
  PtTicketPerson entry = { .person = 3, .relation = PT_RELATION_CC };
  g_array_append_val (view->people, entry);
  g_ptr_array_add (snapshot->tickets, view);
  g_ptr_array_add (snapshot->known_ids, pt_known_id_new ("a@example.com", 1001, PT_KNOWN_RECEIVED, 9));
  assert_ptr_equal (pt_snapshot_person (snapshot, 3), person);
  assert_ptr_equal (pt_snapshot_person (snapshot, 4), boss);
  assert_ptr_equal (pt_snapshot_person_by_key (snapshot, "ann@example.com"), person);
  assert_null (pt_snapshot_person_by_key (snapshot, NULL));
  assert_ptr_equal (pt_snapshot_ticket (snapshot, 1001), view);
  assert_null (pt_snapshot_ticket (snapshot, 1002));
  assert_true (pt_ticket_view_has (view, 3, PT_RELATION_CC));
  assert_false (pt_ticket_view_has (view, 3, PT_RELATION_FOLLOWER));
  assert_int_equal (pt_snapshot_known_id (snapshot, "a@example.com")->seen_at, 9);
  assert_null (pt_snapshot_known_id (snapshot, "A@example.com"));
  assert_null (pt_snapshot_comment (snapshot, 1));
  assert_null (pt_snapshot_outbox (snapshot, 1));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("words that are stored are read again", both_ways),
    TEST ("words that are only shown are what they were", one_way),
    TEST ("public status, outside mail, refusing entrances and causes", meanings),
    TEST ("a person has one primary address and is internal only while active", people),
    TEST ("a question has each value once", a_question_has_each_value_once),
    TEST ("a snapshot finds what it holds and nothing else", snapshots),
  };
  return cmocka_run_group_tests_name ("names", tests, NULL, NULL);
}
