#include "cmd/argument.h"

#include <stdio.h>

#include "base/text.h"
#include "cmd/explain.h"
#include "cmd/print.h"
#include "gateway/jobs.h"
#include "store/held.h"

static const char *
outcome_name (const PtMessageRow *row)
{
  static const char *const names[] = {
    [PT_HELD_NONE] = "-",
    [PT_HELD_RELEASED] = "released",
    [PT_HELD_DELETED] = "deleted",
    [PT_HELD_EXPIRED] = "expired",
  };
  return row->held ? "held" : names[row->outcome];
}

static char *
cause_of (const PtMessageRow *row)
{
  const char *text = row->cause == PT_CAUSE_NONE ? NULL : pt_cause_text (row->cause);
  return row->cause == PT_CAUSE_NONE ? g_strdup ("-") : g_strdup_printf ("%d %s", row->cause, text ? text : "-");
}

/* --- list --- */

static void
print_rows (const GPtrArray *rows)
{
  static const char *const titles[] = { "MESSAGE", "RECEIVED", "VERDICT", "CAUSE", "STATE",
                                        "UNTIL",   "FROM",     "SUBJECT", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < rows->len; i++) {
    const PtMessageRow *row = g_ptr_array_index (rows, i);
    g_autofree char *id = pt_print_id (row->id), *at = pt_print_time (row->received_at), *cause = cause_of (row);
    g_autofree char *until = pt_print_time (row->held ? row->expires_at : 0);
    pt_columns_add (columns, id, at, pt_verdict_name (row->verdict), cause, outcome_name (row), until, row->from,
                    row->subject, NULL);
  }
  pt_columns_print (columns);
}

static void
json_row (JsonBuilder *builder, const PtMessageRow *row)
{
  json_builder_begin_object (builder);
  pt_json_id (builder, "message", row->id);
  pt_json_time (builder, "received_at", row->received_at);
  pt_json_text (builder, "mailbox", row->mailbox);
  pt_json_text (builder, "verdict", pt_verdict_name (row->verdict));
  pt_json_int (builder, "row", row->row);
  if (row->cause == PT_CAUSE_NONE)
    pt_json_text (builder, "cause", NULL);
  else
    pt_json_int (builder, "cause", row->cause);
  pt_json_text (builder, "authentication", pt_auth_name (row->auth));
  pt_json_bool (builder, "held", row->held);
  pt_json_text (builder, "outcome", row->outcome == PT_HELD_NONE ? NULL : outcome_name (row));
  pt_json_id (builder, "settled_by", row->settled_by);
  pt_json_time (builder, "expires_at", row->expires_at);
  pt_json_id (builder, "ticket", row->ticket);
  pt_json_text (builder, "from", row->from);
  pt_json_text (builder, "subject", row->subject);
  pt_json_text (builder, "message_id", row->message_id);
  pt_json_text (builder, "sender", row->envelope_sender);
  pt_json_int (builder, "duplicates", row->duplicates);
  pt_json_int (builder, "bytes", (gint64) row->raw_size);
  pt_explain_json_reasons (builder, row->reasons);
  json_builder_end_object (builder);
}

gboolean
pt_cmd_held_list (PtCall *call, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  gboolean good = call->options.all
                    ? pt_store_message_list (call->store, 0, G_MAXINT32, &rows, error)
                    : pt_store_held_list (call->store, PT_HELD_ANY_CAUSE, G_MAXINT32, 0, &rows, error);
  if (!good)
    return FALSE;
  if (!call->options.json) {
    print_rows (rows);
    return TRUE;
  }
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    json_row (builder, g_ptr_array_index (rows, i));
  json_builder_end_array (builder);
  pt_json_print (builder);
  return TRUE;
}

/* --- one --- */

/* Rules and their rows are for those who look for them, in JSON and with `postern explain`. */
static const char *
words_of (const PtMessageRow *row, const PtReason *reason)
{
  g_autofree char *number = g_strdup_printf ("row %u: ", row->row);
  return reason->text + (g_str_has_prefix (reason->text, number) ? strlen (number) : 0);
}

static void
print_decision (PtColumns *columns, const PtMessageRow *row)
{
  g_autofree char *ticket = row->ticket ? pt_print_id (row->ticket) : g_strdup ("-"), *cause = cause_of (row);
  g_autofree char *verdict =
    g_strdup_printf ("%s: %s", pt_verdict_name (row->verdict), pt_explain_verdict (row->verdict));
  g_autofree char *auth = g_strdup_printf ("%s: %s", pt_auth_name (row->auth), pt_explain_auth (row->auth));
  pt_columns_add (columns, "verdict", verdict, NULL);
  pt_columns_add (columns, "cause", cause, NULL);
  pt_columns_add (columns, "authentication", auth, NULL);
  pt_columns_add (columns, "ticket", ticket, NULL);
  for (guint i = 0; i < row->reasons->len; i++)
    pt_columns_add (columns, "reason", words_of (row, g_ptr_array_index (row->reasons, i)), NULL);
}

