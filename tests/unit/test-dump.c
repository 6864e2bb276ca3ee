#include "test.h"

#include "base/clock.h"
#include "model/dump.h"

#define NOW (G_GINT64_CONSTANT (1767261600) * PT_SECOND)

static void
assert_dump (const GString *out, const char *wanted)
{
  g_auto (GStrv) a = g_strsplit (out->str, "\n", -1);
  g_auto (GStrv) b = g_strsplit (wanted, "\n", -1);
  for (gsize i = 0; a[i] || b[i]; i++) {
    assert_text ("line", a[i], b[i]);
    if (!a[i] || !b[i])
      break;
  }
}

static PtSnapshot *
example_snapshot (void)
{
  static const struct {
    PtId        id;
    const char *name, *address;
    PtRole      role;
  } people[] = {
    { 5, "Dan", "dan@example.org", PT_ROLE_END_USER },
    { 1, "Ann", "ann@example.com", PT_ROLE_AGENT },
    { 2, "", "alice@example.org", PT_ROLE_END_USER },
    { 3, "Carol \"C\"\n", "carol@example.net", PT_ROLE_END_USER },
  };
  PtSnapshot *snapshot = pt_snapshot_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    PtPerson *person = pt_person_new (people[i].id, people[i].name, people[i].role);
    pt_person_add_address (person, people[i].address);
    pt_snapshot_add_person (snapshot, person);
  }
  PtTicket *ticket = pt_ticket_new (1001, "support", "Printer\tdown");
  ticket->status = PT_STATUS_OPEN;
  ticket->requester = 2;
  ticket->assignee = 1;
  ticket->created_at = NOW;
  PtTicketView *view = pt_ticket_view_new (ticket);
  PtTicketPerson on_it[] = { { 1, PT_RELATION_FOLLOWER, 0, FALSE }, { 5, PT_RELATION_CC, 0, FALSE },
                               { 3, PT_RELATION_CC, 0, FALSE } };
  g_array_append_vals (view->people, on_it, 3);
  view->public_comments = 2;
  view->private_comments = 1;
  g_ptr_array_add (snapshot->tickets, view);
  return snapshot;
}

static void
add_new_person (PtDecision *decision, PtId id, const char *name, const char *address)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_PERSON, 0);
  action->new_person = pt_person_new (id, name, PT_ROLE_END_USER);
  pt_person_add_address (action->new_person, address);
}

static PtComment *
add_comment (PtDecision *decision, PtId id, PtId ticket, PtId author)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, ticket);
  return action->comment = pt_comment_new (id, ticket, author);
}

static PtAction *
add_action (PtDecision *decision, PtActionKind kind, PtId ticket, PtId person, int value)
{
  PtAction *action = pt_decision_add (decision, kind, ticket);
  action->person = person;
  action->value = value;
  return action;
}

static void
add_notify (PtDecision *decision, PtNotifyKind kind, PtId person, const char *address, PtTime due)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_NOTIFY, 1001);
  action->notification = pt_notification_new (kind, 1001, person, address);
  action->notification->comment = -3;
  action->notification->due_at = due;
}

