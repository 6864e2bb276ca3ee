/* `postern print-mta-config`: what a mail server must be told, with the paths and addresses of this installation
 * (THREATS section 6). */
#include "cmd/command.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "cmd/check.h"
#include "gateway/lmtp-session.h"

/* How mail is handed over. */
enum { PIPE = 1, SOCKET = 2, PORT = 4, ANY = PIPE | SOCKET | PORT };

typedef struct {
  const char *server;
  const char *file;  /* as the user names it */
  guint       ways;  /* that it is for */
  const char *text;  /* with words in @ that stand for ours */
} Part;

#define POSTFIX_LMTP \
  "postern   unix  -       -       n       -       10      lmtp\n" \
  "  -o lmtp_line_length_limit=0\n"

static const Part parts[] = {
  { "postfix", "master.cf", PIPE,
    "# For /etc/postfix/master.cf.  No flag adds a line to the mail: Postern keeps it byte for byte.  q quotes odd\n"
    "# addresses, and the empty null_sender makes the sender of a bounce the empty word.\n"
    "postern   unix  -       n       n       -       10      pipe\n"
    "  flags=q user=@USER@ null_sender=\n"
    "  argv=@DELIVER@ --spool @SPOOL@ -f ${sender} -- ${recipient}\n" },
  { "postfix", "master.cf", SOCKET,
    "# For /etc/postfix/master.cf.  Not in a chroot, where the socket is not; and long lines of a mail stay whole.\n"
    "# The user postfix must be one of those who may use the socket, which lmtp_mode (@MODE@) and lmtp_group\n"
    "# (@GROUP@) say, and must get into its folder.\n"
    POSTFIX_LMTP },
  { "postfix", "master.cf", PORT,
    "# For /etc/postfix/master.cf.  Long lines of a mail stay whole.  Everybody on this machine may use a port:\n"
    "# only a socket has lmtp_mode and lmtp_group.\n"
    POSTFIX_LMTP },
  { "postfix", "main.cf", ANY,
    "# For /etc/postfix/main.cf.  Where a parameter is set already, add to its value: of two lines one counts.\n"
    "\n"
    "# Begins the token of reply addresses, as in postern.conf.\n"
    "recipient_delimiter = @DELIMITER@\n"
    "\n"
    "# Mail for the addresses in this map goes to Postern.\n"
    "transport_maps = hash:/etc/postfix/postern_transport\n"
    "\n"
    "# The same map makes them known: use the line for the class that your domain belongs to.\n"
    "# domain in mydestination:\n"
    "local_recipient_maps = proxy:unix:passwd.byname $alias_maps hash:/etc/postfix/postern_transport\n"
    "# domain in virtual_mailbox_domains:\n"
    "#virtual_mailbox_maps = (what stands there) hash:/etc/postfix/postern_transport\n"
    "# domain in relay_domains:\n"
    "#relay_recipient_maps = (what stands there) hash:/etc/postfix/postern_transport\n"
    "\n"
    "# Recipients of one mail that Postern takes at once.\n"
    "postern_destination_recipient_limit = @RECIPIENTS@\n"
    "\n"
    "# Before Postfix 3.9 this is not the default: without it a mail can smuggle in a second one.\n"
    "smtpd_forbid_bare_newline = yes\n" },
  { "postfix", "postern_transport", ANY,
    "# /etc/postfix/postern_transport: mailboxes and return path; postmap it after a change.  Addresses with a\n"
    "# token follow the address without one.\n"
    "@MAP@" },
  { "exim", "router", ANY,
    "# Exim's router, before those of local users.\n"
    "postern:\n"
    "  driver = accept\n"
    "  local_part_suffix = @DELIMITER@*\n"
    "  local_part_suffix_optional\n"
    "  condition = ${if inlisti{${local_part}@${domain}}{@COLONS@}}\n"
    "  transport = postern\n" },
  { "exim", "transport", PIPE,
    "# Exim's transport.  Whatever goes wrong is tried again; sender and recipient are in the environment, and no\n"
    "# line is added to the mail.\n"
    "postern:\n"
    "  driver = pipe\n"
    "  command = @DELIVER@ --spool @SPOOL@\n"
    "  user = @USER@\n"
    "  temp_errors = *\n"
    "  timeout_defer\n"
    "  freeze_signal\n"
    "  return_output = false\n"
    "  log_output\n"
    "  use_shell = false\n"
    "  message_prefix =\n"
    "  message_suffix =\n" },
  { "exim", "transport", SOCKET,
    "# Exim's transport, LMTP.  It runs as the owner of the spool, who may use the socket whatever lmtp_mode\n"
    "# (@MODE@) and lmtp_group (@GROUP@) say; addresses keep their tokens.\n"
    "postern:\n"
    "  driver = lmtp\n"
    "  socket = @PLACE@\n"
    "  user = @USER@\n"
    "  batch_max = @RECIPIENTS@\n"
    "  rcpt_include_affixes\n" },
  { "exim", "transport", PORT,
    "# Exim's transport, LMTP; addresses keep their tokens.  Everybody on this machine may use a port: only\n"
    "# a socket has lmtp_mode and lmtp_group.\n"
    "postern:\n"
    "  driver = smtp\n"
    "  protocol = lmtp\n"
    "  hosts = <; @HOST@\n"
    "  port = @PORT@\n"
    "  allow_localhost\n"
    "  max_rcpt = @RECIPIENTS@\n"
    "  rcpt_include_affixes\n"
    "# Long lines of a mail are no reason to send it back.\n"
    ".ifdef _OPT_TRANSPORT_SMTP_MESSAGE_LINELENGTH_LIMIT\n"
    "  message_linelength_limit = 2000000000\n"
    ".endif\n" },
  { "dovecot", "dovecot.conf", ANY,
    "# For Dovecot 2.3 with Pigeonhole, where sieve filters what comes.  postern-deliver runs as the owner of the\n"
    "# spool, behind a socket; put the user whom your mailboxes belong to for vmail.  Sieve hands mail to programs\n"
    "# alone, so this holds with the setting lmtp, too, and lmtp_mode and lmtp_group do not matter.\n"
    "plugin {\n"
    "  sieve_plugins = sieve_extprograms\n"
    "  sieve_extensions = +vnd.dovecot.pipe\n"
    "  sieve_pipe_socket_dir = sieve-pipe\n"
    "}\n"
    "service postern {\n"
    "  executable = script @DELIVER@ --spool @SPOOL@\n"
    "  user = @USER@\n"
    "  unix_listener sieve-pipe/postern {\n"
    "    user = vmail\n"
    "    mode = 0600\n"
    "  }\n"
    "}\n" },
  { "dovecot", "tmpfiles.conf", ANY,
    "# For /etc/tmpfiles.d/postern.conf, and systemd-tmpfiles --create: Dovecot does not make the socket's folder.\n"
    "d /run/dovecot/sieve-pipe 0755 root root -\n" },
  { "dovecot", "postern.sieve", ANY,
    "# The sieve script of the mailbox that mail for these addresses arrives in.  Where postern-deliver fails, the\n"
    "# mail stays in the inbox.\n"
    "require [\"envelope\", \"variables\", \"vnd.dovecot.pipe\"];\n"
    "set \"sender\" \"<>\";\n"
    "if envelope :matches \"from\" \"?*\" {\n"
    "  set \"sender\" \"${0}\";\n"
    "}\n"
    "if envelope :matches \"to\" [@STRINGS@] {\n"
    "  pipe \"postern\" [\"-f\", \"${sender}\", \"--\", \"${0}\"];\n"
    "}\n" },
};

