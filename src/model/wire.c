#include "model/wire.h"

#include "base/text.h"
#include "model/wire-form.h"

#include <string.h>

/* TEXT without a copy: the memory stays the message's until the whole is serialised. */
static GVariant *
text_variant (const char *text)
{
  if (!text || !g_utf8_validate (text, -1, NULL))
    return g_variant_new_take_string (text ? pt_text_to_utf8 (text, strlen (text), NULL) : g_strdup (""));
  return g_variant_new_from_data (G_VARIANT_TYPE_STRING, text, strlen (text) + 1, TRUE, NULL, NULL);
}

/* TEXT as one line: a control character becomes U+FFFD, so that it cannot vanish and make another text of it. */
static GVariant *
line_variant (const char *text)
{
  if (!text || pt_text_is_header_value (text))
    return text_variant (text);
  g_autofree char *valid = pt_text_to_utf8 (text, strlen (text), NULL);
  GString *line = g_string_new (NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    g_autofree char *one = g_strndup (p, g_utf8_next_char (p) - p);
    g_string_append (line, pt_text_is_header_value (one) ? one : "\xef\xbf\xbd");
  }
  return g_variant_new_take_string (g_string_free (line, FALSE));
}

static void
add_line (GVariantBuilder *builder, const char *text)
{
  g_variant_builder_add_value (builder, line_variant (text));
}

static void
add_maybe_line (GVariantBuilder *builder, const char *text)
{
  GVariant *line = text ? line_variant (text) : NULL;
  g_variant_builder_add_value (builder, g_variant_new_maybe (G_VARIANT_TYPE_STRING, line));
}

static void
add_lines (GVariantBuilder *builder, const GPtrArray *texts)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < texts->len; i++)
    add_line (builder, g_ptr_array_index (texts, i));
  g_variant_builder_close (builder);
}

static void
add_digest (GVariantBuilder *builder, const guint8 digest[PT_SHA256_BYTES])
{
  g_variant_builder_add_value (builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, digest, PT_SHA256_BYTES, 1));
}

static void
add_address (GVariantBuilder *builder, const PtAddress *address)
{
  g_autofree char *name = address->name ? pt_text_to_line (address->name) : NULL;
  g_variant_builder_open (builder, G_VARIANT_TYPE (ADDRESS));
  g_variant_builder_add (builder, "ms", name && *name ? name : NULL);
  add_line (builder, address->addr);
  g_variant_builder_close (builder);
}

static void
add_addresses (GVariantBuilder *builder, const GPtrArray *addresses)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a" ADDRESS));
  for (guint i = 0; i < addresses->len; i++)
    add_address (builder, g_ptr_array_index (addresses, i));
  g_variant_builder_close (builder);
}

static void
add_gate (GVariantBuilder *builder, const PtMessage *message)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE (GATE));
  g_variant_builder_add (builder, "u", (guint32) message->gate);
  add_maybe_line (builder, message->gate_detail);
  add_digest (builder, message->digest);
  add_digest (builder, message->raw_digest);
  g_variant_builder_add (builder, "t", (guint64) message->raw_size);
  g_variant_builder_close (builder);
}

static void
add_header (GVariantBuilder *builder, const PtMessage *message)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE (HEADER));
  add_maybe_line (builder, message->message_id);
  add_lines (builder, message->in_reply_to);
  add_lines (builder, message->references);
  add_line (builder, message->subject);
  g_variant_builder_add (builder, "x", message->date);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("m" ADDRESS));
  if (message->from)
    add_address (builder, message->from);
  g_variant_builder_close (builder);
  add_addresses (builder, message->to);
  add_addresses (builder, message->cc);
  add_addresses (builder, message->reply_to);
  add_maybe_line (builder, message->loop_mark);
  add_maybe_line (builder, message->thread_index);
  g_variant_builder_add (builder, "b", message->ambiguous != FALSE);
  g_variant_builder_close (builder);
}

