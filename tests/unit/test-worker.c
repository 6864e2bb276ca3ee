#include "gateway/worker-child.h"
#include "model/wire.h"
#include "tests/lib/readers.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGES 200

static void
tell (PtMessage *message, const char *what, gboolean allowed)
{
  pt_message_add_note (message, "double", what, allowed ? "allowed" : "refused");
}

static PtMessage *
read_trying_everything (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options)
{
  PtMessage *message = pt_readers_sound (raw);
  struct rlimit most = { 100, 100 };
  (void) envelope, (void) options;
  if (g_bytes_get_size (raw) > 1)
    return message; /* the sample, which a worker reads even where it is not confined */
  tell (message, "read a file", open ("/etc/passwd", O_RDONLY) >= 0);
  tell (message, "write a file", open ("/tmp/postern-worker-was-here", O_WRONLY | O_CREAT, 0600) >= 0);
  tell (message, "use the network", socket (AF_INET, SOCK_STREAM, 0) >= 0);
  tell (message, "start a process", fork () > 0);
  tell (message, "run a program", execl ("/bin/true", "true", (char *) NULL) == 0 || errno != EPERM);
  tell (message, "signal others", kill (getppid (), 0) == 0);
  tell (message, "limit others", prlimit (getppid (), RLIMIT_NOFILE, &most, NULL) == 0);
  tell (message, "remove a file", unlink ("/nonexistent/x") == 0 || errno != EPERM);
  return message;
}

/* In memory that workers share with the test: how often one was started, and when it may live. */
typedef struct {
  gint starts;
  gint sound;
} PtTestShared;

static PtTestShared *shared;

/* Dies at the first thing it is given, whatever it is, until told that it may live. */
static PtMessage *
read_dying_at_once (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options)
{
  (void) envelope, (void) options;
  g_atomic_int_inc (&shared->starts);
  if (!g_atomic_int_get (&shared->sound))
    _exit (1);
  return pt_readers_sound (raw);
}

/* No process may be left, not even a dead one: orphans come to us (PR_SET_CHILD_SUBREAPER). */
static void
assert_no_process (void)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  pid_t pid;
  while ((pid = waitpid (-1, NULL, WNOHANG)) >= 0)
    if (g_get_monotonic_time () > end)
      fail_msg ("a process is left");
    else if (pid == 0)
      g_usleep (1000);
  assert_int_equal (errno, ECHILD);
}

static void
answers_what_the_reader_says (void **state)
{
  PtReaders run;
  (void) state;
  pt_readers_start (&run, 2, pt_readers_double);
  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *text = g_strdup_printf ("ok %u", i);
    pt_readers_give (&run, text, strlen (text));
  }
  assert_int_equal (pt_workers_pending (run.workers), MESSAGES);
  pt_readers_wait (&run);
  assert_int_equal (pt_workers_pending (run.workers), 0);
  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *text = g_strdup_printf ("ok %u", i);
    assert_text (text, ((PtMessage *) run.answers->pdata[i])->subject, text);
  }
  pt_readers_end (&run);
}

static void
filters_see_the_envelope (void **state)
{
  PtReaders run;
  (void) state;
  pt_readers_start (&run, 1, pt_readers_double);
  assert_text ("note", pt_message_note (pt_readers_ask (&run, "envelope"), "double", "a@example.com"),
               "last@example.org");
  pt_readers_end (&run);
}

static void
a_worker_has_no_files_and_no_network (void **state)
{
  PtReaders run;
  (void) state;
  pt_readers_start (&run, 1, read_trying_everything);
  if (strcmp (pt_workers_confinement (run.workers), "no network, no files") != 0) {
    pt_readers_end (&run);
    skip ();
  }
  const PtMessage *message = pt_readers_ask (&run, "x");
  assert_int_equal (message->notes->len, 8);
  for (guint i = 0; i < message->notes->len; i++) {
    const PtNote *note = g_ptr_array_index (message->notes, i);
    assert_text (note->key, note->value, "refused");
  }
  pt_readers_end (&run);
}

static void
a_large_message_goes_through (void **state)
{
  PtReaders run;
  gsize size = 70u << 20;
  g_autofree char *text = g_malloc (size);
  (void) state;
  memset (text, 'x', size);
  pt_readers_start (&run, 1, pt_readers_double);
  pt_readers_give (&run, text, size);
  assert_false (pt_workers_is_full (run.workers) && pt_workers_pending (run.workers) == 0);
  pt_readers_wait (&run);
  assert_int_equal (((PtMessage *) run.answers->pdata[0])->raw_size, size);
  assert_false (pt_workers_is_full (run.workers));
  pt_readers_end (&run);
}

static gboolean
on_enough (gpointer data)
{
  PtReaders *run = data;
  g_main_loop_quit (run->loop);
  return G_SOURCE_REMOVE;
}

