/* { gather -> decide -> apply } for a batch of messages, and for requests. */
#include "gateway/gateway.h"

#include "base/clock.h"
#include "core/decide.h"
#include "core/keys.h"
#include "gateway/gather.h"
#include "gateway/release.h"
#include "gateway/wake.h"
#include "store/held.h"

enum { MOST_TRIES = 8, WAIT_MICROSECONDS = 2000 };

PtIncoming *
pt_incoming_new (PtEnvelope *envelope, PtMessage *message, GBytes *raw)
{
  PtIncoming *incoming = g_new0 (PtIncoming, 1);
  incoming->envelope = envelope;
  incoming->message = message;
  incoming->raw = raw ? g_bytes_ref (raw) : NULL;
  return incoming;
}

void
pt_incoming_free (PtIncoming *incoming)
{
  if (!incoming)
    return;
  pt_envelope_free (incoming->envelope);
  pt_message_free (incoming->message);
  g_clear_pointer (&incoming->raw, g_bytes_unref);
  g_clear_error (&incoming->error);
  g_free (incoming);
}

static gboolean
decide (PtGateway *gateway, PtCase *a_case, PtDecision **out_decision, PtSnapshot **out_snapshot, GError **error)
{
  g_autoptr (PtKeys) keys = pt_keys_make (a_case);
  a_case->keys = keys;
  gboolean good = pt_gather (pt_gateway_store (gateway), a_case, out_snapshot, error);
  if (good)
    *out_decision = pt_decide (a_case);
  a_case->keys = NULL;
  a_case->snapshot = NULL;
  return good;
}

static gboolean
take_one (PtGateway *gateway, PtIncoming *incoming, GError **error)
{
  g_autoptr (PtDecision) decision = NULL;
  g_autoptr (PtSnapshot) snapshot = NULL;
  PtCase a_case = { .policy = pt_gateway_config (gateway)->policy,
                    .envelope = incoming->envelope,
                    .message = incoming->message,
                    .now = pt_clock_now () };
  return decide (gateway, &a_case, &decision, &snapshot, error)
         && pt_store_apply (pt_gateway_store (gateway), incoming->envelope, incoming->message, incoming->raw,
                            decision,
                         a_case.now, &incoming->outcome, error)
         && pt_release_ask (gateway, &decision->asks, a_case.now, error);
}

static gboolean
repeats (const GError *error)
{
  return g_error_matches (error, PT_ERROR, PT_ERROR_BUSY) || g_error_matches (error, PT_ERROR, PT_ERROR_CONFLICT);
}

/* Trouble with one message alone leaves the others in the batch; trouble with the store ends it. */
static gboolean
is_of_the_store (const GError *error)
{
  return pt_error_is_later (error) && !g_error_matches (error, PT_ERROR, PT_ERROR_BUG);
}

static gboolean
take_in_savepoint (PtGateway *gateway, PtIncoming *incoming, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  g_autoptr (GError) trouble = NULL;
  g_clear_error (&incoming->error);
  if (!pt_store_savepoint (store, error))
    return FALSE;
  if (take_one (gateway, incoming, &trouble))
    return pt_store_release (store, error);
  pt_store_rollback_to (store);
  if (is_of_the_store (trouble)) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return FALSE;
  }
  incoming->error = g_steal_pointer (&trouble);
  return TRUE;
}

/* APART: each message in a savepoint of its own, so that the trouble of one leaves the others. */
static gboolean
try_batch (PtGateway *gateway, GPtrArray *batch, gboolean apart, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  if (!pt_store_begin (store, error))
    return FALSE;
  for (guint i = 0; i < batch->len; i++) {
    PtIncoming *incoming = g_ptr_array_index (batch, i);
    if (apart ? !take_in_savepoint (gateway, incoming, error) : !take_one (gateway, incoming, error)) {
      pt_store_rollback (store);
      return FALSE;
    }
  }
  return pt_store_commit (store, error);
}

/* A savepoint copies every page that its message changes, and trouble with one message is rare: the batch is first
 * tried as one piece. */
