#include "config.h"

#include "test.h"

#include "gateway/worker.h"
#include "gateway/worker-child.h"
#include "model/wire.h"

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
#define PATIENCE_SECONDS 60

/* --- readers, which run inside a worker --- */

static PtMessage *
sound (GBytes *raw)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (raw, &size);
  PtMessage *message = pt_message_new ();
  message->raw_size = size;
  g_free (message->subject);
  message->subject = g_strndup (bytes, MIN (size, 60));
  message->from = pt_address_new (NULL, "a@example.com");
  return message;
}

static void
write_frame (guint32 claimed, const void *bytes, gsize size)
{
  g_assert_true (write (PT_WORKER_FD, &claimed, sizeof claimed) > 0);
  g_assert_true (size == 0 || write (PT_WORKER_FD, bytes, size) > 0);
}

static void
write_noise (const char *seed)
{
  guint8 noise[4096];
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) atoi (seed));
  for (gsize i = 0; i < sizeof noise; i++)
    noise[i] = (guint8) g_rand_int (rand);
  write_frame (sizeof noise - 100 * (guint32) (atoi (seed) % 2), noise, sizeof noise);
}

/* A sound frame with one byte changed. */
static void
write_mutant (GBytes *raw, const char *seed)
{
  g_autoptr (PtMessage) message = sound (raw);
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  pt_wire_from_message (message, wire);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) atoi (seed));
  wire->data[g_rand_int_range (rand, 0, (gint32) wire->len)] ^= (guint8) g_rand_int_range (rand, 1, 256);
  write_frame (wire->len, wire->data, wire->len);
}

static void
crash (void)
{
  char *volatile nowhere = GSIZE_TO_POINTER (16);
  *nowhere = 0;
}

static void
fill_memory (void)
{
  for (;;) {
    void *volatile block = g_malloc (1 << 20); /* what nobody reads, a compiler may leave out */
    memset (block, 1, 1 << 20);
  }
}

static void
spin (void)
{
  for (volatile guint i = 0;; i++)
    continue;
}

static void
misbehave (GBytes *raw, const char *word)
{
  if (g_str_has_prefix (word, "crash"))
    crash ();
  while (g_str_has_prefix (word, "hang"))
    sleep (1);
  if (g_str_has_prefix (word, "spin"))
    spin ();
  if (g_str_has_prefix (word, "memory"))
    fill_memory ();
  if (g_str_has_prefix (word, "exit"))
    _exit (0);
  if (g_str_has_prefix (word, "huge"))
    write_frame (PT_WIRE_MAX + 1, NULL, 0);
  if (g_str_has_prefix (word, "empty"))
    write_frame (0, NULL, 0);
  if (g_str_has_prefix (word, "short"))
    write_frame (1000, "x", 1), _exit (0);
  if (g_str_has_prefix (word, "noise "))
    write_noise (word + 6), sleep (1000);
  if (g_str_has_prefix (word, "mutant "))
    write_mutant (raw, word + 7), _exit (0);
}

/* "ok TEXT", "pid", or a word for misbehave. */
static PtMessage *
read_double (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options)
{
  g_autofree char *word = g_strndup (g_bytes_get_data (raw, NULL), MIN (g_bytes_get_size (raw), 100));
  (void) options;
  misbehave (raw, word);
  PtMessage *message = sound (raw);
  if (g_str_has_prefix (word, "pid"))
    message->date = getpid ();
  if (g_str_has_prefix (word, "lie"))
    message->raw_size++;
  if (g_str_has_prefix (word, "envelope"))
    pt_message_add_note (message, "double", envelope->sender ? envelope->sender : "none",
                         g_ptr_array_index (envelope->recipients, envelope->recipients->len - 1));
  return message;
}

static void
tell (PtMessage *message, const char *what, gboolean allowed)
{
  pt_message_add_note (message, "double", what, allowed ? "allowed" : "refused");
}

static PtMessage *
read_trying_everything (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options)
{
  PtMessage *message = sound (raw);
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

/* --- the gateway's side --- */

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
  return sound (raw);
}

