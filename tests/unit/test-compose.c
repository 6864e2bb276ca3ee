/* From notice to mail: what people get, and what they must never get. */
#include "test.h"

#include <gmime/gmime.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "core/token.h"
#include "gateway/compose-thread.h"
#include "gateway/compose.h"
#include "mime/write.h"

#define NOW       (G_GINT64_CONSTANT (1767261600) * PT_SECOND) /* 2026-01-01T10:00:00Z */
#define CANARY    "canary-7391"
#define RLO       "\xe2\x80\xae"
#define AGENT     "ann@staff.example.com"
#define INDEX_OLD "AdxAAAAAEBESExQVFhcYGRobHB0eHw=="

static PtTemplates *templates;

static int
load_templates (void **state)
{
  (void) state;
  g_autoptr (GError) error = NULL;
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *folder = g_build_filename (top ? top : ".", "templates", NULL);
  const char *folders[] = { folder, NULL };
  if (!pt_templates_load (folders, &templates, &error))
    fail_msg ("%s", error->message);
  return 0;
}

static int
free_templates (void **state)
{
  (void) state;
  g_clear_pointer (&templates, pt_templates_free);
  return 0;
}

static PtPolicy *
make_policy (void)
{
  PtPolicy *policy = pt_policy_new ();
  PtMailbox *mailbox = pt_mailbox_new ("support", "support@example.com");
  g_autoptr (GBytes) secret = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_free (mailbox->display);
  mailbox->display = g_strdup ("Example Support");
  g_free (mailbox->signature);
  mailbox->signature = g_strdup ("Example Ltd, Example Support\nhttps://www.example.com/help");
  g_ptr_array_add (policy->mailboxes, mailbox);
  g_ptr_array_add (policy->keys, pt_key_new (1, secret, 1));
  policy->installation = g_strdup ("loop-word");
  policy->return_path = g_strdup ("bounce@example.com");
  policy->return_path_key = g_strdup ("bounce@example.com");
  policy->id_domain = g_strdup ("example.com");
  return policy;
}

static PtPerson *
person (PtId id, const char *name, PtRole role, const char *address)
{
  PtPerson *one = pt_person_new (id, name, role);
  pt_person_add_address (one, address);
  return one;
}

static PtPerson *agent (void) { return person (2, "Ann Agent", PT_ROLE_AGENT, AGENT); }
static PtPerson *customer (void) { return person (3, "Carla Customer", PT_ROLE_END_USER, "carla@example.org"); }
static PtPerson *copied (void) { return person (4, "Carl Copy", PT_ROLE_END_USER, "carl@example.net"); }
static PtPerson *assignee (void) { return person (6, "Bob Agent", PT_ROLE_AGENT, "bob@staff.example.com"); }

/* A mail of KIND about a comment of the agent's, to the person it is usually for. */
static PtNotice *
make_notice (PtNotifyKind kind)
{
  gboolean outside = pt_notify_kind_is_outside (kind);
  PtNotice *notice = pt_notice_new ();
  notice->recipient = outside ? customer () : assignee ();
  notice->item = pt_outbox_item_new ();
  notice->item->id = 77;
  notice->item->created_at = NOW;
  notice->item->notification = (PtNotification) { .kind = kind, .ticket = 1042, .person = notice->recipient->id };
  notice->item->notification.address = g_strdup (pt_person_primary (notice->recipient)->address);
  notice->ticket = pt_ticket_new (1042, "support", "Re: AW: Printer on fire [#1042]");
  notice->ticket->status = PT_STATUS_ON_HOLD;
  notice->ticket->requester = 3;
  notice->ticket->assignee = 6;
  notice->author = agent ();
  notice->requester = customer ();
  notice->assignee = assignee ();
  if (kind == PT_NOTIFY_ASSIGNMENT) {
    notice->item->notification.event = 9;
    notice->event_kind = g_strdup ("assigned");
    return notice;
  }
  notice->item->notification.comment = 55;
  notice->comment = pt_comment_new (55, 1042, 2);
  notice->comment->at = NOW;
  notice->comment->is_private = kind == PT_NOTIFY_NOTE;
  notice->comment->text = g_strdup ("Hello Carla,\n\nplease pull the plug & wait.\nSee https://example.com/fire\n\nAnn");
  if (kind != PT_NOTIFY_NOTE) {
    notice->visible_to = customer ();
    g_ptr_array_add (notice->visible_cc, copied ());
  }
  return notice;
}

