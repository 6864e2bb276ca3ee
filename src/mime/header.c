#include "mime/header.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "mime/header-address.h"
#include "mime/header-words.h"

static gsize
id_length (const char *at, gsize id_bytes)
{
  gsize length = 0;
  while ((guchar) at[length] > 32 && at[length] != 127 && at[length] != '<' && at[length] != '>')
    length++;
  return at[length] == '>' && length <= id_bytes ? length : 0;
}

void
pt_header_ids (const char *value, gsize id_bytes, guint maximum, GPtrArray *list)
{
  g_autoptr (GHashTable) seen = NULL;
  for (const char *at = value; (at = strchr (at, '<')) != NULL;) {
    gsize length = id_length (++at, id_bytes);
    g_autofree char *id = length > 0 ? g_strndup (at, length) : NULL;
    at += length;
    if (id == NULL)
      continue;
    if (seen == NULL) {
      seen = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < list->len; i++)
        g_hash_table_add (seen, g_ptr_array_index (list, i));
    }
    if (g_hash_table_contains (seen, id))
      continue;
    g_hash_table_add (seen, id);
    g_ptr_array_add (list, g_steal_pointer (&id));
  }
  if (list->len > maximum)
    g_ptr_array_remove_range (list, 0, list->len - maximum);
}

/* The unfolded bytes as sent: a charset may have to be guessed. */
static char *
raw_value (const PtSource *source, const PtFieldSpan *span, gsize *out_length)
{
  const char *bytes = g_bytes_get_data (source->raw, NULL);
  return pt_gate_unfold (bytes + span->value, span->end - span->value, out_length);
}

static PtTime
read_date (const char *value)
{
  g_autoptr (GDateTime) date = g_mime_utils_header_decode_date (value);
  return date != NULL ? g_date_time_to_unix (date) * PT_SECOND : 0;
}

static void
read_addresses (GPtrArray *list, const PtSource *source, const PtFieldSpan *span, const PtLimits *limits)
{
  gsize length = 0;
  g_autofree char *value = raw_value (source, span, &length);
  if (!g_utf8_validate (value, (gssize) length, NULL)) {
    g_autofree char *raw = g_steal_pointer (&value);
    value = pt_header_words_decode (raw, length);
    length = strlen (value);
  }
  pt_header_address_list (value, length, limits->addresses, list);
}

static void
read_subject (PtMessage *message, const PtSource *source, const PtFieldSpan *span)
{
  gsize length = 0;
  g_autofree char *value = raw_value (source, span, &length);
  g_autofree char *decoded = pt_header_words_decode (value, length);
  g_free (message->subject);
  message->subject = pt_text_to_line (decoded);
}

static void
read_message_id (PtMessage *message, const char *value, const PtLimits *limits)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  pt_header_ids (value, limits->id_bytes, limits->references, ids);
  message->ambiguous |= ids->len > 1;
  if (ids->len > 0)
    message->message_id = g_strdup (g_ptr_array_index (ids, 0));
}

typedef enum {
  FIELD_MESSAGE_ID,
  FIELD_IN_REPLY_TO,
  FIELD_REFERENCES,
  FIELD_SUBJECT,
  FIELD_DATE,
  FIELD_TO,
  FIELD_CC,
  FIELD_REPLY_TO,
  FIELD_LOOP_MARK,
  FIELD_THREAD_INDEX,
  FIELD_CONTENT_TYPE,
  FIELD_CONTENT_ENCODING,
  N_FIELDS
} FieldKind;

static const char *const field_names[N_FIELDS] = {
  "Message-ID", "In-Reply-To", "References",     "Subject",      "Date",         "To",
  "Cc",         "Reply-To",    "X-Postern-Loop", "Thread-Index", "Content-Type", "Content-Transfer-Encoding",
};

/* What only one reading may give: a second one of these fields is read by others instead of the first. */
static const gboolean field_single[N_FIELDS] = { [FIELD_MESSAGE_ID] = TRUE,
                                                 [FIELD_REPLY_TO] = TRUE,
                                                 [FIELD_CONTENT_TYPE] = TRUE,
                                                 [FIELD_CONTENT_ENCODING] = TRUE };

static void
read_field (PtMessage *message, FieldKind kind, const PtSource *source, const PtFieldSpan *span, const char *value,
            const PtLimits *limits)
{
  switch (kind) {
  case FIELD_MESSAGE_ID: read_message_id (message, value, limits); break;
  case FIELD_IN_REPLY_TO:
    pt_header_ids (value, limits->id_bytes, limits->references, message->in_reply_to);
    break;
  case FIELD_REFERENCES:
    pt_header_ids (value, limits->id_bytes, limits->references, message->references);
    break;
  case FIELD_SUBJECT: read_subject (message, source, span); break;
  case FIELD_DATE: message->date = read_date (value); break;
  case FIELD_TO: read_addresses (message->to, source, span, limits); break;
  case FIELD_CC: read_addresses (message->cc, source, span, limits); break;
  case FIELD_REPLY_TO: read_addresses (message->reply_to, source, span, limits); break;
  case FIELD_LOOP_MARK: message->loop_mark = pt_text_to_line (value); break;
  case FIELD_THREAD_INDEX: message->thread_index = pt_text_to_line (value); break;
  case FIELD_CONTENT_TYPE:
  case FIELD_CONTENT_ENCODING:
  case N_FIELDS: break;
  }
}

void
pt_header_read (PtMessage *message, const PtSource *source, const GArray *spans, const PtLimits *limits)
{
  const char *bytes = g_bytes_get_data (source->raw, NULL);
  guint seen[N_FIELDS] = { 0 };
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    const PtField *field = g_ptr_array_index (source->fields, i);
    for (FieldKind kind = 0; kind < N_FIELDS; kind++) {
      if (!pt_gate_field_is (bytes, span, field_names[kind]))
        continue;
      gboolean list = kind == FIELD_TO || kind == FIELD_CC || kind == FIELD_IN_REPLY_TO || kind == FIELD_REFERENCES;
      if (seen[kind]++ == 0 || list)
        read_field (message, kind, source, span, field->value, limits);
      else if (field_single[kind])
        message->ambiguous = TRUE;
      break;
    }
  }
}

static void
stop_from (PtMessage *message, const char *why)
{
  message->gate = PT_GATE_FROM;
  g_free (message->gate_detail);
  message->gate_detail = g_strdup (why);
}

/* Both readings must mean one mailbox; an internationalised domain may stand in either form. */
static gboolean
same_addr (const PtAddress *address, const char *other)
{
  g_autofree char *key = other != NULL ? pt_address_key (other) : NULL;
  if (g_strcmp0 (address->addr, other) == 0)
    return TRUE;
  return key != NULL && g_strcmp0 (address->key, key) == 0;
}

void
pt_header_read_from (PtMessage *message, const PtSource *source, const GArray *spans, const char *other_addr)
{
  const char *bytes = g_bytes_get_data (source->raw, NULL);
  if (message->gate == PT_GATE_FROM)
    return;
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    gsize length = 0;
    g_autofree char *value = NULL;
    if (!pt_gate_field_is (bytes, span, "From"))
      continue;
    value = raw_value (source, span, &length);
    message->from = pt_header_address_single (value, length);
    if (message->from == NULL)
      stop_from (message, "From is not exactly one mailbox that every program reads alike");
    else if (!same_addr (message->from, other_addr)) {
      g_clear_pointer (&message->from, pt_address_free);
      stop_from (message, "From reads differently when it is written again");
    }
    return;
  }
}