typedef struct {
  GMainLoop  *loop;
  PtWorkers  *workers;
  GPtrArray  *answers; /* PtMessage *, by mark */
  guint       answered;
  guint       wanted;
  gboolean    lost;
  guint       stalled;
} PtTestRun;

static void
on_read (PtMessage *message, GBytes *raw, gpointer mark, gpointer data)
{
  PtTestRun *run = data;
  guint index = GPOINTER_TO_UINT (mark);
  assert_non_null (raw);
  assert_null (run->answers->pdata[index]);
  run->answers->pdata[index] = message;
  if (++run->answered == run->wanted)
    g_main_loop_quit (run->loop);
}

static void
on_lost (gpointer data)
{
  PtTestRun *run = data;
  run->lost = TRUE;
  g_main_loop_quit (run->loop);
}

static void
on_stalled (gpointer data)
{
  PtTestRun *run = data;
  run->stalled++;
}

static gboolean
on_impatience (gpointer data)
{
  (void) data;
  fail_msg ("no answer in %d s", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

static void
run_start_patiently (PtTestRun *run, guint count, PtWorkerReader reader, guint wall)
{
  PtWorkerOptions options = { .count = count, .cpu_seconds = 5, .wall_seconds = wall, .memory = (gsize) 256 << 20,
                              .read = { .limits = &pt_limits_default }, .reader = reader, .lost = on_lost,
                              .stalled = on_stalled, .data = run };
  g_autoptr (GError) error = NULL;
  *run = (PtTestRun){ .loop = g_main_loop_new (NULL, FALSE) };
  run->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_message_free);
  if (!pt_workers_start (&options, &run->workers, &error))
    fail_msg ("%s", error->message);
}

static void
run_start (PtTestRun *run, guint count, PtWorkerReader reader)
{
  run_start_patiently (run, count, reader, 1);
}

static void
run_give (PtTestRun *run, const char *text, gsize length)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, length);
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_PIPE, "a@example.com", 5);
  pt_envelope_add_recipient (envelope, "first@example.org");
  pt_envelope_add_recipient (envelope, "last@example.org");
  guint index = run->wanted++;
  g_ptr_array_add (run->answers, NULL);
  pt_workers_read (run->workers, raw, envelope, on_read, GUINT_TO_POINTER (index), run);
}

static void
run_wait (PtTestRun *run)
{
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, on_impatience, NULL);
  if (run->answered < run->wanted && !run->lost)
    g_main_loop_run (run->loop);
  g_source_remove (timer);
}

/* The one answer to TEXT. */
static const PtMessage *
run_ask (PtTestRun *run, const char *text)
{
  run_give (run, text, strlen (text));
  run_wait (run);
  return g_ptr_array_index (run->answers, run->answers->len - 1);
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
run_end (PtTestRun *run)
{
  pt_workers_stop (run->workers);
  assert_int_equal (waitpid (-1, NULL, WNOHANG), -1);
  assert_int_equal (errno, ECHILD);
  g_ptr_array_unref (run->answers);
  g_main_loop_unref (run->loop);
}

/* --- tests --- */

static void
answers_what_the_reader_says (void **state)
{
  PtTestRun run;
  (void) state;
  run_start (&run, 2, read_double);
  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *text = g_strdup_printf ("ok %u", i);
    run_give (&run, text, strlen (text));
  }
  assert_int_equal (pt_workers_pending (run.workers), MESSAGES);
  run_wait (&run);
  assert_int_equal (pt_workers_pending (run.workers), 0);
  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *text = g_strdup_printf ("ok %u", i);
    assert_text (text, ((PtMessage *) run.answers->pdata[i])->subject, text);
  }
  run_end (&run);
}

static void
filters_see_the_envelope (void **state)
{
  PtTestRun run;
  (void) state;
  run_start (&run, 1, read_double);
  assert_text ("note", pt_message_note (run_ask (&run, "envelope"), "double", "a@example.com"), "last@example.org");
  run_end (&run);
}

/* WORD's message is unreadable with DETAIL, and that within WALL seconds; COUNT - 1 others, before and after it, are
 * read. */
