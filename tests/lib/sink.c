#include "tests/lib/sink.h"

#include <gio/gio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/folder.h"
#include "tests/unit/test.h"

char *
pt_sink_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("transport-XXXXXX", &error);
  assert_non_null (dir);
  return dir;
}

/* ARGUMENTS, separated by a semicolon. */
PtSink
pt_sink_start (const char *arguments)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *script = g_build_filename (top ? top : ".", "tests/lib/smtp-sink.py", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (arguments, ";", -1);
  PtSink sink = { pt_sink_folder (), 0, -1, 0 };
  g_autoptr (GError) error = NULL;
  char line[16] = "";
  int out;
  g_ptr_array_add (argv, (gpointer) "python3");
  g_ptr_array_add (argv, script);
  g_ptr_array_add (argv, (gpointer) "--dir");
  g_ptr_array_add (argv, sink.dir);
  for (guint i = 0; words[i]; i++)
    g_ptr_array_add (argv, words[i]);
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_async_with_pipes (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                 NULL, NULL, &sink.pid, &sink.in, &out, NULL, &error))
    fail_msg ("%s", error->message);
  for (gsize n = 0; n < sizeof line - 1 && read (out, line + n, 1) == 1 && line[n] != '\n';)
    n++;
  close (out);
  sink.port = (guint) g_ascii_strtoull (line, NULL, 10);
  assert_true (sink.port > 0);
  return sink;
}

char *
pt_sink_file (const PtSink *sink, const char *name)
{
  g_autofree char *path = g_build_filename (sink->dir, name, NULL);
  char *content = NULL;
  return g_file_get_contents (path, &content, NULL, NULL) ? content : g_strdup ("");
}

void
pt_sink_stop (PtSink *sink)
{
  close (sink->in);
  waitpid (sink->pid, NULL, 0);
  pt_folder_remove (sink->dir);
  g_free (sink->dir);
}

PtSendResult
pt_sink_send (PtTransport *transport, const char *sender, const char *recipient, const char *mail)
{
  g_autoptr (GBytes) data = g_bytes_new (mail, strlen (mail));
  PtParcel parcel = { sender, recipient, data };
  PtSendResult result = { PT_SEND_DONE, -1, NULL };
  pt_transport_send (transport, &parcel, &result);
  assert_non_null (result.answer);
  return result;
}

PtSendResult
pt_sink_send_plain (PtTransport *transport)
{
  return pt_sink_send (transport, "bounce+t@example.com", "customer@example.org", PT_SINK_MAIL);
}
