#include "model/wire.h"

#include "base/error.h"
#include "base/text.h"
#include "model/wire-form.h"

#include <math.h>
#include <string.h>

/* Ceilings of what is decoded, above every setting of PtLimits that makes sense. */
#define WIRE_LINE_MAX  (1024u * 1024)
#define WIRE_COUNT_MAX 100000u

/* What is left; WRONG names the first thing that is not as written above.  Then nothing is left. */
typedef struct {
  const char   *wrong;
  const guint8 *at;
  const guint8 *end;
} Reader;

static void
reader_fail (Reader *reader, const char *what)
{
  if (!reader->wrong)
    reader->wrong = what;
  reader->at = reader->end;
}

/* NULL if so much is not left. */
static const guint8 *
take (Reader *reader, gsize length, const char *what)
{
  const guint8 *at = reader->at;
  if ((gsize) (reader->end - at) < length) {
    reader_fail (reader, what);
    return NULL;
  }
  reader->at += length;
  return at;
}

static guint64
read_number (Reader *reader, guint64 most, const char *what)
{
  guint64 number = 0;
  const guint8 *at = take (reader, sizeof number, what);
  if (at)
    memcpy (&number, at, sizeof number);
  if (number > most)
    reader_fail (reader, what);
  return MIN (number, most);
}

/* No NUL in it, which would end it early. */
static char *
read_text_of (Reader *reader, gsize most, const char *what)
{
  guint32 length = 0;
  const guint8 *at = take (reader, sizeof length, what);
  if (at)
    memcpy (&length, at, sizeof length);
  at = take (reader, length, what);
  if (at && length <= most && g_utf8_validate_len ((const char *) at, length, NULL))
    return g_strndup ((const char *) at, length);
  reader_fail (reader, what);
  return g_strdup ("");
}

static char *
read_text (Reader *reader)
{
  return read_text_of (reader, PT_WIRE_MAX, "text");
}

static char *
read_line (Reader *reader, const char *what)
{
  char *line = read_text_of (reader, WIRE_LINE_MAX, what);
  if (!pt_text_is_header_value (line))
    reader_fail (reader, what);
  return line;
}

static gboolean
read_boolean (Reader *reader, const char *what)
{
  return read_number (reader, 1, what) == 1;
}

static char *
read_maybe_line (Reader *reader, const char *what)
{
  return read_boolean (reader, what) ? read_line (reader, what) : NULL;
}

static guint
read_enum (Reader *reader, guint last, const char *what)
{
  return (guint) read_number (reader, last, what);
}

static gsize
read_size (Reader *reader, const char *what)
{
  return (gsize) read_number (reader, G_MAXSSIZE, what);
}

static void
read_digest (Reader *reader, guint8 digest[PT_SHA256_BYTES], const char *what)
{
  const guint8 *at = take (reader, PT_SHA256_BYTES, what);
  if (at)
    memcpy (digest, at, PT_SHA256_BYTES);
}

/* How many there are in the list that follows. */
static gsize
list_length (Reader *reader, const char *what)
{
  return (gsize) read_number (reader, WIRE_COUNT_MAX, what);
}

/* A list ends early once something was wrong. */
static gboolean
goes_on (const Reader *reader, gsize i, gsize n)
{
  return i < n && !reader->wrong;
}

static void
read_lines (Reader *reader, GPtrArray *texts, const char *what)
{
  for (gsize i = 0, n = list_length (reader, what); goes_on (reader, i, n); i++)
    g_ptr_array_add (texts, read_line (reader, what));
}

static PtAddress *
read_address (Reader *reader, const char *what)
{
  g_autofree char *name = read_maybe_line (reader, what);
  g_autofree char *addr = read_line (reader, what);
  PtAddress *address = pt_address_new (name, addr);
  if (g_strcmp0 (address->name, name))
    reader_fail (reader, what);
  return address;
}

static void
read_addresses (Reader *reader, GPtrArray *addresses, const char *what)
{
  for (gsize i = 0, n = list_length (reader, what); goes_on (reader, i, n); i++)
    g_ptr_array_add (addresses, read_address (reader, what));
}

static void
read_gate (Reader *reader, PtMessage *message)
{
  message->gate = (PtGate) read_enum (reader, PT_GATE_UNREADABLE, "gate");
  message->gate_detail = read_maybe_line (reader, "gate detail");
  read_digest (reader, message->digest, "digest");
  read_digest (reader, message->raw_digest, "raw digest");
  message->raw_size = read_size (reader, "raw size");
}

/* The one From of a message that passed the gate is what everything else hangs on. */
static void
read_from (Reader *reader, PtMessage *message)
{
  if (read_boolean (reader, "From"))
    message->from = read_address (reader, "From");
  if (message->gate == PT_GATE_OK && !message->from)
    reader_fail (reader, "From");
}

