#include "model/dump-line.h"

#include <string.h>

static void
word_line (GString *out, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append_printf (out, "%s ", name);
  pt_dump_word (out, value);
  g_string_append_c (out, '\n');
}

static void
text_line (GString *out, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append_printf (out, "%s ", name);
  pt_dump_quoted (out, value, strlen (value));
  g_string_append_c (out, '\n');
}

/* One line for each line of VALUE, its line end inside the quotes. */
static void
body_lines (GString *out, const char *name, const char *value)
{
  for (const char *p = value; *p;) {
    const char *end = strchr (p, '\n');
    gsize n = end ? (gsize) (end - p) + 1 : strlen (p);
    g_string_append_printf (out, "%s ", name);
    pt_dump_quoted (out, p, n);
    g_string_append_c (out, '\n');
    p += n;
  }
}

static void
id_lines (GString *out, const char *name, const GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++) {
    g_string_append_printf (out, "%s ", name);
    pt_dump_id (out, g_ptr_array_index (ids, i));
    g_string_append_c (out, '\n');
  }
}

static void
address_line (GString *out, const char *name, const PtAddress *address)
{
  g_string_append_printf (out, "%s ", name);
  pt_dump_word (out, address->addr);
  if (!address->key)
    g_string_append (out, " without-key");
  if (address->name)
    pt_dump_text (out, "name", address->name);
  g_string_append_c (out, '\n');
}

static void
address_lines (GString *out, const char *name, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    address_line (out, name, g_ptr_array_index (addresses, i));
}

static void
digest_line (GString *out, const char *name, const guint8 digest[PT_SHA256_BYTES])
{
  g_autofree char *hex = pt_hex (digest, PT_SHA256_BYTES);
  g_string_append_printf (out, "%s %s\n", name, hex);
}

static void
dump_gate (GString *out, const PtMessage *message)
{
  g_string_append_printf (out, "gate %s", pt_gate_name (message->gate));
  pt_dump_text (out, "detail", message->gate_detail);
  g_string_append_c (out, '\n');
  digest_line (out, "digest", message->digest);
  digest_line (out, "raw-digest", message->raw_digest);
  g_string_append_printf (out, "raw-size %" G_GSIZE_FORMAT "\n", message->raw_size);
}

static void
dump_header (GString *out, const PtMessage *message)
{
  if (message->message_id) {
    g_string_append (out, "message-id ");
    pt_dump_id (out, message->message_id);
    g_string_append_c (out, '\n');
  }
  id_lines (out, "in-reply-to", message->in_reply_to);
  id_lines (out, "references", message->references);
  text_line (out, "subject", message->subject);
  if (message->date) {
    g_string_append (out, "date");
    pt_dump_time (out, "utc", message->date);
    g_string_append_c (out, '\n');
  }
  if (message->from)
    address_line (out, "from", message->from);
  address_lines (out, "to", message->to);
  address_lines (out, "cc", message->cc);
  address_lines (out, "reply-to", message->reply_to);
  text_line (out, "loop-mark", message->loop_mark);
  text_line (out, "thread-index", message->thread_index);
  if (message->ambiguous)
    g_string_append (out, "ambiguous\n");
}

static void
dump_auth (GString *out, const PtMessage *message)
{
  for (guint i = 0; i < message->auth->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (message->auth, i);
    g_string_append (out, "auth ");
    pt_dump_word (out, result->method);
    g_string_append_c (out, ' ');
    pt_dump_word (out, result->result);
    pt_dump_field (out, "domain", result->domain);
    g_string_append_c (out, '\n');
  }
}

static void
dump_part (GString *out, const PtPart *part)
{
  g_autofree char *hex = pt_hex (part->sha256, PT_SHA256_BYTES);
  g_string_append (out, "part ");
  pt_dump_word (out, part->type);
  pt_dump_field (out, "charset", part->charset);
  pt_dump_text (out, "name", part->name);
  if (part->content_id)
    g_string_append (out, " id ");
  if (part->content_id)
    pt_dump_id (out, part->content_id);
  if (part->attachment)
    g_string_append (out, " attachment");
  if (part->is_inline)
    g_string_append (out, " inline");
  g_string_append_printf (out, " size %" G_GSIZE_FORMAT " sha256 %s", part->size, hex);
  g_string_append_printf (out, " raw %" G_GSIZE_FORMAT "+%" G_GSIZE_FORMAT " %s", part->raw_start, part->raw_length,
                          pt_encoding_name (part->encoding));
  pt_dump_text (out, "note", part->note);
  g_string_append_c (out, '\n');
}

static void
dump_body (GString *out, const PtMessage *message)
{
  for (guint i = 0; i < message->parts->len; i++)
    dump_part (out, g_ptr_array_index (message->parts, i));
  if (message->has_plain)
    g_string_append (out, "has-plain\n");
  body_lines (out, "text", message->text);
  body_lines (out, "new", message->text_new);
  body_lines (out, "quoted", message->text_quoted);
}

static void
dump_report (GString *out, const PtMessage *message)
{
  if (message->report != PT_REPORT_NONE)
    word_line (out, "report", pt_report_name (message->report));
  id_lines (out, "returned-id", message->returned_ids);
  for (guint i = 0; i < message->statuses->len; i++) {
    const PtDeliveryStatus *status = g_ptr_array_index (message->statuses, i);
    g_string_append (out, "status ");
    pt_dump_word (out, status->recipient);
    pt_dump_field (out, "action", status->action);
    pt_dump_field (out, "code", status->status);
    pt_dump_field (out, "words", *status->words ? status->words : NULL);
    g_string_append_c (out, '\n');
  }
}

static void
dump_filters (GString *out, const PtMessage *message)
{
  if (message->automatic != PT_AUTOMATIC_NO)
    word_line (out, "automatic", pt_automatic_name (message->automatic));
  dump_report (out, message);
  if (message->spam >= 0) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (out, "spam %s\n", g_ascii_formatd (number, sizeof number, "%.3f", message->spam));
  }
  for (guint i = 0; i < message->notes->len; i++) {
    const PtNote *note = g_ptr_array_index (message->notes, i);
    g_string_append (out, "note ");
    pt_dump_word (out, note->filter);
    g_string_append_c (out, ' ');
    pt_dump_word (out, note->key);
    g_string_append_c (out, ' ');
    pt_dump_quoted (out, note->value, strlen (note->value));
    g_string_append_c (out, '\n');
  }
}

void
pt_dump_message (GString *out, const PtMessage *message)
{
  dump_gate (out, message);
  dump_header (out, message);
  dump_auth (out, message);
  dump_body (out, message);
  dump_filters (out, message);
}
