#include "mime/gate.h"

#include <string.h>

#include "base/text.h"

static void
stop (PtMessage *message, PtGate gate, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
stop (PtMessage *message, PtGate gate, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_free (message->gate_detail);
  message->gate = gate;
  message->gate_detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static inline gboolean
is_wsp (char c)
{
  return c == ' ' || c == '\t';
}

static gsize
strspn_wsp (const char *at, gsize length)
{
  gsize count = 0;
  while (count + 1 < length && is_wsp (at[count]))
    count++;
  return count;
}

static gsize
line_end (const char *bytes, gsize at, gsize end)
{
  const char *newline = memchr (bytes + at, '\n', end - at);
  return newline ? (gsize) (newline - bytes) + 1 : end;
}

/* TRUE if the line at AT, which ends before NEXT, holds nothing but its line end. */
static gboolean
line_is_empty (const char *bytes, gsize at, gsize next)
{
  return bytes[at] == '\n' || (bytes[at] == '\r' && next - at == 2);
}

gboolean
pt_gate_field (const char *bytes, gsize at, gsize end, PtFieldSpan *out_span, gsize *out_next)
{
  gsize colon = at, next;
  while (colon < end && bytes[colon] > 32 && bytes[colon] < 127 && bytes[colon] != ':')
    colon++;
  out_span->name = at;
  out_span->name_length = colon - at;
  while (colon < end && is_wsp (bytes[colon]))
    colon++;
  if (out_span->name_length == 0 || colon >= end || bytes[colon] != ':')
    return FALSE;
  next = line_end (bytes, colon, end);
  while (next < end && is_wsp (bytes[next]))
    next = line_end (bytes, next, end);
  out_span->value = colon + 1;
  out_span->end = next;
  if (out_span->end > out_span->value && bytes[out_span->end - 1] == '\n')
    out_span->end--;
  if (out_span->end > out_span->value && bytes[out_span->end - 1] == '\r')
    out_span->end--;
  *out_next = next;
  return TRUE;
}

gboolean
pt_gate_field_is (const char *bytes, const PtFieldSpan *span, const char *name)
{
  return ((bytes[span->name] ^ name[0]) & 0x5f) == 0 && strlen (name) == span->name_length
         && g_ascii_strncasecmp (bytes + span->name, name, span->name_length) == 0;
}

char *
pt_gate_unfold (const char *bytes, gsize length, gsize *out_length)
{
  char *out;
  gsize used = 0;
  while (length > 0 && (is_wsp (bytes[0]) || bytes[0] == '\r' || bytes[0] == '\n'))
    bytes++, length--;
  while (length > 0 && (is_wsp (bytes[length - 1]) || bytes[length - 1] == '\r' || bytes[length - 1] == '\n'))
    length--;
  out = g_malloc (length + 1);
  for (gsize i = 0; i < length; i++) {
    if (bytes[i] != '\r' && bytes[i] != '\n') {
      out[used++] = bytes[i];
      continue;
    }
    while (i + 1 < length && (is_wsp (bytes[i + 1]) || bytes[i + 1] == '\r' || bytes[i + 1] == '\n'))
      i++;
    while (used > 0 && is_wsp (out[used - 1]))
      used--;
    out[used++] = ' ';
  }
  out[used] = 0;
  if (out_length)
    *out_length = used;
  return out;
}

/* NUL, or CR that no LF follows. */
static gboolean
has_bad_byte (const char *bytes, gsize from, gsize end, const char **out_which)
{
  *out_which = "NUL byte";
  if (memchr (bytes + from, 0, end - from))
    return TRUE;
  *out_which = "bare CR";
  for (const char *cr = bytes + from; (cr = memchr (cr, '\r', (gsize) (bytes + end - cr))); cr++)
    if (cr + 1 == bytes + end || cr[1] != '\n')
      return TRUE;
  return FALSE;
}

/* Entries that an address field may have: separators outside quotes, plus one. */
static guint
count_entries (const char *text, gsize length)
{
  guint count = 1;
  gboolean quoted = FALSE;
  for (gsize i = 0; i < length; i++) {
    if (text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == ',' || text[i] == ';'))
      count++;
  }
  return count;
}

typedef struct {
  guint received;
  guint from;
  guint addresses;
} Counts;

static gboolean
count_field (PtMessage *message, const char *bytes, const PtFieldSpan *span, const PtLimits *limits, Counts *counts)
{
  static const char *const address_fields[] = { "From", "To", "Cc", "Reply-To", "Bcc", "Sender", "Resent-To",
                                                "Resent-Cc", "Resent-From" };
  static const char *const parameter_fields[] = { "Content-Type", "Content-Disposition" };
  gsize length = span->end - span->value;
  if (span->end - span->name > limits->field_bytes) {
    stop (message, PT_GATE_LIMIT, "header field %.*s is over %" G_GSIZE_FORMAT " bytes",
          (int) MIN (span->name_length, 60), bytes + span->name, limits->field_bytes);
    return FALSE;
  }
  counts->received += pt_gate_field_is (bytes, span, "Received");
  counts->from += pt_gate_field_is (bytes, span, "From");
  for (guint i = 0; i < G_N_ELEMENTS (address_fields); i++)
    if (pt_gate_field_is (bytes, span, address_fields[i]))
      counts->addresses += count_entries (bytes + span->value, length);
  for (guint i = 0; i < G_N_ELEMENTS (parameter_fields); i++)
    if (pt_gate_field_is (bytes, span, parameter_fields[i])
        && count_entries (bytes + span->value, length) - 1 > limits->parameters) {
      stop (message, PT_GATE_LIMIT, "more than %u parameters in %s", limits->parameters, parameter_fields[i]);
      return FALSE;
    }
  return TRUE;
}

/* The header block [FROM, *out_end), without its empty line; *out_body is behind that line. */
static gboolean
find_block (PtMessage *message, const char *bytes, gsize from, gsize size, const PtLimits *limits, gsize *out_end,
            gsize *out_body)
{
  gsize at = from;
  while (at < size) {
    gsize next = line_end (bytes, at, size);
    if (line_is_empty (bytes, at, next)) {
      *out_end = at;
      *out_body = next;
      return TRUE;
    }
    at = next;
    if (at - from > limits->header_bytes) {
      stop (message, PT_GATE_LIMIT, "header block is over %" G_GSIZE_FORMAT " bytes", limits->header_bytes);
      return FALSE;
    }
  }
  *out_end = *out_body = size;
  return TRUE;
}

/* Splits the block into SPANS.  A line that is no field ends the header: what stands from there on is body. */
static gboolean
split_block (PtMessage *message, const char *bytes, gsize from, gsize end, const PtLimits *limits, GArray *spans,
             gsize *in_out_body, gboolean *out_odd)
{
  Counts counts = { 0, 0, 0 };
  for (gsize at = from, next; at < end; at = next) {
    PtFieldSpan span;
    if (!pt_gate_field (bytes, at, end, &span, &next)) {
      next = line_end (bytes, at, end);
      if (end - at > 5 && memcmp (bytes + at, ">From", 5) == 0)
        continue;
      *out_odd = TRUE;
      *in_out_body = at;
      break;
    }
    g_array_append_val (spans, span);
    if (!count_field (message, bytes, &span, limits, &counts))
      return FALSE;
  }
  if (counts.received > limits->received)
    stop (message, PT_GATE_TOO_MANY_HOPS, "%u Received fields, over %u", counts.received, limits->received);
  else if (spans->len > limits->fields)
    stop (message, PT_GATE_LIMIT, "%u header fields, over %u", spans->len, limits->fields);
  else if (counts.addresses > limits->addresses)
    stop (message, PT_GATE_LIMIT, "%u addresses, over %u", counts.addresses, limits->addresses);
  else if (spans->len == 0)
    stop (message, PT_GATE_BYTES, "no header field");
  else if (counts.from != 1)
    stop (message, PT_GATE_FROM, "%u From fields", counts.from);
  return message->gate == PT_GATE_OK || message->gate == PT_GATE_FROM;
}

static void
add_fields (PtSource *source, const char *bytes, const GArray *spans)
{
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    PtField *field = g_new (PtField, 1);
    gsize length = 0;
    field->name = g_strndup (bytes + span->name, span->name_length);
    field->value = pt_gate_unfold (bytes + span->value, span->end - span->value, &length);
    if (!g_utf8_validate (field->value, (gssize) length, NULL)) {
      char *raw = field->value;
      field->value = pt_text_to_utf8 (raw, length, NULL);
      g_free (raw);
    }
    g_ptr_array_add (source->fields, field);
  }
}