/* What the words in @ become. */
typedef struct {
  guint    way;
  char    *deliver, *user;
  char    *nexthop;                /* of Postfix, "" with the pipe */
  char    *host, *port;            /* "" unless it is a port */
  char    *recipients;             /* of one mail at once */
  GString *map, *colons, *strings; /* the addresses */
} Words;

static void
words_clear (Words *words)
{
  GString *const lists[] = { words->map, words->colons, words->strings };
  char **const texts[] = { &words->deliver, &words->user, &words->nexthop, &words->host, &words->port,
                           &words->recipients };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i])
      g_string_free (lists[i], TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* Mail servers read some characters as their own. */
static gboolean
check_plain (const char *what, const char *text, GError **error)
{
  const char *at = text;
  while (g_ascii_isalnum (*at) || (*at && strchr ("/._+-@=~", *at)))
    at++;
  return !*at
         || pt_error_set (error, PT_ERROR_CONFIG,
                          "%s %s has a character that a mail server takes for its own; choose another, or write the "
                          "lines by hand", what, text);
}

static gboolean
find_user (const PtConfig *config, char **out_user, GError **error)
{
  GStatBuf info;
  if (g_stat (config->spool, &info) != 0)
    return pt_error_set (error, PT_ERROR_CONFIG, "the spool %s is not there; postern init makes it", config->spool);
  const struct passwd *entry = getpwuid (info.st_uid);
  if (!entry)
    return pt_error_set (error, PT_ERROR_CONFIG, "the owner of %s has no name; give it to the user of the service",
                         config->spool);
  *out_user = g_strdup (entry->pw_name);
  return TRUE;
}

static gboolean
find_port (const char *place, Words *words, GError **error)
{
  g_autoptr (GSocketConnectable) split = g_network_address_parse (place, 0, NULL);
  GNetworkAddress *network = split ? G_NETWORK_ADDRESS (split) : NULL;
  if (!network || g_network_address_get_port (network) == 0
      || !g_hostname_is_ip_address (g_network_address_get_hostname (network)))
    return pt_error_set (error, PT_ERROR_CONFIG, "lmtp: %s is neither a path nor a loopback address and a port",
                         place);
  words->way = PORT;
  words->host = g_strdup (g_network_address_get_hostname (network));
  words->port = g_strdup_printf ("%u", g_network_address_get_port (network));
  words->nexthop = g_strdup_printf ("inet:%s", place);
  return TRUE;
}

static gboolean
find_way (const char *place, Words *words, GError **error)
{
  words->recipients = g_strdup_printf ("%u", place ? PT_LMTP_RECIPIENTS : 20);
  if (place && *place != '/')
    return find_port (place, words, error);
  words->way = place ? SOCKET : PIPE;
  words->nexthop = place ? g_strdup_printf ("unix:%s", place) : g_strdup ("");
  words->host = g_strdup ("");
  words->port = g_strdup ("");
  return !place || check_plain ("the socket", place, error);
}

static gboolean
add_address (Words *words, const PtPolicy *policy, const char *address, GError **error)
{
  const char *at = strrchr (address, '@');
  if (!check_plain ("the address", address, error))
    return FALSE;
  g_string_append_printf (words->map, "%s     postern:%s\n", address, words->nexthop);
  g_string_append_printf (words->colons, "%s%s", words->colons->len ? " : " : "", address);
  g_string_append_printf (words->strings, "%s\"%s\", \"%.*s%c*%s\"", words->strings->len ? ", " : "", address,
                          (int) (at - address), address, policy->recipient_delimiter, at);
  return TRUE;
}

static gboolean
collect_words (const PtConfig *config, Words *words, GError **error)
{
  const PtPolicy *policy = config->policy;
  words->deliver = pt_check_find_deliver ();
  if (!words->deliver)
    return pt_error_set (error, PT_ERROR_CONFIG, "postern-deliver is neither beside postern nor in PATH; install it");
  if (!find_user (config, &words->user, error) || !check_plain ("the spool", config->spool, error)
      || !check_plain ("the program", words->deliver, error) || !check_plain ("the user", words->user, error)
      || !find_way (config->lmtp, words, error))
    return FALSE;
  words->map = g_string_new ("");
  words->colons = g_string_new ("");
  words->strings = g_string_new ("");
  for (guint i = 0; i < policy->mailboxes->len; i++)
    if (!add_address (words, policy, ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->key, error))
      return FALSE;
  return add_address (words, policy, policy->return_path_key, error);
}

static void
print_part (const PtConfig *config, const Words *words, const Part *part)
{
  const char delimiter[] = { config->policy->recipient_delimiter, 0 };
  const char *const pairs[][2] = {
    { "@DELIVER@", words->deliver },   { "@USER@", words->user },          { "@SPOOL@", config->spool },
    { "@DELIMITER@", delimiter },      { "@MAP@", words->map->str },       { "@COLONS@", words->colons->str },
    { "@STRINGS@", words->strings->str }, { "@HOST@", words->host },       { "@PORT@", words->port },
    { "@PLACE@", config->lmtp ? config->lmtp : "" },
    { "@MODE@", config->lmtp_mode },
    { "@GROUP@", config->lmtp_group ? config->lmtp_group : "that of postern serve" },
    { "@RECIPIENTS@", words->recipients },
  };
  g_autoptr (GString) text = g_string_new (part->text);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_string_replace (text, pairs[i][0], pairs[i][1], 0);
  fputs (text->str, stdout);
}

/* FILE NULL: every one of SERVER. */
static gboolean
is_asked (const Part *part, guint way, const char *server, const char *file)
{
  return (part->ways & way) && strcmp (part->server, server) == 0 && (!file || strcmp (part->file, file) == 0);
}

static gboolean
no_such_part (guint way, const char *server, const char *file, GError **error)
{
  g_autoptr (GString) files = g_string_new ("");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (is_asked (&parts[i], way, server, NULL))
      g_string_append_printf (files, "%s%s", files->len ? ", " : "", parts[i].file);
  if (!files->len)
    return pt_error_set (error, PT_ERROR_USAGE, "unknown mail server \"%s\"; write postfix, exim or dovecot", server);
  return pt_error_set (error, PT_ERROR_USAGE, "%s has no part \"%s\"; there are %s", server, file, files->str);
}

gboolean
pt_cmd_print_mta_config (PtCall *call, GError **error)
{
  const char *server = pt_call_word (call, 0), *file = pt_call_word (call, 1);
  g_auto (Words) words = { 0 };
  guint printed = 0;
  if (!collect_words (call->config, &words, error))
    return FALSE;
  if (call->config->policy->wildcard)
    puts ("# wildcard = yes: these lines name the mailboxes; add the other addresses whose mail is to come in.");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (is_asked (&parts[i], words.way, server, file)) {
      fputs (printed++ ? "\n" : "", stdout);
      print_part (call->config, &words, &parts[i]);
    }
  return printed || no_such_part (words.way, server, file, error);
}
