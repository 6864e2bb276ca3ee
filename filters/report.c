/* Delivery, disposition and feedback reports (RFC 3464, 8098, 5965), and delivery reports without any structure.
 * What a report says is only a claim: it counts at a signed return path alone (THREATS T045, T046, T049). */
#include <string.h>

#include "base/text.h"
#include "filters/filter.h"
#include "filters/report-words.h"
#include "filters/sender.h"
#include "mime/decode.h"

#define SCAN_BYTES (256 * 1024)
#define STATUSES 100
#define IDS 32

static gboolean
has_part (const PtMessage *message, const char *type)
{
  for (guint i = 0; i < message->parts->len; i++)
    if (g_ascii_strcasecmp (((PtPart *) g_ptr_array_index (message->parts, i))->type, type) == 0)
      return TRUE;
  return FALSE;
}

static PtReportKind
structured_kind (const PtMessage *message, const PtSource *source)
{
  static const struct {
    const char  *part;
    const char  *report_type;
    PtReportKind kind;
  } kinds[] = { { "message/feedback-report", "feedback-report", PT_REPORT_FEEDBACK },
                { "message/disposition-notification", "disposition-notification", PT_REPORT_DISPOSITION },
                { "message/global-disposition-notification", "global-disposition-notification",
                  PT_REPORT_DISPOSITION },
                { "message/delivery-status", "delivery-status", PT_REPORT_DELIVERY },
                { "message/global-delivery-status", "global-delivery-status", PT_REPORT_DELIVERY } };
  const char *type = pt_source_field (source, "Content-Type");
  g_autofree char *lower = type ? g_ascii_strdown (type, -1) : g_strdup ("");
  gboolean report = g_str_has_prefix (lower, "multipart/report");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_part (message, kinds[i].part) || (report && strstr (lower, kinds[i].report_type)))
      return kinds[i].kind;
  return report ? PT_REPORT_DELIVERY : PT_REPORT_NONE;
}

static gboolean
is_plain_delivery (const PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  static const char *const subjects[] = {
    "undeliver", "delivery status notif", "delivery fail", "delivery notification", "failure notice", "returned mail",
    "mail delivery", "returned to sender", "could not be delivered", "not be delivered", "nondeliver", "non-deliver",
    "undelivered", "mail system error", "delivery problem", "delivery error", "delayed", "mail failure", "mail error",
    "user unknown", "delivery has", "unzustellbar", "nicht zustellbar", "non remis", "entregar", "entregue",
    "consegna", "message status", "returned message", "rejected", "return to sender", "unknown address",
    "delivery report", "delivery warning", "undeliv", "failed mail", "failed delivery", NULL
  };
  static const char *const words[] = {
    "could not be delivered", "did not reach", "permanent fatal errors", "undeliverable", "delivery failed",
    "delivery to the following", "couldn't be delivered", "unable to deliver", "user unknown", "no such user",
    "was not delivered", "mailbox unavailable", "mailbox is full", "couldn't deliver", "not able to deliver",
    "cannot be delivered", "not listed in", "unknown user", "account that you tried to reach", NULL
  };
  gboolean daemon = pt_sender_is_daemon (message, source), null_sender = pt_sender_is_null (source, envelope);
  gboolean subject = pt_sender_has_word (message->subject, subjects);
  if (pt_source_field (source, "X-Failed-Recipients"))
    return TRUE;
  gboolean named = pt_sender_calls_itself_daemon (source);
  if (!daemon && !null_sender && !named)
    return FALSE;
  if (subject && (daemon || null_sender))
    return TRUE;
  g_autofree char *start = g_strndup (message->text, pt_text_prefix (message->text, 4096));
  return pt_sender_has_word (start, words) && (daemon || null_sender || subject);
}

/* The value if LINE (LENGTH bytes, quote marks before it allowed) is the field NAME; to be freed. */
static char *
field_value (const char *line, gsize length, const char *name)
{
  gsize count = strlen (name);
  while (length > 0 && strchr ("> \t", *line) && *line != 0)
    line++, length--;
  if (length <= count || g_ascii_strncasecmp (line, name, count) != 0 || line[count] != ':')
    return NULL;
  g_autofree char *raw = pt_text_to_utf8 (line + count + 1, length - count - 1, NULL);
  return pt_text_to_line (raw);
}

/* `rfc822; user@example.org` without its type and brackets; to be freed. */
static char *
plain_recipient (const char *value)
{
  const char *mark = strchr (value, ';');
  g_autofree char *bare = g_strdup (mark ? mark + 1 : value);
  g_strstrip (bare);
  gsize length = strlen (bare);
  if (length > 1 && bare[0] == '<' && bare[length - 1] == '>')
    return g_strndup (bare + 1, length - 2);
  return g_steal_pointer (&bare);
}

