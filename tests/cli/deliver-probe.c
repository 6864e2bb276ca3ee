/* What a shell cannot see, set or time.
 * deliver-probe blocked PROGRAM [ARGUMENT...]: becomes it with every signal blocked.
 * deliver-probe nonblocking PROGRAM [ARGUMENT...]: becomes it with a standard input that does not wait for data.
 * deliver-probe memory PROGRAM [ARGUMENT...]: runs it, prints its exit status and its largest resident size in KiB.
 * deliver-probe kill SEED TRIALS SPOOL PROGRAM: feeds PROGRAM a mail through a pipe TRIALS times, sends it a random
 * signal at a random moment, and prints what became of the mails, as "name=count" words: acknowledged, later (75),
 * killed, and the faults lost (acknowledged, not in new/), half (in new/, not whole), other (any other end), stale
 * (75, but left in tmp/). */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAIL_SIZE (300 * 1024)
#define ENVELOPE_ROOM 4096

typedef struct {
  const char *spool;
  const char *program;
  char mail[MAIL_SIZE];
  char stored[MAIL_SIZE + ENVELOPE_ROOM];
} Probe;

typedef struct {
  int acknowledged, later, killed, lost, half, other, stale;
} Counts;

static double
now_us (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e6 + (double) t.tv_nsec / 1e3;
}

static int
run_for_memory (char **argv)
{
  struct rusage usage;
  int status;
  pid_t pid = vfork ();
  if (pid == 0) {
    execv (argv[0], argv);
    _exit (127);
  }
  if (pid < 0 || wait4 (pid, &status, 0, &usage) != pid)
    return 1;
  printf ("%d %ld\n", WIFEXITED (status) ? WEXITSTATUS (status) : 256 + WTERMSIG (status), usage.ru_maxrss);
  return 0;
}

static int
become (char **argv, int block)
{
  sigset_t all;
  sigfillset (&all);
  signal (SIGPIPE, SIG_DFL);
  if (block)
    sigprocmask (SIG_SETMASK, &all, NULL);
  else
    fcntl (STDIN_FILENO, F_SETFL, O_NONBLOCK);
  execv (argv[0], argv);
  return 1;
}

static pid_t
start (const Probe *probe, int *feed)
{
  int ends[2];
  pid_t pid;
  if (pipe (ends) != 0 || (pid = fork ()) < 0)
    exit (1);
  if (pid == 0) {
    int null = open ("/dev/null", O_WRONLY);
    dup2 (ends[0], STDIN_FILENO);
    dup2 (null, STDERR_FILENO);
    close (ends[0]);
    close (ends[1]);
    signal (SIGPIPE, SIG_DFL);
    execl (probe->program, probe->program, "--spool", probe->spool, "-f", "ann@example.com", "--",
           "support@example.org", (char *) NULL);
    _exit (127);
  }
  close (ends[0]);
  fcntl (ends[1], F_SETFL, O_NONBLOCK);
  *feed = ends[1];
  return pid;
}

/* Feeds the mail, sends SIGNAL at DEADLINE (0: never), and waits. */
static int
feed_and_kill (const Probe *probe, int number, double deadline)
{
  int feed, status = 0, sent = deadline == 0;
  size_t done = 0;
  pid_t pid = start (probe, &feed);
  for (;;) {
    struct pollfd output = { .fd = done < MAIL_SIZE ? feed : -1, .events = POLLOUT };
    ssize_t n;
    if (!sent && now_us () >= deadline) {
      kill (pid, number);
      sent = 1;
    }
    poll (&output, 1, 0);
    n = output.revents != 0 ? write (feed, probe->mail + done, MAIL_SIZE - done) : 0;
    if (n > 0)
      done += (size_t) n;
    if (n < 0 || (n > 0 && done == MAIL_SIZE)) {
      close (feed);
      done = MAIL_SIZE;
    }
    if (done == MAIL_SIZE && waitpid (pid, &status, sent ? 0 : WNOHANG) == pid)
      return status;
  }
}

