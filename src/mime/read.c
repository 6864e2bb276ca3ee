#include "config.h"

#include "mime/read.h"

#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <string.h>

#include "base/digest.h"
#include "mime/auth-results.h"
#include "mime/body-tree.h"
#include "mime/body.h"
#include "mime/header.h"
#include "mime/header-group.h"
#include "mime/source-digest.h"

#define MOST_COPIED (1024 * 1024)

void
pt_read_init (void)
{
  g_mime_init ();
  xmlInitParser ();
}

static void
on_warning (gint64 offset, GMimeParserWarning code, const gchar *item, gpointer data)
{
  gboolean *overflow = data;
  (void) offset;
  (void) item;
  *overflow |= code == GMIME_CRIT_NESTING_OVERFLOW;
}

static void
watch_overflow (GMimeParserOptions *options, gboolean *out_overflow)
{
#ifdef PT_GMIME_WARNING_NOTIFY
  g_mime_parser_options_set_warning_callback (options, on_warning, out_overflow, NULL);
#else
  g_mime_parser_options_set_warning_callback (options, on_warning, out_overflow);
#endif
}

/* What the parser reads: bytes that keep their offsets, from START on. */
typedef struct {
  GByteArray array; /* owns nothing */
  gsize      start;
  guint8    *owned; /* NULL if the bytes are those of the message */
} View;

static gboolean
is_for_parser (const char *bytes, const PtFieldSpan *span)
{
  return g_ascii_strncasecmp (bytes + span->name, "Content-", MIN (span->name_length, 8)) == 0
         || pt_gate_field_is (bytes, span, "From") || pt_gate_field_is (bytes, span, "MIME-Version");
}

/* Bytes of the fields for the parser; 0 if it shall read the block as it stands, because readers may differ on it. */
static gsize
size_for_parser (const char *bytes, gsize start, const GArray *spans)
{
  gsize sum = 1;
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    if (span->name + span->name_length + 1 != span->value || (i == 0 && span->name != start))
      return 0;
    if (is_for_parser (bytes, span))
      sum += span->end - span->name + 1;
  }
  return sum;
}

/* Our own reading of the header is the one that counts, and the parser makes objects of every field: if CUT and where
 * there is room, it gets those of the structure and From alone, right before the body, where that stands. */
static void
view_make (View *view, const PtSource *source, const GArray *spans, gboolean cut)
{
  gsize size = 0, head = 0, at;
  const char *bytes = g_bytes_get_data (source->raw, &size);
  *view = (View){ .array = { (guint8 *) bytes, (guint) size }, .start = pt_gate_mark_length (bytes, size) };
  if (cut)
    head = size_for_parser (bytes, view->start, spans);
  if (head == 0 || head > source->body_start)
    return;
  view->owned = view->array.data = g_malloc (size);
  at = view->start = source->body_start - head;
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    if (!is_for_parser (bytes, span))
      continue;
    memcpy (view->owned + at, bytes + span->name, span->end - span->name);
    at += span->end - span->name;
    view->owned[at++] = '\n';
  }
  view->owned[at++] = '\n';
  memcpy (view->owned + at, bytes + at, size - at);
}

typedef struct {
  View          view;
  GMimeStream  *stream;
  GMimeMessage *message; /* NULL if the parser gave up */
  gboolean      overflow;
} Parsed;

static void
parsed_clear (Parsed *parsed)
{
  g_clear_object (&parsed->message);
  g_clear_object (&parsed->stream);
  g_free (parsed->view.owned);
}

/* The parser works on the bytes where they are: its memory stream reads a GByteArray that owns nothing. */
static void
parse (Parsed *parsed, const PtSource *source, const GArray *spans, gboolean cut)
{
  *parsed = (Parsed){ 0 };
  view_make (&parsed->view, source, spans, cut);
  GMimeParserOptions *options = g_mime_parser_options_new ();
  parsed->stream = g_mime_stream_mem_new ();
  g_mime_stream_mem_set_byte_array (GMIME_STREAM_MEM (parsed->stream), &parsed->view.array);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (parsed->stream), FALSE);
  g_mime_stream_seek (parsed->stream, (gint64) parsed->view.start, GMIME_STREAM_SEEK_SET);
  GMimeParser *parser = g_mime_parser_new_with_stream (parsed->stream);
  g_mime_parser_set_persist_stream (parser, TRUE);
  watch_overflow (options, &parsed->overflow);
  parsed->message = g_mime_parser_construct_message (parser, options);
  g_object_unref (parser);
  g_mime_parser_options_free (options);
}

