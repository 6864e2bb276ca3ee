#include "gateway/intake.h"

#include "base/log.h"
#include "gateway/spool.h"

void
pt_spool_item_free (PtSpoolItem *item)
{
  if (!item)
    return;
  g_free (item->name);
  pt_incoming_free (item->incoming);
  g_free (item);
}

static gboolean
put_aside (const PtConfig *config, const char *name, const char *why, GError **error)
{
  pt_log (PT_LOG_ERROR, "spool: %s goes to poison/ and is kept there: %s", name, why);
  return pt_spool_poison (config->spool, name, error);
}

gboolean
pt_intake_begin (const PtConfig *config, const char *name, PtSpoolItem **out_item, GError **error)
{
  g_autofree char *begun = NULL;
  g_autoptr (GBytes) file = NULL, raw = NULL;
  g_autoptr (GError) trouble = NULL;
  PtEnvelope *envelope = NULL;
  gsize most = 4 * config->policy->limits.message_bytes;
  *out_item = NULL;
  if (!pt_spool_begin (config->spool, name, &begun, error))
    return FALSE;
  if (!begun) {
    pt_log (PT_LOG_ERROR, "spool: %s was begun %d times and never finished: it is kept in poison/", name, PT_SPOOL_ATTEMPTS);
    return TRUE;
  }
  if (!pt_spool_read (config->spool, begun, most, &file, &trouble) || !pt_spool_parse (file, &envelope, &raw, &trouble)) {
    if (!pt_error_is_later (trouble))
      return put_aside (config, begun, trouble->message, error);
    g_propagate_error (error, g_steal_pointer (&trouble));
    return FALSE;
  }
  envelope->source = g_strdup (begun);
  PtSpoolItem *item = *out_item = g_new0 (PtSpoolItem, 1);
  item->name = g_steal_pointer (&begun);
  item->incoming = pt_incoming_new (envelope, NULL, raw);
  return TRUE;
}

static void
finish (const PtConfig *config, PtSpoolItem *item, PtRunStats *stats)
{
  g_autoptr (GError) error = NULL;
  if (item->incoming->accepted) {
    stats->taken++;
    if (!pt_spool_remove (config->spool, item->name, &error))
      pt_log (PT_LOG_WARNING, "%s (its mail is stored; when it is read again it is a duplicate)", error->message);
    return;
  }
  stats->failed++;
  if (item->incoming->error)
    pt_log (PT_LOG_ERROR, "spool: %s stays: %s", item->name, item->incoming->error->message);
}

static void
leave_all (const PtConfig *config, GPtrArray *items, PtRunStats *stats)
{
  for (guint i = 0; i < items->len; i++) {
    pt_spool_unbegin (config->spool, ((PtSpoolItem *) g_ptr_array_index (items, i))->name);
    stats->failed++;
  }
}

gboolean
pt_intake_commit (PtGateway *gateway, GPtrArray *items, PtRunStats *stats, GError **error)
{
  const PtConfig *config = pt_gateway_config (gateway);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (batch, ((PtSpoolItem *) g_ptr_array_index (items, i))->incoming);
  if (batch->len && !pt_gateway_accept (gateway, batch, error)) {
    leave_all (config, items, stats);
    return FALSE;
  }
  for (guint i = 0; i < items->len; i++)
    finish (config, g_ptr_array_index (items, i), stats);
  return TRUE;
}
