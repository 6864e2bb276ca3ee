/* postern-deliver: takes one mail from an MTA into the spool.  It parses nothing, links libc alone, statically, and
 * knows two answers: 0 when the mail is safe, 75 for everything else, as any other makes some MTA bounce. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "entry/deliver-spool.h"
#include "entry/deliver-trouble.h"

#define SECONDS_ALLOWED 60
#define ADDRESS_MAX 1000

static const char help[] =
  "Usage: postern-deliver --spool DIR [-f SENDER] [--now] [--postern PATH] [--] [RECIPIENT...]\n"
  "Takes one mail from standard input into the spool.\n"
  "\n"
  "  --spool DIR     the spool, a maildir\n"
  "  -f SENDER       envelope sender, empty or <> for a bounce (else SENDER of the environment)\n"
  "  --now           start \"postern run\" once the mail is safe\n"
  "  --postern PATH  the program to start, default " PT_BINDIR "/postern\n"
  "  --help          print this and end\n"
  "  --version       print the version and end\n"
  "\n"
  "Without a recipient RECIPIENT of the environment is taken, else LOCAL_PART and DOMAIN.\n"
  "Exit status: 0 the mail is safe in the spool; 75 it is not, try again later.\n";

static const char version[] = "postern-deliver " PACKAGE_VERSION "\n";

typedef struct {
  const char *spool;
  const char *sender;
  const char *postern;
  bool now;
  char **recipients; /* ends in NULL; empty when the environment names the one */
  char composed[2 * ADDRESS_MAX];
  char *from_environment[2];
} PtDeliverOrder;

static int
print (const char *text)
{
  size_t length = strlen (text);
  return write (STDOUT_FILENO, text, length) == (ssize_t) length ? 0 : PT_DELIVER_LATER;
}

static const char **
value_option (PtDeliverOrder *order, const char *argument)
{
  if (strcmp (argument, "--spool") == 0)
    return &order->spool;
  if (strcmp (argument, "-f") == 0)
    return &order->sender;
  if (strcmp (argument, "--postern") == 0)
    return &order->postern;
  return NULL;
}

/* Takes the option at *ARGUMENT and returns the last word that belongs to it. */
static char **
take_option (PtDeliverOrder *order, char **argument)
{
  const char **value = value_option (order, *argument);
  if (!value && strcmp (*argument, "--now") == 0) {
    order->now = true;
    return argument;
  }
  if (!value)
    pt_deliver_fail ("unknown option; put -- before a recipient that starts with a dash", *argument, 0);
  if (*value)
    pt_deliver_fail ("option given twice", *argument, 0);
  if (!argument[1] || strcmp (argument[1], "--") == 0)
    pt_deliver_fail ("option without a value", *argument, 0);
  *value = argument[1];
  return argument + 1;
}

/* Words are compared whole and there is no --option=VALUE, so no address can be read as an option with a value. */
static void
read_arguments (PtDeliverOrder *order, char **arguments)
{
  char **argument = arguments + 1;
  while (*argument && **argument == '-' && strcmp (*argument, "--") != 0)
    argument = take_option (order, argument) + 1;
  if (*argument && **argument != '-') {
    for (char **rest = argument; *rest; rest++)
      if (**rest == '-')
        pt_deliver_fail ("option after a recipient; put -- before the recipients", *rest, 0);
  } else if (*argument) {
    argument++;
  }
  order->recipients = argument;
  if (!order->spool || *order->spool == 0)
    pt_deliver_fail ("no --spool given", NULL, 0);
}

static const char *
environment_text (const char *name)
{
  const char *text = getenv (name);
  return text ? text : "";
}

/* Exim keeps a suffix such as +TOKEN out of LOCAL_PART; the token must not get lost. */
static void
compose_recipient (PtDeliverOrder *order)
{
  PtDeliverText text = { order->composed, sizeof order->composed, 0 };
  if (*environment_text ("LOCAL_PART") == 0 || *environment_text ("DOMAIN") == 0)
    pt_deliver_fail ("no recipient given, nor RECIPIENT or LOCAL_PART and DOMAIN in the environment", NULL, 0);
  pt_deliver_text_add (&text, environment_text ("LOCAL_PART_PREFIX"));
  pt_deliver_text_add (&text, environment_text ("LOCAL_PART"));
  pt_deliver_text_add (&text, environment_text ("LOCAL_PART_SUFFIX"));
  pt_deliver_text_add (&text, "@");
  pt_deliver_text_add (&text, environment_text ("DOMAIN"));
}

