/* Held mail that an agent lets in: read again from its stored bytes, and decided again with his word for it (RULES B11, O12). */
#include "gateway/gateway.h"

#include "store/held.h"

static PtEnvelope *
envelope_of (const PtMessageRow *row)
{
  PtEnvelope *envelope = pt_envelope_new (row->entrance, row->envelope_sender, row->received_at);
  envelope->recovered = TRUE;
  for (char **recipient = row->recipients; recipient && *recipient; recipient++)
    pt_envelope_add_recipient (envelope, *recipient);
  return envelope;
}

static gboolean
load (PtGateway *gateway, PtId message, PtIncoming **out_incoming, GError **error)
{
  g_autoptr (PtMessageRow) row = NULL;
  g_autoptr (GBytes) raw = NULL;
  PtStore *store = pt_gateway_store (gateway);
  if (!pt_store_message_load (store, message, &row, error))
    return FALSE;
  if (!row->held)
    return pt_error_set (error, PT_ERROR_REFUSED, "message #%" G_GINT64_FORMAT " is not held (any more)", message);
  if (!pt_store_raw (store, message, &raw, error))
    return FALSE;
  PtEnvelope *envelope = envelope_of (row);
  *out_incoming = pt_incoming_new (envelope, pt_gateway_read (gateway, raw, envelope), raw);
  return TRUE;
}

/* The store finds the row by its digest and settles it in the transaction that makes the ticket. */
gboolean
pt_gateway_release (PtGateway *gateway, PtId message, PtOutcome *out_outcome, GError **error)
{
  g_autoptr (PtIncoming) incoming = NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  if (!load (gateway, message, &incoming, error))
    return FALSE;
  g_ptr_array_add (batch, incoming);
  if (!pt_gateway_accept (gateway, batch, error))
    return FALSE;
  if (incoming->error) {
    g_propagate_error (error, g_steal_pointer (&incoming->error));
    return FALSE;
  }
  *out_outcome = incoming->outcome;
  return TRUE;
}
