/* Every message of the abuse collection through reading, deciding, both stores and rendering, in a world of
   its own; TAP.
 * The table of what was wanted and got is printed; what may never happen fails, and so does a count of right outcomes
 * below tests/scenario/abuse-floor. */
#include <string.h>

#include "tests/lib/reading.h"
#include "tests/scenario/abuse-check.h"

typedef struct {
  char        *folder;
  char        *world_file;
  PtTemplates *templates;
  GPtrArray   *cases;
  AbuseWay     way;
  guint        nth, right;
} Test;

static gboolean
is_right (const AbuseCase *a_case, AbuseWay way, const char *got, int cause)
{
  g_autofree char *number = g_strdup_printf ("%d", cause);
  if (g_str_equal (a_case->outcome, "any"))
    return TRUE;
  /* a pipe cannot refuse: held instead (B14) */
  if (g_str_equal (a_case->outcome, "rejected"))
    return g_str_equal (got, way == ABUSE_PIPE ? "held" : "rejected");
  return g_str_equal (a_case->outcome, got) && (g_str_equal (a_case->cause, "-") || g_str_equal (a_case->cause,
                                                                                                 number));
}

/* TRUE if nothing happened that may never happen. */
static gboolean
print_findings (const AbuseRun *run, const AbuseCase *a_case)
{
  g_autoptr (GPtrArray) always = g_ptr_array_new ();
  gboolean fine = TRUE;
  for (guint i = 0; a_case->must_not[i]; i++) {
    const AbuseFinding finding = a_case->must_not[i][0] ? abuse_check_word (run, a_case->must_not[i]) : ABUSE_FINE;
    if (finding == ABUSE_BROKEN || finding == ABUSE_SEVERE)
      g_print ("#   must not: %s\n", a_case->must_not[i]);
    fine &= finding != ABUSE_SEVERE;
  }
  abuse_check_always (run, always);
  for (guint i = 0; i < always->len; i++)
    g_print ("#   must never: %s\n", (const char *) g_ptr_array_index (always, i));
  return fine && !always->len;
}

static gboolean
print_case (Test *test, const AbuseRun *run, const AbuseCase *a_case, const char *wanted)
{
  const PtDecision *decision = run->memory.decision;
  g_autofree char *got = abuse_outcome (run);
  g_autofree char *cause = decision->cause == PT_CAUSE_NONE ? g_strdup ("-") : g_strdup_printf ("%d",
                                                                                                decision->cause);
  const gboolean right = wanted ? g_str_equal (wanted, got) : is_right (a_case, test->way, got, decision->cause);
  test->right += right && !wanted; /* the second time is no case of its own */
  g_print ("# %-6s %-38s wanted %-20s %-3s got %-20s %-3s row %-2u %s\n", abuse_way_name (test->way), a_case->file,
           wanted ? wanted : a_case->outcome, wanted ? "-" : a_case->cause, got, cause, decision->row,
           right ? "" : "DIFFERS");
  if (!right)
    for (guint i = 0; i < decision->reasons->len; i++)
      g_print ("#   %s\n", ((PtReason *) g_ptr_array_index (decision->reasons, i))->text);
  return print_findings (run, a_case);
}

static const AbuseCase *
find_case (const Test *test, const char *file)
{
  for (guint i = 0; i < test->cases->len; i++) {
    const AbuseCase *a_case = g_ptr_array_index (test->cases, i);
    if (g_str_has_prefix (a_case->file, file))
      return a_case;
  }
  return NULL;
}

