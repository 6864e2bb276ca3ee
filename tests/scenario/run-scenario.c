/* Runs scenario files and prints TAP, one test a scenario.
 *
 *   run-scenario [--dump] [--memory] [--list-rules] [--only=TEXT] FILE... */
#include <locale.h>
#include <string.h>

#include "tests/lib/greedy.h"
#include "tests/lib/reading.h"
#include "tests/lib/rendering.h"
#include "tests/scenario/scn-run.h"

static gboolean
print_result (guint nth, const ScnScenario *scenario, const ScnOptions *options)
{
  g_autoptr (GString) report = g_string_new (NULL);
  const gboolean fine = scn_run (scenario, options, report);
  g_auto (GStrv) lines = g_strsplit (report->str, "\n", -1);
  g_autofree char *name = g_strdup (scenario->name);
  g_print ("%s %u - %s\n", fine ? "ok" : "not ok", nth, g_strdelimit (name, "#", ' '));
  for (guint i = 0; lines[i]; i++)
    if (lines[i][0])
      g_print ("# %s\n", lines[i]);
  return fine;
}

static void
print_rules (const GPtrArray *scenarios)
{
  for (guint i = 0; i < scenarios->len; i++) {
    const ScnScenario *scenario = g_ptr_array_index (scenarios, i);
    for (guint j = 0; scenario->ids[j]; j++)
      if (scenario->ids[j][0])
        g_print ("%s\t%s:%u\t%s\n", scenario->ids[j], scenario->file, scenario->number, scenario->name);
  }
}

static GPtrArray *
read_files (char **files, const char *only)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) scn_scenario_free);
  for (guint i = 0; files && files[i]; i++) {
    g_autofree char *error = NULL;
    if (!scn_file_read (files[i], all, &error)) {
      g_print ("Bail out! %s\n", error);
      return NULL;
    }
  }
  for (guint i = all->len; only && i > 0; i--)
    if (!strstr (((ScnScenario *) g_ptr_array_index (all, i - 1))->name, only))
      g_ptr_array_remove_index (all, i - 1);
  return g_steal_pointer (&all);
}

int
main (int argc, char **argv)
{
  gboolean dump = FALSE, memory = FALSE, list = FALSE;
  g_autofree char *only = NULL;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "dump", 0, 0, G_OPTION_ARG_NONE, &dump, "print every decision and the rows after it", NULL },
    { "memory", 0, 0, G_OPTION_ARG_NONE, &memory, "leave the real store out", NULL },
    { "list-rules", 0, 0, G_OPTION_ARG_NONE, &list, "print the rules that scenarios name", NULL },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "scenarios whose sentence holds TEXT", "TEXT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE..." },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("run-scenario: %s\n", error->message);
    return 64;
  }
  g_autoptr (GPtrArray) scenarios = read_files (files, only);
  if (!scenarios)
    return 99;
  if (list) {
    print_rules (scenarios);
    return 0;
  }
  pt_reading_init ();
  g_autoptr (PtTemplates) templates = pt_rendering_templates (&error);
  g_autoptr (PtTemplates) greedy = templates ? pt_greedy_templates (&error) : NULL;
  if (!greedy) {
    g_print ("Bail out! %s\n", error->message);
    return 99;
  }
  const ScnOptions options = { .dump = dump, .store = !memory, .templates = templates, .greedy = greedy };
  guint failed = 0;
  g_print ("1..%u\n", scenarios->len);
  for (guint i = 0; i < scenarios->len; i++)
    failed += !print_result (i + 1, g_ptr_array_index (scenarios, i), &options);
  return failed > 0;
}
