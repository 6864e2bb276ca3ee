#include "tests/scenario/scn-run.h"

#include <string.h>

#include "base/clock.h"
#include "tests/lib/reading.h"
#include "tests/scenario/scn-expect.h"
#include "tests/scenario/scn-mail.h"
#include "tests/scenario/scn-render.h"
#include "tests/scenario/scn-request.h"
#include "tests/scenario/scn-side.h"
#include "tests/scenario/scn-template.h"

typedef struct {
  const ScnScenario *scenario;
  const ScnOptions  *options;
  GString           *report;
  PtWorld           *world;
  ScnStoreSide      *store; /* NULL if not wanted */
  ScnMail           *last;  /* the last mail, for `again` and `released` */
  guint              mails;
  PtTemplates       *own;   /* that the scenario brings along, NULL if none */
} Run;

static gboolean
trouble (const Run *run, guint line, const char *what)
{
  g_string_append_printf (run->report, "%s:%u: %s\n", run->scenario->file, line, what);
  return FALSE;
}

static gboolean
read_given (Run *run, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    const ScnLine *line = g_ptr_array_index (lines, i);
    g_autofree char *error = NULL;
    if (g_str_equal (line->words[0], "template"))
      continue;
    if (!pt_world_line (run->world, line->words, &error))
      return trouble (run, line->number, error);
  }
  return TRUE;
}

/* Lines of A that B lacks, each with SIGN. */
static void
append_missing (GString *out, const char *a, const char *b, char sign)
{
  g_auto (GStrv) lines = g_strsplit (a, "\n", -1);
  g_auto (GStrv) others = g_strsplit (b, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (!g_strv_contains ((const char *const *) others, lines[i]))
      g_string_append_printf (out, "  %c %s\n", sign, lines[i]);
}

static gboolean
same (const Run *run, const ScnStep *step, const char *what, const char *memory, const char *store)
{
  if (g_str_equal (memory, store))
    return TRUE;
  g_autofree char *title = g_strdup_printf ("%s: - the memory store, + the store", what);
  trouble (run, step->number, title);
  const gsize before = run->report->len;
  append_missing (run->report, memory, store, '-');
  append_missing (run->report, store, memory, '+');
  if (run->report->len == before)
    g_string_append (run->report, "  only the order or the number of lines differs\n");
  return FALSE;
}

static gboolean
compare_sides (const Run *run, const ScnStep *step, const ScnResult *memory, const ScnResult *store)
{
  gboolean fine = same (run, step, "snapshot", memory->snapshot, store->snapshot);
  fine &= same (run, step, "decision", memory->text, store->text);
  fine &= same (run, step, "rows", memory->state, store->state);
  fine &= same (run, step, "tickets", memory->tickets, store->tickets);
  return fine;
}

static PtId
next_outbox (const PtWorld *world)
{
  PtId next = 1;
  for (guint i = 0; i < world->rows->outbox->len; i++)
    next = MAX (next, ((PtOutboxItem *) g_ptr_array_index (world->rows->outbox, i))->id + 1);
  return next;
}

/* Everything that is known of the tickets named by `unchanged N` lines, the time of their last change with it. */
static char *
look_at_unchanged (const Run *run, const ScnStep *step, const char *missing)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < step->then->len; i++) {
    const ScnLine *line = g_ptr_array_index (step->then, i);
    if (!g_str_equal (line->words[0], "unchanged"))
      continue;
    const PtId id = line->words[1] ? g_ascii_strtoll (line->words[1], NULL, 10) : 0;
    const PtTicketView *view = pt_memstore_ticket (run->world->rows, id);
    if (!view) {
      g_string_append (out, missing);
      continue;
    }
    g_autofree char *rows = pt_memstore_dump (run->world->rows, id);
    g_string_append_printf (out, "%supdated %" G_GINT64_FORMAT "\n", rows, view->ticket->updated_at);
  }
  return g_string_free (out, FALSE);
}

/* What time makes of mail that was sent: no report came for three days (J3). */
static gboolean
note_success (Run *run, const ScnStep *step)
{
  const PtTime before = run->world->now - 3 * PT_DAY;
  g_autoptr (GError) error = NULL;
  pt_memstore_went_well (run->world->rows, before);
  return !run->store || scn_store_went_well (run->store, before, &error)
         || trouble (run, step->number, error->message);
}

