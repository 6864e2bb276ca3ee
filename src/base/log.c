#include "base/log.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* A pipe takes this much in one piece, so records of two processes never mix (POSIX PIPE_BUF). */
#define RECORD_BYTES 4096

static const struct {
  int         syslog_level;
  const char *word;
} levels[] = {
  [PT_LOG_ERROR] = { LOG_ERR, "error: " },
  [PT_LOG_WARNING] = { LOG_WARNING, "warning: " },
  [PT_LOG_INFO] = { LOG_INFO, "" },
  [PT_LOG_DEBUG] = { LOG_DEBUG, "debug: " },
};

/* The one piece of state in this layer: set once by main, before there are threads. */
static struct {
  PtLogTarget target;
  PtLogLevel  highest;
  gboolean    journal;
} sink = { PT_LOG_TO_STDERR, PT_LOG_INFO, FALSE };

void
pt_log_init (PtLogTarget target, PtLogLevel highest)
{
  sink.target = target;
  sink.highest = highest;
  sink.journal = g_getenv ("JOURNAL_STREAM") != NULL;
  if (target == PT_LOG_TO_SYSLOG)
    openlog ("postern", LOG_PID, LOG_MAIL);
}

static void
append_bytes_escaped (GString *out, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (out, "\\x%02x", (guchar) bytes[i]);
}

static void
append_escaped (GString *out, const char *text)
{
  while (*text) {
    gunichar c = g_utf8_get_char_validated (text, -1);
    gsize n = c >= 0x80000000 ? 1 : (gsize) g_unichar_to_utf8 (c, NULL);
    if (c >= 0x80000000 || pt_text_is_hidden (c))
      append_bytes_escaped (out, text, n);
    else
      g_string_append_len (out, text, (gssize) n);
    text += n;
  }
}

static void
write_whole (const char *data, gsize length)
{
  while (length > 0) {
    ssize_t n = write (STDERR_FILENO, data, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return; /* nobody reads us: there is no other place to say so */
    data += n;
    length -= (gsize) n;
  }
}

void
pt_log (PtLogLevel level, const char *format, ...)
{
  if (sink.target == PT_LOG_TO_NOTHING || level > sink.highest)
    return;
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autoptr (GString) record = g_string_new (NULL);
  if (sink.target == PT_LOG_TO_STDERR && sink.journal)
    g_string_append_printf (record, "<%d>", levels[level].syslog_level);
  else
    g_string_append (record, levels[level].word);
  append_escaped (record, text);
  if (record->len > RECORD_BYTES - 1) {
    g_string_truncate (record, pt_text_prefix (record->str, RECORD_BYTES - 4));
    g_string_append (record, "...");
  }
  if (sink.target == PT_LOG_TO_SYSLOG) {
    syslog (levels[level].syslog_level, "%s", record->str);
    return;
  }
  g_string_append_c (record, '\n');
  write_whole (record->str, record->len);
}
