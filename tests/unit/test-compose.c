/* From notice to mail: what people get. */
#include "compose-mail.h"

#include "base/error.h"
#include "core/token.h"

/* --- the usual mails --- */

static const struct {
  PtNotifyKind kind;
  const char *subject, *from, *auto_submitted, *body;
} usual[] = {
  { PT_NOTIFY_RECEIPT, "[#1042] We have received your message", "Example Support", "auto-replied",
    "Your message has arrived" },
  { PT_NOTIFY_REPLY, "Re: Printer on fire [#1042]", "Ann Agent", NULL, "please pull the plug & wait." },
  { PT_NOTIFY_COPIED, "Re: Printer on fire [#1042]", "Ann Agent", "auto-generated",
    "has put you in copy of a message to" },
  { PT_NOTIFY_NOTICE, "[#1042] Printer on fire", "Example Support", "auto-generated",
    "Ann Agent <" AGENT "> wrote:" },
  { PT_NOTIFY_NOTE, "[#1042] INTERNAL NOTE: Printer on fire", "Example Support", "auto-generated",
    "INTERNAL NOTE - " },
  { PT_NOTIFY_ASSIGNMENT, "[#1042] Assigned to you: Printer on fire", "Example Support", "auto-generated",
    "has been assigned to you by Ann Agent." },
  { PT_NOTIFY_STATUS, "Re: Printer on fire [#1042]", "Example Support", "auto-generated",
    "Your ticket #1042 is now: open." },
  { PT_NOTIFY_REOPENED, "[#1042] Reopened: Printer on fire", "Example Support", "auto-generated",
    "is open again." },
  { PT_NOTIFY_REMINDER, "[#1042] Not answered yet: Printer on fire", "Example Support", "auto-generated",
    "the time for it is nearly over: by the test." },
  { PT_NOTIFY_FOLLOWED, "[#1042] You follow: Printer on fire", "Example Support", "auto-generated",
    "Ann Agent made you a follower of ticket #1042." },
  { PT_NOTIFY_REPORT, "[#1042] Your mail: Printer on fire", "Example Support", "auto-generated",
    "What became of your mail:" },
  { PT_NOTIFY_DIVISION, "[#1042] Your division: Printer on fire", "Example Support", "auto-generated",
    "Ticket #1042 of your division is assigned to" },
  { PT_NOTIFY_UNDELIVERED, "[#1042] Not delivered: Printer on fire", "Example Support", "auto-generated",
    "This mail was not delivered:" },
  { PT_NOTIFY_WITHHELD, "[#1042] Not mailed to everybody: Printer on fire", "Example Support", "auto-generated",
    "it is not mailed to:" },
  { PT_NOTIFY_HELD, "Held mail 31: Please pay", "Example Support", "auto-generated",
    "Let it in: mailto:support+" },
  { PT_NOTIFY_HELD_DIGEST, "Held mail", "Example Support", "auto-generated",
    "These mails are held and wait" },
  { PT_NOTIFY_DIGEST, "1 mails in one list", "Example Support", "auto-generated", "#1042 Printer on fire" },
  { PT_NOTIFY_CEILING, "12 mails to people outside wait", "Example Support", "auto-generated",
    "the oldest since 2026-01-01T10:00:00Z" },
  { PT_NOTIFY_LEFT, "Re: Printer on fire [#1042]", "Example Support", "auto-replied", "You have left ticket #1042" },
  { PT_NOTIFY_SENT, "[#1042] Waits to be mailed: Printer on fire", "Example Support", "auto-generated",
    "Stop it: mailto:support+" },
};

static void
each_kind_has_its_subject_sender_and_mark (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  G_STATIC_ASSERT (G_N_ELEMENTS (usual) == PT_NOTIFY_N_KINDS);
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++) {
    const char *where = pt_notify_kind_name (usual[i].kind);
    g_autoptr (PtNotice) notice = make_notice (usual[i].kind);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    g_autofree char *subject = header (draft, "Subject"), *mark = header (draft, "Auto-Submitted");
    g_autofree char *suppress = header (draft, "X-Auto-Response-Suppress"), *loop = header (draft, "X-Postern-Loop");
    assert_text (where, subject, usual[i].subject);
    assert_text (where, draft->from->name, usual[i].from);
    assert_text (where, draft->from->addr, "support@example.com");
    assert_text (where, mark, usual[i].auto_submitted);
    assert_text (where, suppress, usual[i].auto_submitted ? "All" : NULL);
    assert_text (where, loop, "loop-word");
    assert_holds (draft->text, usual[i].body);
    assert_true (g_str_has_prefix (draft->html, "<!DOCTYPE html>"));
    assert_lacks (draft->text, "{{");
    assert_lacks (draft->text, "<p>");
  }
}

