#include "model/wire.h"

#include "base/error.h"
#include "base/text.h"
#include "model/wire-form.h"

#include <math.h>
#include <string.h>

/* Ceilings of what is decoded, above every setting of PtLimits that makes sense. */
#define WIRE_LINE_MAX  (1024u * 1024)
#define WIRE_COUNT_MAX 100000u

/* Walks the children of one container; WRONG names the first thing that is not as written above. */
typedef struct {
  const char **wrong;
  GVariant    *tuple;
  gsize        next;
} Reader;

static void
reader_fail (Reader *reader, const char *what)
{
  if (!*reader->wrong)
    *reader->wrong = what;
}

static GVariant *
next_child (Reader *reader)
{
  return g_variant_get_child_value (reader->tuple, reader->next++);
}

static Reader
reader_open (Reader *outer)
{
  return (Reader) { outer->wrong, next_child (outer), 0 };
}

static void
reader_close (Reader *reader)
{
  g_clear_pointer (&reader->tuple, g_variant_unref);
}

static char *
line_from (Reader *reader, GVariant *value, const char *what)
{
  gsize length = 0;
  const char *text = g_variant_get_string (value, &length);
  if (length > WIRE_LINE_MAX || !pt_text_is_header_value (text))
    reader_fail (reader, what);
  return g_strndup (text, MIN (length, WIRE_LINE_MAX));
}

static char *
read_line (Reader *reader, const char *what)
{
  g_autoptr (GVariant) value = next_child (reader);
  return line_from (reader, value, what);
}

static char *
read_maybe_line (Reader *reader, const char *what)
{
  g_autoptr (GVariant) maybe = next_child (reader);
  g_autoptr (GVariant) value = g_variant_get_maybe (maybe);
  return value ? line_from (reader, value, what) : NULL;
}

static char *
read_text (Reader *reader)
{
  g_autoptr (GVariant) value = next_child (reader);
  return g_variant_dup_string (value, NULL);
}

static gboolean
read_boolean (Reader *reader)
{
  g_autoptr (GVariant) value = next_child (reader);
  return g_variant_get_boolean (value);
}

static guint
read_enum (Reader *reader, guint last, const char *what)
{
  g_autoptr (GVariant) value = next_child (reader);
  guint32 number = g_variant_get_uint32 (value);
  if (number > last)
    reader_fail (reader, what);
  return MIN (number, last);
}

static gsize
read_size (Reader *reader, const char *what)
{
  g_autoptr (GVariant) value = next_child (reader);
  guint64 number = g_variant_get_uint64 (value);
  if (number > G_MAXSSIZE)
    reader_fail (reader, what);
  return (gsize) MIN (number, (guint64) G_MAXSSIZE);
}

static void
read_digest (Reader *reader, guint8 digest[PT_SHA256_BYTES], const char *what)
{
  g_autoptr (GVariant) value = next_child (reader);
  gsize n = 0;
  const guint8 *data = g_variant_get_fixed_array (value, &n, 1);
  if (n == PT_SHA256_BYTES)
    memcpy (digest, data, PT_SHA256_BYTES);
  else
    reader_fail (reader, what);
}

/* Number of children of the list that READER stands on, none if there are too many. */
static gsize
list_length (Reader *list, const char *what)
{
  gsize n = g_variant_n_children (list->tuple);
  if (n <= WIRE_COUNT_MAX)
    return n;
  reader_fail (list, what);
  return 0;
}

static void
read_lines (Reader *reader, GPtrArray *texts, const char *what)
{
  Reader list = reader_open (reader);
  for (gsize i = 0, n = list_length (&list, what); i < n; i++)
    g_ptr_array_add (texts, read_line (&list, what));
  reader_close (&list);
}

static PtAddress *
read_address (Reader *reader, const char *what)
{
  Reader tuple = reader_open (reader);
  g_autofree char *name = read_maybe_line (&tuple, what);
  g_autofree char *addr = read_line (&tuple, what);
  PtAddress *address = pt_address_new (name, addr);
  if (g_strcmp0 (address->name, name))
    reader_fail (reader, what);
  reader_close (&tuple);
  return address;
}

