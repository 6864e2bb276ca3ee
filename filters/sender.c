#include "filters/sender.h"

#include <string.h>

gboolean
pt_sender_is_null (const PtSource *source, const PtEnvelope *envelope)
{
  const char *path = pt_source_field (source, "Return-Path");
  if (envelope && envelope->sender)
    return *envelope->sender == 0;
  return path && strcmp (path, "<>") == 0;
}

gboolean
pt_sender_has_word (const char *text, const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  for (; *words; words++)
    if (strstr (lower, *words))
      return TRUE;
  return FALSE;
}

static const char *const daemons[] = { "mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon",
                                       "postmaster", "mdaemon", "mailsystem", NULL };

static gboolean
is_daemon_part (const char *key)
{
  g_autofree char *local = g_strndup (key, strcspn (key, "@+"));
  return g_strv_contains (daemons, local) || strcmp (local, "mail-system") == 0;
}

/* A From without any address: there its words are all there is. */
gboolean
pt_sender_is_daemon (const PtMessage *message, const PtSource *source)
{
  const char *key = message->from ? message->from->key : NULL;
  return key ? is_daemon_part (key) : pt_sender_calls_itself_daemon (source);
}

gboolean
pt_sender_calls_itself_daemon (const PtSource *source)
{
  static const char *const words[] = { "mail delivery sub", "mail delivery system", "mail administrator",
                                       "mail router", "system administrator", "mail system", "mailadmin", NULL };
  const char *from = pt_source_field (source, "From");
  return from && (pt_sender_has_word (from, daemons) || pt_sender_has_word (from, words));
}
