#include "config.h"

#include "mime/part-scan.h"

#include <string.h>

#include "mime/header-params.h"

typedef struct {
  PtPartScan     *scan;
  PtMessage      *message;
  const PtLimits *limits;
  const char     *bytes;
  gsize           size;
  GHashTable     *boundaries; /* char * -> guint: 1 declared, 2 closed */
} Scanner;

static void
scan_part_free (gpointer data)
{
  PtScanPart *part = data;
  g_free (part->type);
  g_free (part->encoding);
  g_free (part->name);
  g_free (part->found);
  g_free (part);
}

void
pt_part_scan_clear (PtPartScan *scan)
{
  g_clear_pointer (&scan->parts, g_ptr_array_unref);
}

static gboolean
stop (Scanner *scanner, const char *what, gsize limit)
{
  scanner->message->gate = PT_GATE_LIMIT;
  g_free (scanner->message->gate_detail);
  scanner->message->gate_detail = g_strdup_printf ("%s is over %" G_GSIZE_FORMAT, what, limit);
  return FALSE;
}

static gboolean
declare_boundary (Scanner *scanner, const char *boundary)
{
  g_autofree char *trimmed = g_strchomp (g_strdup (boundary));
  gsize length = strlen (trimmed);
  if (length == 0 || length > scanner->limits->boundary_bytes)
    return stop (scanner, length == 0 ? "an empty boundary" : "length of a boundary",
                 length == 0 ? 0 : scanner->limits->boundary_bytes);
  if (g_hash_table_size (scanner->boundaries) > scanner->limits->parts)
    return stop (scanner, "number of boundaries", scanner->limits->parts);
  if (!g_hash_table_contains (scanner->boundaries, trimmed))
    g_hash_table_insert (scanner->boundaries, g_steal_pointer (&trimmed), GUINT_TO_POINTER (1));
  return TRUE;
}

/* A field with parameters: fills PART, declares boundaries, notices names that stand twice. */
static gboolean
scan_params (Scanner *scanner, const PtFieldSpan *span, PtScanPart *part, gboolean is_type)
{
  PtHeaderParams params;
  g_autofree char *word = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint count = 0;
  gboolean good = TRUE;
  pt_header_params_start (&params, scanner->bytes + span->value, span->end - span->value, &word);
  while (pt_header_params_next (&params)) {
    if (!good || ++count > scanner->limits->parameters) {
      good = good && stop (scanner, "number of parameters", scanner->limits->parameters);
      continue;
    }
    if (!g_hash_table_add (names, g_strdup (params.name)))
      scanner->scan->odd = TRUE;
    if (is_type && strcmp (params.name, "boundary") == 0 && g_str_has_prefix (word, "multipart/"))
      good = declare_boundary (scanner, params.value);
    else if (!part->name
             && (g_str_has_prefix (params.name, "name") || g_str_has_prefix (params.name, "filename")))
      part->name = g_strdup (params.value);
  }
  if (is_type && *word != 0 && !part->type)
    part->type = g_steal_pointer (&word);
  return good;
}

/* One field of a part; TYPES and ENCODINGS count those that may stand once. */
static gboolean
scan_field (Scanner *scanner, const PtFieldSpan *span, PtScanPart *part, guint *types, guint *encodings)
{
  const char *bytes = scanner->bytes;
  if (span->name_length < 12 || g_ascii_strncasecmp (bytes + span->name, "Content-", 8) != 0)
    return TRUE;
  if (pt_gate_field_is (bytes, span, "Content-Type")) {
    scanner->scan->odd |= ++*types > 1;
    return scan_params (scanner, span, part, TRUE);
  }
  if (pt_gate_field_is (bytes, span, "Content-Disposition"))
    return scan_params (scanner, span, part, FALSE);
  if (pt_gate_field_is (bytes, span, "Content-Transfer-Encoding")) {
    g_autofree char *value = pt_gate_unfold (bytes + span->value, span->end - span->value, NULL);
    scanner->scan->odd |= ++*encodings > 1;
    if (!part->encoding)
      part->encoding = g_ascii_strdown (value, -1);
  }
  return TRUE;
}

/* The header block at AT; *out_next is behind its empty line. */
static gboolean
scan_head (Scanner *scanner, gsize at, PtScanPart *part, gsize *out_next)
{
  const PtLimits *limits = scanner->limits;
  guint fields = 0, types = 0, encodings = 0;
  gsize start = at, next = at;
  for (; at < scanner->size; at = next) {
    PtFieldSpan span;
    if (!pt_gate_field (scanner->bytes, at, scanner->size, &span, &next))
      break;
    if (++fields > limits->fields)
      return stop (scanner, "number of header fields in a part", limits->fields);
    if (next - start > limits->header_bytes)
      return stop (scanner, "header block of a part", limits->header_bytes);
    if (!scan_field (scanner, &span, part, &types, &encodings))
      return FALSE;
  }
  if (at < scanner->size && scanner->bytes[at] == '\n')
    at++;
  else if (at + 1 < scanner->size && scanner->bytes[at] == '\r' && scanner->bytes[at + 1] == '\n')
    at += 2;
  *out_next = at;
  return TRUE;
}