static void
read_environment (PtDeliverOrder *order)
{
  char *recipient = getenv ("RECIPIENT");
  if (!order->sender)
    order->sender = getenv ("SENDER");
  if (!order->sender)
    pt_deliver_fail ("no sender: neither -f nor SENDER in the environment", NULL, 0);
  if (strcmp (order->sender, "<>") == 0)
    order->sender = "";
  if (*order->recipients)
    return;
  if (!recipient || *recipient == 0) {
    compose_recipient (order);
    recipient = order->composed;
  }
  order->from_environment[0] = recipient;
  order->recipients = order->from_environment;
}

/* What would end the line or the brackets it is written in would let an address add envelope fields of its own. */
static void
check_address (const char *address)
{
  size_t length = 0;
  for (; address[length] != 0; length++) {
    unsigned char c = (unsigned char) address[length];
    if (length >= ADDRESS_MAX)
      pt_deliver_fail ("address too long", NULL, 0);
    if (c < ' ' || c == 0x7f || c == '<' || c == '>')
      pt_deliver_fail ("address with a forbidden character", address, 0);
  }
}

static void
check_order (const PtDeliverOrder *order)
{
  check_address (order->sender);
  for (char **recipient = order->recipients; *recipient; recipient++) {
    if (**recipient == 0)
      pt_deliver_fail ("empty recipient", NULL, 0);
    check_address (*recipient);
  }
}

static void
write_envelope (PtDeliverSpool *spool, const PtDeliverOrder *order)
{
  char digits[32];
  PtDeliverText now = { digits, sizeof digits, 0 };
  pt_deliver_spool_add (spool, "X-Postern-Spool: 1\nReturn-Path: <");
  pt_deliver_spool_add (spool, order->sender);
  pt_deliver_spool_add (spool, ">\n");
  for (char **recipient = order->recipients; *recipient; recipient++) {
    pt_deliver_spool_add (spool, "Delivered-To: ");
    pt_deliver_spool_add (spool, *recipient);
    pt_deliver_spool_add (spool, "\n");
  }
  pt_deliver_text_add_number (&now, (unsigned long long) spool->now, 10, 1);
  pt_deliver_spool_add (spool, "Received-At: ");
  pt_deliver_spool_add (spool, digits);
  pt_deliver_spool_add (spool, "\n\n");
}

/* The MTA waits until nobody holds its pipes and may signal our process group: the child lets go of both. */
static _Noreturn void
become_postern (const char *path)
{
  int null = open ("/dev/null", O_RDWR);
  pt_deliver_unguard ();
  setsid ();
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (null < 0 || dup2 (null, fd) < 0)
      close (fd);
#ifdef SYS_close_range
  syscall (SYS_close_range, STDERR_FILENO + 1u, ~0u, 0u);
#endif
  execl (path, "postern", "run", (char *) NULL);
  pt_deliver_log ("cannot start", path, errno);
  _exit (127);
}

/* The mail is safe by now: whatever goes wrong here changes nothing in the answer. */
static void
start_postern (const char *path)
{
  pid_t child = fork ();
  if (child == 0)
    become_postern (path ? path : PT_BINDIR "/postern");
  if (child < 0)
    pt_deliver_log ("cannot start postern", NULL, errno);
}

int
main (int argc, char **argv)
{
  PtDeliverOrder order = { 0 };
  PtDeliverSpool spool;
  if (argc == 2 && strcmp (argv[1], "--help") == 0)
    return print (help);
  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    return print (version);
  pt_deliver_guard (SECONDS_ALLOWED);
  if (argc < 1)
    pt_deliver_fail ("started without a name", NULL, 0);
  read_arguments (&order, argv);
  read_environment (&order);
  check_order (&order);
  pt_deliver_spool_open (&spool, order.spool);
  write_envelope (&spool, &order);
  pt_deliver_spool_copy_stdin (&spool);
  pt_deliver_spool_publish (&spool);
  if (order.now)
    start_postern (order.postern);
  _exit (0);
}
