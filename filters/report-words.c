#include "filters/report-words.h"

#include <string.h>

#include "base/text.h"
#include "filters/sender.h"

/* A line below which the returned original stands. */
static gboolean
begins_original (const char *line, gsize length)
{
  static const char *const fields[] = { "content-type: message/rfc822", "content-type: text/rfc822-headers",
                                        "received:", "return-path:", NULL };
  static const char *const words[] = { "original message", "copy of the message", "copy of your message",
                                       "headers follow",   "returned message",    "message follows",
                                       "unsent message",   "message header",      NULL };
  g_autofree char *lower = g_ascii_strdown (line, (gssize) MIN (length, (gsize) 200));
  for (guint i = 0; fields[i]; i++)
    if (g_str_has_prefix (lower, fields[i]))
      return TRUE;
  gboolean rule = strspn (lower, "-=_ ") >= 3 || g_str_has_suffix (lower, ":");
  for (guint i = 0; rule && words[i]; i++)
    if (strstr (lower, words[i]))
      return TRUE;
  return FALSE;
}

gsize
pt_report_above_original (const char *bytes, gsize size)
{
  const char *at = bytes, *end = bytes + size;
  while (at < end) {
    const char *newline = memchr (at, '\n', (gsize) (end - at));
    gsize length = (gsize) ((newline ? newline : end) - at);
    if (length > 0 && begins_original (at, length))
      return (gsize) (at - bytes);
    at += length + 1;
  }
  return size;
}

/* What stands above the original that a report returns, in one line; to be freed. */
static char *
text_above_original (const PtMessage *message)
{
  const gsize above = pt_report_above_original (message->text, strlen (message->text));
  const gsize length = pt_text_prefix (message->text, above);
  g_autofree char *whole = g_strndup (message->text, MIN (length, (gsize) 4 * PT_REPORT_WORDS_BYTES));
  g_autofree char *valid = g_utf8_make_valid (whole, -1);
  char *line = pt_text_to_line (valid);
  line[pt_text_prefix (line, 2 * PT_REPORT_WORDS_BYTES)] = 0;
  return line;
}

/* A report that only warns: the server goes on trying. */
static gboolean
is_warning (const PtMessage *message, const char *text)
{
  static const char *const words[] = {
    "no action is required", "do not need to resend", "will be retried", "will continue", "will keep trying",
    "still being retried", "delayed", "this is a warning message only", "not yet been delivered",
    "delivery attempts will continue", "verzögert", "keine aktion erforderlich", NULL
  };
  static const char *const subjects[] = { "delay", "warning", "verzögert", NULL };
  return pt_sender_has_word (message->subject, subjects) || pt_sender_has_word (text, words);
}

void
pt_report_take_words (PtMessage *message)
{
  g_autofree char *text = text_above_original (message);
  if (message->statuses->len == 0)
    g_ptr_array_add (message->statuses,
                     pt_delivery_status_new (NULL, is_warning (message, text) ? "delayed" : "failed", "", NULL));
  for (guint i = 0; i < message->statuses->len; i++) {
    PtDeliveryStatus *status = g_ptr_array_index (message->statuses, i);
    if (*status->words)
      continue;
    g_free (status->words);
    status->words = g_strdup (text);
  }
}