/* Where Reply-To leads (J2). */
static const PtPurpose purposes[PT_NOTIFY_N_KINDS] = {
  [PT_NOTIFY_NOTICE] = PT_PURPOSE_ANSWER,   [PT_NOTIFY_NOTE] = PT_PURPOSE_NOTE,
  [PT_NOTIFY_ASSIGNMENT] = PT_PURPOSE_ANSWER, [PT_NOTIFY_REOPENED] = PT_PURPOSE_ANSWER,
  [PT_NOTIFY_REMINDER] = PT_PURPOSE_ANSWER, [PT_NOTIFY_FOLLOWED] = PT_PURPOSE_ANSWER,
  [PT_NOTIFY_REPORT] = PT_PURPOSE_ANSWER,   [PT_NOTIFY_DIVISION] = PT_PURPOSE_ANSWER,
  [PT_NOTIFY_UNDELIVERED] = PT_PURPOSE_ANSWER, [PT_NOTIFY_WITHHELD] = PT_PURPOSE_ANSWER,
  [PT_NOTIFY_SENT] = PT_PURPOSE_ANSWER,
};

static void
every_address_of_a_mail_carries_the_token_of_its_reader (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint kind = 0; kind < PT_NOTIFY_N_KINDS; kind++) {
    if (pt_notify_kind_is_of_desk ((PtNotifyKind) kind))
      continue; /* an answer to these lets nothing in */
    g_autoptr (PtNotice) notice = make_notice ((PtNotifyKind) kind);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    const PtMailbox *mailbox = g_ptr_array_index (policy->mailboxes, 0);
    const PtToken what = { .purpose = purposes[kind], .ticket = 1042, .person = notice->recipient->id };
    g_autofree char *reply = pt_token_whole_address (policy, mailbox, &what);
    g_autofree char *path = pt_token_return_path (policy, 77);
    g_autofree char *token = pt_token_body (policy, 1042, notice->recipient->id, notice->comment ? 55 : 0);
    PtToken read;
    assert_text ("Reply-To", draft->reply_to->addr, reply);
    assert_text ("return path", draft->sender, path);
    assert_text ("recipient", draft->recipient, notice->item->notification.address);
    assert_holds (draft->text, token);
    assert_holds (draft->html, token);
    assert_int_equal (pt_token_read_message_id (policy, draft->message_id, NOW, &read), PT_TOKEN_GOOD);
    assert_int_equal (read.person, notice->recipient->id);
  }
}

static void
a_reply_is_one_visible_conversation (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  g_ptr_array_add (notice->visible_cc, person (8, "Lea Light", PT_ROLE_LIGHT_AGENT, "lea@staff.example.com"));
  g_ptr_array_add (notice->visible_cc, person (9, "", PT_ROLE_END_USER, "support+x@example.com"));
  g_ptr_array_add (notice->visible_cc, person (10, "Again", PT_ROLE_END_USER, "CARL@example.net"));
  g_autoptr (PtDraft) draft = compose (policy, notice);
  assert_people ("To", draft->to, "Carla Customer <carla@example.org>");
  assert_people ("Cc", draft->cc, "Carl Copy <carl@example.net>");
  assert_lacks (draft->text, "Lea");
}

static void
everybody_else_is_told_alone (void **state)
{
  (void) state;
  static const PtNotifyKind kinds[] = { PT_NOTIFY_NOTICE, PT_NOTIFY_NOTE, PT_NOTIFY_ASSIGNMENT };
  g_autoptr (PtPolicy) policy = make_policy ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (PtNotice) notice = make_notice (kinds[i]);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    assert_people ("To", draft->to, "Bob Agent <bob@staff.example.com>");
    assert_number ("Cc", draft->cc->len, 0);
  }
}

static void
the_address_of_an_agent_is_nowhere_in_mail_outside (void **state)
{
  (void) state;
  static const char *const names[] = { "Ann Agent", "", AGENT, "Ann <" AGENT ">" };
  g_autoptr (PtPolicy) policy = make_policy ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
    set_text (&notice->author->name, names[i]);
    set_text (&notice->comment->author_address, AGENT);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    g_autofree char *all = everything (draft);
    assert_lacks (all, "staff.example.com");
    assert_text (names[i], draft->from->name, i == 0 ? "Ann Agent" : "Example Support");
  }
}