/* Offset of the line end before AT. */
static gsize
before_line (const char *bytes, gsize at)
{
  if (at > 0 && bytes[at - 1] == '\n')
    at--;
  if (at > 0 && bytes[at - 1] == '\r')
    at--;
  return at;
}

/* The state of the boundary that the line [AT, STOP) is made of: 0 if it is no delimiter. */
static guint
delimiter_state (Scanner *scanner, gsize at, gsize stop_at, char **out_key, gboolean *out_closing)
{
  char key[512];
  gsize length;
  while (stop_at > at + 2 && strchr (" \t\r\n", scanner->bytes[stop_at - 1]))
    stop_at--;
  length = stop_at - at - 2;
  if (length == 0 || length >= sizeof key - 1 || length > scanner->limits->boundary_bytes + 2)
    return 0;
  memcpy (key, scanner->bytes + at + 2, length);
  key[length] = 0;
  *out_closing = FALSE;
  guint state = GPOINTER_TO_UINT (g_hash_table_lookup (scanner->boundaries, key));
  if (state == 0 && length > 2 && key[length - 1] == '-' && key[length - 2] == '-') {
    key[length - 2] = 0;
    *out_closing = TRUE;
    state = GPOINTER_TO_UINT (g_hash_table_lookup (scanner->boundaries, key));
  }
  if (state != 0)
    *out_key = g_strdup (key);
  return state;
}

static gboolean
add_part (Scanner *scanner, gsize at, guint state, gsize *out_next)
{
  PtScanPart *part = g_new0 (PtScanPart, 1);
  g_ptr_array_add (scanner->scan->parts, part);
  if (scanner->scan->parts->len > scanner->limits->parts)
    return stop (scanner, "number of parts", scanner->limits->parts);
  if (state == 2) {
    part->found = g_strdup ("behind the closing delimiter");
    scanner->scan->odd = TRUE;
  }
  part->header = at;
  if (!scan_head (scanner, at, part, out_next))
    return FALSE;
  part->content = *out_next;
  part->end = scanner->size;
  /* the header of an attached message declares boundaries too */
  for (guint depth = 0; g_strcmp0 (part->type, "message/rfc822") == 0 && depth < scanner->limits->depth; depth++) {
    PtScanPart inner = { 0 };
    gboolean good = scan_head (scanner, *out_next, &inner, out_next);
    gboolean again = g_strcmp0 (inner.type, "message/rfc822") == 0;
    g_free (inner.type);
    g_free (inner.encoding);
    g_free (inner.name);
    if (!good)
      return FALSE;
    if (!again)
      break;
  }
  if (!part->type)
    part->type = g_strdup ("text/plain");
  if (!part->encoding)
    part->encoding = g_strdup ("");
  return TRUE;
}

static gboolean
scan_body (Scanner *scanner, gsize at)
{
  PtScanPart *open = NULL;
  while (at < scanner->size) {
    const char *newline;
    gsize next;
    if (scanner->bytes[at] == '-' && at + 1 < scanner->size && scanner->bytes[at + 1] == '-') {
      g_autofree char *key = NULL;
      gboolean closing = FALSE;
      newline = memchr (scanner->bytes + at, '\n', scanner->size - at);
      next = newline ? (gsize) (newline - scanner->bytes) + 1 : scanner->size;
      guint state = delimiter_state (scanner, at, next, &key, &closing);
      if (state != 0 && open)
        open->end = MAX (open->content, before_line (scanner->bytes, at));
      if (state != 0 && closing) {
        open = NULL;
        g_hash_table_insert (scanner->boundaries, g_steal_pointer (&key), GUINT_TO_POINTER (2));
      } else if (state != 0) {
        if (!add_part (scanner, next, state, &next))
          return FALSE;
        open = g_ptr_array_index (scanner->scan->parts, scanner->scan->parts->len - 1);
      }
      at = next;
      continue;
    }
    newline = memmem (scanner->bytes + at, scanner->size - at, "\n--", 3);
    if (!newline)
      break;
    at = (gsize) (newline - scanner->bytes) + 1;
  }
  return TRUE;
}

gboolean
pt_part_scan_run (PtPartScan *scan, PtMessage *message, const PtSource *source, const GArray *spans,
                  const PtLimits *limits)
{
  g_autoptr (GHashTable) boundaries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Scanner scanner = { .scan = scan, .message = message, .limits = limits, .boundaries = boundaries };
  PtScanPart top = { 0 };
  guint types = 0, encodings = 0;
  gboolean good = TRUE;
  gsize at = source->body_start;
  scanner.bytes = g_bytes_get_data (source->raw, &scanner.size);
  *scan = (PtPartScan){ .parts = g_ptr_array_new_with_free_func (scan_part_free) };
  for (guint i = 0; good && i < spans->len; i++)
    good = scan_field (&scanner, &g_array_index (spans, PtFieldSpan, i), &top, &types, &encodings);
  if (good && g_strcmp0 (top.type, "message/rfc822") == 0) {
    PtScanPart inner = { 0 };
    good = scan_head (&scanner, at, &inner, &at);
    g_free (inner.type);
    g_free (inner.encoding);
    g_free (inner.name);
  }
  if (good && g_hash_table_size (boundaries) > 0)
    good = scan_body (&scanner, at);
  g_free (top.type);
  g_free (top.encoding);
  g_free (top.name);
  return good;
}
