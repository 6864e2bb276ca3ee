/* One pass: spool, outbox, timers, and out again. */
#include "gateway/gateway.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/drain.h"
#include "gateway/intake.h"
#include "gateway/spool.h"
#include "gateway/timers.h"

enum { BATCH = 64 };
#define BATCH_BYTES (16 * 1024 * 1024)

static gboolean
begin_and_read (PtGateway *gateway, const char *name, GPtrArray *items, gsize *bytes, PtRunStats *stats)
{
  PtSpoolItem *item = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_intake_begin (pt_gateway_config (gateway), name, TRUE, &item, &error)) {
    pt_log (PT_LOG_ERROR, "spool: %s", error->message);
    stats->failed++;
    return FALSE;
  }
  if (!item) {
    stats->poisoned++;
    return FALSE;
  }
  item->incoming->message = pt_gateway_read (gateway, item->incoming->raw, item->incoming->envelope);
  *bytes += g_bytes_get_size (item->incoming->raw);
  g_ptr_array_add (items, item);
  return TRUE;
}

static gboolean
take_spool (PtGateway *gateway, PtRunStats *stats, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_spool_item_free);
  gsize bytes = 0;
  if (!pt_spool_list (pt_gateway_config (gateway)->spool, 0, &names, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    begin_and_read (gateway, g_ptr_array_index (names, i), items, &bytes, stats);
    if (items->len < BATCH && bytes < BATCH_BYTES && i + 1 < names->len)
      continue;
    if (!pt_intake_commit (gateway, items, stats, error) || !pt_timers_checkpoint (gateway, error))
      return FALSE;
    g_ptr_array_set_size (items, 0);
    bytes = 0;
  }
  return TRUE;
}

gboolean
pt_gateway_run (PtGateway *gateway, gboolean send, PtRunStats *out_stats, GError **error)
{
  *out_stats = (PtRunStats) { 0 };
  if (!take_spool (gateway, out_stats, error) || !pt_timers_run (gateway, pt_clock_now (), error))
    return FALSE;
  return !send || pt_drain_once (gateway, out_stats, error);
}
