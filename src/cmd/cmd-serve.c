#include "cmd/command.h"

#include "gateway/serve.h"

gboolean
pt_cmd_serve (PtCall *call, GError **error)
{
  return pt_serve_run (call->config, error);
}
