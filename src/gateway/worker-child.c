/* Why a helper: a worker that died must be replaced while the gateway has threads, and a process with threads cannot
 * safely fork without exec.  The helper is forked before any thread starts and stays single-threaded; a worker is
 * then a fork of it, with settings and charset tables already in memory.  It is also the one parent of the workers,
 * so it alone knows their process ids, reaps them, and can kill none by mistake. */
#include "config.h"

#include "gateway/worker-child.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/worker-confine.h"
#include "gateway/worker-frame.h"
#include "model/wire.h"

/* The service ends in its own order; workers see the end of their socket. */
static const int ignored_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE };

/* A crash ends the process, whatever handler the gateway had at the fork. */
static const int default_signals[] = { SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,  SIGABRT,
                                       SIGTRAP, SIGSYS, SIGXCPU, SIGALRM, SIGCHLD };

/* Leaves SOCKET as PT_WORKER_FD, the standard files as nothing, and closes the rest. */
static void
keep_only (int socket)
{
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);
  if (socket != PT_WORKER_FD)
    dup2 (socket, PT_WORKER_FD);
  if (null >= 0) {
    dup2 (null, STDIN_FILENO);
    dup2 (null, STDOUT_FILENO);
#ifndef PT_TESTING
    dup2 (null, STDERR_FILENO); /* no message may write into the log */
#endif
  }
  if (syscall (SYS_close_range, PT_WORKER_FD + 1u, ~0u, 0u) == 0)
    return;
  for (int fd = PT_WORKER_FD + 1; fd < (int) sysconf (_SC_OPEN_MAX); fd++)
    close (fd);
}

static void
set_signals (void)
{
  sigset_t none;
  for (gsize i = 0; i < G_N_ELEMENTS (ignored_signals); i++)
    signal (ignored_signals[i], SIG_IGN);
  for (gsize i = 0; i < G_N_ELEMENTS (default_signals); i++)
    signal (default_signals[i], SIG_DFL);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

#ifdef PT_TESTING
static void
fail_as_told (GBytes *raw)
{
  static const char mark[] = "X-Postern-Test-Crash: ";
  gsize size = 0;
  const char *bytes = g_bytes_get_data (raw, &size);
  const char *told = size > 0 ? g_strstr_len (bytes, (gssize) size, mark) : NULL;
  const char *word = told ? told + sizeof mark - 1 : "";
  char *volatile nowhere = GSIZE_TO_POINTER (16);
  if (!told || g_strcmp0 (g_getenv ("POSTERN_TEST_CRASH"), "1") != 0)
    return;
  if (g_str_has_prefix (word, "segv"))
    *nowhere = 0;
  while (g_str_has_prefix (word, "hang"))
    sleep (1);
  for (gsize i = 0; g_str_has_prefix (word, "memory"); i++)
    memset (g_malloc (1 << 20), (int) i | 1, 1 << 20);
}
#endif

GBytes *
pt_worker_sample (void)
{
  static const char sample[] = "From: a@example.com\nTo: b@example.com\nSubject: =?utf-8?Q?Sample?=\n\nText.\n";
  return g_bytes_new_static (sample, sizeof sample - 1);
}

#define KEPT_MEMORY (16 * 1024 * 1024)

/* Bytes of answers that are kept until more is to be said. */
#define MOST_KEPT (64u * 1024)

static gboolean
tell (GBytes *raw, const PtEnvelope *envelope, const PtWorkerOptions *options, GByteArray *out)
{
  g_autoptr (PtMessage) message = options->reader (raw, envelope, &options->read);
  return pt_frame_append (out, message);
}

static gboolean
answer_sample (const PtWorkerOptions *options, GByteArray *out)
{
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_PIPE, "a@example.com", 0);
  g_autoptr (GBytes) raw = pt_worker_sample ();
  pt_envelope_add_recipient (envelope, "b@example.com");
  pt_confine_time (options->cpu_seconds);
  return tell (raw, envelope, options, out) && pt_frame_write (PT_WORKER_FD, out);
}

