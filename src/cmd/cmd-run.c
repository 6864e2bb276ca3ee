#include "cmd/command.h"

#include <stdio.h>

#include "cmd/print.h"
#include "gateway/run.h"

static void
print_json (const PtRunStats *stats)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  pt_json_int (builder, "taken", stats->taken);
  pt_json_int (builder, "left", stats->failed);
  pt_json_int (builder, "poisoned", stats->poisoned);
  pt_json_int (builder, "sent", stats->sent);
  pt_json_int (builder, "unsent", stats->unsent);
  json_builder_end_object (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_run (PtCall *call, GError **error)
{
  g_autoptr (PtEngine) engine = NULL;
  if (!pt_run_open (call->config, &engine, error) || !pt_run (engine, !call->options.no_send, error))
    return FALSE;
  const PtRunStats *stats = &engine->stats;
  if (call->options.json)
    print_json (stats);
  else
    printf ("taken %u, left %u, poisoned %u, sent %u, unsent %u\n", stats->taken, stats->failed, stats->poisoned,
            stats->sent, stats->unsent);
  return TRUE;
}