static void
set_text (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
add_attachment (PtNotice *notice, const char *name, gsize size)
{
  PtPart *part = pt_part_new ("application/pdf");
  part->name = g_strdup (name);
  part->size = size;
  g_ptr_array_add (notice->attachments, part);
}

static PtDraft *
compose (const PtPolicy *policy, const PtNotice *notice)
{
  g_autoptr (GError) error = NULL;
  PtDraft *draft = NULL;
  if (!pt_compose_draft (policy, templates, notice, NOW, &draft, &error))
    fail_msg ("%s", error->message);
  return draft;
}

/* The mail on the wire, read again. */
static GMimeMessage *
written (const PtDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  if (!pt_write_draft (draft, &bytes, &error))
    fail_msg ("%s", error->message);
  const char *data = g_bytes_get_data (bytes, &size);
  if (g_getenv ("POSTERN_TEST_PRINT"))
    fprintf (stderr, "%.*s\n%s\n%s\n=====\n", (int) (strstr (data, "\r\n\r\n") - data), data, draft->text, draft->html);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (data, size);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

static char *
header (const PtDraft *draft, const char *name)
{
  GMimeMessage *message = written (draft);
  const char *value = g_mime_object_get_header (GMIME_OBJECT (message), name);
  char *copy = g_strdup (value);
  g_object_unref (message);
  return copy;
}

static char *
people (const GPtrArray *addresses)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < addresses->len; i++) {
    const PtAddress *one = g_ptr_array_index (addresses, i);
    g_string_append_printf (out, "%s%s <%s>", i ? ", " : "", one->name ? one->name : "", one->addr);
  }
  return g_string_free (out, FALSE);
}

static void
assert_people (const char *where, const GPtrArray *addresses, const char *wanted)
{
  g_autofree char *got = people (addresses);
  assert_text (where, got, wanted);
}

/* Everything a reader could find, in one string. */
static char *
everything (const PtDraft *draft)
{
  g_autofree char *to = people (draft->to), *cc = people (draft->cc);
  return g_strjoin ("\n", draft->from->name ? draft->from->name : "", draft->from->addr, draft->reply_to->addr, to, cc,
                    draft->subject, draft->thread_topic ? draft->thread_topic : "", draft->text, draft->html, NULL);
}

static void
assert_holds (const char *text, const char *part)
{
  if (!strstr (text, part))
    fail_msg ("\"%s\" is missing in:\n%s", part, text);
}

static void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part))
    fail_msg ("\"%s\" must not stand in:\n%s", part, text);
}

/* --- the usual mails --- */

static const struct {
  PtNotifyKind kind;
  const char *subject, *from, *auto_submitted, *body;
} usual[] = {
  { PT_NOTIFY_RECEIPT, "[#1042] We have received your message", "Example Support", "auto-replied", "Your message has arrived" },
  { PT_NOTIFY_REPLY, "Re: Printer on fire [#1042]", "Ann Agent", NULL, "please pull the plug & wait." },
  { PT_NOTIFY_NOTICE, "[#1042] Printer on fire", "Example Support", "auto-generated", "Ann Agent <" AGENT "> wrote:" },
  { PT_NOTIFY_NOTE, "[#1042] INTERNAL NOTE: Printer on fire", "Example Support", "auto-generated", "INTERNAL NOTE - " },
  { PT_NOTIFY_ASSIGNMENT, "[#1042] Assigned to you: Printer on fire", "Example Support", "auto-generated",
    "has been assigned to you by Ann Agent." },
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

static void
every_address_of_a_mail_carries_the_token_of_its_reader (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint kind = 0; kind < PT_NOTIFY_N_KINDS; kind++) {
    g_autoptr (PtNotice) notice = make_notice ((PtNotifyKind) kind);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    g_autofree char *reply = pt_token_reply_address (policy, policy->mailboxes->pdata[0], 1042, notice->recipient->id);
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
    "Carla Customer <carla@example.org>", "#1042 Printer on fire", "Status:     on-hold", "Carl Copy <carl@example.net>",
    "Assignee:   Bob Agent",
    "fire.pdf (1.5 KiB)",                 "WARNING: Nothing proves that the sender",
  };
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_NOTICE);
  pt_comment_add_flag (notice->comment, "sender-without-proof");
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
  pt_comment_add_flag (notice->comment, "third-party");
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
  { "an assignee answers a public comment", PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "Your answer goes to the requester" },
  { "an assignee answers a note", PT_NOTIFY_NOTE, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "a light agent answers", PT_NOTIFY_NOTICE, PT_ROLE_LIGHT_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "agents' mail is private", PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, FALSE, FALSE, PT_STATUS_OPEN, "kept as an internal note. Customers" },
  { "followers' mail is private", PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 7, TRUE, TRUE, PT_STATUS_OPEN, "If you follow this ticket" },
  { "but not the assignee's", PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, TRUE, TRUE, PT_STATUS_OPEN, "Your answer goes to the requester" },
  { "an agent is the requester and reads a note", PT_NOTIFY_NOTE, PT_ROLE_AGENT, 3, TRUE, FALSE, PT_STATUS_OPEN, "Your answer goes to the requester" },
  { "an assignment names no comment", PT_NOTIFY_ASSIGNMENT, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_OPEN, "nothing but internal notes" },
  { "the ticket is closed", PT_NOTIFY_NOTICE, PT_ROLE_AGENT, 6, TRUE, FALSE, PT_STATUS_CLOSED, "opens a new ticket" },
};

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
    g_autoptr (PtDraft) draft = compose (policy, notice);
    if (!strstr (draft->text, answers[i].hint))
      fail_msg ("%s: wanted \"%s\" in:\n%s", answers[i].sentence, answers[i].hint, draft->text);
    for (const char *p = draft->text; (p = strstr (p, "our answer")); p++)
      hints++;
    assert_number (answers[i].sentence, hints, 1);
  }
}

