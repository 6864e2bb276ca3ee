/* What is asked for of held mail, as the payload of a job. */
#include "gateway/jobs.h"
#include "gateway/release.h"
#include "store/held.h"
#include "store/job.h"

#define PAYLOAD "(xxmsms)"

void
pt_release_free (PtRelease *release)
{
  if (!release)
    return;
  g_free (release->subject);
  g_free (release->text);
  g_free (release);
}

char *
pt_release_to_text (const PtRelease *release)
{
  g_autoptr (GVariant) payload = g_variant_ref_sink (
    g_variant_new (PAYLOAD, release->message, release->actor, release->subject, release->text));
  return g_variant_print (payload, FALSE);
}

gboolean
pt_release_from_text (const char *text, PtRelease **out_release, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GVariant) payload = g_variant_parse (G_VARIANT_TYPE (PAYLOAD), text, NULL, NULL, &trouble);
  if (!payload)
    return pt_error_set (error, PT_ERROR_MALFORMED, "cannot read what is to be released: %s", trouble->message);
  PtRelease *release = *out_release = g_new0 (PtRelease, 1);
  g_variant_get (payload, PAYLOAD, &release->message, &release->actor, &release->subject, &release->text);
  return TRUE;
}

gboolean
pt_release_ask (PtGateway *gateway, const PtHeldAsk *asks, PtTime now, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  const PtRelease release = { .message = asks->message, .actor = asks->actor };
  g_autofree char *payload = pt_release_to_text (&release);
  g_autoptr (PtMessageRow) row = NULL;
  g_autoptr (GError) trouble = NULL;
  PtId job;
  if (!asks->message)
    return TRUE;
  if (pt_store_message_load (store, asks->message, &row, &trouble))
    return !row->held
           || pt_store_job_add (store, asks->drop ? PT_JOB_DROP : PT_JOB_RELEASE, payload, now, &job, error);
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}
