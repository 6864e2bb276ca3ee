#include "gateway/drain.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/compose.h"
#include "mime/write.h"
#include "store/held.h"
#include "store/outbox.h"

enum { MOST_ATTEMPTS = 17 };

void
pt_mailing_free (PtMailing *mailing)
{
  if (!mailing)
    return;
  g_free (mailing->sender);
  g_free (mailing->recipient);
  g_free (mailing->message_id);
  g_clear_pointer (&mailing->data, g_bytes_unref);
  pt_send_result_clear (&mailing->result);
  g_free (mailing);
}

gboolean
pt_drain_templates (const PtConfig *config, PtTemplates **out_templates, GError **error)
{
  const char *installed = g_getenv ("POSTERN_TEMPLATES"); /* a build tree that is not installed */
  const char *folders[] = { config->templates ? config->templates : "",
                            installed ? installed : PT_DATADIR "/templates", NULL };
  return pt_templates_load (config->templates ? folders : folders + 1, config->policy, out_templates, error);
}

gboolean
pt_drain_transport_options (const PtConfig *config, PtTransportOptions **out_options, GError **error)
{
  g_autoptr (PtTransportOptions) options = g_new0 (PtTransportOptions, 1);
  const PtSmtpSettings *smtp = &config->smtp;
  if (!pt_smtp_settings_password (smtp, &options->password, error))
    return FALSE;
  options->kind = g_strdup (smtp->kind);
  options->path = g_strdup (smtp->path);
  options->host = g_strdup (smtp->host);
  options->port = smtp->port;
  options->tls = g_strdup (smtp->tls);
  options->user = g_strdup (smtp->user);
  options->helo = g_strdup (smtp->helo);
  options->ca_file = g_strdup (smtp->ca_file);
  options->timeout = smtp->timeout;
  options->connections = smtp->connections;
  *out_options = g_steal_pointer (&options);
  return TRUE;
}

PtTime
pt_drain_retry_at (PtId id, guint attempts, PtTime now)
{
  /* 1, 2, 4 ... minutes, at most 6 hours: given up after about two days */
  PtTime wait = MIN (PT_MINUTE << MIN (MAX (attempts, 1) - 1, 16u), 6 * PT_HOUR);
  guint64 mix = (guint64) id * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
                ^ attempts * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  if (attempts >= MOST_ATTEMPTS)
    return 0;
  return now + wait + (PtTime) ((mix >> 33) % (guint64) (wait / 10));
}

/* --- claim --- */

static gboolean
render (PtGateway *gateway, const PtTemplates *templates, PtAttachCache *cache, PtMailing *mailing, GError **error)
{
  const PtPolicy *policy = pt_gateway_config (gateway)->policy;
  PtStore *store = pt_gateway_store (gateway);
  g_autoptr (PtNotice) notice = NULL;
  g_autoptr (PtDraft) draft = NULL;
  if (!pt_store_outbox_load (store, mailing->id, &notice, error))
    return FALSE;
  mailing->attempts = notice->item->attempts;
  mailing->of_desk = pt_notify_kind_is_of_desk (notice->item->notification.kind);
  gboolean with_private;
  if ((pt_compose_wants_history (policy, templates, notice, &with_private)
       && !pt_store_outbox_load_history (store, notice, with_private, error))
      || !pt_attach_files (store, cache, policy, notice, error))
    return FALSE;
  if (!pt_compose_draft (policy, templates, notice, pt_clock_now (), &draft, error)) {
    mailing->withdrawn = g_error_matches (*error, PT_ERROR, PT_ERROR_REFUSED);
    return FALSE;
  }
  if (!pt_write_draft (draft, &mailing->data, error))
    return FALSE;
  mailing->sender = g_strdup (draft->sender);
  mailing->recipient = g_strdup (draft->recipient);
  mailing->message_id = g_strdup (draft->message_id);
  return TRUE;
}

/* Refused for good, or later where the trouble is the store's. */
void
pt_drain_prepare (PtGateway *gateway, const PtTemplates *templates, PtAttachCache *cache, PtMailing *mailing)
{
  g_autoptr (GError) trouble = NULL;
  if (render (gateway, templates, cache, mailing, &trouble))
    return;
  mailing->result.phase = pt_error_is_later (trouble) ? PT_SEND_LATER : PT_SEND_NEVER;
  mailing->result.answer = g_strdup (trouble->message);
}

