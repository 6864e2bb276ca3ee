/* One pass: spool, outbox, timers, and out again. */
#include "gateway/gateway.h"

#include "base/clock.h"
#include "gateway/drain.h"
#include "gateway/intake.h"
#include "gateway/read-ahead.h"
#include "gateway/remove-behind.h"
#include "gateway/spool.h"
#include "gateway/timers.h"

#include <unistd.h>

enum { MANY = 64 }; /* messages that come as a batch, whose raw bytes the store keeps in its packs */

static gboolean
take_batch (PtGateway *gateway, const PtReadBatch *batch, PtRemoveBehind *behind, PtRunStats *stats, GError **error)
{
  stats->failed += batch->stats.failed;
  stats->poisoned += batch->stats.poisoned;
  if (!pt_intake_commit (gateway, batch->items, stats, error))
    return FALSE;
  pt_remove_behind_add (behind, batch->items);
  return pt_timers_checkpoint (gateway, error);
}

static gboolean
take_spool (PtGateway *gateway, PtRunStats *stats, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (PtReadAhead) ahead = NULL;
  g_autoptr (PtRemoveBehind) behind = NULL;
  const PtConfig *config = pt_gateway_config (gateway);
  if (!pt_spool_list (config->spool, 0, &names, error))
    return FALSE;
  if (names->len == 0)
    return TRUE;
  pt_store_set_bulk (pt_gateway_store (gateway), names->len >= MANY);
  if (!pt_read_ahead_start (gateway, names, &ahead, error) || !pt_remove_behind_start (config, &behind, error))
    return FALSE;
  for (;;) {
    g_autoptr (PtReadBatch) batch = pt_read_ahead_take (ahead);
    if (!batch)
      return TRUE;
    if (!take_batch (gateway, batch, behind, stats, error))
      return FALSE;
  }
}

/* Where a service reads the spool, it is left to that. */
static gboolean
take_spool_locked (PtGateway *gateway, PtRunStats *stats, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  int lock = -1;
  if (!pt_spool_lock (pt_gateway_config (gateway)->spool, FALSE, &lock, &trouble)) {
    if (!g_error_matches (trouble, PT_ERROR, PT_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
    pt_log (PT_LOG_INFO, "spool: another postern reads it, so this one leaves it to that");
    return TRUE;
  }
  const char *dir = pt_gateway_config (gateway)->spool;
  gboolean ok = pt_spool_count_marked (dir, error) && take_spool (gateway, stats, error);
  if (ok)
    pt_spool_unmark (dir);
  close (lock);
  return ok;
}

gboolean
pt_gateway_run (PtGateway *gateway, gboolean send, PtRunStats *out_stats, GError **error)
{
  *out_stats = (PtRunStats) { 0 };
  if (!take_spool_locked (gateway, out_stats, error) || !pt_timers_run (gateway, pt_clock_now (), error))
    return FALSE;
  return !send || pt_drain_once (gateway, out_stats, error);
}