/* --- private text --- */

static gboolean
has_canary (const PtPolicy *policy, const PtNotice *notice, gboolean *out_composed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtDraft) draft = NULL;
  *out_composed = pt_compose_draft (policy, templates, notice, NOW, &draft, &error);
  if (!*out_composed) {
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED));
    return FALSE;
  }
  g_autofree char *all = everything (draft);
  return strstr (all, CANARY) != NULL;
}

static void
private_text_reaches_internal_people_only (void **state)
{
  (void) state;
  guint composed = 0, with_canary = 0;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint i = 0; i < PT_NOTIFY_N_KINDS * (PT_ROLE_OWNER + 1) * 3 * 2; i++) {
    guint kind = i % PT_NOTIFY_N_KINDS, rest = i / PT_NOTIFY_N_KINDS;
    guint role = rest % (PT_ROLE_OWNER + 1), state_of = rest / (PT_ROLE_OWNER + 1) % 3, own = rest / (PT_ROLE_OWNER + 1) / 3;
    g_autoptr (PtNotice) notice = make_notice ((PtNotifyKind) kind);
    gboolean ok, internal;
    notice->recipient->role = (PtRole) role;
    notice->recipient->state = (PtPersonState) state_of;
    if (!own)
      set_text (&notice->item->notification.address, "other@example.org");
    if (!notice->comment)
      notice->comment = pt_comment_new (55, 1042, 2);
    notice->comment->is_private = TRUE;
    set_text (&notice->comment->text, CANARY);
    internal = own && role != PT_ROLE_END_USER && state_of == PT_PERSON_ACTIVE && !pt_notify_kind_is_outside ((PtNotifyKind) kind);
    if (has_canary (policy, notice, &ok) && !internal)
      fail_msg ("kind %u, role %u, state %u, own address %u: private text", kind, role, state_of, own);
    assert_int_equal (ok, internal);
    composed += ok;
    with_canary += ok && kind != PT_NOTIFY_ASSIGNMENT;
  }
  assert_number ("mails written", composed, 3 * PT_ROLE_OWNER);
  assert_number ("mails with the note", with_canary, 2 * PT_ROLE_OWNER);
}

static void
a_notice_of_a_note_is_called_a_note (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_NOTICE);
  notice->comment->is_private = TRUE;
  g_autoptr (PtDraft) draft = compose (policy, notice);
  assert_text ("subject", draft->subject, "[#1042] INTERNAL NOTE: Printer on fire");
}

static void
mail_is_refused_that_may_no_longer_be_sent (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (int i = 0; i < 4; i++) {
    g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
    g_autoptr (PtDraft) draft = NULL;
    g_autoptr (GError) error = NULL;
    if (i == 1)
      set_text (&notice->item->notification.address, "support+x@example.com");
    if (i == 2)
      notice->recipient->state = PT_PERSON_SUSPENDED;
    if (i == 3)
      g_clear_pointer (&notice->comment, pt_comment_free);
    assert_int_equal (pt_compose_draft (policy, templates, notice, NOW, &draft, &error), i == 0);
    assert_int_equal (g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED), i != 0);
  }
}

/* --- hostile values --- */

