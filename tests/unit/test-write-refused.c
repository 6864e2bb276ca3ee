/* What no draft may hold: the writer says which field it is. */
#include "base/error.h"
#include "mime/write.h"
#include "tests/lib/drafts.h"
#include "tests/unit/test.h"

static void
assert_refused (const PtDraft *draft, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (pt_write_draft (draft, &bytes, &error))
    fail_msg ("a hostile %s was written", field);
  assert_null (bytes);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED));
  if (!strstr (error->message, field))
    fail_msg ("the error does not name %s: %s", field, error->message);
}

static void
set_string (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static const char *const controls[] = { "a\r\nBcc: x@example.net", "a\nb", "a\rb", "a\x01", "a\x7f", "a\xc2\x85",
                                        "a\xe2\x80\xa8", "\xff" };

static void
a_control_in_any_text_field_is_refused_by_name (void **state)
{
  (void) state;
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++) {
    g_autoptr (PtDraft) subject = pt_drafts_one (), topic = pt_drafts_one (), list = pt_drafts_one (),
                                  name = pt_drafts_one ();
    set_string (&subject->subject, controls[i]);
    assert_refused (subject, "Subject");
    set_string (&topic->thread_topic, controls[i]);
    assert_refused (topic, "Thread-Topic");
    list->list_id = g_strdup_printf ("%s <l.example.com>", controls[i]);
    assert_refused (list, "List-Id");
    g_free (name->from->name);
    name->from->name = g_strdup (controls[i]);
    assert_refused (name, "From");
  }
}

static void
a_hostile_token_is_refused_by_name (void **state)
{
  (void) state;
  static const char *const more[] = { "a b", "a\tb", "<a>", "a,b", "a\"b", "", "caf\xc3\xa9" };
  for (guint i = 0; i < G_N_ELEMENTS (controls) + G_N_ELEMENTS (more); i++) {
    const char *value = i < G_N_ELEMENTS (controls) ? controls[i] : more[i - G_N_ELEMENTS (controls)];
    g_autoptr (PtDraft) loop = pt_drafts_one (), thread = pt_drafts_one (), automatic = pt_drafts_one (),
                               stop = pt_drafts_one ();
    set_string (&loop->loop_mark, value);
    assert_refused (loop, "X-Postern-Loop");
    set_string (&thread->thread_index, value);
    assert_refused (thread, "Thread-Index");
    set_string (&automatic->auto_submitted, value);
    assert_refused (automatic, "Auto-Submitted");
    set_string (&stop->list_unsubscribe, value);
    assert_refused (stop, "List-Unsubscribe");
    stop->list_unsubscribe = (g_free (stop->list_unsubscribe), g_strconcat ("mailto:", *value ? value : " ", NULL));
    assert_refused (stop, "List-Unsubscribe");
  }
}

static void
a_hostile_id_is_refused_by_name (void **state)
{
  (void) state;
  g_autofree char *long_id = g_strnfill (600, 'x');
  const char *const ids[] = { "",         "a",       "@b",       "a@",           "a@b@c",     "a b@c",
                              "a@b\r\nX: y", "a\n@b", "a@b>",     "<a@b",         "a(b)@c",    "\"a\"@b",
                              "a\\@b",    "a@b\xc3\xa9", "a@b\t", "a@b\r",       "a,b@c",     long_id };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (PtDraft) own = pt_drafts_one (), parent = pt_drafts_one (), list = pt_drafts_one ();
    set_string (&own->message_id, ids[i]);
    assert_refused (own, "Message-ID");
    set_string (&parent->in_reply_to, ids[i]);
    assert_refused (parent, "In-Reply-To");
    g_ptr_array_add (list->references, g_strdup ("good@example.com"));
    g_ptr_array_add (list->references, g_strdup (ids[i]));
    assert_refused (list, "References");
  }
}

static void
an_address_that_is_not_mailable_is_refused_by_name (void **state)
{
  (void) state;
  static const char *const addrs[] = {
    "",
    "a",
    "@",
    "a@",
    "a@b@c",
    "a b@example.com",
    "\"a>b\"@example.com",
    "a@example.com\r\nRCPT TO:<x@example.net>",
    "a@example.com>",
    "<a@example.com",
    "a@example.com,b@example.com",
    "a(c)@example.com",
    "a@[127.0.0.1]",
    "=?utf-8?q?a?=@exa mple.com",
    "a..b@example.com",
    "j\xc3\xb6rg@example.com",
    "a@example.com\xe2\x80\xa8",
  };
  for (guint i = 0; i < G_N_ELEMENTS (addrs); i++) {
    g_autoptr (PtDraft) from = pt_drafts_one (), reply = pt_drafts_one (), to = pt_drafts_one (),
                               cc = pt_drafts_one ();
    pt_address_free (from->from);
    from->from = pt_address_new ("Support", addrs[i]);
    assert_refused (from, "From");
    pt_address_free (reply->reply_to);
    reply->reply_to = pt_address_new ("Support", addrs[i]);
    assert_refused (reply, "Reply-To");
    pt_drafts_add_address (to->to, NULL, addrs[i]);
    assert_refused (to, "To");
    pt_drafts_add_address (cc->cc, "x", addrs[i]);
    assert_refused (cc, "Cc");
  }
}

static void
what_must_be_there_is_named_when_missing (void **state)
{
  (void) state;
  g_autoptr (PtDraft) from = pt_drafts_one (), to = pt_drafts_one (), id = pt_drafts_one (), date = pt_drafts_one (),
                      text = pt_drafts_one ();
  g_autoptr (PtDraft) html = pt_drafts_one ();
  g_clear_pointer (&from->from, pt_address_free);
  assert_refused (from, "From");
  g_ptr_array_set_size (to->to, 0);
  assert_refused (to, "To");
  g_clear_pointer (&id->message_id, g_free);
  assert_refused (id, "Message-ID");
  date->date = 0;
  assert_refused (date, "Date");
  g_clear_pointer (&text->text, g_free);
  assert_refused (text, "text");
  html->html = g_strdup ("\xc0\x80");
  assert_refused (html, "HTML");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_control_in_any_text_field_is_refused_by_name),
    cmocka_unit_test (a_hostile_token_is_refused_by_name),
    cmocka_unit_test (a_hostile_id_is_refused_by_name),
    cmocka_unit_test (an_address_that_is_not_mailable_is_refused_by_name),
    cmocka_unit_test (what_must_be_there_is_named_when_missing),
  };
  return cmocka_run_group_tests_name ("write-refused", tests, NULL, NULL);
}
