/* `postern check`: what Postfix is told about postern-deliver (THREATS section 6). */
#include "cmd/check.h"

#include <string.h>

#include "gateway/spool.h"

typedef struct {
  PtCheck    *check;
  const char *postconf;
  char       *name;  /* of the transport */
  GStrv       words; /* its line in master.cf */
} Postfix;

static void
postfix_clear (Postfix *postfix)
{
  g_clear_pointer (&postfix->name, g_free);
  g_clear_pointer (&postfix->words, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Postfix, postfix_clear)

/* The last line that PARAMETER is printed as: warnings come before it.  NULL if Postfix does not know it. */
static char *
value_of (const Postfix *postfix, const char *parameter)
{
  const char *const argv[] = { postfix->postconf, "-x", "-h", parameter, NULL };
  g_autofree char *text = NULL;
  if (!pt_check_run (argv, &text) || strstr (text, "unknown parameter"))
    return NULL;
  const char *line = strrchr (text, '\n');
  return g_strstrip (g_strdup (line ? line + 1 : text));
}

static char *
value_of_transport (const Postfix *postfix, const char *suffix)
{
  g_autofree char *parameter = g_strconcat (postfix->name, suffix, NULL);
  return value_of (postfix, parameter);
}

/* --- the transport in master.cf --- */

static gboolean
has_word (const Postfix *postfix, const char *word)
{
  return g_strv_contains ((const char *const *) postfix->words, word);
}

/* What follows NAME=; NULL if it is not there. */
static const char *
attribute (const Postfix *postfix, const char *name)
{
  for (char **word = postfix->words; *word; word++)
    if (g_str_has_prefix (*word, name) && (*word)[strlen (name)] == '=')
      return *word + strlen (name) + 1;
  return NULL;
}

/* The word after WORD. */
static const char *
after (const Postfix *postfix, const char *word)
{
  for (char **w = postfix->words; *w; w++)
    if (strcmp (*w, word) == 0)
      return w[1];
  return NULL;
}

static void
check_spool_word (const Postfix *postfix)
{
  const char *spool = after (postfix, "--spool");
  if (!spool)
    pt_check_say (postfix->check, PT_FINDING_ERROR, "mta", "write --spool and the folder into its argv",
                  "transport %s of Postfix names no --spool: every mail is deferred", postfix->name);
  else if (strcmp (spool, postfix->check->config->spool) != 0)
    pt_check_say (postfix->check, PT_FINDING_ERROR, "mta", "name the same folder in master.cf and in the settings",
                  "transport %s of Postfix writes into %s, and mail is read from %s: it would never be seen",
                  postfix->name, spool, postfix->check->config->spool);
}

static void
check_sender_words (const Postfix *postfix)
{
  const char *sender = after (postfix, "-f");
  if (!sender || (strcmp (sender, "${sender}") != 0 && strcmp (sender, "$sender") != 0))
    pt_check_say (
      postfix->check, PT_FINDING_ERROR, "mta", "write -f ${sender} into its argv",
      "transport %s of Postfix does not hand on the sender: every mail is deferred, or reports are taken for mail",
      postfix->name);
  if (!has_word (postfix, "${recipient}") && !has_word (postfix, "$recipient"))
    pt_check_say (postfix->check, PT_FINDING_ERROR, "mta", "write -- ${recipient} at the end of its argv",
                  "transport %s of Postfix does not hand on the recipients: every mail is deferred", postfix->name);
  const char *null_sender = attribute (postfix, "null_sender");
  if (!null_sender || *null_sender)
    pt_check_say (postfix->check, PT_FINDING_WARNING, "mta", "write null_sender= before argv",
                  "transport %s of Postfix gives the null sender a name: reports look like mail of a person",
                  postfix->name);
}

static void
check_flags (const Postfix *postfix)
{
  const char *flags = attribute (postfix, "flags");
  g_autofree char *changing = g_strdup (flags ? flags : "");
  g_strdelimit (changing, "qhu", ' ');
  if (*g_strstrip (changing))
    pt_check_say (postfix->check, PT_FINDING_WARNING, "mta", "write flags=q",
                  "flags=%s of transport %s change the mail: it is not kept byte for byte", flags, postfix->name);
}

static void
check_transport_line (const Postfix *postfix)
{
  const char *user = attribute (postfix, "user");
  guint before = postfix->check->errors + postfix->check->warnings;
  check_spool_word (postfix);
  check_sender_words (postfix);
  check_flags (postfix);
  if (user)
    pt_check_spool_user (postfix->check, user);
  else
    pt_check_say (postfix->check, PT_FINDING_ERROR, "mta", "write user= and the owner of the spool before argv",
                  "transport %s of Postfix names no user: Postfix refuses to run it", postfix->name);
  if (before == postfix->check->errors + postfix->check->warnings)
    pt_check_say (postfix->check, PT_FINDING_OK, "mta", NULL,
                  "transport %s of Postfix runs postern-deliver as it should", postfix->name);
}

/* The first service that runs postern-deliver. */
static gboolean
find_transport (Postfix *postfix, const char *services)
{
  g_auto (GStrv) lines = g_strsplit (services, "\n", -1);
  for (char **line = lines; *line; line++) {
    if (!strstr (*line, "postern-deliver"))
      continue;
    g_autoptr (GRegex) gaps = g_regex_new ("[ \t]+", 0, 0, NULL);
    postfix->words = g_regex_split (gaps, g_strstrip (*line), 0);
    postfix->name = g_strdup (postfix->words[0]);
    return TRUE;
  }
  return FALSE;
}

/* --- parameters in main.cf --- */

static void
check_delimiter (const Postfix *postfix)
{
  char wanted = postfix->check->config->policy->recipient_delimiter;
  g_autofree char *value = value_of (postfix, "recipient_delimiter");
  if (!value || !strchr (value, wanted))
    pt_check_say (
      postfix->check, PT_FINDING_ERROR, "mta", "set recipient_delimiter to the same in main.cf and in the settings",
      "recipient_delimiter of Postfix is \"%s\", ours is \"%c\": answers to reply addresses bounce as unknown users",
      value ? value : "", wanted);
}

/* "1000s", "20m": seconds; -1 if it is none. */
static gint64
seconds_of (const char *text)
{
  static const struct { char unit; gint64 seconds; } units[] = { { 's', 1 }, { 0, 1 }, { 'm', 60 }, { 'h', 3600 },
                                                                 { 'd', 86400 }, { 'w', 604800 } };
  char *end = NULL;
  gint64 number = text ? g_ascii_strtoll (text, &end, 10) : 0;
  for (gsize i = 0; text && end > text && i < G_N_ELEMENTS (units); i++)
    if (*end == units[i].unit)
      return number * units[i].seconds;
  return -1;
}

static void
check_time_limit (const Postfix *postfix)
{
  g_autofree char *value = value_of_transport (postfix, "_time_limit");
  if (!value || seconds_of (value) < 0) {
    g_free (value);
    value = value_of (postfix, "command_time_limit");
  }
  gint64 seconds = seconds_of (value);
  if (seconds >= 0 && seconds <= PT_CHECK_OUR_ALARM)
    pt_check_say (
      postfix->check, PT_FINDING_ERROR, "mta", "set it to more than 60s in main.cf, or leave it at 1000s",
      "%s_time_limit of Postfix is %s: on a slow disk Postfix ends postern-deliver before it can say \"later\", "
      "and the mail bounces",
      postfix->name, value);
}

static void
check_recipient_limit (const Postfix *postfix)
{
  g_autofree char *value = value_of_transport (postfix, "_destination_recipient_limit");
  gint64 most = 0;
  if (value && g_ascii_string_to_signed (value, 10, 0, G_MAXINT64, &most, NULL) && (most == 0 || most > 1000))
    pt_check_say (
      postfix->check, PT_FINDING_WARNING, "mta", "set it to 20 in main.cf",
      "%s_destination_recipient_limit of Postfix is %s: the recipients of one mail may not fit on a command line",
      postfix->name, value);
}

static void
check_bare_newline (const Postfix *postfix)
{
  g_autofree char *value = value_of (postfix, "smtpd_forbid_bare_newline");
  if (!value || strcmp (value, "no") == 0)
    pt_check_say (
      postfix->check, PT_FINDING_WARNING, "mta",
      value ? "set it to yes in main.cf" : "take Postfix 3.8.4, 3.7.9, 3.6.13, 3.5.23 or later, and set it to yes",
      "smtpd_forbid_bare_newline of Postfix is %s: a mail can smuggle in a second one with a forged sender",
      value ? value : "not known to it");
}

static void
check_size (const Postfix *postfix)
{
  gsize limit = postfix->check->config->policy->limits.message_bytes;
  g_autofree char *value = value_of (postfix, "message_size_limit");
  gint64 most = 0;
  if (!value || !g_ascii_string_to_signed (value, 10, 0, G_MAXINT64, &most, NULL))
    return;
  if (most == 0 || most > (gint64) limit * 4)
    pt_check_say (postfix->check, PT_FINDING_WARNING, "mta",
                  "set it to at most four times message_bytes, or raise that",
                  "message_size_limit of Postfix is %s, and message_bytes is %" G_GSIZE_FORMAT
                  ": Postfix takes mail that is put into poison/ unread",
                  value, limit);
}

void
pt_check_postfix (PtCheck *check, const char *postconf)
{
  const char *const argv[] = { postconf, "-M", NULL };
  g_auto (Postfix) postfix = { .check = check, .postconf = postconf };
  g_autofree char *services = NULL;
  if (!pt_check_run (argv, &services)) {
    pt_check_say (check, PT_FINDING_WARNING, "mta",
                  "run postern check as a user who may read the settings of Postfix",
                  "Postfix is installed, and its settings cannot be read: %s", services);
    return;
  }
  const gboolean is_pipe = find_transport (&postfix, services);
  if (!is_pipe && !check->config->lmtp) {
    pt_check_say (check, PT_FINDING_WARNING, "mta", "put a transport into master.cf, see postern-deliver(1)",
                  "no transport of Postfix runs postern-deliver: it hands no mail on to Postern");
    return;
  }
  if (is_pipe) {
    check_transport_line (&postfix);
    check_time_limit (&postfix);
    check_recipient_limit (&postfix);
  }
  check_delimiter (&postfix);
  check_bare_newline (&postfix);
  check_size (&postfix);
}