static gboolean
claim_rows (PtStore *store, const PtRules *rules, PtTime now, guint most, GArray **out_ids, GError **error)
{
  const PtOutboxCeilings ceilings = { rules->outside_mail, rules->held_at_once };
  if (!pt_store_begin_settling (store, error))
    return FALSE;
  if (pt_store_outbox_claim (store, &ceilings, now, most, out_ids, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

gboolean
pt_drain_claim (PtGateway *gateway, PtTime now, guint most, GPtrArray **out_mailings, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  pt_gateway_refresh_keys (gateway);
  const PtRules *rules = pt_gateway_config (gateway)->policy->rules;
  if (!claim_rows (pt_gateway_store (gateway), rules, now, most, &ids, error))
    return FALSE;
  GPtrArray *mailings = *out_mailings = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailing_free);
  for (guint i = 0; i < ids->len; i++) {
    PtMailing *mailing = g_new0 (PtMailing, 1);
    mailing->id = g_array_index (ids, PtId, i);
    mailing->attempts = 1; /* this one, at least: how many there were the row says */
    g_ptr_array_add (mailings, mailing);
  }
  return TRUE;
}

/* --- settle --- */

static PtOutboxState
next_state (const PtMailing *mailing, PtTime now, PtTime *out_due)
{
  *out_due = 0;
  if (mailing->withdrawn)
    return PT_OUTBOX_DROPPED;
  switch (mailing->result.phase) {
  case PT_SEND_DONE:
    return PT_OUTBOX_SENT;
  case PT_SEND_NEVER:
    return PT_OUTBOX_FAILED;
  case PT_SEND_UNKNOWN:
    /* the server may have it: once more with the same Message-ID, then it stays unknown for a person to see */
    if (mailing->attempts > 1)
      return PT_OUTBOX_UNKNOWN;
    break;
  case PT_SEND_LATER:
    break;
  }
  *out_due = pt_drain_retry_at (mailing->id, mailing->attempts, now);
  return *out_due ? PT_OUTBOX_DUE : PT_OUTBOX_FAILED;
}

static gboolean
settle_one (PtStore *store, const PtMailing *mailing, PtOutboxState state, PtTime due, PtTime now, GError **error)
{
  return (!mailing->message_id
          || pt_store_outbox_set_sent_as (store, mailing->id, mailing->message_id, mailing->recipient, error))
         && pt_store_outbox_settle (store, mailing->id, state, mailing->result.answer, due, now, error)
         && (!mailing->of_desk || state != PT_OUTBOX_SENT || pt_store_held_told (store, mailing->id, error));
}

static gboolean
settle_all (PtStore *store, const GPtrArray *mailings, PtTime now, GError **error)
{
  for (guint i = 0; i < mailings->len; i++) {
    const PtMailing *mailing = g_ptr_array_index (mailings, i);
    PtTime due;
    PtOutboxState state = next_state (mailing, now, &due);
    if (!settle_one (store, mailing, state, due, now, error))
      return FALSE;
  }
  return TRUE;
}

/* After the commit: what is not written may be tried again. */
static void
count_all (const GPtrArray *mailings, PtTime now, PtRunStats *stats)
{
  for (guint i = 0; i < mailings->len; i++) {
    const PtMailing *mailing = g_ptr_array_index (mailings, i);
    PtTime due;
    PtOutboxState state = next_state (mailing, now, &due);
    if (state == PT_OUTBOX_SENT)
      stats->sent++;
    else
      stats->unsent++;
    pt_log (state == PT_OUTBOX_SENT ? PT_LOG_INFO : PT_LOG_WARNING,
            "out: row #%" G_GINT64_FORMAT " to <%s> is %s: %s", mailing->id,
            mailing->recipient ? mailing->recipient : "", pt_outbox_state_name (state), mailing->result.answer);
  }
}

static gboolean
write_results (PtStore *store, const GPtrArray *mailings, PtTime now, GError **error)
{
  if (!pt_store_begin_settling (store, error))
    return FALSE;
  if (settle_all (store, mailings, now, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

gboolean
pt_drain_settle (PtGateway *gateway, const GPtrArray *mailings, PtTime now, PtRunStats *stats, GError **error)
{
  if (mailings->len == 0)
    return TRUE;
  if (!write_results (pt_gateway_store (gateway), mailings, now, error))
    return FALSE;
  count_all (mailings, now, stats);
  return TRUE;
}

/* --- on the network --- */

void
pt_mailing_send (PtMailing *mailing, PtTransport *transport)
{
  PtParcel parcel = { mailing->sender, mailing->recipient, mailing->data };
  pt_transport_send (transport, &parcel, &mailing->result);
}
