#include "config.h"

#include "entry/deliver-trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syslog.h>
#include <sys/un.h>
#include <unistd.h>

#define LOG_LINE_MAX 900

/* Postfix takes the status code from this line, so it has to say 4.x.x; nothing of the mail may be in it. */
static const char answer[] = "4.3.0 postern-deliver: mail could not be queued, try again later\n";

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS };
static const int end_signals[] = { SIGALRM, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2,
                                   SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGTRAP };
static const int ignored_signals[] = { SIGPIPE, SIGXFSZ };

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* A signal handler is given nothing but a number, so what it has to clean up can stand nowhere but here. */
static volatile struct {
  enum { READING, PUBLISHING, ANSWERING } stage;
  int spool;
  const char *name;
} run = { READING, -1, NULL };

void
pt_deliver_text_add (PtDeliverText *text, const char *string)
{
  while (*string != 0 && text->length + 1 < text->size)
    text->data[text->length++] = *string++;
  text->data[text->length] = 0;
}

void
pt_deliver_text_add_number (PtDeliverText *text, unsigned long long number, int base, int width)
{
  char digits[32];
  int at = (int) sizeof digits;
  digits[--at] = 0;
  do {
    digits[--at] = "0123456789abcdef"[number % (unsigned int) base];
    number /= (unsigned int) base;
    width--;
  } while (at > 0 && (number > 0 || width > 0));
  pt_deliver_text_add (text, digits + at);
}

/* One datagram, without waiting: syslog(3) may block, and must not be called in a signal handler. */
static void
send_to_syslog (const char *line, size_t length)
{
  static const struct sockaddr_un log_socket = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
  int s = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0)
    return;
  sendto (s, line, length, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *) &log_socket, sizeof log_socket);
  close (s);
}

static void
log_line (const char *what, const char *name, const char *reason)
{
  char line[LOG_LINE_MAX];
  PtDeliverText text = { line, sizeof line, 0 };
  pt_deliver_text_add (&text, "<");
  pt_deliver_text_add_number (&text, LOG_MAIL | LOG_ERR, 10, 1);
  pt_deliver_text_add (&text, ">postern-deliver[");
  pt_deliver_text_add_number (&text, (unsigned long long) getpid (), 10, 1);
  pt_deliver_text_add (&text, "]: ");
  pt_deliver_text_add (&text, what);
  if (name) {
    pt_deliver_text_add (&text, ": ");
    pt_deliver_text_add (&text, name);
  }
  if (reason) {
    pt_deliver_text_add (&text, ": ");
    pt_deliver_text_add (&text, reason);
  }
  for (size_t i = 0; i < text.length; i++)
    if ((unsigned char) line[i] < ' ' || line[i] == 0x7f)
      line[i] = '?';
  send_to_syslog (line, text.length);
}

void
pt_deliver_log (const char *what, const char *name, int error_number)
{
  log_line (what, name, error_number != 0 ? strerror (error_number) : NULL);
}

static void
remove_file (void)
{
  if (run.name)
    unlinkat (run.spool, run.name, 0);
}

static void
print_answer (void)
{
  run.stage = ANSWERING;
  if (write (STDERR_FILENO, answer, sizeof answer - 1) < 0)
    return; /* nobody listens; the exit status says the same */
}

static bool
is_crash (int number)
{
  for (size_t i = 0; i < COUNT (crash_signals); i++)
    if (crash_signals[i] == number)
      return true;
  return false;
}

/* Removing tmp/NAME is right at every stage: after the rename there is no such name any more. */
static void
on_signal (int number)
{
  char digits[16];
  PtDeliverText text = { digits, sizeof digits, 0 };
  if (run.stage == PUBLISHING && number != SIGALRM && !is_crash (number))
    return;
  if (run.stage != ANSWERING) {
    remove_file ();
    pt_deliver_text_add_number (&text, (unsigned int) number, 10, 1);
    log_line (number == SIGALRM ? "the mail did not end in time" : "stopped by signal", digits, NULL);
    print_answer ();
  }
  _exit (PT_DELIVER_LATER);
}

static void
set_signals (const int *numbers, size_t n, void (*handler) (int))
{
  struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
  sigfillset (&action.sa_mask);
  for (size_t i = 0; i < n; i++)
    sigaction (numbers[i], &action, NULL);
}

static void
open_standard_files (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDWR) != fd)
      _exit (PT_DELIVER_LATER);
}

void
pt_deliver_guard (unsigned int seconds)
{
  sigset_t none;
  open_standard_files ();
  set_signals (crash_signals, COUNT (crash_signals), on_signal);
  set_signals (end_signals, COUNT (end_signals), on_signal);
  set_signals (ignored_signals, COUNT (ignored_signals), SIG_IGN);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL); /* the caller may have blocked the alarm */
  alarm (seconds);
}

void
pt_deliver_unguard (void)
{
  alarm (0);
  set_signals (crash_signals, COUNT (crash_signals), SIG_DFL);
  set_signals (end_signals, COUNT (end_signals), SIG_DFL);
  set_signals (ignored_signals, COUNT (ignored_signals), SIG_DFL);
}

void
pt_deliver_guard_file (int spool, const char *name)
{
  run.spool = spool;
  run.name = name;
}

void
pt_deliver_guard_publishing (void)
{
  run.stage = PUBLISHING;
}

ssize_t
pt_deliver_read (void *data, size_t size)
{
  for (;;) {
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    ssize_t n = read (STDIN_FILENO, data, size);
    if (n >= 0 || (errno != EINTR && errno != EAGAIN))
      return n;
    if (errno == EAGAIN && poll (&input, 1, -1) < 0 && errno != EINTR)
      return -1;
  }
}

/* An MTA whose pipe breaks may blame the mail, so it is read to its end; nobody at a terminal is kept waiting. */
static void
drain (void)
{
  char rest[4096];
  if (isatty (STDIN_FILENO))
    return;
  while (pt_deliver_read (rest, sizeof rest) > 0)
    continue;
}

void
pt_deliver_fail (const char *what, const char *name, int error_number)
{
  run.stage = READING;
  remove_file ();
  pt_deliver_log (what, name, error_number);
  drain ();
  print_answer ();
  _exit (PT_DELIVER_LATER);
}
