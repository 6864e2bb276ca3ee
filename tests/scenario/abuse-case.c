#include "tests/scenario/abuse-case.h"

#include <string.h>

#include "base/error.h"
#include "tests/lib/placeholders.h"
#include "tests/lib/reading.h"
#include "tests/lib/world-sql.h"
#include "tests/scenario/scn-file.h"

static void
case_free (gpointer data)
{
  AbuseCase *a_case = data;
  g_free (a_case->file);
  g_free (a_case->outcome);
  g_free (a_case->cause);
  g_free (a_case->sender);
  g_free (a_case->recipients);
  g_strfreev (a_case->must_not);
  g_free (a_case);
}

GPtrArray *
abuse_cases_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "expected.tsv", NULL);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  GPtrArray *cases = g_ptr_array_new_with_free_func (case_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i]; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 8);
    if (g_strv_length (columns) < 7)
      continue;
    AbuseCase *a_case = g_new0 (AbuseCase, 1);
    a_case->file = g_strdup (columns[0]);
    a_case->outcome = g_strdup (columns[1]);
    a_case->cause = g_strdup (columns[2]);
    a_case->sender = g_strdup (columns[4]);
    a_case->recipients = g_strdup (columns[5]);
    a_case->must_not = g_strsplit (g_str_equal (columns[6], "-") ? "" : columns[6], ";", -1);
    g_ptr_array_add (cases, a_case);
  }
  return cases;
}

PtWorld *
abuse_world_new (const char *file, GError **error)
{
  g_autoptr (PtWorld) world = pt_world_new ();
  g_autofree char *text = NULL;
  if (!g_file_get_contents (file, &text, NULL, error))
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) words = scn_words (lines[i]);
    g_autofree char *wrong = NULL;
    if (words[0] && words[0][0] != '#' && !pt_world_line (world, words, &wrong)) {
      pt_error_set (error, PT_ERROR_USAGE, "%s:%u: %s", file, i + 1, wrong);
      return NULL;
    }
  }
  return g_steal_pointer (&world);
}

const char *
abuse_way_name (AbuseWay way)
{
  return way == ABUSE_PIPE ? "pipe" : "direct";
}

static PtEnvelope *
make_envelope (const AbuseCase *a_case, AbuseWay way, const PtWorld *world, char **out_wrong)
{
  g_autofree char *sender = pt_placeholders_fill_text (world, a_case->sender, out_wrong);
  g_autofree char *recipients = sender ? pt_placeholders_fill_text (world, a_case->recipients, out_wrong) : NULL;
  if (!recipients)
    return NULL;
  const char *from = g_str_equal (sender, "<>") ? "" : sender;
  PtEnvelope *envelope = pt_envelope_new (way == ABUSE_PIPE ? PT_ENTRANCE_PIPE : PT_ENTRANCE_LMTP, from, world->now);
  g_auto (GStrv) list = g_strsplit_set (recipients, " ,;", -1);
  for (guint i = 0; list[i]; i++)
    if (list[i][0])
      pt_envelope_add_recipient (envelope, list[i]);
  return envelope;
}

/* What a mail server hands to a pipe: LF line ends.  Where CR and LF are what it is about, the bytes stay (README
 * there). */
static GBytes *
for_pipe (const AbuseCase *a_case, GBytes *raw)
{
  static const char *const exact[] = { "a22", "f03", "f07" };
  gsize length, n = 0;
  const char *from = g_bytes_get_data (raw, &length);
  for (gsize i = 0; i < G_N_ELEMENTS (exact); i++)
    if (g_str_has_prefix (a_case->file, exact[i]))
      return g_bytes_ref (raw);
  char *to = g_malloc (length + 1);
  for (gsize i = 0; i < length; i++)
    if (from[i] != '\r' || i + 1 == length || from[i + 1] != '\n')
      to[n++] = from[i];
  return g_bytes_new_take (to, n);
}

static GBytes *
read_raw (const char *folder, const AbuseCase *a_case, AbuseWay way, const PtWorld *world, GError **error)
{
  g_autofree char *path = g_build_filename (folder, a_case->file, NULL);
  g_autofree char *wrong = NULL;
  char *text = NULL;
  gsize length;
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);
  g_autoptr (GBytes) raw = pt_placeholders_fill (world, bytes, &wrong);
  if (!raw) {
    pt_error_set (error, PT_ERROR_USAGE, "%s: %s", path, wrong);
    return NULL;
  }
  return way == ABUSE_PIPE ? for_pipe (a_case, raw) : g_bytes_ref (raw);
}

static void
look_before (AbuseRun *run)
{
  run->before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < run->world->rows->tickets->len; i++) {
    const PtId id = ((PtTicketView *) g_ptr_array_index (run->world->rows->tickets, i))->ticket->id;
    char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);
    g_hash_table_insert (run->before, key, pt_memstore_dump (run->world->rows, id));
  }
  run->first = 1;
  for (guint i = 0; i < run->world->rows->outbox->len; i++)
    run->first = MAX (run->first, ((PtOutboxItem *) g_ptr_array_index (run->world->rows->outbox, i))->id + 1);
}

