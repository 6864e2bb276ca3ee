#include "mime/header.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "mime/header-address.h"
#include "mime/header-words.h"

/* Longer than anybody writes and stores: known by its digest alone. */
static char *
long_id (const char *id)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
  return g_strconcat ("sha256-", sum, "@long-id.invalid", NULL);
}

/* The id that begins at AT, behind its bracket, NULL if it is none; *out_end is where it ended.  Some programs write
 * spaces into ids, or fold inside one, and others take them out again. */
static char *
read_id (const char *at, gsize id_bytes, const char **out_end)
{
  gsize length = strcspn (at, "<>");
  g_autoptr (GString) id = g_string_new (NULL);
  gboolean space = FALSE;
  *out_end = at + length;
  if (at[length] != '>')
    return NULL;
  for (gsize i = 0; i < length; i++) {
    if (at[i] == ' ' || at[i] == '\t')
      space = TRUE;
    else if ((guchar) at[i] < 32 || at[i] == 127)
      return NULL;
    else
      g_string_append_c (id, at[i]);
  }
  if (id->len == 0 || (space && !strchr (id->str, '@')))
    return NULL;
  return id->len > id_bytes ? long_id (id->str) : g_strdup (id->str);
}

void
pt_header_ids (const char *value, gsize id_bytes, guint maximum, GPtrArray *list)
{
  g_autoptr (GHashTable) seen = NULL;
  for (const char *at = value; (at = strchr (at, '<'));) {
    g_autofree char *id = read_id (at + 1, id_bytes, &at);
    if (!id)
      continue;
    if (!seen) {
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
  return date ? g_date_time_to_unix (date) * PT_SECOND : 0;
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
  g_autofree char *key = other ? pt_address_key (other) : NULL;
  if (g_strcmp0 (address->addr, other) == 0)
    return TRUE;
  return key && g_strcmp0 (address->key, key) == 0;
}

/* Nobody is meant where people of several organisations are said to have written (T013). */
static gboolean
are_of_one_house (const GPtrArray *list)
{
  const PtAddress *first = list->len > 0 ? g_ptr_array_index (list, 0) : NULL;
  for (guint i = 1; i < list->len; i++) {
    const PtAddress *other = g_ptr_array_index (list, i);
    if (!first->key || !other->key
        || !pt_domain_same_organisation (pt_address_domain (first->key), pt_address_domain (other->key)))
      return FALSE;
  }
  return first != NULL;
}

/* J28: of a From that is not one mailbox the one in angle brackets, else that of Sender, else the first.  It proves
 * nothing, and is said to be odd. */
static PtAddress *
odd_from (const PtSource *source, const GArray *spans, const char *value, gsize length, const PtLimits *limits)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  const PtFieldSpan *sender = pt_gate_find_field (g_bytes_get_data (source->raw, NULL), spans, "Sender");
  PtAddress *meant = NULL;
  if (!pt_header_address_several (value, length, limits->addresses, list, &meant))
    return NULL;
  if (!meant && sender) {
    gsize sender_length = 0;
    g_autofree char *text = raw_value (source, sender, &sender_length);
    g_autoptr (PtAddress) address = pt_header_address_single (text, sender_length);
    if (address)
      return g_steal_pointer (&address);
  }
  if (!meant && are_of_one_house (list))
    meant = g_ptr_array_index (list, 0);
  return meant ? pt_address_copy (meant) : NULL;
}

void
pt_header_read_from (PtMessage *message, const PtSource *source, const GArray *spans, const char *other_addr,
                     const PtLimits *limits)
{
  const char *bytes = g_bytes_get_data (source->raw, NULL);
  const PtFieldSpan *span = message->gate == PT_GATE_FROM ? NULL : pt_gate_find_field (bytes, spans, "From");
  gsize length = 0;
  if (!span)
    return;
  g_autofree char *value = raw_value (source, span, &length);
  message->from = pt_header_address_single (value, length);
  if (!message->from) {
    message->from = odd_from (source, spans, value, length, limits);
    if (!message->from)
      stop_from (message, "From holds no address that can be meant");
    else
      pt_message_add_note (message, "read", "odd-from", "yes");
  } else if (!same_addr (message->from, other_addr)) {
    g_clear_pointer (&message->from, pt_address_free);
    stop_from (message, "From reads differently when it is written again");
  }
}
