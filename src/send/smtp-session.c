#include "send/smtp-session.h"

#include <string.h>

#include "send/transport-kinds.h"

#define HEARD_MAX 65536 /* all replies to one mail; a server that says more is cut off (THREATS T097) */

void
pt_smtp_session_begin (PtSmtpSession *session, GBytes *data)
{
  memset (session, 0, sizeof *session);
  session->data = g_bytes_get_data (data, &session->size);
}

size_t
pt_smtp_session_read (char *buffer, size_t size, size_t count, void *user_data)
{
  PtSmtpSession *session = user_data;
  gsize length = MIN (size * count, session->size - session->offset);
  memcpy (buffer, session->data + session->offset, length);
  session->offset += length;
  session->ended = length == 0;
  return length;
}

/* `250-text` goes on, `250 text` and `250` end a reply (RFC 5321 section 4.2.1). */
static gboolean
is_last_line (const char *line, gsize length)
{
  return length >= 3 && g_ascii_isdigit (line[0]) && g_ascii_isdigit (line[1]) && g_ascii_isdigit (line[2])
         && (length == 3 || line[3] == ' ' || line[3] == '\r' || line[3] == '\n');
}

size_t
pt_smtp_session_hear (char *line, size_t size, size_t count, void *user_data)
{
  PtSmtpSession *session = user_data;
  gsize length = size * count, kept = MIN (length, sizeof session->line - 1);
  if (session->leaving)
    return length;
  session->heard += length;
  if (session->heard > HEARD_MAX)
    return 0;
  memcpy (session->line, line, kept);
  session->line[kept] = 0;
  if (is_last_line (line, length)) {
    session->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
    session->answered = session->ended;
  }
  return length;
}

int
pt_smtp_session_watch (CURL *curl, curl_infotype type, char *data, size_t size, void *user_data)
{
  PtSmtpSession *session = user_data;
  (void) curl;
  if (type == CURLINFO_HEADER_OUT && size >= 5) {
    session->leaving = memcmp (data, "QUIT", 4) == 0;
    session->enveloped = session->enveloped || memcmp (data, "MAIL ", 5) == 0;
  }
  return 0;
}

gboolean
pt_smtp_session_is_stale (const PtSmtpSession *session)
{
  return !session->ended && (session->heard == 0 || session->code == 421);
}

/* Replies about who we are and what we may do, whatever command they answer (RFC 4954 section 6): a wrong setting,
 * which somebody will correct, and no word on this mail. */
static gboolean
is_about_us (int code)
{
  return code == 530 || code == 534 || code == 535 || code == 538;
}

static PtSendPhase
phase_of (const PtSmtpSession *session)
{
  if (session->ended && !session->answered)
    return PT_SEND_UNKNOWN;
  if (session->answered && session->code / 100 == 2)
    return PT_SEND_DONE;
  if (session->enveloped && session->code / 100 == 5 && !is_about_us (session->code))
    return PT_SEND_NEVER;
  if (session->answered && session->code / 100 != 4 && session->code / 100 != 5)
    return PT_SEND_UNKNOWN; /* an answer that means nothing is none */
  return PT_SEND_LATER;
}

void
pt_smtp_session_judge (const PtSmtpSession *session, CURLcode curl_code, const char *curl_text, PtSendResult *result)
{
  PtSendPhase phase = phase_of (session);
  gboolean refused = session->code >= 400;
  g_autofree char *text = NULL;
  if (phase == PT_SEND_DONE || refused)
    text = g_strdup (session->line);
  else
    text = g_strdup_printf ("%s%s", phase == PT_SEND_UNKNOWN ? "no answer to the end of the mail: " : "",
                            *curl_text != 0 ? curl_text : curl_easy_strerror (curl_code));
  pt_send_result_set (result, phase, session->code, text);
}
