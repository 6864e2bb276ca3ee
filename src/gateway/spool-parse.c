/* The head of a spool file.  It is read as strictly as postern-deliver writes it: order, case and spaces. */
#include "config.h"

#include "gateway/spool.h"

#include <string.h>

#include "base/text.h"

typedef struct {
  const char *at;
  const char *end;
  guint       line; /* the one at AT, counted from 1 */
} PtSpoolHead;

/* The rest of the next line if it starts with PREFIX, without the LF; NULL and nothing taken if not. */
static const char *
take_line (PtSpoolHead *head, const char *prefix, gsize *out_length)
{
  gsize length = strlen (prefix);
  if ((gsize) (head->end - head->at) < length || memcmp (head->at, prefix, length) != 0)
    return NULL;
  const char *value = head->at + length;
  const char *line_end = memchr (value, '\n', (gsize) (head->end - value));
  if (!line_end)
    return NULL;
  *out_length = (gsize) (line_end - value);
  head->at = line_end + 1;
  head->line++;
  return value;
}

/* What postern-deliver refuses in an address cannot stand in one here. */
static gboolean
is_address (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) bytes[i] < ' ' || bytes[i] == 0x7f || bytes[i] == '<' || bytes[i] == '>')
      return FALSE;
  return TRUE;
}

static gboolean
take_sender (PtSpoolHead *head, char **out_sender)
{
  gsize length = 0;
  const char *value = take_line (head, "Return-Path: <", &length);
  if (!value || length == 0 || value[length - 1] != '>' || !is_address (value, length - 1))
    return FALSE;
  *out_sender = pt_text_to_utf8 (value, length - 1, NULL);
  return TRUE;
}

static gboolean
take_recipients (PtSpoolHead *head, PtEnvelope *envelope)
{
  gsize length = 0;
  for (const char *value = take_line (head, "Delivered-To: ", &length); value;
       value = take_line (head, "Delivered-To: ", &length)) {
    if (length == 0 || !is_address (value, length))
      return FALSE;
    g_autofree char *address = pt_text_to_utf8 (value, length, NULL);
    pt_envelope_add_recipient (envelope, address);
  }
  return envelope->recipients->len > 0;
}

static gboolean
take_time (PtSpoolHead *head, PtTime *out_time)
{
  gsize length = 0;
  const char *value = take_line (head, "Received-At: ", &length);
  if (!value || length == 0 || length > 19)
    return FALSE;
  g_autofree char *digits = g_strndup (value, length);
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  *out_time = (PtTime) number;
  return TRUE;
}

static PtEnvelope *
take_head (PtSpoolHead *head)
{
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autofree char *sender = NULL;
  gsize length = 0;
  if (!take_line (head, "X-Postern-Spool: 1", &length) || length > 0 || !take_sender (head, &sender))
    return NULL;
  envelope = pt_envelope_new (PT_ENTRANCE_PIPE, sender, 0);
  if (!take_recipients (head, envelope) || !take_time (head, &envelope->received_at))
    return NULL;
  if (!take_line (head, "", &length) || length > 0)
    return NULL;
  return g_steal_pointer (&envelope);
}

gboolean
pt_spool_parse (GBytes *file, PtEnvelope **out_envelope, GBytes **out_raw, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (file, &size);
  PtSpoolHead head = { data, data + size, 1 };
  PtEnvelope *envelope = size > 0 ? take_head (&head) : NULL;
  if (!envelope)
    return pt_error_set (error, PT_ERROR_MALFORMED,
                         "line %u of the spool file is not what postern-deliver writes there", head.line);
  gsize offset = (gsize) (head.at - data);
  *out_envelope = envelope;
  *out_raw = g_bytes_new_from_bytes (file, offset, size - offset);
  return TRUE;
}
