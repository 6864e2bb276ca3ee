#include "gateway/lmtp-session-part.h"

#include <string.h>

static void
clear_recipient (gpointer data)
{
  g_free (((PtLmtpRecipient *) data)->address);
}

/* --- lines and data --- */

/* FALSE if there is no whole line.  The length of one that has no end is bounded. */
static gboolean
step_command (PtLmtpSession *s)
{
  const char *lf = memchr (s->in->str, '\n', s->in->len);
  const gsize length = lf ? (gsize) (lf - s->in->str) + 1 : s->in->len;
  if (!lf && length < PT_LMTP_LINE_BYTES)
    return FALSE;
  const gboolean too_long = s->long_line || length > PT_LMTP_LINE_BYTES || !lf;
  g_autofree char *line = too_long ? NULL : g_strndup (s->in->str, length - 1);
  const gboolean has_nul = line && memchr (line, 0, length - 1);
  g_string_erase (s->in, 0, (gssize) length);
  s->long_line = too_long && !lf;
  if (s->long_line)
    return s->in->len > 0;
  if (too_long || has_nul)
    pt_lmtp_session_refuse (s, "500 5.5.6 A command is at most 2048 octets of text");
  else
    pt_lmtp_session_run (s, g_strchomp (line));
  return TRUE;
}

/* The mail is whole.  One that was too large or nobody's is answered at once. */
static void
take_up (PtLmtpSession *s)
{
  if (!pt_lmtp_data_is_too_large (s->data)) {
    s->state = PT_LMTP_TAKEN;
    s->ready = TRUE;
    return;
  }
  for (guint i = 0; i < s->recipients->len; i++)
    pt_lmtp_session_reply (s, "552 5.3.4 The mail is larger than this desk takes");
  pt_lmtp_session_reset (s);
  s->state = PT_LMTP_COMMAND;
}

static gboolean
step_data (PtLmtpSession *s)
{
  gboolean ended = FALSE;
  const gsize used = pt_lmtp_data_add_dotted (s->data, s->in->str, s->in->len, &ended);
  g_string_erase (s->in, 0, (gssize) used);
  if (ended)
    take_up (s);
  return ended;
}

static void
end_chunk (PtLmtpSession *s)
{
  s->state = PT_LMTP_COMMAND;
  if (!s->chunked)
    pt_lmtp_session_refuse (s, s->sender ? "503 5.5.1 There is no recipient" : "503 5.5.1 MAIL comes first");
  else if (s->last)
    take_up (s);
  else
    pt_lmtp_session_reply (s, "250 2.0.0 Ok");
}

static gboolean
step_chunk (PtLmtpSession *s)
{
  const gsize n = MIN (s->chunk, s->in->len);
  if (s->chunked)
    pt_lmtp_data_add (s->data, s->in->str, n);
  g_string_erase (s->in, 0, (gssize) n);
  s->chunk -= n;
  if (s->chunk > 0)
    return FALSE;
  end_chunk (s);
  return TRUE;
}

/* TRUE if there may be more to do. */
static gboolean
step (PtLmtpSession *s)
{
  switch (s->state) {
  case PT_LMTP_COMMAND:
    return s->in->len > 0 && step_command (s);
  case PT_LMTP_DATA:
    return step_data (s);
  case PT_LMTP_CHUNK:
    return step_chunk (s);
  case PT_LMTP_TAKEN:
  case PT_LMTP_OVER:
    break;
  }
  return FALSE;
}

static void
go_on (PtLmtpSession *s)
{
  while (step (s))
    if (s->ending && s->state == PT_LMTP_COMMAND) {
      pt_lmtp_session_close (s, s->ending);
      return;
    }
}

void
pt_lmtp_session_feed (PtLmtpSession *session, const char *bytes, gsize length)
{
  if (session->state == PT_LMTP_OVER)
    return;
  g_string_append_len (session->in, bytes, (gssize) length);
  go_on (session);
}

