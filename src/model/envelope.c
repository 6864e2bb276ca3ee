#include "model/envelope.h"

#include "model/words.h"

static const char *const entrance_names[] = { "pipe", "lmtp", "milter", "maildir", "imap", "command" };
static const PtNames pt_entrance_names = PT_NAMES (entrance_names, PT_ENTRANCE_COMMAND + 1);
PT_WORD_NAME (PtEntrance, pt_entrance)

PtEnvelope *
pt_envelope_new (PtEntrance entrance, const char *sender, PtTime received_at)
{
  PtEnvelope *envelope = g_new0 (PtEnvelope, 1);
  envelope->entrance = entrance;
  envelope->sender = g_strdup (sender);
  envelope->recipients = g_ptr_array_new_with_free_func (g_free);
  envelope->received_at = received_at;
  return envelope;
}

void
pt_envelope_add_recipient (PtEnvelope *envelope, const char *address)
{
  g_ptr_array_add (envelope->recipients, g_strdup (address));
}

void
pt_envelope_free (PtEnvelope *envelope)
{
  if (!envelope)
    return;
  g_free (envelope->sender);
  g_ptr_array_unref (envelope->recipients);
  g_free (envelope->source);
  g_free (envelope);
}

gboolean
pt_entrance_can_refuse (PtEntrance entrance)
{
  return entrance == PT_ENTRANCE_LMTP || entrance == PT_ENTRANCE_MILTER;
}
