/* The verbs of LMTP, and what each answers in each state. */
#include "base/address.h"
#include "gateway/lmtp-path.h"
#include "gateway/lmtp-session-part.h"

#include <string.h>

static void
on_lhlo (PtLmtpSession *s, const char *rest)
{
  if (!*rest) {
    pt_lmtp_session_refuse (s, "501 5.5.4 LHLO needs a name");
    return;
  }
  pt_lmtp_session_reset (s);
  s->greeted = TRUE;
  g_string_append_printf (s->out,
                          "250-%s\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n"
                          "250-CHUNKING\r\n250 SIZE %" G_GSIZE_FORMAT "\r\n",
                          s->host, s->policy->limits.message_bytes);
}

static void
on_not_lmtp (PtLmtpSession *s, const char *rest)
{
  (void) rest;
  pt_lmtp_session_refuse (s, "500 5.5.1 This is LMTP: say LHLO");
}

/* SIZE, BODY and SMTPUTF8 are known; what is not must be refused (RFC 5321 section 4.1.1.11). */
static const char *
check_parameters (const PtLmtpSession *s, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i]; i++) {
    const char *word = words[i];
    guint64 size = 0;
    if (!*word || g_ascii_strcasecmp (word, "BODY=7BIT") == 0 || g_ascii_strcasecmp (word, "BODY=8BITMIME") == 0
        || g_ascii_strcasecmp (word, "SMTPUTF8") == 0)
      continue;
    if (g_ascii_strncasecmp (word, "SIZE=", 5) != 0)
      return "555 5.5.4 A parameter of MAIL is not known here";
    if (!g_ascii_string_to_unsigned (word + 5, 10, 0, G_MAXUINT64, &size, NULL))
      return "501 5.5.4 SIZE is no number";
    if (size > s->policy->limits.message_bytes)
      return "552 5.3.4 The mail is larger than this desk takes";
  }
  return NULL;
}

static void
on_mail (PtLmtpSession *s, const char *rest)
{
  const char *parameters, *why;
  g_autofree char *sender = NULL;
  if (!s->greeted)
    pt_lmtp_session_refuse (s, "503 5.5.1 LHLO comes first");
  else if (s->sender)
    pt_lmtp_session_refuse (s, "503 5.5.1 There is a sender already: RSET forgets it");
  else if (!pt_lmtp_path (rest, "FROM:", &sender, &parameters))
    pt_lmtp_session_refuse (s, "501 5.1.7 MAIL FROM:<address> is wanted");
  else if ((why = check_parameters (s, parameters)))
    pt_lmtp_session_refuse (s, why);
  else {
    s->sender = g_steal_pointer (&sender);
    pt_lmtp_session_reply (s, "250 2.1.0 Sender ok");
  }
}

/* Whether an address that is nobody's is somebody's after all only the store knows (wildcard): not asked here. */
static gboolean
is_ours (const PtPolicy *policy, const char *key)
{
  return pt_policy_owns_address (policy, key)
         || (policy->wildcard && policy->mailboxes->len > 0 && pt_policy_owns_domain (policy, key));
}

static void
add_recipient (PtLmtpSession *s, char *address /* owned */, const char *key)
{
  const PtMailbox *mailbox = pt_policy_mailbox_for (s->policy, key, NULL);
  const PtLmtpRecipient recipient = { address, !mailbox && pt_policy_owns_address (s->policy, key) };
  if (mailbox ? mailbox->enabled : is_ours (s->policy, key)) {
    g_array_append_val (s->recipients, recipient);
    pt_lmtp_session_reply (s, "250 2.1.5 PtLmtpRecipient ok");
    return;
  }
  pt_lmtp_session_refuse (s, mailbox ? "550 5.2.1 This mailbox takes no mail"
                          : "550 5.1.1 There is no such mailbox here");
  g_free (address);
}

