#include "store/outbox-kept.h"

#include "store/query.h"
#include "store/rows.h"

gboolean
pt_outbox_load_kept_out (PtStore *store, PtNotice *notice, GError **error)
{
  const PtComment *comment = notice->comment;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (PtId));
  if (!comment || !(comment->flags & PT_FLAG_BIT (PT_FLAG_CC_KEPT_OUT))
      || pt_notify_kind_is_outside (notice->item->notification.kind))
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_EVENTS_AT);
  pt_query_int (&q, comment->ticket);
  pt_query_int (&q, comment->at);
  pt_query_text (&q, pt_event_kind_name (PT_EVENT_CC_KEPT_OUT));
  if (!pt_query_ids (&q, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    PtPerson *person;
    if (!pt_rows_load_person (store, g_array_index (ids, PtId, i), &person, error))
      return FALSE;
    if (person)
      g_ptr_array_add (notice->kept_out, person);
  }
  return TRUE;
}
