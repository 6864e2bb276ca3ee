#include "compose-mail.h"

#include "model/decision.h"

#include <stdio.h>

#include "base/error.h"
#include "core/token.h"
#include "mime/write.h"

PtTemplates *mail_templates;

int
mail_setup (void **state)
{
  (void) state;
  g_autoptr (GError) error = NULL;
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *folder = g_build_filename (top ? top : ".", "templates", NULL);
  const char *folders[] = { folder, NULL };
  if (!pt_templates_load (folders, NULL, &mail_templates, &error))
    fail_msg ("%s", error->message);
  return 0;
}

int
mail_teardown (void **state)
{
  (void) state;
  g_clear_pointer (&mail_templates, pt_templates_free);
  return 0;
}

PtPolicy *
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

PtPerson *
person (PtId id, const char *name, PtRole role, const char *address)
{
  PtPerson *one = pt_person_new (id, name, role);
  pt_person_add_address (one, address);
  return one;
}

PtPerson *
agent (void)
{
  return person (2, "Ann Agent", PT_ROLE_AGENT, AGENT);
}

PtPerson *
customer (void)
{
  return person (3, "Carla Customer", PT_ROLE_END_USER, "carla@example.org");
}

PtPerson *
copied (void)
{
  return person (4, "Carl Copy", PT_ROLE_END_USER, "carl@example.net");
}

PtPerson *
assignee (void)
{
  return person (6, "Bob Agent", PT_ROLE_AGENT, "bob@staff.example.com");
}


/* A mail of KIND about a comment of the agent's, to the person it is usually for. */
PtNotice *
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
  pt_notice_set_view (notice,
                      pt_ticket_view_new (pt_ticket_new (1042, "support", "Re: AW: Printer on fire [#1042]")));
  notice->view->public_comments = kind == PT_NOTIFY_NOTE ? 0 : 1;
  notice->ticket->status = PT_STATUS_ON_HOLD;
  notice->ticket->followup_of = 1040;
  notice->ticket->requester = 3;
  notice->ticket->assignee = 6;
  notice->author = agent ();
  notice->actor = agent ();
  notice->requester = customer ();
  notice->assignee = assignee ();
  if (kind == PT_NOTIFY_DIGEST) {
    PtComment *comment = pt_comment_new (55, 1042, 3);
    comment->text = g_strdup ("It still burns.");
    comment->author_address = g_strdup ("carla@example.org");
    g_ptr_array_add (notice->lines, pt_notice_line_new (
      pt_ticket_view_new (pt_ticket_new (1042, "support", "Re: AW: Printer on fire [#1042]")), comment, customer ()));
  } else if (pt_notify_kind_is_of_desk (kind) && kind != PT_NOTIFY_CEILING) {
    PtHeldMail *mail = g_new0 (PtHeldMail, 1);
    *mail = (PtHeldMail) { .id = 31, .received_at = NOW, .cause = PT_CAUSE_AUTHENTICATION, .ticket = 1042,
                           .mailbox = g_strdup ("support"), .from = g_strdup ("Carla <carla@example.org>"),
                           .subject = g_strdup ("Please pay"), .excerpt = g_strdup ("See http://evil.test") };
    g_ptr_array_add (notice->held, mail);
  }
  if (pt_notify_kind_is_of_desk (kind))
    notice->item->notification.ticket = 0;
  if (!pt_notify_kind_needs_comment (kind) && kind != PT_NOTIFY_RECEIPT) {
    notice->item->notification.event = 9;
    notice->event_kind = g_strdup (pt_notify_kind_name (kind));
    notice->event_detail =
      g_strdup (kind == PT_NOTIFY_CEILING ? "12 since 2026-01-01T10:00:00Z" : "by the test");
    return notice;
  }
  notice->item->notification.comment = 55;
  notice->comment = pt_comment_new (55, 1042, 2);
  notice->comment->at = NOW;
  notice->comment->is_private = kind == PT_NOTIFY_NOTE;
  notice->comment->text = g_strdup ("Hello Carla,\n\n"
                                     "please pull the plug & wait.\nSee https://example.com/fire\n\nAnn");
  if (kind != PT_NOTIFY_NOTE) {
    notice->visible_to = customer ();
    g_ptr_array_add (notice->visible_cc, copied ());
  }
  return notice;
}

void
set_text (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

void
add_attachment (PtNotice *notice, const char *name, gsize size)
{
  PtPart *part = pt_part_new ("application/pdf");
  part->name = g_strdup (name);
  part->size = size;
  PtAttachment *attachment = pt_attachment_new (1, part);
  guint8 *data = g_malloc0 (MAX (size, 1));
  attachment->fate = PT_ATTACHMENT_SENT;
  attachment->bytes = g_bytes_new_take (data, size);
  g_ptr_array_add (notice->attachments, attachment);
}

PtDraft *
compose (const PtPolicy *policy, PtNotice *notice)
{
  g_autoptr (GError) error = NULL;
  PtDraft *draft = NULL;
  if (!pt_compose_draft (policy, mail_templates, notice, NOW, &draft, &error))
    fail_msg ("%s", error->message);
  return draft;
}

/* The mail on the wire, read again. */
GMimeMessage *
written (const PtDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  if (!pt_write_draft (draft, &bytes, &error))
    fail_msg ("%s", error->message);
  const char *data = g_bytes_get_data (bytes, &size);
  if (g_getenv ("POSTERN_TEST_PRINT"))
    fprintf (stderr, "%.*s\n%s\n%s\n=====\n", (int) (strstr (data, "\r\n\r\n") - data), data, draft->text,
             draft->html);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (data, size);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

char *
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

void
assert_people (const char *where, const GPtrArray *addresses, const char *wanted)
{
  g_autofree char *got = people (addresses);
  assert_text (where, got, wanted);
}

/* Everything a reader could find, in one string. */
char *
everything (const PtDraft *draft)
{
  g_autofree char *to = people (draft->to), *cc = people (draft->cc);
  return g_strjoin ("\n", draft->from->name ? draft->from->name : "", draft->from->addr, draft->reply_to->addr, to,
                    cc, draft->subject, draft->thread_topic ? draft->thread_topic : "", draft->text,
                    draft->html, NULL);
}

void
assert_holds (const char *text, const char *part)
{
  if (!strstr (text, part))
    fail_msg ("\"%s\" is missing in:\n%s", part, text);
}

void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part))
    fail_msg ("\"%s\" must not stand in:\n%s", part, text);
}
