#include "tests/scenario/scn-expect.h"

#include <string.h>

/* Kinds of which every line must be wanted; lines of the others are compared only where one is mentioned. */
static const char *const strict_kinds[] = {
  "verdict", "ticket", "comment", "relate", "unrelate", "status", "assign", "notify", "flag", "bounce",
     "cancel", "set", "keep", "unjoin", NULL,
};

static char *
translate_word (const PtWorld *world, const char *word)
{
  const char *name = pt_world_name_for (world, word);
  if (name || !strchr (word, ','))
    return g_strdup (name ? name : word);
  g_auto (GStrv) parts = g_strsplit (word, ",", -1);
  for (guint i = 0; parts[i]; i++) {
    const char *part = pt_world_name_for (world, parts[i]);
    if (part) {
      g_free (parts[i]);
      parts[i] = g_strdup (part);
    }
  }
  return g_strjoinv (",", parts);
}

char *
scn_expect_translate (const PtWorld *world, const char *dump)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);
  gboolean quoted = FALSE;
  for (; *dump; dump++) {
    quoted ^= *dump == '"' && dump[-1] != '\\';
    if (quoted || (*dump != ' ' && *dump != '\n')) {
      g_string_append_c (word, *dump);
      continue;
    }
    g_autofree char *translated = translate_word (world, word->str);
    g_string_append_printf (out, "%s%c", translated, *dump);
    g_string_truncate (word, 0);
  }
  return g_strdup (out->str);
}

/* WANTED, its first word first, is found in GOT in its order. */
static gboolean
line_fits (char *const *wanted, const char *got)
{
  g_auto (GStrv) words = scn_words (got);
  guint at = 1;
  if (!wanted[0] || !words[0] || !g_str_equal (wanted[0], words[0]))
    return FALSE;
  for (guint i = 1; wanted[i]; i++, at++) {
    while (words[at] && !g_str_equal (words[at], wanted[i]))
      at++;
    if (!words[at])
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  const ScnScenario *scenario;
  GPtrArray *wanted;   /* ScnLine * */
  GStrv      got;
  int       *taken_by; /* for each line got: which wanted line, -1 if none */
  gboolean  *tried;
} Match;

/* Finds a line got for wanted line W, moving others if need be. */
static gboolean
assign (Match *match, guint w)
{
  const ScnLine *line = g_ptr_array_index (match->wanted, w);
  for (guint g = 0; match->got[g]; g++) {
    if (match->tried[g] || !line_fits (line->words, match->got[g]))
      continue;
    match->tried[g] = TRUE;
    if (match->taken_by[g] < 0 || assign (match, (guint) match->taken_by[g])) {
      match->taken_by[g] = (int) w;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_compared (const Match *match, const char *got)
{
  g_auto (GStrv) words = scn_words (got);
  if (!words[0])
    return FALSE;
  if (g_strv_contains (strict_kinds, words[0]))
    return TRUE;
  for (guint i = 0; i < match->wanted->len; i++)
    if (g_str_equal (((ScnLine *) g_ptr_array_index (match->wanted, i))->words[0], words[0]))
      return TRUE;
  return FALSE;
}

static gboolean
any_fits (GStrv lines, char *const *wanted)
{
  for (guint i = 0; lines[i]; i++)
    if (line_fits (wanted, lines[i]))
      return TRUE;
  return FALSE;
}

static void
report (GString *out, const Match *match, guint line, char sign, const char *text)
{
  g_string_append_printf (out, "%s:%u: %c %s\n", match->scenario->file, line, sign, text);
}

/* `no KIND ...`, `some KIND ...`, `after ...` and `after no ...` look at all lines and take none. */
static gboolean
check_general (const Match *match, GStrv state, const ScnLine *line, GString *out)
{
  const gboolean after = g_str_equal (line->words[0], "after");
  char *const *words = line->words + 1;
  const gboolean no = g_str_equal (line->words[0], "no") || (after && words[0] && g_str_equal (words[0], "no"));
  const gboolean there = any_fits (after ? state : match->got, words + (after && no ? 1 : 0));
  if (there == !no)
    return TRUE;
  g_autofree char *text = g_strdup_printf ("%s %s", line->words[0], line->rest);
  report (out, match, line->number, '-', text);
  return FALSE;
}

static gboolean
compare (Match *match, const ScnStep *step, GString *out)
{
  gboolean same = TRUE;
  const guint n = g_strv_length (match->got);
  for (guint w = 0; w < match->wanted->len; w++) {
    memset (match->tried, 0, n * sizeof (gboolean));
    if (assign (match, w))
      continue;
    const ScnLine *line = g_ptr_array_index (match->wanted, w);
    g_autofree char *text = g_strdup_printf ("%s %s", line->words[0], line->rest);
    report (out, match, line->number, '-', text);
    same = FALSE;
  }
  for (guint g = 0; g < n; g++) {
    if (match->taken_by[g] >= 0 || !is_compared (match, match->got[g]))
      continue;
    report (out, match, step->number, '+', match->got[g]);
    same = FALSE;
  }
  return same;
}

gboolean
scn_expect_check (const ScnScenario *scenario, const ScnStep *step, const char *decision, const char *state,
                  GString *out)
{
  g_auto (GStrv) got = g_strsplit (decision, "\n", -1);
  g_auto (GStrv) rows = g_strsplit (state, "\n", -1);
  const guint n = g_strv_length (got);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  g_autofree int *taken_by = g_new (int, n + 1);
  g_autofree gboolean *tried = g_new0 (gboolean, n + 1);
  Match match = { scenario, wanted, got, taken_by, tried };
  static const char *const general[] = { "no", "some", "after", NULL };
  gboolean same = TRUE;

  memset (taken_by, -1, (n + 1) * sizeof (int));
  for (guint i = 0; i < step->then->len; i++) {
    ScnLine *line = g_ptr_array_index (step->then, i);
    if (g_str_equal (line->words[0], "mail")) /* scn-render.c */
      continue;
    if (g_strv_contains (general, line->words[0]))
      same &= check_general (&match, rows, line, out);
    else if (!g_str_equal (line->words[0], "unchanged"))
      g_ptr_array_add (wanted, line);
  }
  same &= compare (&match, step, out);
  return same;
}
