#include "config.h"

#include "entry/deliver-spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat */
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "entry/deliver-trouble.h"

#define BUFFER_SIZE (64 * 1024)
#define NAME_TRIES 8

/* Static, so that its size is no stack and no heap: an untouched page costs nothing. */
static char buffer[BUFFER_SIZE];
static size_t buffered;

/* tmp/SECONDS.MmicrosecondsPpidRrandom: names sort by arrival; hosts sharing a spool differ in the random part. */
static void
make_name (PtDeliverSpool *spool, unsigned int attempt)
{
  PtDeliverText text = { spool->name, sizeof spool->name, 0 };
  unsigned long long random_part = 0;
  if (getrandom (&random_part, sizeof random_part, GRND_NONBLOCK) < 0)
    random_part = attempt; /* O_EXCL still keeps the names apart on one host */
  pt_deliver_text_add (&text, "tmp/");
  pt_deliver_text_add_number (&text, (unsigned long long) (spool->now / 1000000), 10, 10);
  pt_deliver_text_add (&text, ".M");
  pt_deliver_text_add_number (&text, (unsigned long long) (spool->now % 1000000), 10, 6);
  pt_deliver_text_add (&text, "P");
  pt_deliver_text_add_number (&text, (unsigned long long) getpid (), 10, 1);
  pt_deliver_text_add (&text, "R");
  pt_deliver_text_add_number (&text, random_part, 16, 16);
}

static long long
microseconds_now (void)
{
  struct timespec now;
  if (clock_gettime (CLOCK_REALTIME, &now) != 0 || now.tv_sec < 0)
    pt_deliver_fail ("cannot read the clock", NULL, errno);
  return (long long) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
open_folder (int at, const char *name, int flags, const char *shown)
{
  int fd = openat (at, name, flags | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    pt_deliver_fail ("cannot open the spool folder", shown, errno);
  return fd;
}

void
pt_deliver_spool_open (PtDeliverSpool *spool, const char *directory)
{
  spool->spool = open_folder (AT_FDCWD, directory, O_PATH, directory);
  spool->arrived = open_folder (spool->spool, "new", O_RDONLY, "new");
  spool->now = microseconds_now ();
  spool->file = -1;
  umask (0077); /* the one given may take away our own right to read */
  for (unsigned int attempt = 0; spool->file < 0 && attempt < NAME_TRIES; attempt++) {
    make_name (spool, attempt);
    pt_deliver_guard_file (spool->spool, spool->name);
    spool->file = openat (spool->spool, spool->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (spool->file < 0) {
      pt_deliver_guard_file (-1, NULL); /* not ours */
      if (errno != EEXIST)
        break;
    }
  }
  if (spool->file < 0)
    pt_deliver_fail ("cannot create a spool file", spool->name, errno);
}

static void
flush (PtDeliverSpool *spool)
{
  size_t done = 0;
  while (done < buffered) {
    ssize_t n = write (spool->file, buffer + done, buffered - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      pt_deliver_fail ("cannot write the spool file", spool->name, n < 0 ? errno : ENOSPC);
    done += (size_t) n;
  }
  buffered = 0;
}

void
pt_deliver_spool_add (PtDeliverSpool *spool, const char *text)
{
  size_t left = strlen (text);
  while (left > 0) {
    size_t n = BUFFER_SIZE - buffered < left ? BUFFER_SIZE - buffered : left;
    memcpy (buffer + buffered, text, n);
    buffered += n;
    text += n;
    left -= n;
    if (buffered == BUFFER_SIZE)
      flush (spool);
  }
}

void
pt_deliver_spool_copy_stdin (PtDeliverSpool *spool)
{
  for (;;) {
    ssize_t n = pt_deliver_read (buffer + buffered, BUFFER_SIZE - buffered);
    if (n == 0)
      break;
    if (n < 0)
      pt_deliver_fail ("cannot read the mail from standard input", NULL, errno);
    buffered += (size_t) n;
    if (buffered == BUFFER_SIZE)
      flush (spool);
  }
  flush (spool);
}

/* A file that is in new/ but perhaps not for good is taken back: the MTA keeps the mail and will bring it again. */
static _Noreturn void
take_back (PtDeliverSpool *spool, const char *base, int error_number)
{
  unlinkat (spool->arrived, base, 0);
  pt_deliver_fail ("cannot sync the spool folder", "new", error_number);
}

void
pt_deliver_spool_publish (PtDeliverSpool *spool)
{
  const char *base = strchr (spool->name, '/') + 1;
  if (fsync (spool->file) != 0)
    pt_deliver_fail ("cannot sync the spool file", spool->name, errno);
  pt_deliver_guard_publishing ();
  if (renameat (spool->spool, spool->name, spool->arrived, base) != 0)
    pt_deliver_fail ("cannot move the spool file to new", spool->name, errno);
  if (fsync (spool->arrived) != 0)
    take_back (spool, base, errno);
}