static void
add_auth (GVariantBuilder *builder, const PtMessage *message)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a" AUTH));
  for (guint i = 0; i < message->auth->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (message->auth, i);
    g_variant_builder_open (builder, G_VARIANT_TYPE (AUTH));
    add_line (builder, result->method);
    add_line (builder, result->result);
    add_maybe_line (builder, result->domain);
    g_variant_builder_close (builder);
  }
  g_variant_builder_close (builder);
}

static void
add_part (GVariantBuilder *builder, const PtPart *part)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE (PART));
  add_line (builder, part->type);
  add_maybe_line (builder, part->charset);
  add_maybe_line (builder, part->name);
  add_maybe_line (builder, part->content_id);
  g_variant_builder_add (builder, "b", part->attachment != FALSE);
  g_variant_builder_add (builder, "b", part->is_inline != FALSE);
  g_variant_builder_add (builder, "t", (guint64) part->size);
  add_digest (builder, part->sha256);
  g_variant_builder_add (builder, "t", (guint64) part->raw_start);
  g_variant_builder_add (builder, "t", (guint64) part->raw_length);
  g_variant_builder_add (builder, "u", (guint32) part->encoding);
  add_maybe_line (builder, part->note);
  g_variant_builder_close (builder);
}

static void
add_body (GVariantBuilder *builder, const PtMessage *message)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a" PART));
  for (guint i = 0; i < message->parts->len; i++)
    add_part (builder, g_ptr_array_index (message->parts, i));
  g_variant_builder_close (builder);
  g_variant_builder_open (builder, G_VARIANT_TYPE (BODY));
  g_variant_builder_add_value (builder, text_variant (message->text));
  g_variant_builder_add_value (builder, text_variant (message->text_new));
  g_variant_builder_add_value (builder, text_variant (message->text_quoted));
  g_variant_builder_add (builder, "b", message->has_plain != FALSE);
  g_variant_builder_close (builder);
}

static void
add_statuses (GVariantBuilder *builder, const PtMessage *message)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a" STATUS));
  for (guint i = 0; i < message->statuses->len; i++) {
    const PtDeliveryStatus *status = g_ptr_array_index (message->statuses, i);
    g_variant_builder_open (builder, G_VARIANT_TYPE (STATUS));
    add_maybe_line (builder, status->recipient);
    add_maybe_line (builder, status->action);
    add_line (builder, status->status);
    g_variant_builder_close (builder);
  }
  g_variant_builder_close (builder);
}

static void
add_filters (GVariantBuilder *builder, const PtMessage *message)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE (FILTERS));
  g_variant_builder_add (builder, "u", (guint32) message->automatic);
  g_variant_builder_add (builder, "u", (guint32) message->report);
  add_lines (builder, message->returned_ids);
  add_statuses (builder, message);
  g_variant_builder_add (builder, "d", message->spam >= 0 ? MIN (message->spam, 1.0) : -1.0);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a" NOTE));
  for (guint i = 0; i < message->notes->len; i++) {
    const PtNote *note = g_ptr_array_index (message->notes, i);
    g_variant_builder_open (builder, G_VARIANT_TYPE (NOTE));
    add_line (builder, note->filter);
    add_line (builder, note->key);
    g_variant_builder_add_value (builder, text_variant (note->value));
    g_variant_builder_close (builder);
  }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

GVariant *
pt_wire_from_message (const PtMessage *message)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE (WIRE));
  g_variant_builder_add (&builder, "q", WIRE_VERSION);
  add_gate (&builder, message);
  add_header (&builder, message);
  add_auth (&builder, message);
  add_body (&builder, message);
  add_filters (&builder, message);
  GVariant *wire = g_variant_builder_end (&builder);
  g_variant_get_data (wire); /* serialises now: nothing in it points into MESSAGE any more */
  return wire;
}

const GVariantType *
pt_wire_type (void)
{
  return G_VARIANT_TYPE (WIRE);
}