static PtDecision *
reply_decision (void)
{
  PtDecision *decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_REPLY;
  decision->row = 43;
  decision->ticket = 1001;
  decision->comment = -3;
  decision->author = 2;
  decision->auth = PT_AUTH_PASS;
  decision->evidence = PT_EVIDENCE_OWN;
  decision->via = PT_VIA_ADDRESS;
  decision->mailbox = g_strdup ("support");
  decision->flags = PT_FLAG_BIT (PT_FLAG_REPLY_TO_DIFFERS) | PT_FLAG_BIT (PT_FLAG_LOOK_ALIKE_DOMAIN);
  add_new_person (decision, -1, "Eve", "eve@forward.test");
  PtComment *comment = add_comment (decision, -3, 1001, 2);
  comment->visible_to = 2;
  PtId cc[] = { 3, -1 };
  g_array_append_vals (comment->visible_cc, cc, 2);
  comment->flags = PT_FLAG_BIT (PT_FLAG_REPLY_TO_DIFFERS);
  add_action (decision, PT_ACTION_RELATE, 1001, -1, PT_RELATION_CC);
  add_action (decision, PT_ACTION_UNRELATE, 1001, 5, PT_RELATION_CC);
  add_action (decision, PT_ACTION_STATUS, 1001, 0, PT_STATUS_OPEN);
  add_action (decision, PT_ACTION_ASSIGN, 1001, 1, 0);
  add_action (decision, PT_ACTION_ASSIGN, 1001, 0, 0);
  add_action (decision, PT_ACTION_SET, 1001, 0, PT_FIELD_PRIORITY)->other = PT_PRIORITY_HIGH;
  PtAction *event = add_action (decision, PT_ACTION_EVENT, 1001, 2, 0);
  event->id = -9;
  event->value = PT_EVENT_COMMENT_ADDED;
  event->detail = g_strdup ("by\nmail");
  event->other = -1;
  PtAction *known = add_action (decision, PT_ACTION_KNOWN_ID, 1001, 0, PT_KNOWN_RECEIVED);
  known->text = g_strdup ("a.b@example.org");
  PtAction *link = add_action (decision, PT_ACTION_LINK, 1001, 0, 0);
  link->other = 1002;
  link->text = g_strdup ("same-thread");
  add_notify (decision, PT_NOTIFY_REPLY, 3, "carol@example.net", NOW + 300 * PT_SECOND);
  add_notify (decision, PT_NOTIFY_REPLY, -1, "eve@other.test", 0);
  pt_decision_add (decision, PT_ACTION_CANCEL, 0)->other = 76;
  PtAction *bounce = add_action (decision, PT_ACTION_BOUNCE, 0, 5, PT_WEIGHT_GONE);
  bounce->other = 77;
  bounce->text = g_strdup ("5.1.1 unknown");
  pt_decision_reason (decision, "B3 row 29", "the author is %s", "known");
  pt_decision_reason (decision, "", "a line\nthat cannot break out");
  return decision;
}

static void
reply (void **state)
{
  (void) state;
  g_autoptr (PtSnapshot) snapshot = example_snapshot ();
  g_autoptr (PtDecision) decision = reply_decision ();
  g_autoptr (GString) out = g_string_new (NULL);
  PtDumpNames names = { snapshot, NULL };
  pt_dump_decision (out, decision, &names);
  assert_dump (out,
    "verdict reply row 43 ticket 1001 comment new auth pass evidence own via address author alice@example.org "
    "mailbox support\n"
    "flag look-alike-domain\n"
    "flag reply-to-differs\n"
    "person new:eve@forward.test \"Eve\"\n"
    "comment 1001 public by alice@example.org to alice@example.org cc carol@example.net,new:eve@forward.test flags "
    "reply-to-differs\n"
    "relate 1001 cc new:eve@forward.test\n"
    "unrelate 1001 cc dan@example.org\n"
    "status 1001 open\n"
    "assign 1001 ann@example.com\n"
    "assign 1001 -\n"
    "set 1001 priority high\n"
    "event 1001 comment-added by alice@example.org about new:eve@forward.test detail \"by\\nmail\"\n"
    "known 1001 <a.b@example.org> received\n"
    "link 1001 1002 same-thread\n"
    "notify reply carol@example.net 1001 comment new due 2026-01-01T10:05:00Z\n"
    "notify reply new:eve@forward.test at eve@other.test 1001 comment new\n"
    "cancel 76\n"
    "bounce 77 person dan@example.org said \"5.1.1 unknown\" gone\n"
    "reason [B3 row 29] the author is known\n"
    "reason a line\\nthat cannot break out\n");
}

