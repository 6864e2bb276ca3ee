/* Held mail that an agent lets in or drops. */
#include "gateway/release.h"

#include "base/clock.h"
#include "core/standing.h"
#include "gateway/jobs.h"
#include "store/held.h"
#include "store/job.h"
#include "store/person.h"

/* Held mail belongs to nobody's ticket yet: who decides about it is one who may see all of them. */
static gboolean
check_actor (PtGateway *gateway, PtId actor, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_store_person_load (pt_gateway_store (gateway), actor, &person, error))
    return FALSE;
  return pt_standing_sees_all (person)
         || pt_error_set (error, PT_ERROR_REFUSED,
                          "only an active agent for all tickets may let held mail in or drop it");
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
void
pt_release_edit (const PtRelease *release, PtIncoming *incoming)
{
  PtMessage *message = incoming->message;
  incoming->envelope->edited = release->subject || release->text;
  if (release->subject)
    set_text (&message->subject, release->subject);
  if (!release->text)
    return;
  set_text (&message->text, release->text);
  set_text (&message->text_new, release->text);
}

gboolean
pt_release_load (PtGateway *gateway, const PtRelease *release, PtIncoming **out_incoming, GError **error)
{
  g_autoptr (PtMessageRow) row = NULL;
  g_autoptr (GBytes) raw = NULL;
  PtStore *store = pt_gateway_store (gateway);
  *out_incoming = NULL;
  if (!pt_store_message_load (store, release->message, &row, error))
    return FALSE;
  if (!row->held)
    return TRUE;
  if (!check_actor (gateway, release->actor, error) || !pt_store_raw (store, release->message, &raw, error))
    return FALSE;
  *out_incoming = pt_incoming_new (envelope_of (row, release->actor), NULL, raw);
  return TRUE;
}

static gboolean
check_held (PtStore *store, PtId message, GError **error)
{
  g_autoptr (PtMessageRow) row = NULL;
  if (!pt_store_message_load (store, message, &row, error))
    return FALSE;
  return row->held
         || pt_error_set (error, PT_ERROR_REFUSED, "message #%" G_GINT64_FORMAT " is not held (any more)", message);
}

/* The store finds the row by its digest and settles it in the transaction that makes the ticket. */
gboolean
pt_gateway_release (PtGateway *gateway, PtId message, PtId actor, const PtReleaseEdit *edit, PtId *out_job,
                    GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  PtRelease release = { message, actor, edit ? (char *) edit->subject : NULL, edit ? (char *) edit->text : NULL };
  g_autofree char *payload = pt_release_to_text (&release);
  if (!pt_store_begin (store, error))
    return FALSE;
  if (check_actor (gateway, actor, error) && check_held (store, message, error)
      && pt_store_job_add (store, PT_JOB_RELEASE, payload, pt_clock_now (), out_job, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
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

/* --- asked for by mail --- */

gboolean
pt_release_drop (PtGateway *gateway, const char *payload, GError **error)
{
  g_autoptr (PtRelease) release = NULL;
  g_autoptr (PtMessageRow) row = NULL;
  if (!pt_release_from_text (payload, &release, error)
      || !pt_store_message_load (pt_gateway_store (gateway), release->message, &row, error))
    return FALSE;
  return !row->held || pt_gateway_discard (gateway, release->message, release->actor, error);
}
