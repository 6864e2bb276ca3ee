#include "cmd/command.h"

#include <errno.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "gateway/serve.h"

/* The same program, even if another one was installed in its place: that is for a restart. */
static gboolean
start_anew (const PtCall *call, GError **error)
{
  char *words[] = { "postern", "-c", call->config->file, "serve", NULL };
  execv ("/proc/self/exe", words);
  return pt_error_set_errno (error, errno, "the program cannot be started anew");
}

gboolean
pt_cmd_serve (PtCall *call, GError **error)
{
  gboolean again = FALSE;
  prctl (PR_SET_NAME, "postern"); /* which it is not called by itself when it was started anew */
  return pt_serve_run (call->config, &again, error) && (!again || start_anew (call, error));
}
