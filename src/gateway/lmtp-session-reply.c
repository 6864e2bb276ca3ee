/* What is said to the client, and the ends that go with it. */
#include "gateway/lmtp-session-part.h"

void
pt_lmtp_session_reply (PtLmtpSession *s, const char *text)
{
  g_string_append_printf (s->out, "%s\r\n", text);
}

void
pt_lmtp_session_end (PtLmtpSession *s)
{
  s->state = PT_LMTP_OVER;
  g_string_truncate (s->in, 0);
}

void
pt_lmtp_session_refuse (PtLmtpSession *s, const char *text)
{
  pt_lmtp_session_reply (s, text);
  if (++s->errors < PT_LMTP_ERRORS)
    return;
  pt_lmtp_session_reply (s, "421 4.7.0 Too many errors");
  pt_lmtp_session_end (s);
}

void
pt_lmtp_session_reset (PtLmtpSession *s)
{
  g_clear_pointer (&s->sender, g_free);
  g_array_set_size (s->recipients, 0);
  g_clear_pointer (&s->data, pt_lmtp_data_free);
  s->chunked = s->ready = FALSE;
}
