#include "store/held.h"

#include "base/address.h"
#include "base/clock.h"
#include "model/decision.h"
#include "model/notice.h"
#include "store/store-handle.h"
#include "store/query.h"

#include <string.h>

void
pt_message_row_free (PtMessageRow *row)
{
  if (!row)
    return;
  g_free (row->mailbox);
  g_free (row->message_id);
  g_free (row->subject);
  g_free (row->from);
  g_free (row->envelope_sender);
  g_strfreev (row->recipients);
  g_free (row->flags);
  g_ptr_array_unref (row->reasons);
  g_free (row);
}

static GPtrArray *
split_reasons (const char *text)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func (pt_reason_free);
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    const char *tab = strchr (lines[i], '\t');
    if (!tab)
      continue;
    PtReason *reason = g_new0 (PtReason, 1);
    reason->rule = g_strndup (lines[i], (gsize) (tab - lines[i]));
    reason->text = g_strdup (tab + 1);
    g_ptr_array_add (reasons, reason);
  }
  return reasons;
}

static GStrv
split_recipients (const char *text)
{
  g_autofree char *lines = g_strdup (text ? text : "");
  gsize length = strlen (lines);
  if (length > 0 && lines[length - 1] == '\n')
    lines[length - 1] = 0;
  return g_strsplit (lines, "\n", -1);
}

static void
read_texts (PtQuery *q, PtMessageRow *row)
{
  row->message_id = pt_query_dup_text (q, 18);
  row->subject = pt_query_dup_text (q, 19);
  row->from = pt_query_dup_text (q, 20);
  row->envelope_sender = pt_query_dup_text (q, 21);
  row->recipients = split_recipients (pt_query_get_text (q, 22));
  row->flags = pt_query_dup_text (q, 23);
  row->reasons = split_reasons (pt_query_get_text (q, 24));
  row->raw_size = (gsize) pt_query_get_int (q, 25);
  row->settled_by = pt_query_get_int (q, 27);
  pt_query_copy_blob (q, 26, row->raw_digest, sizeof row->raw_digest);
}

static PtMessageRow *
read_row (PtQuery *q)
{
  PtMessageRow *row = g_new0 (PtMessageRow, 1);
  row->id = pt_query_get_int (q, 0);
  row->received_at = pt_query_get_int (q, 1);
  row->entrance = (PtEntrance) pt_query_get_int (q, 2);
  row->mailbox = pt_query_dup_text (q, 3);
  row->verdict = (PtVerdict) pt_query_get_int (q, 4);
  row->row = (guint) pt_query_get_int (q, 5);
  row->cause = (int) pt_query_get_int (q, 6);
  row->auth = (PtAuth) pt_query_get_int (q, 7);
  row->evidence = (PtEvidence) pt_query_get_int (q, 8);
  row->via = (PtVia) pt_query_get_int (q, 9);
  row->ticket = pt_query_get_int (q, 10);
  row->comment = pt_query_get_int (q, 11);
  row->author = pt_query_get_int (q, 12);
  row->held = pt_query_get_int (q, 13) != 0;
  row->expires_at = pt_query_get_int (q, 14);
  row->settled_at = pt_query_get_int (q, 15);
  row->outcome = (PtHeldOutcome) pt_query_get_int (q, 16);
  row->duplicates = (guint) pt_query_get_int (q, 17);
  read_texts (q, row);
  return row;
}

static gboolean
read_rows (PtQuery *q, GPtrArray **out_rows, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_message_row_free);
  while (pt_query_next (q))
    g_ptr_array_add (rows, read_row (q));
  if (!pt_query_end (q, error))
    return FALSE;
  *out_rows = g_steal_pointer (&rows);
  return TRUE;
}

gboolean
pt_store_held_list (PtStore *store, int cause, guint limit, guint offset, GPtrArray **out_rows, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_HELD_LIST);
  pt_query_int (&q, cause);
  pt_query_int (&q, limit);
  pt_query_int (&q, offset);
  return read_rows (&q, out_rows, error);
}

gboolean
pt_store_message_list (PtStore *store, PtId before, guint limit, GPtrArray **out_rows, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_MESSAGE_LIST);
  pt_query_int (&q, before != 0 ? before : G_MAXINT64);
  pt_query_int (&q, limit);
  return read_rows (&q, out_rows, error);
}

gboolean
pt_store_message_load (PtStore *store, PtId id, PtMessageRow **out_row, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_MESSAGE);
  pt_query_int (&q, id);
  g_autoptr (PtMessageRow) row = pt_query_next (&q) ? read_row (&q) : NULL;
  if (!pt_query_end (&q, error))
    return FALSE;
  if (!row)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no message %" G_GINT64_FORMAT, id);
  *out_row = g_steal_pointer (&row);
  return TRUE;
}

