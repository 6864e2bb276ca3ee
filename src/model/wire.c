#include "model/wire.h"

#include "base/text.h"
#include "model/wire-form.h"

#include <string.h>

static void
add_number (GByteArray *out, guint64 number)
{
  g_byte_array_append (out, (const guint8 *) &number, sizeof number);
}

static void
add_bytes (GByteArray *out, const char *bytes, gsize length)
{
  guint32 size = (guint32) length;
  g_byte_array_append (out, (const guint8 *) &size, sizeof size);
  g_byte_array_append (out, (const guint8 *) bytes, size);
}

static void
add_text (GByteArray *out, const char *text)
{
  gsize length = text ? strlen (text) : 0;
  if (length == 0 || g_utf8_validate (text, (gssize) length, NULL)) {
    add_bytes (out, text, length);
    return;
  }
  g_autofree char *valid = pt_text_to_utf8 (text, length, NULL);
  add_bytes (out, valid, strlen (valid));
}

/* TEXT as one line: a control character becomes U+FFFD, so that it cannot vanish and make another text of it. */
static void
add_line (GByteArray *out, const char *text)
{
  if (!text || pt_text_is_header_value (text)) {
    add_bytes (out, text, text ? strlen (text) : 0);
    return;
  }
  g_autofree char *valid = pt_text_to_utf8 (text, strlen (text), NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    g_autofree char *one = g_strndup (p, g_utf8_next_char (p) - p);
    g_string_append (line, pt_text_is_header_value (one) ? one : "\xef\xbf\xbd");
  }
  add_bytes (out, line->str, line->len);
}

static void
add_maybe_line (GByteArray *out, const char *text)
{
  add_number (out, text != NULL);
  if (text)
    add_line (out, text);
}

static void
add_lines (GByteArray *out, const GPtrArray *texts)
{
  add_number (out, texts->len);
  for (guint i = 0; i < texts->len; i++)
    add_line (out, g_ptr_array_index (texts, i));
}

static void
add_digest (GByteArray *out, const guint8 digest[PT_SHA256_BYTES])
{
  g_byte_array_append (out, digest, PT_SHA256_BYTES);
}

static void
add_address (GByteArray *out, const PtAddress *address)
{
  g_autofree char *name = address->name ? pt_text_to_line (address->name) : NULL;
  add_maybe_line (out, name && *name ? name : NULL);
  add_line (out, address->addr);
}

static void
add_addresses (GByteArray *out, const GPtrArray *addresses)
{
  add_number (out, addresses->len);
  for (guint i = 0; i < addresses->len; i++)
    add_address (out, g_ptr_array_index (addresses, i));
}

static void
add_gate (GByteArray *out, const PtMessage *message)
{
  add_number (out, message->gate);
  add_maybe_line (out, message->gate_detail);
  add_digest (out, message->digest);
  add_digest (out, message->raw_digest);
  add_number (out, message->raw_size);
}

static void
add_header (GByteArray *out, const PtMessage *message)
{
  add_maybe_line (out, message->message_id);
  add_lines (out, message->in_reply_to);
  add_lines (out, message->references);
  add_line (out, message->subject);
  add_number (out, (guint64) message->date);
  add_number (out, message->from != NULL);
  if (message->from)
    add_address (out, message->from);
  add_addresses (out, message->to);
  add_addresses (out, message->cc);
  add_addresses (out, message->reply_to);
  add_maybe_line (out, message->loop_mark);
  add_maybe_line (out, message->thread_index);
  add_number (out, message->ambiguous != FALSE);
}

static void
add_auth (GByteArray *out, const PtMessage *message)
{
  add_number (out, message->auth->len);
  for (guint i = 0; i < message->auth->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (message->auth, i);
    add_line (out, result->method);
    add_line (out, result->result);
    add_maybe_line (out, result->domain);
  }
}

static void
add_part (GByteArray *out, const PtPart *part)
{
  add_line (out, part->type);
  add_maybe_line (out, part->charset);
  add_maybe_line (out, part->name);
  add_maybe_line (out, part->content_id);
  add_number (out, part->attachment != FALSE);
  add_number (out, part->is_inline != FALSE);
  add_number (out, part->size);
  add_digest (out, part->sha256);
  add_number (out, part->raw_start);
  add_number (out, part->raw_length);
  add_number (out, part->encoding);
  add_maybe_line (out, part->note);
}

static void
add_body (GByteArray *out, const PtMessage *message)
{
  add_number (out, message->parts->len);
  for (guint i = 0; i < message->parts->len; i++)
    add_part (out, g_ptr_array_index (message->parts, i));
  add_text (out, message->text);
  add_text (out, message->text_new);
  add_text (out, message->text_quoted);
  add_number (out, message->has_plain != FALSE);
}

static void
add_statuses (GByteArray *out, const PtMessage *message)
{
  add_number (out, message->statuses->len);
  for (guint i = 0; i < message->statuses->len; i++) {
    const PtDeliveryStatus *status = g_ptr_array_index (message->statuses, i);
    add_maybe_line (out, status->recipient);
    add_maybe_line (out, status->action);
    add_line (out, status->status);
    add_line (out, status->words);
  }
}

static void
add_spam (GByteArray *out, double spam)
{
  double score = spam >= 0 ? MIN (spam, 1.0) : -1.0;
  g_byte_array_append (out, (const guint8 *) &score, sizeof score);
}

static void
add_filters (GByteArray *out, const PtMessage *message)
{
  add_number (out, message->automatic);
  add_number (out, message->report);
  add_lines (out, message->returned_ids);
  add_statuses (out, message);
  add_spam (out, message->spam);
  add_number (out, message->notes->len);
  for (guint i = 0; i < message->notes->len; i++) {
    const PtNote *note = g_ptr_array_index (message->notes, i);
    add_line (out, note->filter);
    add_line (out, note->key);
    add_text (out, note->value);
  }
}

void
pt_wire_from_message (const PtMessage *message, GByteArray *out)
{
  add_number (out, WIRE_VERSION);
  add_gate (out, message);
  add_header (out, message);
  add_auth (out, message);
  add_body (out, message);
  add_filters (out, message);
}
