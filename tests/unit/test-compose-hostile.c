/* From notice to mail: what nobody must ever get. */
#include "compose-mail.h"

#include "base/error.h"
#include "core/token.h"
#include "render/fields.h"

/* --- private text --- */

static gboolean
has_canary (const PtPolicy *policy, PtNotice *notice, gboolean *out_composed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtDraft) draft = NULL;
  *out_composed = pt_compose_draft (policy, mail_templates, notice, NOW, &draft, &error);
  if (!*out_composed) {
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED));
    return FALSE;
  }
  g_autofree char *all = everything (draft);
  return strstr (all, CANARY) != NULL;
}

/* A light agent may let nothing in, but reads what was too much to tell one by one. */
static gboolean
is_for_light_agents (PtNotifyKind kind)
{
  return !pt_notify_kind_is_of_desk (kind) || kind == PT_NOTIFY_DIGEST;
}

static void
private_text_reaches_internal_people_only (void **state)
{
  (void) state;
  guint composed = 0, with_canary = 0, inside = 0;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint i = 0; i < PT_NOTIFY_N_KINDS * (PT_ROLE_OWNER + 1) * 3 * 2; i++) {
    guint kind = i % PT_NOTIFY_N_KINDS, rest = i / PT_NOTIFY_N_KINDS;
    guint role = rest % (PT_ROLE_OWNER + 1), state_of = rest / (PT_ROLE_OWNER + 1) % 3;
    guint own = rest / (PT_ROLE_OWNER + 1) / 3;
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
    internal = role != PT_ROLE_END_USER && state_of == PT_PERSON_ACTIVE
               && !pt_notify_kind_is_outside ((PtNotifyKind) kind)
               && kind != PT_NOTIFY_SENT /* its comment was taken back (J30) */
               && (role != PT_ROLE_LIGHT_AGENT || is_for_light_agents ((PtNotifyKind) kind));
    if (has_canary (policy, notice, &ok) && !internal)
      fail_msg ("kind %u, role %u, state %u, own address %u: private text", kind, role, state_of, own);
    assert_int_equal (ok, internal);
    composed += ok; /* whatever the row's address was: it goes to the one that its person has now (J18) */
    with_canary += ok && pt_notify_kind_has_files ((PtNotifyKind) kind); /* those that show their comment */
  }
  for (guint kind = 0; kind < PT_NOTIFY_N_KINDS; kind++)
    if (!pt_notify_kind_is_outside ((PtNotifyKind) kind) && kind != PT_NOTIFY_SENT)
      inside += PT_ROLE_OWNER - !is_for_light_agents ((PtNotifyKind) kind);
  assert_number ("mails written", composed, 2 * inside);
  assert_number ("mails with the note", with_canary, 2 * 8 * PT_ROLE_OWNER);
}

static const struct {
  const char *group, *name; /* "" is the top */
  gboolean in_receipt, in_reply, in_notice;
} hidden[] = {
  { "ticket", "id", TRUE, TRUE, TRUE },        { "ticket", "title", FALSE, TRUE, TRUE },
  { "ticket", "requester", FALSE, TRUE, TRUE }, { "ticket", "cc", FALSE, TRUE, TRUE },
  { "ticket", "followup_of", FALSE, FALSE, TRUE },
  { "ticket", "assignee", FALSE, FALSE, TRUE }, { "ticket", "priority", FALSE, FALSE, TRUE },
  { "comment", "text", FALSE, TRUE, TRUE },    { "comment", "flags", FALSE, FALSE, TRUE },
  { "comment", "from", FALSE, FALSE, TRUE },   { "", "recipient", FALSE, TRUE, TRUE },
  { "", "actor", FALSE, FALSE, TRUE },         { "", "answer_is_note", FALSE, FALSE, TRUE },
};

/* Whatever an administrator's template says, it cannot name what is not there (H10). */
static void
a_tree_holds_only_what_its_reader_may_see (void **state)
{
  (void) state;
  static const PtNotifyKind kinds[] = { PT_NOTIFY_RECEIPT, PT_NOTIFY_REPLY, PT_NOTIFY_NOTICE };
  g_autoptr (PtPolicy) policy = make_policy ();
  for (gsize i = 0; i < G_N_ELEMENTS (hidden) * G_N_ELEMENTS (kinds); i++) {
    gsize h = i / G_N_ELEMENTS (kinds), k = i % G_N_ELEMENTS (kinds);
    const gboolean wanted[] = { hidden[h].in_receipt, hidden[h].in_reply, hidden[h].in_notice };
    g_autoptr (PtNotice) notice = make_notice (kinds[k]);
    PtFieldsInput input = { .mailbox = g_ptr_array_index (policy->mailboxes, 0), .body_token = "token" };
    g_autoptr (PtValue) fields = pt_fields_new (notice, kinds[k], &input);
    const PtValue *group = *hidden[h].group ? pt_value_map_get (fields, hidden[h].group) : fields;
    g_autofree char *where = g_strdup_printf ("%s.%s in kind %u", hidden[h].group, hidden[h].name, kinds[k]);
    assert_number (where, pt_value_map_get (group, hidden[h].name) != NULL, wanted[k]);
  }
}

