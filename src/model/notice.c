#include "model/notice.h"

PtAttachment *
pt_attachment_new (PtId message, PtPart *part)
{
  PtAttachment *attachment = g_new0 (PtAttachment, 1);
  attachment->message = message;
  attachment->part = part;
  return attachment;
}

void
pt_attachment_free (PtAttachment *attachment)
{
  if (!attachment)
    return;
  pt_part_free (attachment->part);
  g_clear_pointer (&attachment->bytes, g_bytes_unref);
  g_free (attachment);
}

PtNoticeComment *
pt_notice_comment_new (PtComment *comment, PtPerson *author)
{
  PtNoticeComment *one = g_new0 (PtNoticeComment, 1);
  one->comment = comment;
  one->author = author;
  return one;
}

void
pt_notice_comment_free (PtNoticeComment *one)
{
  if (!one)
    return;
  pt_comment_free (one->comment);
  pt_person_free (one->author);
  g_free (one);
}

PtNoticeLine *
pt_notice_line_new (PtTicketView *view, PtComment *comment, PtPerson *author)
{
  PtNoticeLine *line = g_new0 (PtNoticeLine, 1);
  line->view = view;
  line->comment = comment;
  line->author = author;
  return line;
}

void
pt_notice_line_free (PtNoticeLine *line)
{
  if (!line)
    return;
  pt_ticket_view_free (line->view);
  pt_comment_free (line->comment);
  pt_person_free (line->author);
  g_free (line);
}

void
pt_held_mail_free (PtHeldMail *mail)
{
  if (!mail)
    return;
  g_free (mail->mailbox);
  g_free (mail->from);
  g_free (mail->subject);
  g_free (mail->excerpt);
  g_free (mail);
}

PtNotice *
pt_notice_new (void)
{
  PtNotice *notice = g_new0 (PtNotice, 1);
  notice->earlier = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_notice_comment_free);
  notice->visible_cc = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  notice->kept_out = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  notice->copied = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  notice->history = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_notice_comment_free);
  notice->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_attachment_free);
  notice->received_ids = g_ptr_array_new_with_free_func (g_free);
  notice->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_notice_line_free);
  notice->held = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_held_mail_free);
  return notice;
}

void
pt_notice_free (PtNotice *notice)
{
  if (!notice)
    return;
  pt_outbox_item_free (notice->item);
  pt_ticket_view_free (notice->view);
  pt_ticket_view_free (notice->survivor);
  pt_comment_free (notice->comment);
  g_free (notice->event_kind);
  g_free (notice->event_detail);
  PtPerson *people[] = { notice->recipient, notice->author, notice->actor, notice->requester, notice->assignee,
                         notice->visible_to };
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    pt_person_free (people[i]);
  g_ptr_array_unref (notice->earlier);
  g_ptr_array_unref (notice->visible_cc);
  g_ptr_array_unref (notice->kept_out);
  g_ptr_array_unref (notice->copied);
  g_ptr_array_unref (notice->history);
  pt_notice_comment_free (notice->opening);
  g_ptr_array_unref (notice->attachments);
  g_free (notice->last_received);
  g_ptr_array_unref (notice->lines);
  g_ptr_array_unref (notice->held);
  pt_outbox_item_free (notice->last_sent);
  g_ptr_array_unref (notice->received_ids);
  g_free (notice);
}

void
pt_notice_set_view (PtNotice *notice, PtTicketView *view)
{
  pt_ticket_view_free (notice->view);
  notice->view = view;
  notice->ticket = view->ticket;
}