typedef struct {
  PtMessage *message;
  char      *recipient;
  char      *action;
  char      *status;
  GString   *words;   /* what the server said; NULL if nothing */
  gboolean   goes_on; /* a line that begins with a space belongs to the words */
} Scan;

static void
add_words (Scan *scan, const char *text)
{
  if (!scan->words)
    scan->words = g_string_new (NULL);
  else
    g_string_append_c (scan->words, ' ');
  g_string_append (scan->words, text);
  g_string_truncate (scan->words, pt_text_prefix (scan->words->str, PT_REPORT_WORDS_BYTES));
}

static void
end_group (Scan *scan)
{
  if (scan->recipient && scan->message->statuses->len < STATUSES) {
    g_autofree char *action = scan->action ? g_ascii_strdown (scan->action, -1) : g_strdup ("");
    g_autofree char *word = g_strndup (action, strcspn (action, " (;"));
    g_autofree char *status = g_strndup (scan->status ? scan->status : "",
                                         strcspn (scan->status ? scan->status : "", " (;"));
    g_ptr_array_add (scan->message->statuses,
                     pt_delivery_status_new (scan->recipient, word, status, scan->words ? scan->words->str : NULL));
  }
  if (scan->words)
    g_string_free (scan->words, TRUE);
  scan->words = NULL;
  scan->goes_on = FALSE;
  g_clear_pointer (&scan->recipient, g_free);
  g_clear_pointer (&scan->action, g_free);
  g_clear_pointer (&scan->status, g_free);
}

static void
take_id (Scan *scan, const char *value)
{
  const char *open = strchr (value, '<');
  gsize length = open ? strcspn (open + 1, "<> ") : 0;
  if (length == 0 || open[1 + length] != '>' || length > 512 || scan->message->returned_ids->len >= IDS)
    return;
  g_autofree char *id = g_strndup (open + 1, length);
  if (!g_ptr_array_find_with_equal_func (scan->message->returned_ids, id, g_str_equal, NULL))
    g_ptr_array_add (scan->message->returned_ids, g_steal_pointer (&id));
}

/* "smtp; 550 5.1.1 no such user": its type says nothing. */
static gboolean
scan_words (Scan *scan, const char *line, gsize length)
{
  g_autofree char *value = field_value (line, length, "Diagnostic-Code");
  const char *mark = value ? strchr (value, ';') : NULL;
  if (!value)
    return FALSE;
  add_words (scan, mark ? mark + 1 + strspn (mark + 1, " ") : value);
  return TRUE;
}

static void
scan_more_words (Scan *scan, const char *line, gsize length)
{
  g_autofree char *raw = pt_text_to_utf8 (line, length, NULL);
  g_autofree char *more = pt_text_to_line (raw);
  add_words (scan, g_strstrip (more));
}

static void
scan_field (Scan *scan, const char *line, gsize length)
{
  char *value;
  if (scan->goes_on && (*line == ' ' || *line == '\t')) {
    scan_more_words (scan, line, length);
    return;
  }
  scan->goes_on = g_ascii_tolower (*line) == 'd' && scan_words (scan, line, length);
  switch (g_ascii_tolower (line[0])) {
  case 'f':
    value = field_value (line, length, "Final-Recipient");
    if (value) {
      g_free (scan->recipient);
      scan->recipient = plain_recipient (value);
      g_free (value);
    }
    break;
  case 'o':
    value = field_value (line, length, "Original-Recipient");
    if (value && !scan->recipient)
      scan->recipient = plain_recipient (value);
    g_free (value);
    break;
  case 'a':
    if (!scan->action)
      scan->action = field_value (line, length, "Action");
    break;
  case 's':
    if (!scan->status)
      scan->status = field_value (line, length, "Status");
    break;
  default: break;
  }
}

/* Message-IDs stand in the returned original, wherever that is: some programs quote it. */
static void
scan_id (Scan *scan, const char *line, gsize length)
{
  char *value = strchr ("mM> \t", *line) ? field_value (line, length, "Message-ID") : NULL;
  if (value)
    take_id (scan, value);
  g_free (value);
}

typedef void (*ScanFunc) (Scan *scan, const char *line, gsize length);