static void
a_private_comment_is_in_no_tree_for_outside (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_REPLY);
  PtFieldsInput input = { .mailbox = g_ptr_array_index (policy->mailboxes, 0), .body_token = "token" };
  notice->comment->is_private = TRUE;
  g_autoptr (PtValue) outside = pt_fields_new (notice, PT_NOTIFY_REPLY, &input);
  g_autoptr (PtValue) inside = pt_fields_new (notice, PT_NOTIFY_NOTE, &input);
  assert_null (pt_value_map_get (outside, "comment"));
  assert_non_null (pt_value_map_get (inside, "comment"));
}

/* X14: people outside read what public_status says, people inside what is. */
static void
a_status_is_shown_outside_as_the_setting_says (void **state)
{
  (void) state;
  static const struct {
    PtStatus    status, shown;
    const char *outside, *inside;
  } cases[] = {
    { PT_STATUS_CLOSED, PT_STATUS_SOLVED, "solved", "closed" },
    { PT_STATUS_ON_HOLD, PT_STATUS_OPEN, "open", "on-hold" },
    { PT_STATUS_PENDING, PT_STATUS_PENDING, "pending", "pending" },
    { PT_STATUS_PENDING, PT_STATUS_OPEN, "open", "pending" },
    { PT_STATUS_CLOSED, PT_STATUS_CLOSED, "closed", "closed" },
  };
  g_autoptr (PtPolicy) policy = make_policy ();
  PtMailbox *mailbox = g_ptr_array_index (policy->mailboxes, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases) * 2; i++) {
    gsize c = i / 2;
    PtNotifyKind kind = i % 2 ? PT_NOTIFY_NOTICE : PT_NOTIFY_REPLY;
    g_autoptr (PtNotice) notice = make_notice (kind);
    PtFieldsInput input = { .mailbox = mailbox, .body_token = "token" };
    notice->ticket->status = cases[c].status;
    mailbox->rules->public_status[cases[c].status] = cases[c].shown;
    g_autoptr (PtValue) fields = pt_fields_new (notice, kind, &input);
    const PtValue *ticket = pt_value_map_get (fields, "ticket");
    assert_text ("outside", pt_value_text (pt_value_map_get (ticket, "public_status"), NULL), cases[c].outside);
    assert_text ("status", pt_value_text (pt_value_map_get (ticket, "status"), NULL),
                 i % 2 ? cases[c].inside : cases[c].outside);
  }
}

/* --- every field there is (H10) --- */

static void find_canary (const char *key, const PtValue *value, gpointer data);

static void
look_at (const char *key, const PtValue *value, GString *found)
{
  gsize length = 0;
  const char *html = pt_value_html (value, &length);
  if (strstr (pt_value_text (value, NULL), CANARY) || (html && strstr (html, CANARY)))
    g_string_append_printf (found, "%s ", key);
  pt_value_map_each (value, find_canary, found);
  for (guint i = 0; i < pt_value_list_length (value); i++)
    look_at (key, pt_value_list_item (value, i), found);
}

static void
find_canary (const char *key, const PtValue *value, gpointer data)
{
  look_at (key, value, data);
}

static PtNoticeComment *
other_comment (PtId id)
{
  PtNoticeComment *one = g_new0 (PtNoticeComment, 1);
  one->comment = pt_comment_new (id, 1042, 2);
  one->comment->is_private = TRUE;
  one->comment->text = g_strdup (CANARY);
  one->author = agent ();
  return one;
}

static char *
fields_with_canary (const PtPolicy *policy, const PtNotice *notice, PtNotifyKind kind)
{
  GString *found = g_string_new (NULL);
  PtFieldsInput input = { .mailbox = g_ptr_array_index (policy->mailboxes, 0), .body_token = "token" };
  g_autoptr (PtValue) fields = pt_fields_new (notice, kind, &input);
  look_at ("", fields, found);
  return g_string_free (found, FALSE);
}

/* Even where somebody had read them by mistake: other notes of the ticket are in mail about a note alone. */
static void
other_notes_are_in_no_field_but_of_a_note (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint kind = 0; kind < PT_NOTIFY_N_KINDS; kind++) {
    g_autoptr (PtNotice) notice = make_notice ((PtNotifyKind) kind);
    const char *name = pt_notify_kind_name ((PtNotifyKind) kind);
    notice->authenticated = TRUE;
    notice->opening = other_comment (1);
    g_ptr_array_add (notice->history, other_comment (2));
    g_ptr_array_add (notice->earlier, other_comment (3));
    g_autofree char *found = fields_with_canary (policy, notice, (PtNotifyKind) kind);
    if (kind == PT_NOTIFY_NOTE)
      assert_holds (found, "comments_formatted");
    else
      assert_text (name, found, "");
    if (!notice->comment)
      continue;
    notice->comment->is_private = TRUE;
    set_text (&notice->comment->text, CANARY);
    g_autofree char *own = fields_with_canary (policy, notice, (PtNotifyKind) kind);
    assert_int_equal (*own != 0, !pt_notify_kind_is_outside ((PtNotifyKind) kind));
  }
}

