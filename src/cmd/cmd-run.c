#include "cmd/command.h"

#include <stdio.h>

#include "cmd/print.h"
#include "gateway/spool.h"

gboolean
pt_cmd_run (PtCall *call, GError **error)
{
  PtRunStats stats;
  if (!pt_spool_make (call->config->spool, error) ||
      !pt_gateway_run (call->gateway, !call->options.no_send, &stats, error))
    return FALSE;
  printf ("taken %u, left %u, poisoned %u, sent %u, unsent %u\n", stats.taken, stats.failed, stats.poisoned, stats.sent,
          stats.unsent);
  return TRUE;
}

gboolean
pt_cmd_config_list (PtCall *call, GError **error)
{
  g_autofree char *text = pt_config_to_text (call->config);
  (void) error;
  pt_print_text (text, "");
  return TRUE;
}
