/* From notice to mail: what keeps a thread together. */
#include "compose-mail.h"

#include "core/token.h"
#include "gateway/compose-thread.h"
#include "mime/write.h"

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
  notice->last_sent->notification = (PtNotification) { .ticket = 1042, .comment = 50, .person = 3 };
  notice->last_sent->notification.address = g_strdup ("carla@example.org");
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

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    TEST ("references begin with the anchor and keep the newest",
          references_begin_with_the_anchor_and_keep_the_newest),
    TEST ("long references stay within their bytes", long_references_stay_within_their_bytes),
    TEST ("an answer refers to our last mail before his", an_answer_refers_to_our_last_mail_before_his),
    TEST ("a retry becomes the same bytes though the key has changed",
          a_retry_becomes_the_same_bytes_though_the_key_has_changed),
    TEST ("the thread of Outlook is continued", the_thread_of_outlook_is_continued),
  };
  return cmocka_run_group_tests (tests, mail_setup, mail_teardown);
}