static void
check_poison (const char *word, const char *detail, guint count, guint wall)
{
  PtTestRun run;
  guint8 digest[PT_SHA256_BYTES];
  run_start_patiently (&run, 2, read_double, wall);
  for (guint i = 0; i < count; i++)
    run_give (&run, i == count / 3 ? word : "ok", i == count / 3 ? strlen (word) : 2);
  run_wait (&run);
  for (guint i = 0; i < count; i++) {
    const PtMessage *message = run.answers->pdata[i];
    assert_number (word, message->gate, i == count / 3 ? PT_GATE_UNREADABLE : PT_GATE_OK);
  }
  const PtMessage *poison = run.answers->pdata[count / 3];
  if (detail && !strstr (poison->gate_detail, detail))
    fail_msg ("%s: wanted \"%s\" in \"%s\"", word, detail, poison->gate_detail);
  pt_sha256 (word, strlen (word), digest);
  assert_memory_equal (poison->raw_digest, digest, sizeof digest);
  assert_memory_equal (poison->digest, digest, sizeof digest);
  assert_int_equal (poison->raw_size, strlen (word));
  run_end (&run);
}

static void
one_poison_among_many (void **state)
{
  static const struct {
    const char *word, *detail;
  } cases[] = {
    { "crash", "crashed" }, { "hang", "too long" }, { "spin", "too long" }, { "exit", "without an answer" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_poison (cases[i].word, cases[i].detail, MESSAGES, 1);
}

static void
memory_ends_its_worker_alone (void **state)
{
  (void) state;
#ifdef __SANITIZE_ADDRESS__
  skip (); /* there is no limit then */
#elif defined __has_feature
#if __has_feature (address_sanitizer)
  skip ();
#endif
#endif
  check_poison ("memory", "memory", MESSAGES, PATIENCE_SECONDS / 3);
}

static void
broken_frames_are_unreadable (void **state)
{
  static const char *const words[] = { "huge", "empty", "short", "lie" };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    check_poison (words[i], NULL, 10, 1);
}

static void
noise_from_a_worker_is_unreadable (void **state)
{
  PtTestRun run;
  (void) state;
  run_start (&run, 2, read_double);
  for (guint seed = 0; seed < MESSAGES; seed += 2) { /* even: a whole frame of noise */
    g_autofree char *word = g_strdup_printf ("noise %u", seed);
    run_give (&run, word, strlen (word));
  }
  run_give (&run, "noise 1", 7); /* odd: more than the frame says */
  run_give (&run, "ok", 2);
  run_wait (&run);
  for (guint i = 0; i + 1 < run.answers->len; i++)
    assert_int_equal (((PtMessage *) run.answers->pdata[i])->gate, PT_GATE_UNREADABLE);
  assert_int_equal (((PtMessage *) run.answers->pdata[run.answers->len - 1])->gate, PT_GATE_OK);
  run_end (&run);
}

static void
a_changed_byte_harms_nobody (void **state)
{
  PtTestRun run;
  guint unreadable = 0;
  (void) state;
  run_start (&run, 2, read_double);
  for (guint seed = 0; seed < MESSAGES; seed++) {
    g_autofree char *word = g_strdup_printf ("mutant %u", seed);
    run_give (&run, word, strlen (word));
  }
  run_wait (&run);
  for (guint i = 0; i < MESSAGES; i++)
    unreadable += ((PtMessage *) run.answers->pdata[i])->gate == PT_GATE_UNREADABLE;
  assert_true (unreadable > MESSAGES / 10); /* the rest are bytes that may have any value, a digest's for one */
  assert_int_equal (run_ask (&run, "ok")->gate, PT_GATE_OK);
  run_end (&run);
}

static void
a_worker_has_no_files_and_no_network (void **state)
{
  PtTestRun run;
  (void) state;
  run_start (&run, 1, read_trying_everything);
  if (strcmp (pt_workers_confinement (run.workers), "no network, no files") != 0) {
    run_end (&run);
    skip ();
  }
  const PtMessage *message = run_ask (&run, "x");
  assert_int_equal (message->notes->len, 8);
  for (guint i = 0; i < message->notes->len; i++) {
    const PtNote *note = g_ptr_array_index (message->notes, i);
    assert_text (note->key, note->value, "refused");
  }
  run_end (&run);
}

static void
a_large_message_goes_through (void **state)
{
  PtTestRun run;
  gsize size = 70u << 20;
  g_autofree char *text = g_malloc (size);
  (void) state;
  memset (text, 'x', size);
  run_start (&run, 1, read_double);
  run_give (&run, text, size);
  assert_false (pt_workers_is_full (run.workers) && pt_workers_pending (run.workers) == 0);
  run_wait (&run);
  assert_int_equal (((PtMessage *) run.answers->pdata[0])->raw_size, size);
  assert_false (pt_workers_is_full (run.workers));
  run_end (&run);
}

static gboolean
on_enough (gpointer data)
{
  PtTestRun *run = data;
  g_main_loop_quit (run->loop);
  return G_SOURCE_REMOVE;
}

/* Nothing is said against the mail: it is read once a worker lives long enough to read it. */
static void
workers_that_die_at_once_are_started_again_in_growing_pauses (void **state)
{
  PtTestRun run;
  (void) state;
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_ptr_not_equal (shared, MAP_FAILED);
  run_start (&run, 2, read_dying_at_once);
  for (guint i = 0; i < 5; i++)
    run_give (&run, "mail", 4);
  g_timeout_add (2500, on_enough, &run);
  g_main_loop_run (run.loop);
  assert_int_equal (run.answered, 0);
  assert_int_equal (pt_workers_pending (run.workers), 5);
  assert_true (run.stalled > 0);
  assert_in_range (shared->starts, 2, 6); /* at once, after one second, after two more */
  g_atomic_int_set (&shared->sound, 1);
  run_wait (&run);
  for (guint i = 0; i < 5; i++)
    assert_int_equal (((PtMessage *) run.answers->pdata[i])->gate, PT_GATE_OK);
  run_end (&run);
  munmap (shared, sizeof *shared);
}

static void
a_lost_helper_is_told (void **state)
{
  PtTestRun run;
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", getpid ()), *children = NULL;
  (void) state;
  run_start (&run, 1, read_double);
  assert_int_equal (run_ask (&run, "ok")->gate, PT_GATE_OK);
  if (!g_file_get_contents (path, &children, NULL, NULL)) {
    run_end (&run);
    skip ();
  }
  kill ((pid_t) atoi (children), SIGKILL);
  run_give (&run, "hang", 4); /* what could be answered might be, before the loss is seen */
  run_wait (&run);
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
  PtTestRun run;
  run_start (&run, 1, read_double);
  gint64 pid = run_ask (&run, "pid")->date;
  run_give (&run, word, strlen (word));
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
  PtTestRun run;
  (void) state;
  run_start (&run, 2, NULL);
  pt_read_init (); /* after the fork, as the service does: the workers must not depend on ours */
  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++)
    run_give (&run, mails[i], strlen (mails[i]));
  run_wait (&run);
  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++) {
    g_autoptr (GBytes) raw = g_bytes_new_static (mails[i], strlen (mails[i]));
    g_autoptr (PtMessage) here = pt_worker_read (raw, envelope, &options);
    g_autoptr (GByteArray) wanted = g_byte_array_new (), got = g_byte_array_new ();
    pt_wire_from_message (here, wanted);
    pt_wire_from_message (run.answers->pdata[i], got);
    if (got->len != wanted->len || memcmp (got->data, wanted->data, got->len) != 0)
      fail_msg ("not the same: %s", mails[i]);
  }
  run_end (&run);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("no worker outlives a killed gateway, idle or busy", no_worker_outlives_a_killed_gateway),
    TEST ("every message gets the answer of its reader", answers_what_the_reader_says),
    TEST ("filters see the envelope", filters_see_the_envelope),
    TEST ("one poison message among many costs only itself", one_poison_among_many),
    TEST ("a message that fills the memory costs only itself", memory_ends_its_worker_alone),
    TEST ("a broken frame makes its message unreadable", broken_frames_are_unreadable),
    TEST ("noise from a worker makes its message unreadable", noise_from_a_worker_is_unreadable),
    TEST ("a changed byte in a frame harms nobody", a_changed_byte_harms_nobody),
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
