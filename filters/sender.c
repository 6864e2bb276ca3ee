#include "filters/sender.h"

#include <string.h>

gboolean
pt_sender_is_null (const PtSource *source, const PtEnvelope *envelope)
{
  const char *path = pt_source_field (source, "Return-Path");
  if (envelope != NULL && envelope->sender != NULL)
    return *envelope->sender == 0;
  return path != NULL && strcmp (path, "<>") == 0;
}

gboolean
pt_sender_has_word (const char *text, const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  for (; *words != NULL; words++)
    if (strstr (lower, *words) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
pt_sender_is_daemon (const PtMessage *message, const PtSource *source)
{
  static const char *const words[] = { "mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon", "postmaster",
                                       "mdaemon", "mail delivery sub", "mail delivery system", "mail administrator",
                                       "mail router", "system administrator", "mail system", "mailadmin",
                                       "mailsystem", NULL };
  const char *from = pt_source_field (source, "From");
  (void) message;
  return from != NULL && pt_sender_has_word (from, words);
}