static void
print_row (const PtMessageRow *row)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  g_autofree char *id = pt_print_id (row->id), *at = pt_print_time (row->received_at);
  g_autofree char *until = pt_print_time (row->expires_at), *recipients = g_strjoinv (" ", row->recipients);
  g_autofree char *bytes = g_strdup_printf ("%" G_GSIZE_FORMAT, row->raw_size);
  g_autofree char *by = g_strdup_printf ("person #%" G_GINT64_FORMAT, row->settled_by);
  const char *sender = row->envelope_sender ? *row->envelope_sender ? row->envelope_sender : "<>" : "not known";
  pt_columns_add (columns, "message", id, NULL);
  pt_columns_add (columns, "received", at, NULL);
  pt_columns_add (columns, "state", outcome_name (row), NULL);
  if (row->settled_by)
    pt_columns_add (columns, "by", by, NULL);
  if (row->held)
    pt_columns_add (columns, "until", until, NULL);
  pt_columns_add (columns, "from", row->from, NULL);
  pt_columns_add (columns, "sender", sender, NULL);
  pt_columns_add (columns, "recipients", recipients, NULL);
  pt_columns_add (columns, "subject", row->subject, NULL);
  pt_columns_add (columns, "message-id", row->message_id ? row->message_id : "-", NULL);
  pt_columns_add (columns, "bytes", bytes, NULL);
  print_decision (columns, row);
  pt_columns_print (columns);
}

static gboolean
print_raw (PtCall *call, PtId id, GError **error)
{
  g_autoptr (GBytes) raw = NULL;
  gsize length;
  if (!pt_store_raw (call->store, id, &raw, error))
    return FALSE;
  const void *data = g_bytes_get_data (raw, &length);
  fwrite (data, 1, length, stdout);
  return TRUE;
}

gboolean
pt_cmd_held_show (PtCall *call, GError **error)
{
  g_autoptr (PtMessageRow) row = NULL;
  PtId id = 0;
  if (!pt_argument_id ("message", pt_call_word (call, 0), &id, error))
    return FALSE;
  if (call->options.raw)
    return print_raw (call, id, error);
  if (!pt_store_message_load (call->store, id, &row, error))
    return FALSE;
  if (!call->options.json) {
    print_row (row);
    return TRUE;
  }
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_row (builder, row);
  pt_json_print (builder);
  return TRUE;
}

/* `--text -` reads standard input. */
static gboolean
take_edit (PtCall *call, char **out_text, PtReleaseEdit *edit, GError **error)
{
  *out_text = NULL;
  if (call->options.text && !pt_argument_text (call, call->options.text, out_text, error))
    return FALSE;
  if (call->options.subject && !pt_text_is_header_value (call->options.subject))
    return pt_error_set (error, PT_ERROR_USAGE, "bad subject; write one line without control characters");
  *edit = (PtReleaseEdit) { call->options.subject, *out_text };
  return TRUE;
}

static gboolean
tell_outcome (PtCall *call, PtId id, GError **error)
{
  g_autoptr (PtMessageRow) row = NULL;
  if (!pt_store_message_load (call->store, id, &row, error))
    return FALSE;
  if (row->ticket)
    printf ("%s: ticket #%" G_GINT64_FORMAT "\n", pt_verdict_name (row->verdict), row->ticket);
  else
    printf ("%s: %s\n", pt_verdict_name (row->verdict), pt_explain_verdict (row->verdict));
  return TRUE;
}

static gboolean
release (PtCall *call, PtEngine *engine, PtId id, GError **error)
{
  PtReleaseEdit edit = { 0 };
  g_autofree char *text = NULL;
  PtId actor = 0, job = 0;
  gboolean done = FALSE;
  if (!pt_argument_actor (call, &actor, error) || !take_edit (call, &text, &edit, error)
      || !pt_gateway_release (engine->gateway, id, actor, &edit, &job, error)
      || !pt_jobs_see_through (engine, job, &done, error))
    return FALSE;
  if (done)
    return tell_outcome (call, id, error);
  printf ("job %" G_GINT64_FORMAT " waits for postern serve\n", job);
  return TRUE;
}

gboolean
pt_cmd_held_release (PtCall *call, GError **error)
{
  g_autoptr (PtEngine) engine = NULL;
  PtEngineOptions options = { .no_spool = TRUE, .once = TRUE };
  PtId id = 0;
  if (!pt_argument_id ("message", pt_call_word (call, 0), &id, error)
      || !pt_engine_open (call->config, &options, &engine, error))
    return FALSE;
  call->store = pt_gateway_store (engine->gateway);
  gboolean ok = release (call, engine, id, error);
  call->store = NULL;
  return ok;
}

gboolean
pt_cmd_held_delete (PtCall *call, GError **error)
{
  PtId id = 0, actor = 0;
  return pt_argument_id ("message", pt_call_word (call, 0), &id, error) && pt_argument_actor (call, &actor, error)
         && pt_gateway_discard (call->gateway, id, actor, error);
}
