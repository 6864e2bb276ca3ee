/* Other people's programs, asked by `postern check`. */
#include "cmd/check.h"

#include <gio/gio.h>

enum { SECONDS = 5 };

typedef struct {
  GMainLoop *loop;
  char      *text;
  gboolean   good;
} Waiting;

static void
on_done (GObject *process, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (GError) trouble = NULL;
  g_autofree char *text = NULL;
  if (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (process), result, &text, NULL, &trouble)) {
    waiting->good = g_subprocess_get_successful (G_SUBPROCESS (process));
    waiting->text = g_strchomp (g_steal_pointer (&text));
  } else
    waiting->text = g_strdup (trouble->message);
  g_main_loop_quit (waiting->loop);
}

static gboolean
on_late (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

gboolean
pt_check_run (const char *const *argv, char **out_text)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GCancellable) late = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop };
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &trouble);
  if (!process) {
    *out_text = g_strdup (trouble->message);
    return FALSE;
  }
  guint timer = g_timeout_add_seconds (SECONDS, on_late, late);
  g_subprocess_communicate_utf8_async (process, NULL, late, on_done, &waiting);
  g_main_loop_run (loop);
  if (g_cancellable_is_cancelled (late))
    g_subprocess_force_exit (process);
  else
    g_source_remove (timer);
  *out_text = waiting.text;
  return waiting.good;
}

char *
pt_check_find (const char *name)
{
  static const char *const folders[] = { "/usr/sbin", "/usr/local/sbin" };
  char *found = g_find_program_in_path (name);
  for (gsize i = 0; !found && i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (folders[i], name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      found = g_steal_pointer (&path);
  }
  return found;
}