/* BYTES, if there are any, are fed instead of the case's own; else *BYTES is set to those. */
static gboolean
feed (Test *test, const AbuseCase *a_case, PtWorld *world, ScnStoreSide *store, GBytes **bytes, gboolean show)
{
  g_autoptr (GError) error = NULL;
  AbuseRun run = { 0 };
  const char *wanted = *bytes ? "dup" : NULL;
  gboolean fine = abuse_feed (test->folder, a_case, test->way, world, store, test->templates, *bytes, &run, &error);
  if (run.raw && !*bytes)
    *bytes = g_bytes_ref (run.raw);
  if (!fine)
    g_print ("# %s: %s\n", a_case->file, error->message);
  else if (show)
    fine = print_case (test, &run, a_case, wanted);
  abuse_run_clear (&run);
  return fine;
}

static gboolean
run_case (Test *test, const AbuseCase *a_case)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtWorld) world = abuse_world_new (test->world_file, &error);
  g_autoptr (ScnStoreSide) store = world ? scn_store_open (world, &error) : NULL;
  if (!store) {
    g_print ("# %s\n", error->message);
    return FALSE;
  }
  const AbuseCase *before = g_str_has_prefix (a_case->file, "f09") ? find_case (test, "c02") : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) earlier = NULL;
  gboolean fine = !before || feed (test, before, world, store, &earlier, FALSE);
  fine = fine && feed (test, a_case, world, store, &bytes, TRUE);
  if (fine && g_str_has_prefix (a_case->file, "c02"))
    fine = feed (test, a_case, world, store, &bytes, TRUE);
  return fine;
}

static guint
floor_of (const char *top)
{
  g_autofree char *path = g_build_filename (top, "tests", "scenario", "abuse-floor", NULL);
  g_autofree char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? (guint) g_ascii_strtoull (text, NULL, 10) : G_MAXUINT;
}

/* All of them by one way; how many brought what is forbidden, or fell below what was. */
static guint
run_way (Test *test, const char *top)
{
  guint failed = 0;
  test->right = 0;
  for (guint i = 0; i < test->cases->len; i++) {
    const AbuseCase *a_case = g_ptr_array_index (test->cases, i);
    const gboolean fine = run_case (test, a_case);
    failed += !fine;
    g_print ("%s %u - nothing forbidden comes of %s, %s\n", fine ? "ok" : "not ok", ++test->nth, a_case->file,
             abuse_way_name (test->way));
  }
  const guint floor = floor_of (top);
  const gboolean enough = test->right >= floor;
  g_print ("# %s: %u of %u outcomes are as wanted, %u were before\n", abuse_way_name (test->way), test->right,
           test->cases->len, floor);
  g_print ("%s %u - the count of right outcomes does not fall, %s\n", enough ? "ok" : "not ok", ++test->nth,
           abuse_way_name (test->way));
  return failed + !enough;
}

static int
run_all (Test *test, const char *top)
{
  guint failed = 0;
  g_print ("1..%u\n", ABUSE_N_WAYS * (test->cases->len + 1));
  for (test->way = ABUSE_PIPE; test->way < ABUSE_N_WAYS; test->way++)
    failed += run_way (test, top);
  return failed > 0;
}

int
main (void)
{
  const char *top = g_getenv ("top_srcdir") ? g_getenv ("top_srcdir") : ".";
  const char *corpora = g_getenv ("POSTERN_CORPORA");
  g_autoptr (GError) error = NULL;
  g_autofree char *shared = corpora ? g_strdup (corpora) : g_build_filename (top, "..", "shared", NULL);
  g_autofree char *folder = g_build_filename (shared, "abuse", NULL);
  g_autofree char *world_file = g_build_filename (top, "tests", "scenario", "abuse-world", NULL);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_print ("1..0 # SKIP the abuse messages are not there\n");
    return 0;
  }
  g_autoptr (PtTemplates) templates = pt_rendering_templates (&error);
  g_autoptr (GPtrArray) cases = templates ? abuse_cases_read (folder, &error) : NULL;
  if (!cases) {
    g_print ("Bail out! %s\n", error->message);
    return 99;
  }
  pt_reading_init ();
  Test test = { .folder = folder, .world_file = world_file, .templates = templates, .cases = cases };
  return run_all (&test, top);
}
