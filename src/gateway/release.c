/* Held mail that an agent lets in or drops: let in, it is read again from its stored bytes, and decided again with his
 * word for it (RULES B11, O11, O12). */
#include "gateway/gateway.h"

#include "base/clock.h"
#include "core/standing.h"
#include "store/held.h"
#include "store/person.h"

/* Held mail belongs to nobody's ticket yet: who decides about it is one who may see all of them. */
static gboolean
check_actor (PtGateway *gateway, PtId actor, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_store_person_load (pt_gateway_store (gateway), actor, &person, error))
    return FALSE;
  return pt_standing_sees_all (person)
         || pt_error_set (error, PT_ERROR_REFUSED, "only an active agent for all tickets may let held mail in or drop it");
}

static PtEnvelope *
envelope_of (const PtMessageRow *row, PtId actor)
{
  PtEnvelope *envelope = pt_envelope_new (row->entrance, row->envelope_sender, row->received_at);
  envelope->recovered = TRUE;
  envelope->recovered_by = actor;
  for (char **recipient = row->recipients; recipient && *recipient; recipient++)
    pt_envelope_add_recipient (envelope, *recipient);
  return envelope;
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/* What was quoted stays: whether a note is among it does not depend on the edit. */
static void
change (PtEnvelope *envelope, PtMessage *message, const PtReleaseEdit *edit)
{
  envelope->edited = edit && (edit->subject || edit->text);
  if (edit && edit->subject)
    set_text (&message->subject, edit->subject);
  if (!edit || !edit->text)
    return;
  set_text (&message->text, edit->text);
  set_text (&message->text_new, edit->text);
}

static gboolean
load (PtGateway *gateway, PtId message, PtId actor, const PtReleaseEdit *edit, PtIncoming **out_incoming,
      GError **error)
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
  PtEnvelope *envelope = envelope_of (row, actor);
  PtMessage *read = pt_gateway_read (gateway, raw, envelope);
  change (envelope, read, edit);
  *out_incoming = pt_incoming_new (envelope, read, raw);
  return TRUE;
}

/* The store finds the row by its digest and settles it in the transaction that makes the ticket. */
gboolean
pt_gateway_release (PtGateway *gateway, PtId message, PtId actor, const PtReleaseEdit *edit, PtOutcome *out_outcome,
                    GError **error)
{
  g_autoptr (PtIncoming) incoming = NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  if (!check_actor (gateway, actor, error) || !load (gateway, message, actor, edit, &incoming, error))
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

gboolean
pt_gateway_discard (PtGateway *gateway, PtId message, PtId actor, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  if (!check_actor (gateway, actor, error) || !pt_store_begin (store, error))
    return FALSE;
  if (pt_store_held_settle (store, message, PT_HELD_DELETED, actor, pt_clock_now (), error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}