gboolean
pt_lmtp_session_take (PtLmtpSession *session, PtLmtpMail *out_mail)
{
  if (!session->ready)
    return FALSE;
  session->ready = FALSE;
  out_mail->envelope = pt_envelope_new (PT_ENTRANCE_LMTP, session->sender, 0);
  for (guint i = 0; i < session->recipients->len; i++)
    pt_envelope_add_recipient (out_mail->envelope, g_array_index (session->recipients, PtLmtpRecipient, i).address);
  out_mail->raw = pt_lmtp_data_end (session->data);
  return TRUE;
}

/* --- answers --- */

static char *
answer_for (const PtOutcome *outcome, const PtLmtpRecipient *recipient)
{
  const char *cause = outcome ? pt_cause_text (outcome->cause) : NULL;
  if (!outcome)
    return g_strdup ("451 4.3.0 Not stored: try again later");
  if (outcome->verdict == PT_VERDICT_REJECTED)
    return g_strdup_printf ("550 5.7.1 Not taken: %s", cause ? cause : "by the rules of this desk");
  if (recipient->is_return_path)
    return g_strdup_printf ("250 2.0.0 Taken as a report, message %" G_GINT64_FORMAT, outcome->message);
  if (outcome->ticket && outcome->verdict != PT_VERDICT_HELD)
    return g_strdup_printf ("250 2.0.0 Taken: ticket %" G_GINT64_FORMAT ", message %" G_GINT64_FORMAT,
                            outcome->ticket, outcome->message);
  return g_strdup_printf ("250 2.0.0 Taken: %s, message %" G_GINT64_FORMAT, pt_verdict_name (outcome->verdict),
                          outcome->message);
}

void
pt_lmtp_session_answer (PtLmtpSession *session, const PtOutcome *outcome)
{
  g_return_if_fail (session->state == PT_LMTP_TAKEN);
  for (guint i = 0; i < session->recipients->len; i++) {
    g_autofree char *text = answer_for (outcome, &g_array_index (session->recipients, PtLmtpRecipient, i));
    pt_lmtp_session_reply (session, text);
  }
  pt_lmtp_session_reset (session);
  session->state = PT_LMTP_COMMAND;
  if (session->ending)
    pt_lmtp_session_close (session, session->ending);
  else
    go_on (session);
}

void
pt_lmtp_session_close (PtLmtpSession *session, const char *why)
{
  g_autofree char *reason = g_strdup (why);
  if (session->state == PT_LMTP_OVER)
    return;
  g_free (session->ending);
  session->ending = g_steal_pointer (&reason);
  if (pt_lmtp_session_is_busy (session))
    return;
  g_string_append_printf (session->out, "421 4.3.2 %s\r\n", session->ending);
  pt_lmtp_session_end (session);
}

GString *
pt_lmtp_session_output (PtLmtpSession *session)
{
  return session->out;
}

gsize
pt_lmtp_session_bytes (const PtLmtpSession *session)
{
  return session->in->len + (session->data ? pt_lmtp_data_bytes (session->data) : 0);
}

gboolean
pt_lmtp_session_is_busy (const PtLmtpSession *session)
{
  return session->data != NULL;
}

gboolean
pt_lmtp_session_is_over (const PtLmtpSession *session)
{
  return session->state == PT_LMTP_OVER;
}

/* --- life --- */

PtLmtpSession *
pt_lmtp_session_new (const PtPolicy *policy, const char *host)
{
  PtLmtpSession *s = g_new0 (PtLmtpSession, 1);
  s->policy = policy;
  s->host = host;
  s->in = g_string_new (NULL);
  s->out = g_string_new (NULL);
  s->recipients = g_array_new (FALSE, FALSE, sizeof (PtLmtpRecipient));
  g_array_set_clear_func (s->recipients, clear_recipient);
  g_string_append_printf (s->out, "220 %s LMTP Postern\r\n", host);
  return s;
}

void
pt_lmtp_session_free (PtLmtpSession *session)
{
  if (!session)
    return;
  pt_lmtp_session_reset (session);
  g_array_unref (session->recipients);
  g_string_free (session->in, TRUE);
  g_string_free (session->out, TRUE);
  g_free (session->ending);
  g_free (session);
}