static gboolean
take_batch (PtGateway *gateway, GPtrArray *batch, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  for (guint i = 0; i < batch->len; i++)
    g_clear_error (&((PtIncoming *) g_ptr_array_index (batch, i))->error);
  if (try_batch (gateway, batch, FALSE, &trouble))
    return TRUE;
  if (!is_of_the_store (trouble))
    return try_batch (gateway, batch, TRUE, error);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

gboolean
pt_gateway_accept (PtGateway *gateway, GPtrArray *batch, GError **error)
{
  pt_gateway_refresh_keys (gateway);
  for (int i = 1;; i++) {
    g_autoptr (GError) trouble = NULL;
    if (take_batch (gateway, batch, &trouble))
      break;
    if (!repeats (trouble) || i == MOST_TRIES) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
    g_usleep ((gulong) (WAIT_MICROSECONDS << i));
  }
  for (guint i = 0; i < batch->len; i++) {
    PtIncoming *incoming = g_ptr_array_index (batch, i);
    incoming->accepted = incoming->error == NULL;
  }
  return TRUE;
}

gboolean
pt_gateway_explain (PtGateway *gateway, const PtEnvelope *envelope, const PtMessage *message,
                    PtDecision **out_decision,
                    PtSnapshot **out_snapshot, GError **error)
{
  g_autoptr (PtSnapshot) snapshot = NULL;
  PtCase a_case = { .policy = pt_gateway_config (gateway)->policy,
                    .envelope = envelope,
                    .message = message,
                    .now = pt_clock_now () };
  if (!decide (gateway, &a_case, out_decision, &snapshot, error))
    return FALSE;
  if (out_snapshot)
    *out_snapshot = g_steal_pointer (&snapshot);
  return TRUE;
}

/* --- requests --- */

static gboolean
refused (const PtDecision *decision, GError **error)
{
  if (decision->not_mailed)
    return pt_error_set (error, PT_ERROR_NOT_ALL, "nothing is done, since not all would be mailed: %s",
                         decision->not_mailed);
  g_autoptr (GString) why = g_string_new (NULL);
  for (guint i = 0; i < decision->reasons->len; i++) {
    const PtReason *reason = g_ptr_array_index (decision->reasons, i);
    g_string_append_printf (why, "%s%s", i ? "; " : "", reason->text);
  }
  return pt_error_set (error, PT_ERROR_REFUSED, "%s", why->str);
}

#define MOST_NAMED 20

/* Whom the mails are for, a line each; NULL if nobody. */
static char *
name_mails (const PtDecision *decision)
{
  GString *out = g_string_new (NULL);
  guint n = 0;
  for (guint i = 0; i < decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (decision->actions, i);
    if (action->kind == PT_ACTION_NOTIFY && n++ < MOST_NAMED)
      g_string_append_printf (out, "  %s to %s\n", pt_notify_kind_name (action->notification->kind),
                              action->notification->address);
  }
  if (n > MOST_NAMED)
    g_string_append_printf (out, "  and %u more\n", n - MOST_NAMED);
  return g_string_free (out, n == 0);
}

static gboolean
try_request (PtGateway *gateway, const PtRequest *request, PtOutcome *out_outcome, GError **error)
{
  g_autoptr (PtDecision) decision = NULL;
  g_autoptr (PtSnapshot) snapshot = NULL;
  PtCase a_case = { .policy = pt_gateway_config (gateway)->policy, .request = request, .now = pt_clock_now () };
  PtStore *store = pt_gateway_store (gateway);
  if (!pt_store_begin (store, error))
    return FALSE;
  if (decide (gateway, &a_case, &decision, &snapshot, error)
      && (decision->verdict != PT_VERDICT_REFUSED || refused (decision, error))
      && pt_store_apply (store, NULL, NULL, NULL, decision, a_case.now, out_outcome, error)) {
    out_outcome->mailed = request->actor ? name_mails (decision) : NULL;
    out_outcome->not_mailed = request->actor ? g_steal_pointer (&decision->not_mailed) : NULL;
    return pt_store_commit (store, error);
  }
  pt_store_rollback (store);
  return FALSE;
}

gboolean
pt_gateway_request (PtGateway *gateway, const PtRequest *request, PtOutcome *out_outcome, GError **error)
{
  for (int i = 1;; i++) {
    g_autoptr (GError) trouble = NULL;
    if (try_request (gateway, request, out_outcome, &trouble)) {
      if (out_outcome->notifications)
        pt_wake_service (pt_gateway_config (gateway));
      return TRUE;
    }
    if (!repeats (trouble) || i == MOST_TRIES) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
    g_usleep ((gulong) (WAIT_MICROSECONDS << i));
  }
}