static PtNoticeComment *
said (PtId id, char *text)
{
  PtNoticeComment *one = other_comment (id);
  one->comment->is_private = FALSE;
  g_free (one->comment->text);
  one->comment->text = text;
  return one;
}

/* J20: newest first; the one at which 64 KiB are full is cut, and says so. */
static void
a_conversation_ends_after_64_kib (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = make_policy ();
  g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_UNDELIVERED);
  g_autofree char *long_text = g_strnfill (70000, 'x');
  g_ptr_array_add (notice->history, said (1, g_strdup ("OLDEST words")));
  g_ptr_array_add (notice->history, said (2, g_strconcat ("MIDDLE", long_text, "OVER", NULL)));
  g_ptr_array_add (notice->history, said (3, g_strdup ("NEWEST words")));
  g_autoptr (PtDraft) draft = compose (policy, notice);
  const char *newest = strstr (draft->text, "NEWEST words"), *middle = strstr (draft->text, "MIDDLE");
  assert_non_null (newest);
  assert_true (middle > newest);
  assert_holds (draft->text, "[The rest of this message is left out");
  assert_lacks (draft->text, "OVER");
  assert_lacks (draft->text, "OLDEST");
  assert_number ("bytes of the long one", strspn (middle + 6, "x"), 65536 - 12 - 6);
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
    PtPersonAddress *primary = g_ptr_array_index (notice->recipient->addresses, 0);
    if (i == 1) {
      set_text (&primary->address, "support+x@example.com");
      set_text (&primary->key, "support+x@example.com");
    }
    if (i == 2)
      notice->recipient->state = PT_PERSON_SUSPENDED;
    if (i == 3)
      g_clear_pointer (&notice->comment, pt_comment_free);
    assert_int_equal (pt_compose_draft (policy, mail_templates, notice, NOW, &draft, &error), i == 0);
    assert_int_equal (g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED), i != 0);
  }
}

/* R18, FW7: the ticket was restricted or changed hands after the notification was made. */
static void
internal_mail_is_for_who_may_still_read_it (void **state)
{
  (void) state;
  static const struct { gboolean restricted, assigned, follows, member; PtScope scope; gboolean goes; } cases[] = {
    { FALSE, FALSE, FALSE, FALSE, PT_SCOPE_ALL, TRUE },      { FALSE, FALSE, FALSE, FALSE, PT_SCOPE_OWN, FALSE },
    { FALSE, FALSE, FALSE, FALSE, PT_SCOPE_DIVISION, FALSE }, { FALSE, FALSE, FALSE, TRUE, PT_SCOPE_DIVISION, TRUE },
    { FALSE, FALSE, TRUE, FALSE, PT_SCOPE_OWN, TRUE },       { TRUE, FALSE, FALSE, FALSE, PT_SCOPE_ALL, FALSE },
    { TRUE, FALSE, FALSE, TRUE, PT_SCOPE_ALL, TRUE },        { TRUE, TRUE, FALSE, FALSE, PT_SCOPE_OWN, TRUE },
  };
  g_autoptr (PtPolicy) policy = make_policy ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtNotice) notice = make_notice (PT_NOTIFY_NOTE);
    g_autoptr (PtDraft) draft = NULL;
    const PtTicketPerson follower = { notice->recipient->id, PT_RELATION_FOLLOWER, 0, FALSE };
    notice->ticket->restricted = cases[i].restricted;
    notice->ticket->division = 4;
    notice->ticket->assignee = cases[i].assigned ? notice->recipient->id : 99;
    notice->recipient->scope = cases[i].scope;
    if (cases[i].member)
      pt_person_join_division (notice->recipient, 4);
    if (cases[i].follows)
      g_array_append_val (notice->view->people, follower);
    if (pt_compose_draft (policy, mail_templates, notice, NOW, &draft, NULL) != cases[i].goes)
      fail_msg ("case %u", i);
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

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    TEST ("private text reaches internal people only", private_text_reaches_internal_people_only),
    TEST ("a tree holds only what its reader may see", a_tree_holds_only_what_its_reader_may_see),
    TEST ("a private comment is in no tree for outside", a_private_comment_is_in_no_tree_for_outside),
    TEST ("a status is shown outside as the setting says", a_status_is_shown_outside_as_the_setting_says),
    TEST ("other notes are in no field but of a note (H10)", other_notes_are_in_no_field_but_of_a_note),
    TEST ("a conversation ends after 64 KiB", a_conversation_ends_after_64_kib),
    TEST ("a notice of a note is called a note", a_notice_of_a_note_is_called_a_note),
    TEST ("mail is refused that may no longer be sent", mail_is_refused_that_may_no_longer_be_sent),
    TEST ("internal mail is for who may still read it", internal_mail_is_for_who_may_still_read_it),
    TEST ("hostile values stay values", hostile_values_stay_values),
    TEST ("a field in a value is shown as it was written", a_field_in_a_value_is_shown_as_it_was_written),
    TEST ("our tokens in a comment are not shown", our_tokens_in_a_comment_are_not_shown),
  };
  return cmocka_run_group_tests (tests, mail_setup, mail_teardown);
}
