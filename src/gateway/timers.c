#include "gateway/timers.h"

#include "base/log.h"
#include "store/held.h"

/* Large enough that a page is written back once for many changes, small enough to be read again quickly after a crash. */
#define WAL_BYTES (16 * 1024 * 1024)

gboolean
pt_timers_checkpoint (PtGateway *gateway, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  return pt_store_log_bytes (store) < WAL_BYTES || pt_store_checkpoint (store, error);
}

static gboolean
expire_held (PtStore *store, PtTime now, GError **error)
{
  guint expired = 0;
  if (!pt_store_begin (store, error))
    return FALSE;
  if (!pt_store_held_expire (store, now, &expired, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  if (expired)
    pt_log (PT_LOG_INFO, "held: %u mails were kept as long as suspended_keep says and are gone now", expired);
  return pt_store_commit (store, error);
}

gboolean
pt_timers_run (PtGateway *gateway, PtTime now, GError **error)
{
  return expire_held (pt_gateway_store (gateway), now, error) && pt_timers_checkpoint (gateway, error);
}