static void
read_addresses (Reader *reader, GPtrArray *addresses, const char *what)
{
  Reader list = reader_open (reader);
  for (gsize i = 0, n = list_length (&list, what); i < n; i++)
    g_ptr_array_add (addresses, read_address (&list, what));
  reader_close (&list);
}

static void
read_gate (Reader *reader, PtMessage *message)
{
  Reader gate = reader_open (reader);
  message->gate = (PtGate) read_enum (&gate, PT_GATE_UNREADABLE, "gate");
  message->gate_detail = read_maybe_line (&gate, "gate detail");
  read_digest (&gate, message->digest, "digest");
  read_digest (&gate, message->raw_digest, "raw digest");
  message->raw_size = read_size (&gate, "raw size");
  reader_close (&gate);
}

/* The one From of a message that passed the gate is what everything else hangs on. */
static void
read_from (Reader *reader, PtMessage *message)
{
  Reader maybe = reader_open (reader);
  if (g_variant_n_children (maybe.tuple) == 1)
    message->from = read_address (&maybe, "From");
  if (message->gate == PT_GATE_OK && !message->from)
    reader_fail (reader, "From");
  reader_close (&maybe);
}

static void
read_header (Reader *reader, PtMessage *message)
{
  Reader header = reader_open (reader);
  message->message_id = read_maybe_line (&header, "Message-ID");
  read_lines (&header, message->in_reply_to, "In-Reply-To");
  read_lines (&header, message->references, "References");
  g_free (message->subject);
  message->subject = read_line (&header, "Subject");
  g_autoptr (GVariant) date = next_child (&header);
  message->date = g_variant_get_int64 (date);
  read_from (&header, message);
  read_addresses (&header, message->to, "To");
  read_addresses (&header, message->cc, "Cc");
  read_addresses (&header, message->reply_to, "Reply-To");
  message->loop_mark = read_maybe_line (&header, "loop mark");
  message->thread_index = read_maybe_line (&header, "Thread-Index");
  message->ambiguous = read_boolean (&header);
  reader_close (&header);
}

static void
read_auth (Reader *reader, PtMessage *message)
{
  Reader list = reader_open (reader);
  for (gsize i = 0, n = list_length (&list, "authentication results"); i < n; i++) {
    Reader tuple = reader_open (&list);
    g_autofree char *method = read_line (&tuple, "authentication method");
    g_autofree char *result = read_line (&tuple, "authentication result");
    g_autofree char *domain = read_maybe_line (&tuple, "authentication domain");
    g_ptr_array_add (message->auth, pt_auth_result_new (method, result, domain));
    reader_close (&tuple);
  }
  reader_close (&list);
}

/* The place is one inside the raw message, and no encoding makes more of its bytes than there are. */
static void
read_place (Reader *tuple, PtPart *part, gsize raw_size)
{
  part->raw_start = read_size (tuple, "part start");
  part->raw_length = read_size (tuple, "part length");
  part->encoding = (PtEncoding) read_enum (tuple, PT_ENCODING_UUENCODE, "part encoding");
  if (part->raw_start > raw_size || part->raw_length > raw_size - part->raw_start)
    reader_fail (tuple, "part place");
  if (part->size > part->raw_length)
    reader_fail (tuple, "part size");
}

static PtPart *
read_part (Reader *reader, gsize raw_size)
{
  Reader tuple = reader_open (reader);
  g_autofree char *type = read_line (&tuple, "part type");
  PtPart *part = pt_part_new (type);
  part->charset = read_maybe_line (&tuple, "part charset");
  part->name = read_maybe_line (&tuple, "part name");
  part->content_id = read_maybe_line (&tuple, "part Content-ID");
  part->attachment = read_boolean (&tuple);
  part->is_inline = read_boolean (&tuple);
  part->size = read_size (&tuple, "part size");
  read_digest (&tuple, part->sha256, "part digest");
  read_place (&tuple, part, raw_size);
  part->note = read_maybe_line (&tuple, "part note");
  reader_close (&tuple);
  return part;
}

