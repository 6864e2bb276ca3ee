#include "gateway/gather.h"

#include "core/question.h"

/* What the second question asks for follows from the answers to the first. */
static gboolean
ask_twice (PtStore *store, const PtCase *c, PtSnapshot *snapshot, GError **error)
{
  g_autoptr (PtFirstQuestion) first = pt_question_first (c);
  if (!pt_store_gather_first (store, first, c->policy, snapshot, error))
    return FALSE;
  g_autoptr (PtSecondQuestion) second = pt_question_second (c);
  return pt_store_gather_second (store, second, c->policy, snapshot, error);
}

gboolean
pt_gather (PtStore *store, PtCase *a_case, PtSnapshot **out_snapshot, GError **error)
{
  g_autoptr (PtSnapshot) snapshot = pt_snapshot_new ();
  PtStoreView view;
  if (!pt_store_read_begin (store, &view, error))
    return FALSE;
  a_case->snapshot = snapshot;
  gboolean good = ask_twice (store, a_case, snapshot, error);
  pt_store_read_end (store, &view);
  a_case->snapshot = good ? snapshot : NULL;
  if (good)
    *out_snapshot = g_steal_pointer (&snapshot);
  return good;
}