static void
rendering_free (gpointer data)
{
  pt_rendering_clear (data);
  g_free (data);
}

static void
render (AbuseRun *run, ScnStoreSide *store, const PtTemplates *templates)
{
  run->renderings = g_ptr_array_new_with_free_func (rendering_free);
  for (guint i = 0; i < run->world->rows->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (run->world->rows->outbox, i);
    if (item->id < run->first)
      continue;
    PtRendering *rendering = g_new0 (PtRendering, 1);
    g_ptr_array_add (run->renderings, rendering);
    g_autoptr (GError) error = NULL;
    if (!pt_rendering_make (scn_store_handle (store), run->world->policy, templates, item->id, run->world->now,
                            rendering,
                            &error) && !run->unrendered)
      run->unrendered = g_strdup (error->message);
  }
}

gboolean
abuse_feed (const char *folder, const AbuseCase *a_case, AbuseWay way, PtWorld *world, ScnStoreSide *store,
            const PtTemplates *templates,
            GBytes *again, AbuseRun *run, GError **error)
{
  g_autofree char *wrong = NULL;
  run->world = world;
  run->raw = again ? g_bytes_ref (again) : read_raw (folder, a_case, way, world, error);
  if (!run->raw)
    return FALSE;
  g_autoptr (PtEnvelope) envelope = make_envelope (a_case, way, world, &wrong);
  if (!envelope)
    return pt_error_set (error, PT_ERROR_USAGE, "%s: %s", a_case->file, wrong);
  look_before (run);
  run->message = pt_reading (run->raw, envelope, world->policy);
  const ScnInput input = { envelope, run->message, run->raw, NULL, world->now };
  if (!scn_store_feed (store, world, &input, &run->store, error)
      || !scn_memory_feed (world, &input, &run->memory, error))
    return FALSE;
  render (run, store, templates);
  g_autoptr (GBytes) kept = pt_world_sql_raw (scn_store_file (store), run->store.outcome.message);
  run->raw_lost = run->store.decision->verdict != PT_VERDICT_DUP && (!kept || !g_bytes_equal (kept, run->raw));
  return TRUE;
}

void
abuse_run_clear (AbuseRun *run)
{
  g_clear_pointer (&run->message, pt_message_free);
  g_clear_pointer (&run->raw, g_bytes_unref);
  g_clear_pointer (&run->before, g_hash_table_unref);
  g_clear_pointer (&run->renderings, g_ptr_array_unref);
  g_clear_pointer (&run->unrendered, g_free);
  scn_result_clear (&run->memory);
  scn_result_clear (&run->store);
}

static const PtAction *
action_of (const PtDecision *decision, PtActionKind kind)
{
  for (guint i = 0; i < decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (decision->actions, i);
    if (action->kind == kind)
      return action;
  }
  return NULL;
}

static char *
new_outcome (const PtDecision *decision)
{
  const PtAction *action = action_of (decision, PT_ACTION_TICKET);
  if (action && action->new_ticket->followup_of)
    return g_strdup_printf ("followup:%" G_GINT64_FORMAT, action->new_ticket->followup_of);
  /* that a local part of other letters cannot be answered is a warning of its own: the address is what it says */
  const PtAction *comment = action_of (decision, PT_ACTION_COMMENT);
  gboolean other_letters = comment && !g_str_is_ascii (comment->comment->author_address);
  gboolean doubted = !other_letters || decision->flags != PT_FLAG_BIT (PT_FLAG_UNMAILABLE_AUTHOR);
  return g_strdup (action && action->new_ticket->flagged && doubted ? "new-flagged" : "new");
}

char *
abuse_outcome (const AbuseRun *run)
{
  const PtDecision *decision = run->memory.decision;
  const PtAction *comment = action_of (decision, PT_ACTION_COMMENT);
  const PtAction *bounce = action_of (decision, PT_ACTION_BOUNCE);
  const char *flagged = comment && comment->comment->flags ? "-flagged" : "";
  const PtId ticket = run->memory.outcome.ticket;
  switch (decision->verdict) {
  case PT_VERDICT_NEW: return new_outcome (decision);
  case PT_VERDICT_REPLY: return g_strdup_printf ("reply%s:%" G_GINT64_FORMAT, flagged, ticket);
  case PT_VERDICT_PRIVATE: return g_strdup_printf ("private%s:%" G_GINT64_FORMAT, flagged, ticket);
  case PT_VERDICT_BOUNCE: return g_strdup_printf ("bounce:%" G_GINT64_FORMAT, bounce ? bounce->other : 0);
  case PT_VERDICT_LOOP: return g_strdup ("loop-dropped");
  case PT_VERDICT_AUTO: return ticket ? g_strdup_printf ("auto:%" G_GINT64_FORMAT, ticket) : g_strdup ("auto");
  default: return g_strdup (pt_verdict_name (decision->verdict));
  }
}
