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

/* *out_begun is NULL if the file went to poison/. */
static gboolean
count_attempt (const PtConfig *config, const char *name, gboolean count, char **out_begun, GError **error)
{
  *out_begun = NULL;
  if (!count && pt_spool_attempts (name) < PT_SPOOL_ATTEMPTS)
    *out_begun = g_strdup (name);
  else if (!pt_spool_begin (config->spool, name, out_begun, error))
    return FALSE;
  if (!*out_begun)
    pt_log (PT_LOG_ERROR, "spool: %s was begun %d times and never finished: it is kept in poison/", name, PT_SPOOL_ATTEMPTS);
  return TRUE;
}

gboolean
pt_intake_begin (const PtConfig *config, const char *name, gboolean count, PtSpoolItem **out_item, GError **error)
{
  g_autofree char *begun = NULL;
  g_autoptr (GBytes) file = NULL, raw = NULL;
  g_autoptr (GError) trouble = NULL;
  PtEnvelope *envelope = NULL;
  gsize most = pt_spool_most (config->policy->limits.message_bytes);
  *out_item = NULL;
  if (!count_attempt (config, name, count, &begun, error))
    return FALSE;
  if (!begun)
    return TRUE;
  if (!pt_spool_read (config->spool, begun, most, &file, &trouble) || !pt_spool_parse (file, &envelope, &raw, &trouble)) {
    if (!pt_error_is_later (trouble))
      return put_aside (config, begun, trouble->message, error);
    g_propagate_error (error, g_steal_pointer (&trouble));
    return FALSE;
  }
  envelope->source = g_strdup (begun);
  PtSpoolItem *item = *out_item = g_new0 (PtSpoolItem, 1);
  item->name = g_steal_pointer (&begun);
  item->counted = count;
  item->incoming = pt_incoming_new (envelope, NULL, raw);
  return TRUE;
}

/* After the commit: where a mail went is asked for by its sender or by the queue of the mail server. */
static void
log_taken (const PtIncoming *incoming)
{
  const PtOutcome *outcome = &incoming->outcome;
  const char *sender = incoming->envelope->sender, *cause = pt_cause_text (outcome->cause);
  g_autofree char *ticket = outcome->ticket ? g_strdup_printf (", ticket #%" G_GINT64_FORMAT, outcome->ticket) : NULL;
  pt_log (PT_LOG_INFO, "in: message #%" G_GINT64_FORMAT " from <%s> is %s%s%s%s, notifications: %u", outcome->message,
          sender ? sender : "", pt_verdict_name (outcome->verdict), ticket ? ticket : "", cause ? ": " : "",
          cause ? cause : "", outcome->notifications);
}

static void
finish (const PtSpoolItem *item, PtRunStats *stats)
{
  if (item->incoming->accepted) {
    stats->taken++;
    log_taken (item->incoming);
    return;
  }
  stats->failed++;
  if (item->incoming->error)
    pt_log (PT_LOG_ERROR, "spool: %s stays: %s", item->name, item->incoming->error->message);
}

void
pt_intake_remove (const PtConfig *config, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    const PtSpoolItem *item = g_ptr_array_index (items, i);
    g_autoptr (GError) error = NULL;
    if (item->incoming->accepted && !pt_spool_remove (config->spool, item->name, &error))
      pt_log (PT_LOG_WARNING, "%s (its mail is stored; when it is read again it is a duplicate)", error->message);
  }
}

void
pt_intake_leave (const PtConfig *config, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    const PtSpoolItem *item = g_ptr_array_index (items, i);
    if (item->counted)
      pt_spool_unbegin (config->spool, item->name);
  }
}

/* FALSE if the file is not there any more: another process took it. */
static gboolean
is_ours (const PtConfig *config, PtSpoolItem *item)
{
  g_autofree char *begun = NULL;
  g_autoptr (GError) error = NULL;
  if (item->counted)
    return TRUE;
  if (!pt_spool_begin (config->spool, item->name, &begun, &error) || !begun) {
    pt_log (PT_LOG_WARNING, "spool: %s", error ? error->message : "a file went to poison/ while it was read");
    return FALSE;
  }
  g_free (item->name);
  item->name = g_steal_pointer (&begun);
  item->counted = TRUE;
  return TRUE;
}

gboolean
pt_intake_commit (PtGateway *gateway, GPtrArray *items, PtRunStats *stats, GError **error)
{
  const PtConfig *config = pt_gateway_config (gateway);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  for (guint i = 0; i < items->len; i++) {
    PtSpoolItem *item = g_ptr_array_index (items, i);
    if (is_ours (config, item))
      g_ptr_array_add (batch, item->incoming);
  }
  if (batch->len && !pt_gateway_accept (gateway, batch, error)) {
    pt_intake_leave (config, items);
    stats->failed += items->len;
    return FALSE;
  }
  for (guint i = 0; i < items->len; i++)
    finish (g_ptr_array_index (items, i), stats);
  return TRUE;
}