static const struct {
  const char *name, *wanted;
} customer_names[] = {
  { "Carla Customer", "Carla Customer via Example Support" },
  { "", "carla via Example Support" },
  { "support@bank.example", "carla via Example Support" },
};

static void
a_customer_speaks_by_way_of_the_mailbox (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (gsize i = 0; i < G_N_ELEMENTS (customer_names); i++) {
    g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
    pt_person_free (notice->author);
    notice->author = customer ();
    set_text (&notice->author->name, customer_names[i].name);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    assert_text ("From", draft->from->name, customer_names[i].wanted);
    assert_lacks (draft->text, "Example Ltd");
    assert_holds (draft->text, " wrote:");
  }
}

static void
the_mailbox_speaks_where_personal_from_is_off (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  ((PtMailbox *) policy->mailboxes->pdata[0])->rules->personal_from = FALSE;
  g_autoptr (PtDraft) draft = compose (policy, notice);
  assert_text ("From", draft->from->name, "Example Support");
}

static void
a_lost_mailbox_is_replaced_by_the_default_one (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  set_text (&notice->ticket->mailbox, "sales");
  g_autoptr (PtDraft) draft = compose (policy, notice);
  assert_text ("From", draft->from->addr, "support@example.com");
}

static void
a_receipt_holds_nothing_that_its_reader_wrote (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_RECEIPT);
  set_text (&notice->ticket->subject, CANARY);
  set_text (&notice->comment->text, CANARY);
  set_text (&notice->recipient->name, CANARY);
  set_text (&notice->requester->name, CANARY);
  set_text (&notice->visible_to->name, CANARY);
  set_text (&notice->author->name, CANARY);
  set_text (&notice->ticket->thread_index, INDEX_OLD);
  add_attachment (notice, CANARY, 1);
  notice->last_received = g_strdup ("first@mail.example.org");
  g_autoptr (PtDraft) draft = compose (policy, notice);
  g_autofree char *all = everything (draft);
  assert_lacks (all, CANARY);
  assert_people ("To", draft->to, " <carla@example.org>");
  assert_number ("Cc", draft->cc->len, 0);
  assert_text ("In-Reply-To", draft->in_reply_to, "first@mail.example.org");
}

static void
a_notice_says_who_what_and_where (void **state)
{
  (void) state;
  static const char *const wanted[] = {
    "Carla Customer <carla@example.org>", "#1042 Printer on fire", "Status:     on-hold",
    "Carl Copy <carl@example.net>",
    "Assignee:   Bob Agent",
    "fire.pdf (1.5 KiB)",                 "WARNING: Nothing proves that the sender",
  };
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_NOTICE);
  notice->comment->flags = PT_FLAG_BIT (PT_FLAG_SENDER_WITHOUT_PROOF);
  add_attachment (notice, "fire.pdf", 1536);
  g_autoptr (PtDraft) draft = compose (policy, notice);
  g_object_unref (written (draft));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    assert_holds (draft->text, wanted[i]);
  assert_holds (draft->html, "<b>Warning:</b> Nothing proves");
}

static void
a_reply_shows_neither_flags_nor_inner_status (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  notice->comment->flags |= PT_FLAG_BIT (PT_FLAG_THIRD_PARTY);
  g_autoptr (PtDraft) draft = compose (policy, notice);
  g_autofree char *all = everything (draft);
  assert_lacks (all, "not part of this ticket");
  assert_lacks (all, "on-hold");
  assert_lacks (all, "Bob");
  assert_holds (draft->text, "Example Ltd");
}

/* --- what an answer becomes (H2) --- */

static const struct {
  const char  *sentence;
  PtNotifyKind kind;
  PtRole       role;
  PtId         recipient;
  gboolean     email_public, follower_private;
  PtStatus     status;
  const char  *hint;
} answers[] = {
  { "an assignee answers a public comment",
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "this mail goes to the requester" },
  { "an assignee answers a note",
    PT_NOTIFY_NOTE, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "a light agent answers",
    PT_NOTIFY_NOTICE, PT_ROLE_LIGHT_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "agents' mail is private",
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, FALSE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "followers' mail is private, and this agent follows",
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 7, TRUE, TRUE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "this one does not, and counts as one who does", /* J13 */
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 8, TRUE, TRUE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "but not the assignee's",
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, TRUE, TRUE, PT_STATUS_OPEN, "this mail goes to the requester" },
  { "an agent is the requester and reads a note",
    PT_NOTIFY_NOTE, PT_ROLE_AGENT, 3, TRUE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "an assignment names no comment",
    PT_NOTIFY_ASSIGNMENT, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "this mail goes to the requester" },
  { "an agent in CC answers what is told to people inside", /* J13 */
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 9, TRUE, FALSE, PT_STATUS_OPEN, "this mail goes to the requester" },
  { "the ticket is closed",
    PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_CLOSED, "opens a new one." },
};