/* What has come together shares its processor time and is answered together: fewer turns of both processes. */
static gboolean
answer_one (const PtWorkerOptions *options, PtFrameInbox *inbox, GByteArray *out, gboolean *first)
{
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (GBytes) raw = NULL;
  gboolean last = TRUE;
  if (!pt_frame_receive_request (PT_WORKER_FD, inbox, &envelope, &raw, &last))
    return FALSE;
  if (*first)
    pt_confine_time (options->cpu_seconds);
  *first = last;
#ifdef PT_TESTING
  fail_as_told (raw);
#endif
  return tell (raw, envelope, options, out)
    && ((!last && out->len < MOST_KEPT) || pt_frame_write (PT_WORKER_FD, out));
}

static void G_GNUC_NORETURN
work (int socket, pid_t helper, gboolean confined, const PtWorkerOptions *options)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != helper)
    _exit (EXIT_FAILURE);
  prctl (PR_SET_NAME, "postern-read");
  mallopt (M_TRIM_THRESHOLD, KEPT_MEMORY); /* what one message has used the next one can have */
  mallopt (M_MMAP_THRESHOLD, KEPT_MEMORY);
  keep_only (socket);
  pt_confine_limit (options->memory);
  if (!pt_confine () && confined)
    _exit (EXIT_FAILURE); /* what was promised must hold for every worker */
  PtFrameInbox inbox = { 0 };
  GByteArray *out = g_byte_array_new ();
  gboolean first = TRUE;
  for (gboolean going = answer_sample (options, out); going;)
    going = answer_one (options, &inbox, out, &first);
  _exit (EXIT_SUCCESS);
}

/* Ends the worker PID, if there is one, and tells how it ended. */
static void
end_worker (pid_t pid, PtWorkerReply *reply)
{
  struct rusage used;
  if (pid <= 0)
    return;
  kill (pid, SIGKILL); /* not reaped yet, so the id is still its own; one that died keeps its status */
  reply->replaced = wait4 (pid, &reply->status, 0, &used) == pid;
  reply->peak = reply->replaced ? (gint64) used.ru_maxrss * 1024 : 0;
}

/* A process of its own tries: what it gives up the helper still needs. */
static gboolean
probe (void)
{
  int status = 0;
  pid_t pid = fork ();
  if (pid == 0)
    _exit (pt_confine () ? EXIT_SUCCESS : EXIT_FAILURE);
  return pid > 0 && waitpid (pid, &status, 0) == pid && WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS;
}

static PtWorkerReply
replace (pid_t *pid, guint32 slot, int socket, gboolean confined, const PtWorkerOptions *options)
{
  PtWorkerReply reply = { .slot = slot };
  pid_t helper = getpid ();
  end_worker (*pid, &reply);
  *pid = fork ();
  if (*pid == 0)
    work (socket, helper, confined, options);
  reply.started = *pid > 0;
  return reply;
}

void
pt_worker_helper (int control, const PtWorkerOptions *options)
{
  pid_t *pids = g_new0 (pid_t, options->count);
  PtWorkerOrder order;
  int socket = -1;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_NAME, "postern-helper");
  set_signals ();
  keep_only (control);
  pt_read_init (); /* the gateway may not have come to it yet */
  pt_confine_prepare ();
  PtWorkerHello hello = { probe () };
  gboolean going = pt_frame_send_fd (PT_WORKER_FD, &hello, sizeof hello, -1);
  while (going && pt_frame_receive_fd (PT_WORKER_FD, &order, sizeof order, &socket) && socket >= 0
         && order.slot < options->count) {
    PtWorkerReply reply = replace (&pids[order.slot], order.slot, socket, hello.confined, options);
    close (socket);
    going = pt_frame_send_fd (PT_WORKER_FD, &reply, sizeof reply, -1);
  }
  PtWorkerReply unused;
  for (guint i = 0; i < options->count; i++)
    end_worker (pids[i], &unused);
  _exit (EXIT_SUCCESS);
}