static gboolean
feed (Run *run, const ScnStep *step, const ScnInput *input)
{
  g_autofree char *before = look_at_unchanged (run, step, "not there before");
  g_auto (ScnResult) memory = { 0 };
  g_auto (ScnResult) store = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean fine = TRUE;
  const PtId first = next_outbox (run->world);
  if (!note_success (run, step))
    return FALSE;
  if (run->store && !scn_store_feed (run->store, run->world, input, &store, &error))
    return trouble (run, step->number, error->message);
  scn_memory_feed (run->world, input, &memory, NULL);
  /* new tickets of this step are known to the memory store only now */
  if (run->store && !scn_store_tickets (run->store, run->world, input->now, &store, &error))
    return trouble (run, step->number, error->message);
  g_autofree char *decision = scn_expect_translate (run->world, memory.text);
  g_autofree char *state = scn_expect_translate (run->world, memory.state);
  g_autofree char *now = look_at_unchanged (run, step, "not there after");
  fine = scn_expect_check (run->scenario, step, decision, state, run->report);
  fine &= g_str_equal (before, now) || trouble (run, step->number, "a ticket that shall be unchanged is not");
  if (!fine || run->options->dump)
    g_string_append_printf (run->report, "decision:\n%s", decision);
  if (run->options->dump)
    g_string_append_printf (run->report, "rows:\n%s", state);
  if (run->store) {
    fine &= compare_sides (run, step, &memory, &store);
    const PtTemplates *templates = run->own ? run->own : run->options->templates;
    const ScnRender render = { scn_store_handle (run->store), run->world, templates, run->options->greedy };
    fine &= scn_render_new (&render, first, run->scenario, step, run->report);
  }
  return fine;
}

static gboolean
feed_mail (Run *run, const ScnStep *step)
{
  g_autoptr (PtMessage) message = pt_reading (run->last->raw, run->last->envelope, run->world->policy);
  run->last->envelope->received_at = run->world->now;
  const ScnInput input = { run->last->envelope, message, run->last->raw, NULL, run->world->now };
  return feed (run, step, &input);
}

/* Lines of `when` that let the world go on; the rest is returned. */
static GPtrArray *
pass_time (Run *run, const ScnStep *step, gboolean *out_fine)
{
  GPtrArray *rest = g_ptr_array_new ();
  for (guint i = 0; i < step->when->len; i++) {
    ScnLine *line = g_ptr_array_index (step->when, i);
    g_autofree char *error = NULL;
    if (!g_str_equal (line->words[0], "now") && !g_str_equal (line->words[0], "wait")
        && !g_str_equal (line->words[0], "setting") && !g_str_equal (line->words[0], "rotate"))
      g_ptr_array_add (rest, line);
    else if (!pt_world_line (run->world, line->words, &error))
      *out_fine = trouble (run, line->number, error);
  }
  return rest;
}

static gboolean
feed_request (Run *run, const ScnStep *step, const GPtrArray *lines)
{
  g_autofree char *error = NULL;
  g_autoptr (PtRequest) request = scn_request_build (run->world, lines, &error);
  if (!request)
    return trouble (run, step->number, error);
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_COMMAND, NULL, run->world->now);
  const ScnInput input = { envelope, NULL, NULL, request, run->world->now };
  return feed (run, step, &input);
}

static gboolean
run_step (Run *run, const ScnStep *step)
{
  gboolean fine = TRUE;
  g_autofree char *error = NULL;
  g_autoptr (GPtrArray) lines = pass_time (run, step, &fine);
  if (!fine || !lines->len)
    return fine && trouble (run, step->number, "when wants a mail or a command");
  const char *word = ((ScnLine *) g_ptr_array_index (lines, 0))->words[0];
  if (g_str_equal (word, "command"))
    return feed_request (run, step, lines);
  if (!g_str_equal (word, "again") && !g_str_equal (word, "released")) {
    scn_mail_free (run->last);
    run->last = scn_mail_build (run->world, lines, ++run->mails, &error);
    return run->last ? feed_mail (run, step) : trouble (run, step->number, error);
  }
  if (!run->last)
    return trouble (run, step->number, "there was no mail yet");
  char *const *words = ((ScnLine *) g_ptr_array_index (lines, 0))->words;
  const PtPerson *agent = words[1] && words[2] ? pt_world_person (run->world, words[2]) : NULL;
  run->last->envelope->recovered = g_str_equal (word, "released");
  run->last->envelope->recovered_by = agent ? agent->id : 0;
  run->last->envelope->edited = agent && g_strcmp0 (words[3], "edited") == 0;
  for (guint i = 1; i < lines->len; i++)
    if (!scn_mail_readdress (run->last, run->world, g_ptr_array_index (lines, i), &error))
      return trouble (run, step->number, error);
  return feed_mail (run, step);
}

static gboolean
load_templates (Run *run)
{
  const GPtrArray *const lists[] = { run->scenario->common, run->scenario->given, NULL };
  g_autofree char *error = NULL;
  return scn_template_load (lists, run->world->policy, &run->own, &error)
         || trouble (run, run->scenario->number, error);
}

gboolean
scn_run (const ScnScenario *scenario, const ScnOptions *options, GString *report)
{
  g_autoptr (PtWorld) world = pt_world_new ();
  g_autoptr (ScnStoreSide) store = NULL;
  g_autoptr (GError) error = NULL;
  Run run = { .scenario = scenario, .options = options, .report = report, .world = world };
  gboolean fine = read_given (&run, scenario->common) && read_given (&run, scenario->given)
                  && load_templates (&run);
  if (fine && options->store) {
    run.store = store = scn_store_open (world, &error);
    fine = store || trouble (&run, scenario->number, error->message);
  }
  for (guint i = 0; fine && i < scenario->steps->len; i++)
    fine = run_step (&run, g_ptr_array_index (scenario->steps, i));
  scn_mail_free (run.last);
  pt_templates_free (run.own);
  return fine;
}