static const char *const hostile[] = {
  "{{ticket.id}} {{{comment.html}}} {{#ticket}}x{{/ticket}} {{=<% %>=}}",
  "x\r\nBcc: victim@example.net\r\n\r\nbody",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "\" onmouseover=\"alert(1)\" '",
  "abc" RLO "gpj.exe\xe2\x81\xa6",
  "\xff\xfe broken \x01\x1b[31m",
  "a\\\"b, <victim@example.net>",
  "%s%n%d",
};

static void
hostile_values_stay_values (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint i = 0; i < G_N_ELEMENTS (hostile) * PT_NOTIFY_N_KINDS; i++) {
    const char *value = hostile[i % G_N_ELEMENTS (hostile)];
    g_autoptr (PtNotice) notice = make_notice ((PtNotifyKind) (i / G_N_ELEMENTS (hostile)));
    PtPerson *all[] = { notice->recipient, notice->author, notice->requester, notice->assignee };
    for (gsize p = 0; p < G_N_ELEMENTS (all); p++)
      set_text (&all[p]->name, value);
    set_text (&notice->ticket->subject, value);
    if (notice->comment)
      set_text (&notice->comment->text, value);
    add_attachment (notice, value, 5);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    GMimeMessage *message = written (draft);
    assert_null (g_mime_object_get_header (GMIME_OBJECT (message), "Bcc"));
    assert_null (strpbrk (draft->subject, "\r\n"));
    assert_lacks (draft->html, "<script");
    assert_lacks (draft->html, "<img");
    assert_lacks (draft->html, "\" onmouseover");
    assert_lacks (draft->html, RLO);
    assert_lacks (draft->text, RLO);
    assert_lacks (draft->text, "\x1b");
    assert_true (g_utf8_validate (draft->text, -1, NULL) && g_utf8_validate (draft->html, -1, NULL));
    g_object_unref (message);
  }
}

static void
a_field_in_a_value_is_shown_as_it_was_written (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  set_text (&notice->comment->text, "write {{ticket.id}} there");
  set_text (&notice->ticket->subject, "{{ticket.id}} [#7]");
  g_autoptr (PtDraft) draft = compose (policy, notice);
  assert_holds (draft->text, "write {{ticket.id}} there");
  assert_text ("subject", draft->subject, "Re: {{ticket.id}} [#1042]");
}

static void
our_tokens_in_a_comment_are_not_shown (void **state)
{
  (void) state;
  static const char *const shapes[] = { "a %s b", "a [pt-%saaaa] b", "a [p\x01t-aaaa] %s b",
                                        "[pt-[pt-[pt-[pt-[pt-[pt-[pt-[pt-[pt-[pt-[pt-%sa]a]a]a]a]a]a]a]a]a]a]" };
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autofree char *token = pt_token_body (policy, 1042, 99, 12);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
    g_auto (GStrv) around = g_strsplit (shapes[i], "%s", 2);
    guint tokens = 0;
    g_free (notice->comment->text);
    notice->comment->text = g_strconcat (around[0], token, around[1], NULL);
    g_autoptr (PtDraft) draft = compose (policy, notice);
    assert_lacks (draft->text, token);
    for (const char *p = draft->text; (p = strstr (p, "[pt-")); p++)
      tokens++;
    assert_number (shapes[i], tokens, 1); /* the footer's */
  }
}

/* --- threading --- */

static void
references_begin_with_the_anchor_and_keep_the_newest (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  g_autofree char *anchor = pt_token_anchor_id (policy, 1042);
  gsize bytes = 0;
  for (int i = 0; i < 60; i++)
    g_ptr_array_add (notice->received_ids, g_strdup_printf ("id%02d@mail.example.org", i % 50));
  g_ptr_array_add (notice->received_ids, g_strdup ("evil\r\nX: y@mail.example.org"));
  notice->last_received = g_strdup ("id40@mail.example.org");
  g_autoptr (PtDraft) draft = compose (policy, notice);
  g_object_unref (written (draft));
  assert_number ("ids", draft->references->len, PT_REFERENCES_MAX);
  assert_text ("first", draft->references->pdata[0], anchor);
  assert_text ("last", draft->references->pdata[PT_REFERENCES_MAX - 1], "id40@mail.example.org");
  assert_text ("before it", draft->references->pdata[PT_REFERENCES_MAX - 2], "id09@mail.example.org");
  for (guint i = 0; i < draft->references->len; i++)
    bytes += strlen (draft->references->pdata[i]) + 3;
  assert_true (bytes <= PT_REFERENCES_BYTES);
}

