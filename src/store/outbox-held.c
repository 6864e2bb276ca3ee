#include "store/outbox-held.h"

#include "model/decision.h"
#include "store/query.h"
#include "store/rows.h"

static void
take_held (PtQuery *q, PtNotice *notice)
{
  PtHeldMail *mail = g_new0 (PtHeldMail, 1);
  if (notice->held->len == PT_HELD_LINES) {
    notice->held_more++;
    g_free (mail);
    return;
  }
  mail->id = pt_query_get_int (q, 0);
  mail->received_at = pt_query_get_int (q, 1);
  mail->cause = (int) pt_query_get_int (q, 2);
  mail->ticket = pt_query_get_int (q, 3);
  mail->mailbox = pt_query_dup_text (q, 4);
  mail->from = pt_query_dup_text (q, 5);
  mail->subject = pt_query_dup_text (q, 6);
  mail->excerpt = pt_query_dup_text (q, 7);
  mail->again = pt_query_get_int (q, 8) != 0;
  g_ptr_array_add (notice->held, mail);
}

static gboolean
take_all_held (PtQuery *q, PtNotice *notice, GError **error)
{
  while (pt_query_next (q))
    take_held (q, notice);
  return pt_query_end (q, error);
}

static void
take_count (PtQuery *q, PtNotice *notice)
{
  gint64 cause = pt_query_get_int (q, 0);
  PtHeldCount which = cause < 0 ? PT_HELD_REJECTED : cause == PT_CAUSE_LOOP ? PT_HELD_LOOPS
                      : cause == PT_CAUSE_BLOCKLISTED ? PT_HELD_BLOCKED : PT_HELD_SPAM;
  notice->held_counts[which] += (guint) pt_query_get_int (q, 1);
}

static gboolean
load_digest (PtStore *store, PtNotice *notice, GError **error)
{
  const PtNotification *n = &notice->item->notification;
  PtQuery again = pt_query (store, PT_SQL_HELD_LINES_AGAIN);
  pt_query_int (&again, n->event);
  if (!take_all_held (&again, notice, error))
    return FALSE;
  PtQuery lines = pt_query (store, PT_SQL_HELD_LINES);
  pt_query_int (&lines, n->event);
  pt_query_int (&lines, n->person);
  if (!take_all_held (&lines, notice, error))
    return FALSE;
  PtQuery counts = pt_query (store, PT_SQL_HELD_COUNTS);
  pt_query_int (&counts, n->event);
  while (pt_query_next (&counts))
    take_count (&counts, notice);
  return pt_query_end (&counts, error);
}

/* Who may not read one any more gets it left out when the mail is written. */
static gboolean
load_line (PtStore *store, PtId id, PtNotice *notice, GError **error)
{
  PtNoticeLine *line = pt_notice_line_new (NULL, NULL, NULL);
  PtQuery q = pt_query (store, PT_SQL_COMMENT);
  pt_query_int (&q, id);
  if (pt_query_next (&q))
    line->comment = pt_rows_comment (&q, NULL);
  g_ptr_array_add (notice->lines, line);
  if (!pt_query_end (&q, error))
    return FALSE;
  if (!line->comment)
    return pt_error_set (error, PT_ERROR_SCHEMA, "comment %" G_GINT64_FORMAT " of a digest is gone", id);
  return pt_rows_load_ticket (store, line->comment->ticket, &line->view, error)
         && pt_rows_load_person (store, line->comment->author, &line->author, error);
}

static gboolean
load_lines (PtStore *store, PtNotice *notice, GError **error)
{
  const GArray *ids = notice->item->notification.also;
  const guint n = ids ? ids->len : 0;
  notice->held_more = n > PT_HELD_LINES ? n - PT_HELD_LINES : 0;
  for (guint i = 0; i < n - notice->held_more; i++)
    if (!load_line (store, g_array_index (ids, PtId, i), notice, error))
      return FALSE;
  return TRUE;
}

gboolean
pt_outbox_held_load (PtStore *store, PtNotice *notice, GError **error)
{
  const char *number = notice->event_detail;
  if (notice->item->notification.kind == PT_NOTIFY_CEILING)
    return TRUE;
  if (notice->item->notification.kind == PT_NOTIFY_DIGEST)
    return load_lines (store, notice, error);
  if (notice->item->notification.kind == PT_NOTIFY_HELD_DIGEST)
    return load_digest (store, notice, error);
  PtQuery q = pt_query (store, PT_SQL_HELD_MAIL);
  pt_query_int (&q, number ? g_ascii_strtoll (number, NULL, 10) : 0);
  return take_all_held (&q, notice, error);
}
