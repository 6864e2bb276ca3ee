#include "tests/lib/readers.h"

#include "model/wire.h"
#include "gateway/worker-child.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- inside a worker --- */

PtMessage *
pt_readers_sound (GBytes *raw)
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
  g_autoptr (PtMessage) message = pt_readers_sound (raw);
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

PtMessage *
pt_readers_double (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options)
{
  g_autofree char *word = g_strndup (g_bytes_get_data (raw, NULL), MIN (g_bytes_get_size (raw), 100));
  (void) options;
  misbehave (raw, word);
  PtMessage *message = pt_readers_sound (raw);
  if (g_str_has_prefix (word, "pid"))
    message->date = getpid ();
  if (g_str_has_prefix (word, "lie"))
    message->raw_size++;
  if (g_str_has_prefix (word, "envelope"))
    pt_message_add_note (message, "double", envelope->sender ? envelope->sender : "none",
                         g_ptr_array_index (envelope->recipients, envelope->recipients->len - 1));
  return message;
}

/* --- the gateway's side --- */

static void
on_read (PtMessage *message, GBytes *raw, gpointer mark, gpointer data)
{
  PtReaders *run = data;
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
  PtReaders *run = data;
  run->lost = TRUE;
  g_main_loop_quit (run->loop);
}

static void
on_stalled (gpointer data)
{
  PtReaders *run = data;
  run->stalled++;
}

static gboolean
on_impatience (gpointer data)
{
  (void) data;
  fail_msg ("no answer in %d s", PT_READERS_PATIENCE);
  return G_SOURCE_REMOVE;
}

void
pt_readers_start_patiently (PtReaders *run, guint count, PtWorkerReader reader, guint wall)
{
  PtWorkerOptions options = { .count = count, .cpu_seconds = 5, .wall_seconds = wall, .memory = (gsize) 256 << 20,
                              .read = { .limits = &pt_limits_default }, .reader = reader, .lost = on_lost,
                              .stalled = on_stalled, .data = run };
  g_autoptr (GError) error = NULL;
  *run = (PtReaders){ .loop = g_main_loop_new (NULL, FALSE) };
  run->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_message_free);
  if (!pt_workers_start (&options, &run->workers, &error))
    fail_msg ("%s", error->message);
}

void
pt_readers_start (PtReaders *run, guint count, PtWorkerReader reader)
{
  pt_readers_start_patiently (run, count, reader, 1);
}

void
pt_readers_give (PtReaders *run, const char *text, gsize length)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, length);
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_PIPE, "a@example.com", 5);
  pt_envelope_add_recipient (envelope, "first@example.org");
  pt_envelope_add_recipient (envelope, "last@example.org");
  guint index = run->wanted++;
  g_ptr_array_add (run->answers, NULL);
  pt_workers_read (run->workers, raw, envelope, on_read, GUINT_TO_POINTER (index), run);
}

void
pt_readers_wait (PtReaders *run)
{
  guint timer = g_timeout_add_seconds (PT_READERS_PATIENCE, on_impatience, NULL);
  if (run->answered < run->wanted && !run->lost)
    g_main_loop_run (run->loop);
  g_source_remove (timer);
}

const PtMessage *
pt_readers_ask (PtReaders *run, const char *text)
{
  pt_readers_give (run, text, strlen (text));
  pt_readers_wait (run);
  return g_ptr_array_index (run->answers, run->answers->len - 1);
}

void
pt_readers_end (PtReaders *run)
{
  pt_workers_stop (run->workers);
  assert_int_equal (waitpid (-1, NULL, WNOHANG), -1);
  assert_int_equal (errno, ECHILD);
  g_ptr_array_unref (run->answers);
  g_main_loop_unref (run->loop);
}