/* The size of the file at PATH, read into probe->stored; -1 if it is larger than it may be. */
static ssize_t
load (Probe *probe, const char *path)
{
  size_t done = 0;
  ssize_t n;
  int fd = open (path, O_RDONLY);
  while (fd >= 0 && (n = read (fd, probe->stored + done, sizeof probe->stored - done)) > 0)
    done += (size_t) n;
  close (fd);
  return done < sizeof probe->stored ? (ssize_t) done : -1;
}

static int
is_whole (Probe *probe, const char *path)
{
  ssize_t size = load (probe, path);
  return size > MAIL_SIZE && memcmp (probe->stored, "X-Postern-Spool: 1\n", 19) == 0
    && memcmp (probe->stored + size - MAIL_SIZE - 2, "\n\n", 2) == 0
    && memcmp (probe->stored + size - MAIL_SIZE, probe->mail, MAIL_SIZE) == 0;
}

/* Removes what is in FOLDER of the spool and counts it: all of it, and what of it is not a whole mail. */
static int
empty_folder (Probe *probe, const char *folder, int *broken)
{
  char path[4096];
  struct dirent *entry;
  int n = 0;
  DIR *dir;
  snprintf (path, sizeof path, "%s/%s", probe->spool, folder);
  dir = opendir (path);
  if (!dir)
    exit (1);
  while ((entry = readdir (dir))) {
    if (entry->d_name[0] == '.')
      continue;
    snprintf (path, sizeof path, "%s/%s/%s", probe->spool, folder, entry->d_name);
    n++;
    *broken += !is_whole (probe, path);
    unlink (path);
  }
  closedir (dir);
  return n;
}

static void
judge (Probe *probe, int status, int number, Counts *counts)
{
  int ignored = 0;
  int arrived = empty_folder (probe, "new", &counts->half);
  int left = empty_folder (probe, "tmp", &ignored);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0) {
    counts->acknowledged++;
    counts->lost += arrived != 1;
  } else if (WIFEXITED (status) && WEXITSTATUS (status) == 75) {
    counts->later++;
    counts->stale += left;
  } else if (WIFSIGNALED (status) && WTERMSIG (status) == number) {
    counts->killed++;
  } else {
    counts->other++;
  }
}

static int
kill_at_random (unsigned int seed, int trials, Probe *probe)
{
  static const int signals[] = { SIGKILL, SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGALRM, SIGPIPE, SIGUSR1 };
  Counts counts = { 0 };
  double began, span;
  int status;
  srandom (seed);
  for (size_t i = 0; i < MAIL_SIZE; i++)
    probe->mail[i] = (char) random ();
  began = now_us ();
  status = feed_and_kill (probe, 0, 0);
  span = now_us () - began;
  judge (probe, status, 0, &counts);
  if (counts.acknowledged != 1)
    return 1;
  counts = (Counts) { 0 };
  for (int i = 0; i < trials; i++) {
    int number = signals[random () % (long) (sizeof signals / sizeof signals[0])];
    double moment = now_us () + 1 + span * 1.2 * (double) (random () % 1000) / 1000;
    judge (probe, feed_and_kill (probe, number, moment), number, &counts);
  }
  printf ("acknowledged=%d later=%d killed=%d lost=%d half=%d other=%d stale=%d\n", counts.acknowledged, counts.later,
          counts.killed, counts.lost, counts.half, counts.other, counts.stale);
  return 0;
}

int
main (int argc, char **argv)
{
  static Probe probe;
  signal (SIGPIPE, SIG_IGN);
  if (argc > 2 && strcmp (argv[1], "memory") == 0)
    return run_for_memory (argv + 2);
  if (argc > 2 && (strcmp (argv[1], "blocked") == 0 || strcmp (argv[1], "nonblocking") == 0))
    return become (argv + 2, argv[1][0] == 'b');
  if (argc != 6 || strcmp (argv[1], "kill") != 0)
    return 75;
  probe.spool = argv[4];
  probe.program = argv[5];
  return kill_at_random ((unsigned int) strtoul (argv[2], NULL, 10), atoi (argv[3]), &probe);
}