static InternetAddress *
only_member (InternetAddressList *list)
{
  gboolean one = list && internet_address_list_length (list) == 1;
  return one ? internet_address_list_get_address (list, 0) : NULL;
}

/* The address of the single From mailbox as the parser reads it; NULL if it is not one.  The parser takes a colon in
 * an encoded word for the name of a group; a real group is refused by our own reading. */
static const char *
parsed_from (GMimeMessage *parsed)
{
  InternetAddress *address = only_member (g_mime_message_get_from (parsed));
  if (INTERNET_ADDRESS_IS_GROUP (address))
    address = only_member (internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address)));
  return INTERNET_ADDRESS_IS_MAILBOX (address)
           ? internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address))
           : NULL;
}

/* An odd From may read differently to the server that judged it: what passed there proves nothing here (J28). */
static void
drop_passes (PtMessage *message)
{
  for (guint i = message->auth->len; i > 0; i--) {
    const PtAuthResult *result = g_ptr_array_index (message->auth, i - 1);
    if (strcmp (result->result, "pass") == 0)
      g_ptr_array_remove_index (message->auth, i - 1);
  }
}

static void
read_parsed (PtMessage *message, const PtSource *source, const GArray *spans, GMimeMessage *parsed, PtPartScan *scan,
             const PtReadOptions *options)
{
  GMimeObject *root = g_mime_message_get_mime_part (parsed);
  if (!pt_body_check_tree (message, root, options->limits))
    return;
  pt_header_read (message, source, spans, options->limits);
  pt_header_read_from (message, source, spans, parsed_from (parsed), options->limits);
  pt_header_read_group (message, source, spans);
  pt_auth_results_read (message, source, options->authserv_id);
  if (pt_message_note (message, "read", "odd-from"))
    drop_passes (message);
  pt_body_read (message, root, source, scan, options->limits);
  pt_source_content_digest (source, spans, message->digest);
}

static void
stop (PtMessage *message, PtGate gate, const char *detail)
{
  message->gate = gate;
  g_free (message->gate_detail);
  message->gate_detail = g_strdup (detail);
}

/* A block with lines that are no field the parser reads as it stands, because readers may differ on it.  It gives up
 * on a long one, or one without line end: then it reads what the gate took for the header. */
static void
read_source (PtMessage *message, PtSource *source, const GArray *spans, gboolean odd, const PtReadOptions *options)
{
  PtPartScan scan = { 0 };
  Parsed parsed = { 0 };
  gboolean cut = !odd && message->raw_size <= MOST_COPIED;
  message->ambiguous = odd;
  if (pt_part_scan_run (&scan, message, source, spans, options->limits)) {
    parse (&parsed, source, spans, cut);
    if (!parsed.message && !parsed.overflow && !cut) {
      parsed_clear (&parsed);
      parse (&parsed, source, spans, TRUE);
    }
    if (parsed.overflow)
      stop (message, PT_GATE_LIMIT, "MIME nesting is deeper than the parser goes");
    else if (!parsed.message)
      stop (message, PT_GATE_BYTES, "a line of the header block is no field, and the MIME parser gives up on it");
    else
      read_parsed (message, source, spans, parsed.message, &scan, options);
    parsed_clear (&parsed);
  }
  pt_part_scan_clear (&scan);
}

PtMessage *
pt_read_message (GBytes *raw, const PtReadOptions *options, PtSource **out_source)
{
  PtMessage *message = pt_message_new ();
  g_autoptr (PtSource) source = pt_source_new (raw);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (PtFieldSpan));
  gboolean odd = FALSE;
  const void *bytes = g_bytes_get_data (raw, &message->raw_size);
  pt_sha256 (bytes, message->raw_size, message->raw_digest);
  memcpy (message->digest, message->raw_digest, sizeof message->digest);
  pt_gate_check (message, source, spans, options->limits, &odd);
  source->trusted = pt_auth_results_above (source, options->received_by);
  source->spam_headers = options->spam_headers;
  if (message->gate == PT_GATE_OK || message->gate == PT_GATE_FROM)
    read_source (message, source, spans, odd, options);
  if (message->gate != PT_GATE_OK && message->gate != PT_GATE_FROM)
    g_ptr_array_set_size (source->fields, 0);
  if (out_source)
    *out_source = g_steal_pointer (&source);
  return message;
}