static void
read_body (Reader *reader, PtMessage *message)
{
  Reader list = reader_open (reader);
  for (gsize i = 0, n = list_length (&list, "parts"); i < n; i++)
    g_ptr_array_add (message->parts, read_part (&list, message->raw_size));
  reader_close (&list);
  Reader body = reader_open (reader);
  char **texts[] = { &message->text, &message->text_new, &message->text_quoted };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
    *texts[i] = read_text (&body);
  }
  message->has_plain = read_boolean (&body);
  reader_close (&body);
}

static void
read_statuses (Reader *reader, PtMessage *message)
{
  Reader list = reader_open (reader);
  for (gsize i = 0, n = list_length (&list, "delivery statuses"); i < n; i++) {
    Reader tuple = reader_open (&list);
    g_autofree char *recipient = read_maybe_line (&tuple, "status recipient");
    g_autofree char *action = read_maybe_line (&tuple, "status action");
    g_autofree char *status = read_line (&tuple, "status code");
    g_ptr_array_add (message->statuses, pt_delivery_status_new (recipient, action, status));
    reader_close (&tuple);
  }
  reader_close (&list);
}

static void
read_notes (Reader *reader, PtMessage *message)
{
  Reader list = reader_open (reader);
  for (gsize i = 0, n = list_length (&list, "notes"); i < n; i++) {
    Reader tuple = reader_open (&list);
    g_autofree char *filter = read_line (&tuple, "note filter");
    g_autofree char *key = read_line (&tuple, "note key");
    g_autofree char *value = read_text (&tuple);
    pt_message_add_note (message, filter, key, value);
    reader_close (&tuple);
  }
  reader_close (&list);
}

static void
read_filters (Reader *reader, PtMessage *message)
{
  Reader filters = reader_open (reader);
  message->automatic = (PtAutomatic) read_enum (&filters, PT_AUTOMATIC_NOREPLY, "automatic");
  message->report = (PtReportKind) read_enum (&filters, PT_REPORT_FEEDBACK, "report");
  read_lines (&filters, message->returned_ids, "returned ids");
  read_statuses (&filters, message);
  g_autoptr (GVariant) spam = next_child (&filters);
  message->spam = g_variant_get_double (spam);
  if (isnan (message->spam) || message->spam > 1 || (message->spam < 0 && message->spam != -1))
    reader_fail (&filters, "spam");
  read_notes (&filters, message);
  reader_close (&filters);
}

gboolean
pt_wire_to_message (GVariant *wire, PtMessage **out_message, GError **error)
{
  const char *wrong = NULL;
  *out_message = NULL;
  if (!g_variant_is_of_type (wire, G_VARIANT_TYPE (WIRE)) || g_variant_get_size (wire) > PT_WIRE_MAX
      || !g_variant_is_normal_form (wire))
    return pt_error_set (error, PT_ERROR_MALFORMED, "cannot read a message frame: it is not in the form we write");
  Reader reader = { &wrong, wire, 0 };
  g_autoptr (GVariant) version = next_child (&reader);
  if (g_variant_get_uint16 (version) != WIRE_VERSION)
    return pt_error_set (error, PT_ERROR_MALFORMED, "cannot read a message frame: its version is %u, ours is %d",
                         g_variant_get_uint16 (version), WIRE_VERSION);
  g_autoptr (PtMessage) message = pt_message_new ();
  read_gate (&reader, message);
  read_header (&reader, message);
  read_auth (&reader, message);
  read_body (&reader, message);
  read_filters (&reader, message);
  if (wrong)
    return pt_error_set (error, PT_ERROR_MALFORMED, "cannot read a message frame: its field %s is out of range",
                         wrong);
  *out_message = g_steal_pointer (&message);
  return TRUE;
}
