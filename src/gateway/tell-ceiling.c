#include "gateway/tell-ceiling.h"

#include "base/clock.h"
#include "store/outbox.h"

static gboolean
tell (PtGateway *gateway, const PtOutboxWaits *waits, GError **error)
{
  g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_TELL_CEILING, 0);
  PtOutcome outcome;
  request->number = waits->outside;
  request->value = pt_time_to_iso (waits->since, FALSE);
  return pt_gateway_request (gateway, request, &outcome, error);
}

static gboolean
write_mark (PtStore *store, PtTime now, GError **error)
{
  if (!pt_store_begin (store, error))
    return FALSE;
  if (pt_store_set_waits_told (store, now, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

/* The mark comes second: who is told twice after a crash is better off than who is told nothing. */
gboolean
pt_tell_ceiling (PtGateway *gateway, PtTime now, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  PtOutboxWaits waits;
  PtTime told = 0;
  if (!pt_store_outbox_waits (store, &waits, error))
    return FALSE;
  if (waits.outside == 0)
    return TRUE;
  if (!pt_store_waits_told (store, &told, error))
    return FALSE;
  const gboolean today = told > now - PT_DAY && told <= now;
  return today || (tell (gateway, &waits, error) && write_mark (store, now, error));
}