/* Nothing is said against the mail: it is read once a worker lives long enough to read it. */
static void
workers_that_die_at_once_are_started_again_in_growing_pauses (void **state)
{
  PtReaders run;
  (void) state;
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_ptr_not_equal (shared, MAP_FAILED);
  pt_readers_start (&run, 2, read_dying_at_once);
  for (guint i = 0; i < 5; i++)
    pt_readers_give (&run, "mail", 4);
  g_timeout_add (2500, on_enough, &run);
  g_main_loop_run (run.loop);
  assert_int_equal (run.answered, 0);
  assert_int_equal (pt_workers_pending (run.workers), 5);
  assert_true (run.stalled > 0);
  assert_in_range (shared->starts, 2, 6); /* at once, after one second, after two more */
  g_atomic_int_set (&shared->sound, 1);
  pt_readers_wait (&run);
  for (guint i = 0; i < 5; i++)
    assert_int_equal (((PtMessage *) run.answers->pdata[i])->gate, PT_GATE_OK);
  pt_readers_end (&run);
  munmap (shared, sizeof *shared);
}

static void
a_lost_helper_is_told (void **state)
{
  PtReaders run;
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", getpid ()), *children = NULL;
  (void) state;
  pt_readers_start (&run, 1, pt_readers_double);
  assert_int_equal (pt_readers_ask (&run, "ok")->gate, PT_GATE_OK);
  if (!g_file_get_contents (path, &children, NULL, NULL)) {
    pt_readers_end (&run);
    skip ();
  }
  kill ((pid_t) atoi (children), SIGKILL);
  pt_readers_give (&run, "hang", 4); /* what could be answered might be, before the loss is seen */
  pt_readers_wait (&run);
  assert_true (run.lost);
  pt_workers_stop (run.workers);
  assert_no_process ();
  g_ptr_array_unref (run.answers);
  g_main_loop_unref (run.loop);
}

/* In a process of its own: tells its worker's process id, then waits with the worker in WORD. */
static void G_GNUC_NORETURN
be_a_gateway (const char *word, int out)
{
  PtReaders run;
  pt_readers_start (&run, 1, pt_readers_double);
  gint64 pid = pt_readers_ask (&run, "pid")->date;
  pt_readers_give (&run, word, strlen (word));
  g_main_context_iteration (NULL, FALSE);
  g_assert_true (write (out, &pid, sizeof pid) == sizeof pid);
  for (;;)
    sleep (1);
}

static void
no_worker_outlives_a_killed_gateway (void **state)
{
  static const char *const words[] = { "ok", "hang", "spin" };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    int ends[2];
    gint64 worker = 0;
    assert_int_equal (pipe (ends), 0);
    pid_t gateway = fork ();
    if (gateway == 0)
      be_a_gateway (words[i], ends[1]);
    assert_int_equal (read (ends[0], &worker, sizeof worker), sizeof worker);
    assert_int_equal (kill ((pid_t) worker, 0), 0);
    kill (gateway, SIGKILL);
    assert_no_process ();
    close (ends[0]);
    close (ends[1]);
  }
}

static void
reads_the_same_as_in_process (void **state)
{
  static const char *const mails[] = {
    "From: a@example.com\nSubject: =?koi8-r?B?8NLJ18XU?=\nDate: Sat, 1 Nov 2025 10:00:00 +0100\n\nhello\n",
    "From: a@example.com\nSubject: x\nContent-Type: text/plain; charset=big5\n\n\xa4\xa4\xa4\xe5\n",
    "From: a@example.com\nSubject: x\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$3$s\x1b(B\n",
    "From: a@example.com\nSubject: x\nContent-Type: text/plain; charset=windows-1257\n\n\xe0\xe8\n",
    "From: a@example.com\nSubject: x\nContent-Type: text/html\n\n<p>one<br>two &eacute; <b>three</b>\n",
    "From: a@example.com\nSubject: x\nContent-Type: text/plain\n\n\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea\n",
    "no mail at all",
    "",
  };
  PtReadOptions options = { .limits = &pt_limits_default };
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_PIPE, "a@example.com", 5);
  PtReaders run;
  (void) state;
  pt_readers_start (&run, 2, NULL);
  pt_read_init (); /* after the fork, as the service does: the workers must not depend on ours */
  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++)
    pt_readers_give (&run, mails[i], strlen (mails[i]));
  pt_readers_wait (&run);
  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++) {
    g_autoptr (GBytes) raw = g_bytes_new_static (mails[i], strlen (mails[i]));
    g_autoptr (PtMessage) here = pt_worker_read (raw, envelope, &options);
    g_autoptr (GByteArray) wanted = g_byte_array_new (), got = g_byte_array_new ();
    pt_wire_from_message (here, wanted);
    pt_wire_from_message (run.answers->pdata[i], got);
    if (got->len != wanted->len || memcmp (got->data, wanted->data, got->len) != 0)
      fail_msg ("not the same: %s", mails[i]);
  }
  pt_readers_end (&run);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("no worker outlives a killed gateway, idle or busy", no_worker_outlives_a_killed_gateway),
    TEST ("every message gets the answer of its reader", answers_what_the_reader_says),
    TEST ("filters see the envelope", filters_see_the_envelope),
    TEST ("a worker has no files and no network", a_worker_has_no_files_and_no_network),
    TEST ("a message over the size of the queue goes through", a_large_message_goes_through),
    TEST ("workers that die at once are started again in growing pauses, and mail waits",
          workers_that_die_at_once_are_started_again_in_growing_pauses),
    TEST ("a lost helper is told", a_lost_helper_is_told),
    TEST ("workers read the same as one process", reads_the_same_as_in_process),
  };
  prctl (PR_SET_CHILD_SUBREAPER, 1);
  return cmocka_run_group_tests_name ("worker", tests, NULL, NULL);
}