static void
new_tickets (void **state)
{
  (void) state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  decision->verdict = PT_VERDICT_NEW;
  decision->row = 25;
  decision->ticket = -2;
  decision->comment = -4;
  decision->author = -1;
  add_new_person (decision, -1, "", "alice@example.org");
  for (PtId id = -2; id >= -3; id--) {
    PtTicket *ticket = pt_ticket_new (id, "support", "a \"b\" \\ \xe2\x80\xae");
    ticket->requester = id == -2 ? -1 : 7;
    ticket->flagged = id == -3;
    ticket->followup_of = id == -3 ? -2 : 0;
    pt_decision_add (decision, PT_ACTION_TICKET, id)->new_ticket = ticket;
  }
  add_comment (decision, -4, -2, -1);
  PtComment *second = add_comment (decision, -5, -3, -1);
  second->is_private = TRUE;
  second->channel = PT_CHANNEL_CLOSED_TICKET;
  second->text = g_strdup ("x\ny");
  pt_dump_decision (out, decision, NULL);
  assert_dump (out,
    "verdict new row 25 ticket new comment new author new:alice@example.org\n"
    "person new:alice@example.org \"\"\n"
    "ticket new requester new:alice@example.org mailbox support status new subject \"a \\\"b\\\" \\\\ \\u{202e}\"\n"
    "ticket new2 requester #7 mailbox support status new flagged followup-of new subject \"a \\\"b\\\" \\\\ "
    "\\u{202e}\"\n"
    "comment new public by new:alice@example.org\n"
    "comment new2 as new2 private by new:alice@example.org channel closed-ticket text \"x\\ny\"\n");
}

static void
held (void **state)
{
  (void) state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  decision->verdict = PT_VERDICT_HELD;
  decision->row = 16;
  decision->cause = PT_CAUSE_AUTHENTICATION;
  decision->expires_at = NOW;
  decision->auth = PT_AUTH_FAIL;
  pt_dump_decision (out, decision, NULL);
  decision->row = 12;
  decision->cause = PT_CAUSE_SPAM;
  decision->expires_at = 0;
  decision->auth = PT_AUTH_NONE;
  pt_dump_decision (out, decision, NULL);
  assert_dump (out,
               "verdict held row 16 cause 26 expires 2026-01-01T10:00:00Z auth fail\nverdict held row 12 cause 0\n");
}

static void
snapshots (void **state)
{
  (void) state;
  g_autoptr (PtSnapshot) snapshot = example_snapshot ();
  g_autoptr (GString) out = g_string_new (NULL);
  PtCommentRef comments[] = { { 9, 1001, TRUE, g_array_new (FALSE, FALSE, sizeof (PtId)), 0 },
                              { 8, 1001, FALSE, g_array_new (FALSE, FALSE, sizeof (PtId)), 0 } };
  const PtId cc = 3;
  g_array_append_val (comments[1].visible_cc, cc);
  g_array_append_vals (snapshot->comments, comments, 2);
  g_ptr_array_add (snapshot->known_ids, pt_known_id_new ("b@example.org", 1001, PT_KNOWN_REFERENCED, NOW));
  g_ptr_array_add (snapshot->known_ids, pt_known_id_new ("a b", 1001, PT_KNOWN_RECEIVED, 0));
  PtOutboxItem *item = pt_outbox_item_new ();
  item->id = 77;
  item->notification.kind = PT_NOTIFY_REPLY;
  item->notification.person = 5;
  item->notification.address = g_strdup ("dan@example.org");
  item->state = PT_OUTBOX_SENT;
  item->message_id = g_strdup ("x@example.com");
  g_ptr_array_add (snapshot->outbox, item);
  g_array_set_size (snapshot->sender_times, 3);
  pt_dump_snapshot (out, snapshot);
  assert_dump (out,
    "known \"<a b>\" ticket 1001 received\n"
    "known <b@example.org> ticket 1001 referenced seen 2026-01-01T10:00:00Z\n"
    "person #1 \"Ann\" role agent primary ann@example.com\n"
    "person #2 \"\" primary alice@example.org\n"
    "person #3 \"Carol \\\"C\\\"\\n\" primary carol@example.net\n"
    "person #5 \"Dan\" primary dan@example.org\n"
    "ticket 1001 mailbox support status open created 2026-01-01T10:00:00Z subject \"Printer\\tdown\"\n"
    "requester alice@example.org\n"
    "assignee ann@example.com\n"
    "cc carol@example.net\n"
    "cc dan@example.org\n"
    "follower ann@example.com\n"
    "comments public 2 private 1\n"
    "comment #8 ticket 1001 public cc 3\n"
    "comment #9 ticket 1001 private\n"
    "outbox #77 state sent kind reply person dan@example.org at dan@example.org id x@example.com\n"
    "sender-hour 3\n");
}