gsize
pt_gate_mark_length (const char *bytes, gsize size)
{
  return size >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

void
pt_gate_check (PtMessage *message, PtSource *source, GArray *spans, const PtLimits *limits, gboolean *out_odd)
{
  gsize size = 0, from, end, body;
  const char *bytes = g_bytes_get_data (source->raw, &size), *which;
  *out_odd = FALSE;
  if (size > limits->message_bytes) {
    stop (message, PT_GATE_TOO_LARGE, "message is over %" G_GSIZE_FORMAT " bytes", limits->message_bytes);
    return;
  }
  /* the line of an mbox, but `From : x` is a field */
  from = pt_gate_mark_length (bytes, size);
  if (size - from > 5 && memcmp (bytes + from, "From ", 5) == 0
      && bytes[from + 5 + strspn_wsp (bytes + from + 5, size - from - 5)] != ':')
    from = line_end (bytes, from, size);
  if (!find_block (message, bytes, from, size, limits, &end, &body))
    return;
  if (end > 0 && has_bad_byte (bytes, 0, end, &which)) {
    stop (message, PT_GATE_BYTES, "%s in the header block", which);
    return;
  }
  if (!split_block (message, bytes, from, end, limits, spans, &body, out_odd))
    return;
  source->body_start = body;
  add_fields (source, bytes, spans);
}

const PtFieldSpan *
pt_gate_find_field (const char *bytes, const GArray *spans, const char *name)
{
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    if (pt_gate_field_is (bytes, span, name))
      return span;
  }
  return NULL;
}
