#include "gateway/compose-held.h"

#include "base/error.h"
#include "base/text.h"
#include "core/standing.h"
#include "core/token.h"
#include "gateway/compose-thread.h"
#include "gateway/compose-ways.h"
#include "render/fields-held.h"

static gboolean
refuse (const PtNotice *notice, const char *why, GError **error)
{
  return pt_error_set (error, PT_ERROR_REFUSED, "mail %" G_GINT64_FORMAT " about held mail not written: %s",
                       notice->item->id, why);
}

/* What is there to tell: of a digest who reads it may not read every ticket any more. */
static gboolean
may_read (const PtNotice *notice, const PtNoticeLine *line)
{
  return line->view && pt_standing_of (NULL, line->view, notice->recipient).access == PT_ACCESS_ALL;
}

static gboolean
has_content (const PtNotice *notice)
{
  gboolean any = notice->held->len > 0 || notice->item->notification.kind == PT_NOTIFY_CEILING;
  for (guint i = 0; i < notice->lines->len; i++)
    any |= may_read (notice, g_ptr_array_index (notice->lines, i));
  for (guint i = 0; i < PT_HELD_N_COUNTS; i++)
    any |= notice->held_counts[i] > 0;
  return any;
}

/* What was true when it was promised may not be so any more. */
static gboolean
check (const PtPolicy *policy, const PtNotice *notice, GError **error)
{
  if (!policy->mailboxes->len || !policy->keys->len || !policy->id_domain || !policy->return_path)
    return pt_error_set (error, PT_ERROR_CONFIG, "mail not written: no mailbox or no key to sign with");
  const gboolean digest = notice->item->notification.kind == PT_NOTIFY_DIGEST;
  if (!notice->recipient || !(digest || pt_standing_sees_all (notice->recipient)))
    return refuse (notice, "the recipient may not let it in", error);
  if (!pt_person_is_reachable (notice->recipient)
      || pt_policy_owns_address (policy, pt_person_primary (notice->recipient)->key)) /* O1 */
    return refuse (notice, "the recipient has no address that takes mail", error);
  return has_content (notice) || refuse (notice, "it has nothing to tell any more", error);
}

static GPtrArray *
addresses (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice, PtPurpose purpose)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < notice->held->len; i++) {
    const PtHeldMail *mail = g_ptr_array_index (notice->held, i);
    const PtToken what = { .purpose = purpose, .held = mail->id, .person = notice->recipient->id };
    g_ptr_array_add (found, pt_token_whole_address (policy, mailbox, &what));
  }
  return found;
}

/* As a mail about that comment alone would have them. */
static void
set_ways (const PtPolicy *policy, const PtNotice *notice, const PtNoticeLine *line, PtFieldsLine *out)
{
  PtOutboxItem item = *notice->item;
  PtNotice one = { .item = &item, .view = line->view, .ticket = line->view->ticket, .comment = line->comment,
                   .author = line->author, .recipient = notice->recipient };
  item.notification.kind = line->comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE;
  item.notification.ticket = line->view->ticket->id;
  item.notification.comment = line->comment->id;
  PtComposeWays ways =
    pt_compose_ways (policy, pt_policy_mailbox_or_default (policy, line->view->ticket->mailbox), &one);
  out->line = line;
  out->answer = g_steal_pointer (&ways.answer);
  out->note = g_steal_pointer (&ways.note);
  pt_compose_ways_clear (&ways);
}

static void
clear_line (gpointer data)
{
  PtFieldsLine *line = data;
  g_free (line->answer);
  g_free (line->note);
}

static GArray *
lines_of (const PtPolicy *policy, const PtNotice *notice)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (PtFieldsLine));
  g_array_set_clear_func (lines, clear_line);
  for (guint i = 0; i < notice->lines->len; i++) {
    const PtNoticeLine *line = g_ptr_array_index (notice->lines, i);
    PtFieldsLine shown;
    if (!may_read (notice, line))
      continue;
    set_ways (policy, notice, line, &shown);
    g_array_append_val (lines, shown);
  }
  return lines;
}

static void
write_body (const PtPolicy *policy, const PtTemplates *templates, const PtMailbox *mailbox, const PtNotice *notice,
          PtDraft *draft)
{
  g_autoptr (GPtrArray) let_in = addresses (policy, mailbox, notice, PT_PURPOSE_LETIN);
  g_autoptr (GPtrArray) drop = addresses (policy, mailbox, notice, PT_PURPOSE_DROP);
  g_autoptr (GArray) lines = lines_of (policy, notice);
  const PtFieldsHeldInput input = { mailbox, pt_templates_words (templates, mailbox), let_in, drop, lines };
  g_autoptr (PtValue) fields = pt_fields_held (notice, &input);
  g_autoptr (PtRendered) rendered =
    pt_templates_render (templates, mailbox, pt_notify_kind_name (notice->item->notification.kind), fields);
  draft->subject = g_steal_pointer (&rendered->subject);
  draft->text = g_steal_pointer (&rendered->text);
  draft->html = g_steal_pointer (&rendered->html);
}

/* Answers go to the plain address: what is answered by mistake, or by a machine, lets nothing in. */
static void
set_head (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice, PtTime now, PtDraft *draft)
{
  const PtNotification *row = &notice->item->notification;
  const char *address = pt_person_primary (notice->recipient)->address; /* as it is now (J18) */
  g_autofree char *name = pt_fields_name (notice->recipient), *display = pt_text_to_line (mailbox->display);
  draft->from = pt_address_new (display, mailbox->address);
  draft->reply_to = pt_address_new (display, mailbox->address);
  draft->sender = pt_token_return_path (policy, notice->item->id);
  draft->recipient = g_strdup (address);
  g_ptr_array_add (draft->to, pt_address_new (name, address));
  draft->date = notice->item->created_at > 0 ? notice->item->created_at : now;
  draft->message_id = pt_compose_message_id (policy, notice->item);
  draft->auto_submitted = g_strdup (pt_notify_kind_auto_submitted (row->kind));
  draft->suppress_auto = TRUE;
  draft->loop_mark = g_strdup (policy->installation);
}

gboolean
pt_compose_held (const PtPolicy *policy, const PtTemplates *templates, const PtNotice *notice, PtTime now,
                 PtDraft **out_draft, GError **error)
{
  if (!check (policy, notice, error))
    return FALSE;
  g_autoptr (PtDraft) draft = pt_draft_new ();
  const PtMailbox *mailbox = pt_policy_mailbox_or_default (policy, notice->ticket->mailbox);
  set_head (policy, mailbox, notice, now, draft);
  write_body (policy, templates, mailbox, notice, draft);
  *out_draft = g_steal_pointer (&draft);
  return TRUE;
}