static void
long_references_stay_within_their_bytes (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  gsize bytes = 0;
  for (int i = 0; i < 20; i++)
    g_ptr_array_add (notice->received_ids, g_strdup_printf ("%0200d@mail.example.org", i));
  g_autoptr (PtDraft) draft = compose (policy, notice);
  for (guint i = 0; i < draft->references->len; i++)
    bytes += strlen (draft->references->pdata[i]) + 3;
  assert_true (bytes <= PT_REFERENCES_BYTES);
  assert_number ("ids", draft->references->len, 4);
}

static void
an_answer_refers_to_our_last_mail_before_his (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  notice->last_received = g_strdup ("his@mail.example.org");
  notice->last_sent = pt_outbox_item_new ();
  notice->last_sent->notification = (PtNotification) { PT_NOTIFY_RECEIPT, 1042, 50, 0, 3, g_strdup ("carla@example.org"), 0 };
  g_autofree char *wanted = pt_token_message_id (policy, &notice->last_sent->notification);
  g_autoptr (PtDraft) draft = compose (policy, notice);
  g_autofree char *got = header (draft, "In-Reply-To");
  g_autofree char *in_brackets = g_strdup_printf ("<%s>", wanted);
  assert_text ("In-Reply-To", got, in_brackets);
}

static void
a_retry_becomes_the_same_bytes_though_the_key_has_changed (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_NOTICE);
  g_autoptr (PtDraft) first = compose (policy, notice), second = NULL;
  g_autoptr (GBytes) secret = g_bytes_new_static ("fedcba9876543210fedcba9876543210", 32);
  notice->item->message_id = g_strdup (first->message_id);
  second = compose (policy, notice);
  g_autoptr (GBytes) one = NULL, two = NULL;
  assert_true (pt_write_draft (first, &one, NULL) && pt_write_draft (second, &two, NULL));
  assert_true (g_bytes_equal (one, two));
  g_ptr_array_insert (policy->keys, 0, pt_key_new (2, secret, 2));
  g_autoptr (PtDraft) third = compose (policy, notice);
  assert_text ("Message-ID", third->message_id, first->message_id);
}

static void
the_thread_of_outlook_is_continued (void **state)
{
  (void) state;
  gsize old_length, length;
  g_autofree guint8 *old = g_base64_decode (INDEX_OLD, &old_length);
  g_autofree char *child = pt_compose_thread_index (INDEX_OLD, NOW, 77);
  g_autofree guint8 *got = g_base64_decode (child, &length);
  assert_number ("head", (gint64) old_length, 22);
  assert_number ("with a child", (gint64) length, 27);
  assert_memory_equal (old, got, 22);
  assert_int_equal (got[26], 77);
  assert_null (pt_compose_thread_index (NULL, NOW, 1));
  assert_null (pt_compose_thread_index ("AAAA", NOW, 1));
  assert_null (pt_compose_thread_index ("not base64\r\nX: y", NOW, 1));
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
  assert_false (pt_compose_draft (policy, templates, notice, NOW, &draft, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    TEST ("each kind has its subject, sender and mark", each_kind_has_its_subject_sender_and_mark),
    TEST ("every address of a mail carries the token of its reader", every_address_of_a_mail_carries_the_token_of_its_reader),
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
    TEST ("private text reaches internal people only", private_text_reaches_internal_people_only),
    TEST ("a notice of a note is called a note", a_notice_of_a_note_is_called_a_note),
    TEST ("mail is refused that may no longer be sent", mail_is_refused_that_may_no_longer_be_sent),
    TEST ("hostile values stay values", hostile_values_stay_values),
    TEST ("a field in a value is shown as it was written", a_field_in_a_value_is_shown_as_it_was_written),
    TEST ("our tokens in a comment are not shown", our_tokens_in_a_comment_are_not_shown),
    TEST ("references begin with the anchor and keep the newest", references_begin_with_the_anchor_and_keep_the_newest),
    TEST ("long references stay within their bytes", long_references_stay_within_their_bytes),
    TEST ("an answer refers to our last mail before his", an_answer_refers_to_our_last_mail_before_his),
    TEST ("a retry becomes the same bytes though the key has changed", a_retry_becomes_the_same_bytes_though_the_key_has_changed),
    TEST ("the thread of Outlook is continued", the_thread_of_outlook_is_continued),
    TEST ("without a key mail waits", without_a_key_mail_waits),
  };
  return cmocka_run_group_tests (tests, load_templates, free_templates);
}
