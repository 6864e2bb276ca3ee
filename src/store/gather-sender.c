#include "store/gather-sender.h"

#include "base/clock.h"
#include "base/digest.h"
#include "store/query.h"
#include "store/rows.h"

/* Counting stops there: no rule asks for more. */
#define MOST_RECEIPTS 1000

static gboolean
count (PtStore *store, PtSqlId id, const char *key, PtTime since, guint limit, guint *out_count, GError **error)
{
  gint64 n;
  if (!key || *key == 0)
    return TRUE;
  PtQuery q = pt_query (store, id);
  pt_query_int (&q, pt_hash64 (key));
  pt_query_int (&q, since);
  pt_query_int (&q, limit);
  if (!pt_query_one (&q, &n, NULL, error))
    return FALSE;
  *out_count = (guint) n;
  return TRUE;
}

static guint64
most_of (const PtRules *rules)
{
  return MAX ((guint64) rules->rate_accept + rules->rate_suspend, (guint64) rules->burst);
}

/* One more than the highest rate or burst of any mailbox, ten times that for the allowlist (O2): a flood from one
 * sender must not make each of his mails dearer than the one before. */
static guint
most_mails (const PtPolicy *policy)
{
  guint64 most = most_of (policy->rules);
  for (guint i = 0; i < policy->mailboxes->len; i++)
    most = MAX (most, most_of (((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules));
  return (guint) MIN (most * 10 + 1, G_MAXINT32);
}

static gboolean
gather_times (PtStore *store, const PtSecondQuestion *question, const PtPolicy *policy, PtSnapshot *snapshot,
              GError **error)
{
  if (!question->sender_key)
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_SENDER_TIMES);
  pt_query_int (&q, pt_hash64 (question->form_key ? question->form_key : question->sender_key));
  pt_query_int (&q, question->sender_auth);
  pt_query_int (&q, question->now - PT_HOUR);
  pt_query_int (&q, most_mails (policy));
  while (pt_query_next (&q)) {
    PtTime at = pt_query_get_int (&q, 0);
    g_array_append_val (snapshot->sender_times, at);
  }
  return pt_query_end (&q, error);
}

static gboolean
gather_texts_of (PtStore *store, PtSnapshot *snapshot, PtId ticket, gboolean is_private, GError **error)
{
  PtQuery q = pt_query (store, is_private ? PT_SQL_PRIVATE_TEXTS : PT_SQL_PUBLIC_TEXTS);
  pt_query_int (&q, ticket);
  pt_query_int (&q, PT_QUOTE_BYTES);
  pt_query_int (&q, PT_QUOTE_COMMENTS);
  while (pt_query_next (&q))
    g_ptr_array_add (snapshot->texts, pt_comment_text_new (pt_query_get_int (&q, 1), ticket, is_private,
                                                                  pt_query_get_text (&q, 0)));
  return pt_query_end (&q, error);
}

gboolean
pt_gather_written (PtStore *store, const PtSecondQuestion *question, PtSnapshot *snapshot, GError **error)
{
  if (!question->copy_of)
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_COMMENTS_OF_AUTHOR);
  pt_query_int (&q, question->copy_of);
  while (pt_query_next (&q))
    if (pt_query_get_int (&q, 0) == question->copy_by)
      g_ptr_array_add (snapshot->written, pt_query_dup_text (&q, 1));
  return pt_query_end (&q, error);
}

gboolean
pt_gather_texts (PtStore *store, const PtSecondQuestion *question, PtSnapshot *snapshot, GError **error)
{
  PtId ticket = question->texts_of;
  return ticket == 0 || (gather_texts_of (store, snapshot, ticket, TRUE, error)
                         && gather_texts_of (store, snapshot, ticket, FALSE, error));
}

static gboolean
count_unproven (PtStore *store, const PtSecondQuestion *question, const PtPolicy *policy, PtSnapshot *snapshot,
                GError **error)
{
  gint64 n;
  if (!question->sender_key)
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_RECEIPTS_UNPROVEN);
  pt_query_int (&q, question->now - PT_HOUR);
  pt_query_int (&q, policy->rules->receipts_unproven);
  if (!pt_query_one (&q, &n, NULL, error))
    return FALSE;
  snapshot->unproven_receipts = (guint) n;
  return TRUE;
}

gboolean
pt_gather_rates (PtStore *store, const PtSecondQuestion *question, const PtPolicy *policy, PtSnapshot *snapshot,
                 GError **error)
{
  return gather_times (store, question, policy, snapshot, error)
         && count (store, PT_SQL_RECEIPTS_ADDRESS, question->sender_key, question->now - PT_DAY, MOST_RECEIPTS,
                   &snapshot->sender_receipts, error)
         && count (store, PT_SQL_RECEIPTS_DOMAIN, question->sender_domain, question->now - PT_HOUR, MOST_RECEIPTS,
                   &snapshot->domain_receipts, error)
         && count_unproven (store, question, policy, snapshot, error);
}

gboolean
pt_gather_coming (PtStore *store, const PtSecondQuestion *question, PtSnapshot *snapshot, GError **error)
{
  if (!question->coming_on)
    return TRUE;
  PtQuery q = pt_query (store, PT_SQL_EVENT_COMING);
  pt_query_int (&q, question->coming_on);
  pt_query_int (&q, question->coming_of);
  if (pt_query_next (&q))
    snapshot->coming = pt_rows_event (&q);
  return pt_query_end (&q, error);
}
