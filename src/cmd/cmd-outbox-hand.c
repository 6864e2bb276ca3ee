/* Commands that move rows of the outbox. */
#include "cmd/argument.h"

#include <stdio.h>

#include "gateway/outbox.h"

static gboolean
read_rows (PtCall *call, GArray **out_rows, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; i < call->words->len; i++) {
    PtId row = 0;
    if (!pt_argument_id ("row", pt_call_word (call, i), &row, error))
      return FALSE;
    g_array_append_val (rows, row);
  }
  *out_rows = g_steal_pointer (&rows);
  return TRUE;
}

/* ROWS NULL = all that failed. */
static gboolean
lay_hand (PtCall *call, PtOutboxHand hand, const char *done, const GArray *rows, GError **error)
{
  PtId actor = 0;
  guint count = 0;
  if (!pt_argument_actor (call, &actor, error)
      || !pt_gateway_outbox_hand (call->gateway, hand, rows, actor, &count, error))
    return FALSE;
  printf ("%u mail%s %s\n", count, count == 1 ? "" : "s", done);
  return TRUE;
}

static gboolean
lay_hand_on_words (PtCall *call, PtOutboxHand hand, const char *done, GError **error)
{
  g_autoptr (GArray) rows = NULL;
  return read_rows (call, &rows, error) && lay_hand (call, hand, done, rows, error);
}

gboolean
pt_cmd_outbox_retry (PtCall *call, GError **error)
{
  gboolean all = call->options.failed;
  if (all == (call->words->len > 0))
    return pt_error_set (error, PT_ERROR_USAGE, "%s; write the rows, or --failed for all that failed",
                         all ? "rows and --failed exclude each other" : "no row is named");
  return all ? lay_hand (call, PT_HAND_RETRY, "to be sent again", NULL, error)
             : lay_hand_on_words (call, PT_HAND_RETRY, "to be sent again", error);
}

gboolean
pt_cmd_outbox_hold (PtCall *call, GError **error)
{
  return lay_hand_on_words (call, PT_HAND_HOLD, "held", error);
}

gboolean
pt_cmd_outbox_release (PtCall *call, GError **error)
{
  return lay_hand_on_words (call, PT_HAND_RELEASE, "to be sent", error);
}

gboolean
pt_cmd_outbox_drop (PtCall *call, GError **error)
{
  return lay_hand_on_words (call, PT_HAND_DROP, "dropped", error);
}