static void
messages (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = pt_message_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  const char *zero = "0000000000000000000000000000000000000000000000000000000000000000";
  message->message_id = g_strdup ("a@example.org");
  message->from = pt_address_new ("Alice A.", "alice@example.org");
  g_ptr_array_add (message->to, pt_address_new (NULL, "support@example.com"));
  g_ptr_array_add (message->cc, pt_address_new (NULL, "odd address"));
  g_free (message->text);
  message->text = g_strdup ("one\n\ntwo \"x\"");
  message->date = NOW;
  message->spam = 0.25;
  message->automatic = PT_AUTOMATIC_VACATION;
  g_ptr_array_add (message->auth, pt_auth_result_new ("dmarc", "pass", "example.org"));
  PtPart *part = pt_part_new ("text/plain");
  part->size = 12;
  part->raw_start = 34;
  part->raw_length = 16;
  part->encoding = PT_ENCODING_BASE64;
  g_ptr_array_add (message->parts, part);
  pt_message_add_note (message, "language", "guess", "en\nde");
  pt_dump_message (out, message);
  g_autofree char *wanted = g_strdup_printf (
    "gate ok\ndigest %s\nraw-digest %s\nraw-size 0\n"
    "message-id <a@example.org>\n"
    "subject \"\"\n"
    "date utc 2026-01-01T10:00:00Z\n"
    "from alice@example.org name \"Alice A.\"\n"
    "to support@example.com\n"
    "cc \"odd address\" without-key\n"
    "auth dmarc pass domain example.org\n"
    "part text/plain size 12 sha256 %s raw 34+16 base64\n"
    "text \"one\\n\"\ntext \"\\n\"\ntext \"two \\\"x\\\"\"\n"
    "automatic vacation\n"
    "spam 0.250\n"
    "note language guess \"en\\nde\"\n", zero, zero, zero);
  assert_dump (out, wanted);
}

static void
names (void **state)
{
  (void) state;
  g_autoptr (PtSnapshot) snapshot = example_snapshot ();
  PtDumpNames with = { snapshot, NULL };
  g_autofree char *known = pt_dump_person (2, &with), *unknown = pt_dump_person (99, &with),
                  *nobody = pt_dump_person (0, &with);
  g_autofree char *plain = pt_dump_person (2, NULL), *made = pt_dump_person (-4, &with);
  assert_string_equal (known, "alice@example.org");
  assert_string_equal (unknown, "#99");
  assert_string_equal (nobody, "-");
  assert_string_equal (plain, "#2");
  assert_string_equal (made, "#-4");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a decision with every action prints one fact a line", reply),
    TEST ("rows that a decision makes are called new, and new2", new_tickets),
    TEST ("held mail prints its cause and expiry", held),
    TEST ("a snapshot prints in the order of its numbers", snapshots),
    TEST ("a message prints its facts and its text line by line", messages),
    TEST ("a person is called by his primary address", names),
  };
  return cmocka_run_group_tests_name ("dump", tests, NULL, NULL);
}