static void
scan_lines (Scan *scan, const char *at, gsize size, ScanFunc func)
{
  const char *end = at + size;
  while (at < end) {
    const char *newline = memchr (at, '\n', (gsize) (end - at));
    const char *stop = newline ? newline : end;
    gsize length = (gsize) (stop - at);
    if (length > 0 && at[length - 1] == '\r')
      length--;
    if (length > 0)
      func (scan, at, length);
    else
      end_group (scan);
    at = stop + 1;
  }
  end_group (scan);
}

/* The parts that a report consists of; TRUE if there is one. */
static gboolean
scan_parts (Scan *scan, const PtSource *source)
{
  static const char *const types[] = { "message/delivery-status", "message/global-delivery-status",
                                       "message/disposition-notification", "message/global-disposition-notification",
                                       "message/feedback-report", NULL };
  gboolean found = FALSE;
  for (guint i = 0; i < scan->message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (scan->message->parts, i);
    g_autoptr (GBytes) bytes = NULL;
    gsize size = 0;
    if (!g_strv_contains (types, part->type) || !pt_decode_part (source->raw, part, &bytes, NULL))
      continue;
    const char *text = g_bytes_get_data (bytes, &size);
    scan_lines (scan, text, MIN (size, (gsize) SCAN_BYTES), scan_field);
    found = TRUE;
  }
  return found;
}

/* What happened is said in the parts of the report, or, where it has none, above the original that it returns: that
 * may quote another report (J3). */
static void
scan_report (PtMessage *message, const PtSource *source)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (source->raw, &size);
  const char *body = bytes + source->body_start;
  gsize length = MIN (size - source->body_start, (gsize) SCAN_BYTES);
  Scan scan = { .message = message };
  if (!scan_parts (&scan, source))
    scan_lines (&scan, body, pt_report_above_original (body, length), scan_field);
  scan_lines (&scan, body, length, scan_id);
}

/* Exim names the failed addresses in a field of the message. */
static void
add_failed_recipients (PtMessage *message, const PtSource *source)
{
  const char *value = pt_source_field (source, "X-Failed-Recipients");
  g_auto (GStrv) addresses = value && message->statuses->len == 0 ? g_strsplit (value, ",", STATUSES) : NULL;
  for (guint i = 0; addresses && addresses[i]; i++)
    if (*g_strstrip (addresses[i]) != 0)
      g_ptr_array_add (message->statuses, pt_delivery_status_new (addresses[i], "failed", "", NULL));
}

/* Subjects that mail programs give to read receipts, and what their text then says; lower case. */
static const struct {
  const char *subject, *words;
} receipts[] = {
  { "read: ", "was read on" },          { "gelesen: ", "gelesen" },      { "lu: ", "a été lu" },
  { "lu : ", "a été lu" },              { "leído: ", "se ha leído" },    { "leído: ", "fue leído" },
  { "letto: ", "è stato letto" },       { "letta: ", "è stata letta" },  { "gelezen: ", "is gelezen" },
  { "lida: ", "foi lida" },             { "przeczytano: ", "przeczytan" }, { "прочитано: ", "прочитано" },
  { "okundu: ", "okundu" },             { "開封済み: ", "開封され" },    { "已读: ", "已被阅读" },
  { "not read: ", "was deleted without being read" }, { "ungelesen: ", "ungelesen gelöscht" },
};

static gboolean
says (const PtMessage *message, const char *words)
{
  g_autofree char *start = g_strndup (message->text, pt_text_prefix (message->text, 1024));
  g_autofree char *text = g_utf8_strdown (start, -1);
  return strstr (text, words) != NULL;
}

/* A read receipt in words alone: both the subject and the few lines of text are those of a mail program (J6). */
static gboolean
is_plain_receipt (const PtMessage *message)
{
  if (message->in_reply_to->len == 0 && message->references->len == 0)
    return FALSE;
  g_autofree char *subject = g_utf8_strdown (message->subject, -1);
  for (guint i = 0; i < G_N_ELEMENTS (receipts); i++)
    if (g_str_has_prefix (subject, receipts[i].subject) && says (message, receipts[i].words))
      return TRUE;
  return FALSE;
}

static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  message->report = structured_kind (message, source);
  if (message->report == PT_REPORT_NONE && is_plain_delivery (message, source, envelope))
    message->report = PT_REPORT_DELIVERY;
  if (message->report == PT_REPORT_NONE && is_plain_receipt (message))
    message->report = PT_REPORT_DISPOSITION;
  if (message->report == PT_REPORT_NONE)
    return;
  scan_report (message, source);
  if (message->report != PT_REPORT_DELIVERY)
    return;
  add_failed_recipients (message, source);
  pt_report_take_words (message);
}

const PtFilter pt_filter_report = { "report", PT_FILTER_ANNOTATE, run, NULL };
