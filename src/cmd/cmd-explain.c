#include "cmd/argument.h"
#include "cmd/explain.h"
#include "gateway/spool.h"

#include <string.h>

#define SPOOL_MARK "X-Postern-Spool: 1\n"

static gboolean
is_spool_file (GBytes *file)
{
  gsize length;
  const char *data = g_bytes_get_data (file, &length);
  return length >= strlen (SPOOL_MARK) && memcmp (data, SPOOL_MARK, strlen (SPOOL_MARK)) == 0;
}

static const char *
without_brackets (const char *sender)
{
  return g_str_equal (sender, "<>") ? "" : sender;
}

/* Recipients that the header names and that are ours; the first mailbox if it names none. */
static void
guess_recipients (const PtPolicy *policy, const PtMessage *message, PtEnvelope *envelope)
{
  const GPtrArray *lists[] = { message->to, message->cc };
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint k = 0; k < lists[i]->len; k++) {
      const PtAddress *address = g_ptr_array_index (lists[i], k);
      if (address->key && pt_policy_owns_address (policy, address->key))
        pt_envelope_add_recipient (envelope, address->addr);
    }
  if (envelope->recipients->len == 0 && policy->mailboxes->len)
    pt_envelope_add_recipient (envelope, ((PtMailbox *) g_ptr_array_index (policy->mailboxes, 0))->address);
}

/* What the command line says replaces what the spool file says. */
static void
take_options (const PtCall *call, PtEnvelope *envelope)
{
  if (call->options.from) {
    g_free (envelope->sender);
    envelope->sender = g_strdup (without_brackets (call->options.from));
  }
  if (call->options.to)
    g_ptr_array_set_size (envelope->recipients, 0);
  for (char **to = call->options.to; to && *to; to++)
    pt_envelope_add_recipient (envelope, *to);
}

static gboolean
load (PtCall *call, PtEnvelope **out_envelope, GBytes **out_raw, GError **error)
{
  gsize most = pt_spool_most (call->config->policy->limits.message_bytes);
  g_autoptr (GBytes) file = NULL;
  if (!pt_argument_bytes (pt_call_word (call, 0), most, &file, error))
    return FALSE;
  if (is_spool_file (file)) {
    if (!pt_spool_parse (file, out_envelope, out_raw, error))
      return FALSE;
  } else {
    *out_raw = g_steal_pointer (&file);
    *out_envelope = pt_envelope_new (PT_ENTRANCE_PIPE, NULL, call->now);
  }
  take_options (call, *out_envelope);
  return TRUE;
}

gboolean
pt_cmd_explain (PtCall *call, GError **error)
{
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (PtMessage) message = NULL;
  g_autoptr (PtDecision) decision = NULL;
  g_autoptr (PtSnapshot) snapshot = NULL;
  if (!load (call, &envelope, &raw, error))
    return FALSE;
  message = pt_gateway_read (call->gateway, raw, envelope);
  if (envelope->recipients->len == 0)
    guess_recipients (call->config->policy, message, envelope);
  if (!pt_gateway_explain (call->gateway, envelope, message, &decision, &snapshot, error))
    return FALSE;
  PtDumpNames names = { snapshot, decision };
  if (call->options.json)
    pt_explain_json (envelope, message, decision, &names);
  else
    pt_explain_text (envelope, message, decision, &names);
  return TRUE;
}