static void
read_header (Reader *reader, PtMessage *message)
{
  message->message_id = read_maybe_line (reader, "Message-ID");
  read_lines (reader, message->in_reply_to, "In-Reply-To");
  read_lines (reader, message->references, "References");
  g_free (message->subject);
  message->subject = read_line (reader, "Subject");
  message->date = (gint64) read_number (reader, G_MAXUINT64, "Date");
  read_from (reader, message);
  read_addresses (reader, message->to, "To");
  read_addresses (reader, message->cc, "Cc");
  read_addresses (reader, message->reply_to, "Reply-To");
  message->loop_mark = read_maybe_line (reader, "loop mark");
  message->thread_index = read_maybe_line (reader, "Thread-Index");
  message->ambiguous = read_boolean (reader, "ambiguous");
}

static void
read_auth (Reader *reader, PtMessage *message)
{
  for (gsize i = 0, n = list_length (reader, "authentication results"); goes_on (reader, i, n); i++) {
    g_autofree char *method = read_line (reader, "authentication method");
    g_autofree char *result = read_line (reader, "authentication result");
    g_autofree char *domain = read_maybe_line (reader, "authentication domain");
    g_ptr_array_add (message->auth, pt_auth_result_new (method, result, domain));
  }
}

/* The place is one inside the raw message, and no encoding makes more of its bytes than there are. */
static void
read_place (Reader *reader, PtPart *part, gsize raw_size)
{
  part->raw_start = read_size (reader, "part start");
  part->raw_length = read_size (reader, "part length");
  part->encoding = (PtEncoding) read_enum (reader, PT_ENCODING_UUENCODE, "part encoding");
  if (part->raw_start > raw_size || part->raw_length > raw_size - part->raw_start)
    reader_fail (reader, "part place");
  if (part->size > part->raw_length)
    reader_fail (reader, "part size");
}

static PtPart *
read_part (Reader *reader, gsize raw_size)
{
  g_autofree char *type = read_line (reader, "part type");
  PtPart *part = pt_part_new (type);
  part->charset = read_maybe_line (reader, "part charset");
  part->name = read_maybe_line (reader, "part name");
  part->content_id = read_maybe_line (reader, "part Content-ID");
  part->attachment = read_boolean (reader, "attachment");
  part->is_inline = read_boolean (reader, "inline");
  part->size = read_size (reader, "part size");
  read_digest (reader, part->sha256, "part digest");
  read_place (reader, part, raw_size);
  part->note = read_maybe_line (reader, "part note");
  return part;
}

static void
read_body (Reader *reader, PtMessage *message)
{
  for (gsize i = 0, n = list_length (reader, "parts"); goes_on (reader, i, n); i++)
    g_ptr_array_add (message->parts, read_part (reader, message->raw_size));
  char **texts[] = { &message->text, &message->text_new, &message->text_quoted };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
    *texts[i] = read_text (reader);
  }
  message->has_plain = read_boolean (reader, "plain text");
}

static void
read_statuses (Reader *reader, PtMessage *message)
{
  for (gsize i = 0, n = list_length (reader, "delivery statuses"); goes_on (reader, i, n); i++) {
    g_autofree char *recipient = read_maybe_line (reader, "status recipient");
    g_autofree char *action = read_maybe_line (reader, "status action");
    g_autofree char *status = read_line (reader, "status code");
    g_autofree char *words = read_line (reader, "status words");
    g_ptr_array_add (message->statuses, pt_delivery_status_new (recipient, action, status, words));
  }
}

static void
read_notes (Reader *reader, PtMessage *message)
{
  for (gsize i = 0, n = list_length (reader, "notes"); goes_on (reader, i, n); i++) {
    g_autofree char *filter = read_line (reader, "note filter");
    g_autofree char *key = read_line (reader, "note key");
    g_autofree char *value = read_text (reader);
    pt_message_add_note (message, filter, key, value);
  }
}

static void
read_filters (Reader *reader, PtMessage *message)
{
  message->automatic = (PtAutomatic) read_enum (reader, PT_AUTOMATIC_NOREPLY, "automatic");
  message->report = (PtReportKind) read_enum (reader, PT_REPORT_FEEDBACK, "report");
  read_lines (reader, message->returned_ids, "returned ids");
  read_statuses (reader, message);
  const guint8 *spam = take (reader, sizeof message->spam, "spam");
  if (spam)
    memcpy (&message->spam, spam, sizeof message->spam);
  if (isnan (message->spam) || message->spam > 1 || (message->spam < 0 && message->spam != -1))
    reader_fail (reader, "spam");
  read_notes (reader, message);
}

gboolean
pt_wire_to_message (const guint8 *wire, gsize length, PtMessage **out_message, GError **error)
{
  Reader reader = { NULL, wire, wire + length };
  *out_message = NULL;
  if (length > PT_WIRE_MAX || read_number (&reader, G_MAXUINT64, "version") != WIRE_VERSION)
    return pt_error_set (error, PT_ERROR_MALFORMED, "cannot read a message frame: it is not in the form we write");
  g_autoptr (PtMessage) message = pt_message_new ();
  read_gate (&reader, message);
  read_header (&reader, message);
  read_auth (&reader, message);
  read_body (&reader, message);
  read_filters (&reader, message);
  if (!reader.wrong && reader.at != reader.end)
    reader_fail (&reader, "end");
  if (reader.wrong)
    return pt_error_set (error, PT_ERROR_MALFORMED, "cannot read a message frame: its field %s is out of range",
                         reader.wrong);
  *out_message = g_steal_pointer (&message);
  return TRUE;
}
