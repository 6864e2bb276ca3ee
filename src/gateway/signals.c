#include "gateway/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

gboolean
pt_signals_hold (int *out_fd, GError **error)
{
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGTERM);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGHUP);
  signal (SIGPIPE, SIG_IGN);
  if (pthread_sigmask (SIG_BLOCK, &set, NULL) == 0)
    *out_fd = signalfd (-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return *out_fd >= 0 || pt_error_set_errno (error, errno, "cannot wait for signals");
}

int
pt_signals_next (int fd)
{
  struct signalfd_siginfo info;
  return read (fd, &info, sizeof info) == (gssize) sizeof info ? (int) info.ssi_signo : 0;
}