static void
on_rcpt (PtLmtpSession *s, const char *rest)
{
  const char *parameters;
  g_autofree char *address = NULL, *key = NULL;
  if (!s->sender)
    pt_lmtp_session_refuse (s, "503 5.5.1 MAIL comes first");
  else if (s->chunked)
    pt_lmtp_session_refuse (s, "503 5.5.1 BDAT has begun");
  else if (!pt_lmtp_path (rest, "TO:", &address, &parameters))
    pt_lmtp_session_refuse (s, "501 5.1.3 RCPT TO:<address> is wanted");
  else if (*parameters)
    pt_lmtp_session_refuse (s, "555 5.5.4 A parameter of RCPT is not known here");
  else if (!(key = pt_address_key (address)))
    pt_lmtp_session_refuse (s, "550 5.1.3 This is no mail address");
  else if (s->recipients->len == PT_LMTP_RECIPIENTS)
    pt_lmtp_session_reply (s, "452 4.5.3 Too many recipients: send the mail again for the others");
  else
    add_recipient (s, g_steal_pointer (&address), key);
}

static gboolean
may_have_data (PtLmtpSession *s)
{
  if (s->sender && s->recipients->len > 0)
    return TRUE;
  pt_lmtp_session_refuse (s, s->sender ? "503 5.5.1 There is no recipient" : "503 5.5.1 MAIL comes first");
  return FALSE;
}

static void
on_data (PtLmtpSession *s, const char *rest)
{
  if (*rest)
    pt_lmtp_session_refuse (s, "501 5.5.4 DATA takes no words");
  else if (s->chunked)
    pt_lmtp_session_refuse (s, "503 5.5.1 BDAT has begun");
  else if (may_have_data (s)) {
    s->data = pt_lmtp_data_new (s->policy->limits.message_bytes);
    s->state = PT_LMTP_DATA;
    pt_lmtp_session_reply (s, "354 Go on; end with a line that is a dot");
  }
}

static gboolean
read_chunk (const char *rest, gsize *out_size, gboolean *out_last)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", -1);
  guint64 size = 0;
  const guint n = g_strv_length (words);
  *out_last = n == 2 && g_ascii_strcasecmp (words[1], "LAST") == 0;
  if (n < 1 || n > 2 || (n == 2 && !*out_last)
      || !g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXUINT32, &size, NULL))
    return FALSE;
  *out_size = size;
  return TRUE;
}

/* Where the octets end is not known without their number: a wrong one ends the session.  Those of a mail that is not
 * wanted are passed over, or they would be read as commands. */
static void
on_bdat (PtLmtpSession *s, const char *rest)
{
  if (!read_chunk (rest, &s->chunk, &s->last)) {
    pt_lmtp_session_reply (s, "421 4.5.4 BDAT wants a number of octets: the session ends");
    pt_lmtp_session_end (s);
    return;
  }
  s->state = PT_LMTP_CHUNK;
  s->chunked = s->sender && s->recipients->len > 0;
  if (s->chunked && !s->data)
    s->data = pt_lmtp_data_new (s->policy->limits.message_bytes);
}

static void
on_rset (PtLmtpSession *s, const char *rest)
{
  (void) rest;
  pt_lmtp_session_reset (s);
  pt_lmtp_session_reply (s, "250 2.0.0 Forgotten");
}

static void
on_noop (PtLmtpSession *s, const char *rest)
{
  (void) rest;
  pt_lmtp_session_reply (s, "250 2.0.0 Ok");
}

static void
on_vrfy (PtLmtpSession *s, const char *rest)
{
  (void) rest;
  pt_lmtp_session_refuse (s, "252 2.5.2 RCPT says it");
}

static void
on_quit (PtLmtpSession *s, const char *rest)
{
  (void) rest;
  pt_lmtp_session_reply (s, "221 2.0.0 Good bye");
  pt_lmtp_session_end (s);
}

static const struct {
  const char *verb;
  void (*func) (PtLmtpSession *s, const char *rest);
} verbs[] = {
  { "LHLO", on_lhlo }, { "HELO", on_not_lmtp }, { "EHLO", on_not_lmtp }, { "MAIL", on_mail }, { "RCPT", on_rcpt },
  { "DATA", on_data }, { "BDAT", on_bdat },     { "RSET", on_rset },     { "NOOP", on_noop }, { "VRFY", on_vrfy },
  { "QUIT", on_quit },
};

void
pt_lmtp_session_run (PtLmtpSession *s, char *line)
{
  char *rest = line + strcspn (line, " ");
  if (*rest)
    *rest++ = 0;
  g_strchomp (rest);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_ascii_strcasecmp (line, verbs[i].verb) == 0) {
      verbs[i].func (s, rest);
      return;
    }
  pt_lmtp_session_refuse (s, "500 5.5.2 No such command");
}