static const PtTicketPerson on_ticket[] = { { 7, PT_RELATION_FOLLOWER, 0, FALSE },
                                            { 9, PT_RELATION_CC, 0, FALSE } };

static void
the_hint_says_what_an_answer_becomes (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (PtPolicy) policy = make_policy ();
    g_autoptr (PtNotice) notice = make_notice (answers[i].kind);
    PtRules *rules = ((PtMailbox *) policy->mailboxes->pdata[0])->rules;
    guint hints = 0;
    notice->recipient->role = answers[i].role;
    notice->recipient->id = notice->item->notification.person = answers[i].recipient;
    rules->agent_email_public = answers[i].email_public;
    rules->follower_reply = answers[i].follower_private ? PT_FOLLOWER_REPLY_PRIVATE : PT_FOLLOWER_REPLY_INHERIT;
    notice->ticket->status = answers[i].status;
    notice->view->public_comments = 1;
    g_array_append_vals (notice->view->people, on_ticket, G_N_ELEMENTS (on_ticket));
    g_autoptr (PtDraft) draft = compose (policy, notice);
    if (!strstr (draft->text, answers[i].hint))
      fail_msg ("%s: wanted \"%s\" in:\n%s", answers[i].sentence, answers[i].hint, draft->text);
    for (const char *p = draft->text; (p = strstr (p, "A plain reply")); p++)
      hints++;
    assert_number (answers[i].sentence, hints, 1);
  }
}

static void
without_a_key_mail_waits (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  g_autoptr (GError) error = NULL;
  PtDraft *draft = NULL;
  g_ptr_array_set_size (policy->keys, 0);
  assert_false (pt_compose_draft (policy, mail_templates, notice, NOW, &draft, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
}

static void
the_delimiter_stands_above_everything (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  const PtMailbox *mailbox = g_ptr_array_index (policy->mailboxes, 0);
  g_autoptr (PtDraft) without = compose (policy, notice);
  set_text (&mailbox->rules->delimiter, "-- write <above> --");
  g_autoptr (PtDraft) draft = compose (policy, notice);
  assert_lacks (without->text, "write");
  assert_true (g_str_has_prefix (draft->text, "-- write <above> --\n\n"));
  assert_true (g_str_has_suffix (draft->text, without->text));
  assert_holds (draft->html, "<body>\n<p style=\"color:#8a8a8a\">-- write &lt;above&gt; --</p>");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    TEST ("each kind has its subject, sender and mark", each_kind_has_its_subject_sender_and_mark),
    TEST ("every address of a mail carries the token of its reader",
          every_address_of_a_mail_carries_the_token_of_its_reader),
    TEST ("the delimiter stands above everything, where it is set", the_delimiter_stands_above_everything),
    TEST ("a reply is one visible conversation", a_reply_is_one_visible_conversation),
    TEST ("everybody else is told alone", everybody_else_is_told_alone),
    TEST ("the address of an agent is nowhere in mail outside", the_address_of_an_agent_is_nowhere_in_mail_outside),
    TEST ("a customer speaks by way of the mailbox", a_customer_speaks_by_way_of_the_mailbox),
    TEST ("the mailbox speaks where personal_from is off", the_mailbox_speaks_where_personal_from_is_off),
    TEST ("a lost mailbox is replaced by the default one", a_lost_mailbox_is_replaced_by_the_default_one),
    TEST ("a receipt holds nothing that its reader wrote", a_receipt_holds_nothing_that_its_reader_wrote),
    TEST ("a notice says who, what and where", a_notice_says_who_what_and_where),
    TEST ("a reply shows neither flags nor inner status", a_reply_shows_neither_flags_nor_inner_status),
    TEST ("the hint says what an answer becomes", the_hint_says_what_an_answer_becomes),
    TEST ("without a key mail waits", without_a_key_mail_waits),
  };
  return cmocka_run_group_tests (tests, mail_setup, mail_teardown);
}
