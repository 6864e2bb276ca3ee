/* Other comments than the one that a mail is about, for templates that ask for them. */
#include "store/store-handle.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/rows.h"

#define HISTORY 100

/* Few people write many comments: each is read once. */
static gboolean
add_author (PtStore *store, const PtNotice *notice, PtNoticeComment *one, GError **error)
{
  for (guint i = 0; i < notice->history->len; i++) {
    const PtNoticeComment *other = g_ptr_array_index (notice->history, i);
    if (other->author && other->author->id == one->comment->author) {
      one->author = pt_person_copy (other->author);
      return TRUE;
    }
  }
  return one->comment->author == 0 || pt_rows_load_person (store, one->comment->author, &one->author, error);
}

static PtNoticeComment *
take_comment (PtQuery *q)
{
  PtNoticeComment *one = g_new0 (PtNoticeComment, 1);
  one->comment = pt_rows_comment (q, NULL);
  return one;
}

static gboolean
load_comments (PtStore *store, PtNotice *notice, gboolean with_private, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_HISTORY);
  pt_query_int (&q, notice->ticket->id);
  pt_query_int (&q, notice->comment ? notice->comment->id : G_MAXINT64);
  pt_query_int (&q, with_private);
  pt_query_int (&q, HISTORY);
  while (pt_query_next (&q))
    g_ptr_array_insert (notice->history, 0, take_comment (&q));
  if (!pt_query_end (&q, error))
    return FALSE;
  for (guint i = 0; i < notice->history->len; i++)
    if (!add_author (store, notice, g_ptr_array_index (notice->history, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
load_opening (PtStore *store, PtNotice *notice, gboolean with_private, GError **error)
{
  PtNoticeComment *one = NULL;
  PtQuery q = pt_query (store, PT_SQL_COMMENT_FIRST);
  pt_query_int (&q, notice->ticket->id);
  if (pt_query_next (&q))
    one = take_comment (&q);
  gboolean good = pt_query_end (&q, error);
  if (good && one && (with_private || !one->comment->is_private))
    notice->opening = g_steal_pointer (&one);
  pt_notice_comment_free (one);
  return good && (!notice->opening || add_author (store, notice, notice->opening, error));
}

gboolean
pt_store_outbox_load_history (PtStore *store, PtNotice *notice, gboolean with_private, GError **error)
{
  PtStoreView view;
  if (!pt_store_read_begin (store, &view, error))
    return FALSE;
  gboolean good = load_comments (store, notice, with_private, error)
                  && (notice->first_comment || load_opening (store, notice, with_private, error));
  pt_store_read_end (store, &view);
  return good;
}