gboolean
pt_store_held_settle (PtStore *store, PtId id, PtHeldOutcome outcome, PtId person, PtTime now, GError **error)
{
  gint64 settled;
  gboolean found;
  PtQuery q = pt_query (store, PT_SQL_HELD_SETTLE);
  pt_query_int (&q, id);
  pt_query_int (&q, now);
  pt_query_int (&q, outcome);
  pt_query_id (&q, person);
  if (!pt_query_one (&q, &settled, &found, error))
    return FALSE;
  if (!found)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "message %" G_GINT64_FORMAT " is not held", id);
  if (outcome == PT_HELD_RELEASED)
    return TRUE;
  PtQuery raw = pt_query (store, PT_SQL_RAW_DELETE);
  pt_query_int (&raw, id);
  return pt_query_run (&raw, error);
}

/* --- telling (J5) --- */

gboolean
pt_store_run_day (PtStore *store, PtTime now, guint *out_day, GError **error)
{
  gint64 nr = 0;
  PtQuery add = pt_query (store, PT_SQL_RUN_DAY_ADD);
  pt_query_int (&add, now / PT_DAY);
  if (!pt_query_run (&add, error))
    return FALSE;
  PtQuery q = pt_query (store, PT_SQL_RUN_DAY);
  if (!pt_query_one (&q, &nr, NULL, error))
    return FALSE;
  *out_day = (guint) nr;
  return TRUE;
}

void
pt_held_asked_free (PtHeldAsked *asked)
{
  if (!asked)
    return;
  g_free (asked->sender);
  g_free (asked);
}

/* The address behind a name, or what stands alone. */
static char *
sender_key (const char *text)
{
  const char *open = text ? strrchr (text, '<') : NULL;
  g_autofree char *address = g_strdup (open ? open + 1 : text ? text : "");
  address[strcspn (address, ">")] = 0;
  return pt_address_key (address);
}

gboolean
pt_store_held_to_tell (PtStore *store, guint most, GPtrArray **out_asked, GError **error)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_held_asked_free);
  PtQuery q = pt_query (store, PT_SQL_HELD_ASK);
  pt_query_int (&q, most);
  while (pt_query_next (&q)) {
    PtHeldAsked *one = g_new0 (PtHeldAsked, 1);
    one->message = pt_query_get_int (&q, 0);
    one->ticket = pt_query_get_int (&q, 1);
    one->sender = sender_key (pt_query_get_text (&q, 2));
    g_ptr_array_add (asked, one);
  }
  if (!pt_query_end (&q, error))
    return FALSE;
  *out_asked = g_steal_pointer (&asked);
  return TRUE;
}

gboolean
pt_store_held_tell_later (PtStore *store, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_HELD_LATER);
  return pt_query_run (&q, error);
}

static gboolean
find_waiting (PtStore *store, PtTelling telling, PtTime *out_since, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_HELD_WAITS);
  pt_query_int (&q, telling);
  *out_since = 0;
  return pt_query_one (&q, out_since, NULL, error);
}

gboolean
pt_store_held_waits (PtStore *store, guint days, PtHeldWaits *out_waits, GError **error)
{
  gint64 id;
  PtQuery unsent = pt_query (store, PT_SQL_HELD_UNSENT);
  if (!pt_query_run (&unsent, error) || !find_waiting (store, PT_TELLING_LINE, &out_waits->line_since, error)
      || !find_waiting (store, PT_TELLING_NUMBER, &out_waits->number_since, error))
    return FALSE;
  PtQuery again = pt_query (store, PT_SQL_HELD_AGAIN_DUE);
  pt_query_int (&again, days > PT_HELD_LAST_DAYS ? days - PT_HELD_LAST_DAYS : 0);
  return pt_query_one (&again, &id, &out_waits->again, error);
}

gboolean
pt_store_held_told (PtStore *store, PtId outbox, GError **error)
{
  static const PtSqlId ids[] = { PT_SQL_HELD_TOLD, PT_SQL_HELD_TOLD_MANY, PT_SQL_HELD_TOLD_AGAIN };
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    PtQuery q = pt_query (store, ids[i]);
    pt_query_int (&q, outbox);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_store_held_untold (PtStore *store, PtTime before, guint64 *out_count, GError **error)
{
  gint64 count = 0;
  PtQuery q = pt_query (store, PT_SQL_HELD_UNTOLD);
  pt_query_int (&q, before);
  if (!pt_query_one (&q, &count, NULL, error))
    return FALSE;
  *out_count = (guint64) count;
  return TRUE;
}

gboolean
pt_store_held_expire (PtStore *store, guint day, guint days, PtTime now, guint *out_count, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (PtId));
  PtQuery q = pt_query (store, PT_SQL_HELD_EXPIRED);
  pt_query_int (&q, (gint64) day + 1 - days);
  pt_query_int (&q, (gint64) day + 1 - MIN (days, PT_HELD_LAST_DAYS));
  pt_query_int (&q, PT_HELD_EXPIRE_MOST);
  if (!pt_query_ids (&q, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!pt_store_held_settle (store, g_array_index (ids, PtId, i), PT_HELD_EXPIRED, 0, now, error))
      return FALSE;
  *out_count = ids->len;
  return TRUE;
}
