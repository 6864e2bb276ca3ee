/* Finds the forwarded mail of a message, in its text or attached to it, and leaves it as notes. */
#include "config.h"

#include <string.h>

#include "filters/filter.h"
#include "filters/forward.h"
#include "mime/read.h"

static const PtPart *
attached_message (const PtMessage *message)
{
  const PtPart *found = NULL;
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    if (strcmp (part->type, "message/rfc822") != 0)
      continue;
    if (found)
      return NULL;
    found = part;
  }
  return found;
}

/* One attached message, of a mail whose subject says that it is a forward. */
static PtForward *
find_attached (const PtMessage *message, const PtSource *source)
{
  const PtPart *part = attached_message (message);
  PtReadOptions options = { .limits = &pt_limits_default };
  gboolean coded = part && (part->encoding == PT_ENCODING_BASE64 || part->encoding == PT_ENCODING_QUOTED_PRINTABLE
                                    || part->encoding == PT_ENCODING_UUENCODE);
  if (!part || coded || !pt_forward_is_subject (message->subject)
      || part->raw_start + part->raw_length > g_bytes_get_size (source->raw))
    return NULL;
  g_autoptr (GBytes) raw = g_bytes_new_from_bytes (source->raw, part->raw_start, part->raw_length);
  g_autoptr (PtMessage) inner = pt_read_message (raw, &options, NULL);
  if (inner->gate != PT_GATE_OK || !inner->from || !inner->from->key)
    return NULL;
  PtForward *forward = g_new0 (PtForward, 1);
  forward->above = g_strdup (message->text_new);
  forward->name = g_strdup (inner->from->name ? inner->from->name : "");
  forward->address = g_strdup (inner->from->addr);
  forward->subject = g_strdup (inner->subject);
  forward->date = g_strdup ("");
  forward->text = g_strchomp (g_strdup (inner->text));
  return forward;
}

static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  (void) envelope;
  g_autoptr (PtForward) forward = pt_forward_find (message->text, message->subject);
  if (!forward)
    forward = find_attached (message, source);
  if (!forward)
    return;
  pt_message_add_note (message, "forward", "address", forward->address);
  pt_message_add_note (message, "forward", "name", forward->name);
  pt_message_add_note (message, "forward", "subject", forward->subject);
  pt_message_add_note (message, "forward", "date", forward->date);
  pt_message_add_note (message, "forward", "text", forward->text);
  pt_message_add_note (message, "forward", "above", forward->above);
}

const PtFilter pt_filter_forward = { "forward", PT_FILTER_ANNOTATE, run, NULL };
