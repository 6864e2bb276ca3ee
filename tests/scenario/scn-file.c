#include "tests/scenario/scn-file.h"

#include <string.h>

typedef struct {
  const char  *path;
  GStrv        lines;
  guint        at; /* index of the next line */
  GPtrArray   *out;
  GPtrArray   *common;
  ScnScenario *scenario; /* the one being read */
  ScnStep     *step;
  GPtrArray   *section; /* where lines go */
  char       **error;
} Reader;

static void
line_free (gpointer data)
{
  ScnLine *line = data;
  g_strfreev (line->words);
  g_free (line->rest);
  g_free (line->block);
  g_free (line);
}

static void
step_free (gpointer data)
{
  ScnStep *step = data;
  g_ptr_array_unref (step->when);
  g_ptr_array_unref (step->then);
  g_free (step);
}

void
scn_scenario_free (ScnScenario *scenario)
{
  g_free (scenario->file);
  g_free (scenario->name);
  g_strfreev (scenario->ids);
  g_ptr_array_unref (scenario->common);
  g_ptr_array_unref (scenario->given);
  g_ptr_array_unref (scenario->steps);
  g_free (scenario);
}

/* Appends the word that starts at TEXT to WORDS; returns what follows it. */
static const char *
take_word (const char *text, GPtrArray *words)
{
  g_autoptr (GString) word = g_string_new (NULL);
  gboolean quoted = FALSE;
  guint braces = 0;
  for (; *text && (quoted || braces || !g_ascii_isspace (*text)); text++) {
    if (*text == '"' && !braces) {
      quoted = !quoted;
      continue;
    }
    if (!quoted)
      braces += (*text == '{') - (*text == '}' && braces);
    g_string_append_c (word, *text);
  }
  g_ptr_array_add (words, g_strdup (word->str));
  return text;
}

GStrv
scn_words (const char *text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (;;) {
    while (g_ascii_isspace (*text))
      text++;
    if (!*text)
      break;
    text = take_word (text, words);
  }
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_steal (words, NULL);
}

static gboolean
fail (Reader *reader, const char *what)
{
  *reader->error = g_strdup_printf ("%s:%u: %s", reader->path, reader->at, what);
  return FALSE;
}

static guint
indent_of (const char *line)
{
  return (guint) strspn (line, " ");
}

/* The lines below that are indented deeper than INDENT, without the indentation of the first. */
static char *
take_block (Reader *reader, guint indent)
{
  g_autoptr (GString) block = g_string_new (NULL);
  guint own = 0, blanks = 0;
  for (; reader->lines[reader->at]; reader->at++) {
    const char *line = reader->lines[reader->at];
    if (!line[indent_of (line)]) {
      blanks++;
      continue;
    }
    if (indent_of (line) <= indent)
      break;
    own = own ? own : indent_of (line);
    for (; blanks && block->len; blanks--)
      g_string_append_c (block, '\n');
    blanks = 0;
    g_string_append_printf (block, "%s\n", line + MIN (own, indent_of (line)));
  }
  return g_strdup (block->str);
}

static gboolean
takes_block (const char *word)
{
  return g_str_equal (word, "text") || g_str_equal (word, "html") || g_str_equal (word, "template");
}

/* Cuts a comment: ` # ` to the end. */
static char *
without_comment (const char *line)
{
  const char *mark = strstr (line, " # ");
  return g_strstrip (mark ? g_strndup (line, (gsize) (mark - line)) : g_strdup (line));
}

static gboolean
read_header (Reader *reader, const char *text)
{
  const char *open = strchr (text, '"'), *close = open ? strchr (open + 1, '"') : NULL;
  if (!close)
    return fail (reader, "scenario wants its sentence in quotes");
  ScnScenario *scenario = reader->scenario = g_new0 (ScnScenario, 1);
  scenario->file = g_strdup (reader->path);
  scenario->number = reader->at;
  scenario->name = g_strndup (open + 1, (gsize) (close - open - 1));
  scenario->common = g_ptr_array_ref (reader->common);
  scenario->given = g_ptr_array_new_with_free_func (line_free);
  scenario->steps = g_ptr_array_new_with_free_func (step_free);
  g_autofree char *ids = g_strdup (close + 1);
  g_strdelimit (g_strstrip (ids), "[]", ' ');
  scenario->ids = g_strsplit (g_strstrip (ids), ", ", -1);
  g_ptr_array_add (reader->out, scenario);
  reader->section = NULL;
  reader->step = NULL;
  return TRUE;
}

static void
open_when (Reader *reader)
{
  reader->step = g_new0 (ScnStep, 1);
  reader->step->number = reader->at;
  reader->step->when = g_ptr_array_new_with_free_func (line_free);
  reader->step->then = g_ptr_array_new_with_free_func (line_free);
  g_ptr_array_add (reader->scenario->steps, reader->step);
  reader->section = reader->step->when;
}

/* TRUE if TEXT opens a section. */
static gboolean
open_section (Reader *reader, const char *text)
{
  if (g_str_equal (text, "given"))
    reader->section = reader->scenario ? reader->scenario->given : reader->common;
  else if (!reader->scenario)
    return FALSE;
  else if (g_str_equal (text, "when"))
    open_when (reader);
  else if (g_str_equal (text, "then") && reader->step)
    reader->section = reader->step->then;
  else
    return FALSE;
  return TRUE;
}

static void
add_line (Reader *reader, const char *text, guint indent)
{
  ScnLine *line = g_new0 (ScnLine, 1);
  line->number = reader->at;
  line->words = scn_words (text);
  const char *rest = strpbrk (text, " \t");
  line->rest = g_strstrip (g_strdup (rest ? rest : ""));
  if (takes_block (line->words[0]))
    line->block = take_block (reader, indent);
  g_ptr_array_add (reader->section, line);
}

static gboolean
read_line (Reader *reader)
{
  const char *raw = reader->lines[reader->at++];
  const guint indent = indent_of (raw);
  g_autofree char *text = without_comment (raw);
  if (!text[0] || text[0] == '#' || open_section (reader, text))
    return TRUE;
  if (g_str_has_prefix (text, "scenario "))
    return read_header (reader, text);
  if (!reader->section)
    return fail (reader, "a line must stand below given, when or then of a scenario");
  add_line (reader, text, indent);
  return TRUE;
}

gboolean
scn_file_read (const char *path, GPtrArray *out, char **out_error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &text, NULL, &error)) {
    *out_error = g_strdup (error->message);
    return FALSE;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) common = g_ptr_array_new_with_free_func (line_free);
  Reader reader = { .path = path, .lines = lines, .out = out, .common = common, .error = out_error };
  while (lines[reader.at])
    if (!read_line (&reader))
      return FALSE;
  return TRUE;
}

GPtrArray *
scn_lines (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  g_auto (GStrv) texts = g_strsplit (text, "\n", -1);
  ScnLine *line = NULL;
  for (guint i = 0; texts[i]; i++) {
    if (line && g_str_has_prefix (texts[i], "  ")) {
      char *block = g_strconcat (line->block ? line->block : "", texts[i] + 2, "\n", NULL);
      g_free (line->block);
      line->block = block;
    } else if (texts[i][0]) {
      const char *rest = strchr (texts[i], ' ');
      line = g_new0 (ScnLine, 1);
      line->number = i + 1;
      line->words = scn_words (texts[i]);
      line->rest = g_strdup (rest ? rest + 1 : "");
      g_ptr_array_add (lines, line);
    }
  }
  return lines;
}
