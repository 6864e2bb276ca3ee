#include "core/quoted.h"

#include <string.h>

/* A shorter line says nothing; of a longer one the beginning is enough, since mail programs wrap what they quote. */
enum { LEAST_CHARACTERS = 20, MOST_CHARACTERS = 60, MOST_LINES = 100, MOST_BYTES = 64 * 1024 };

/* Appends LINE folded to lower case, without quote marks before it and with single spaces. */
static void
append_folded (GString *out, const char *line, gsize length)
{
  g_autofree char *copy = g_strndup (line, length);
  g_autofree char *lower = g_utf8_validate (copy, -1, NULL) ? g_utf8_strdown (copy, -1) : g_ascii_strdown (copy, -1);
  const char *at = lower + strspn (lower, "> \t\r");
  for (; *at; at++) {
    gboolean space = strchr (" \t\r\n", *at) != NULL;
    if (!space)
      g_string_append_c (out, *at);
    else if (out->len && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  }
  if (out->len && out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
}

/* The lines of TEXT in one, those with a quote mark alone if MARKED. */
static void
append_lines (GString *out, const char *text, gboolean marked)
{
  while (*text && out->len < MOST_BYTES) {
    gsize length = strcspn (text, "\n");
    if (!marked || text[strspn (text, " \t")] == '>')
      append_folded (out, text, MIN (length, (gsize) MOST_BYTES));
    text += length + (text[length] == '\n');
  }
}

static const char *
find_delimiter (const char *text, const char *delimiter)
{
  const char *at = delimiter && *delimiter ? strstr (text, delimiter) : NULL;
  while (at && at > text && at[-1] != '\n')
    at--;
  return at;
}

char *
pt_quoted_above (const char *text, const char *delimiter)
{
  const char *end = find_delimiter (text, delimiter);
  if (!end)
    return NULL;
  while (end > text && strchr (" \t\r\n>", end[-1]))
    end--;
  return end > text ? g_strndup (text, (gsize) (end - text)) : NULL;
}

gboolean
pt_quoted_any (const PtRules *rules, const PtMessage *message)
{
  return *rules->delimiter || *message->text_quoted || message->text_new[0] == '>'
    || strstr (message->text_new, "\n>");
}

static GString *
quoted_text (const PtMessage *message, const PtRules *rules)
{
  GString *out = g_string_new (" ");
  const char *below = find_delimiter (message->text_new, rules->delimiter);
  append_lines (out, message->text_quoted, FALSE);
  append_lines (out, message->text_new, TRUE);
  if (below)
    append_lines (out, below, FALSE);
  return out;
}

static gboolean
stands_in_public (const PtSnapshot *snapshot, GPtrArray *folded, PtId ticket, const char *line)
{
  if (!folded->len) /* made when the first line is found, which is rare */
    for (guint i = 0; i < snapshot->texts->len; i++) {
      const PtCommentText *text = g_ptr_array_index (snapshot->texts, i);
      GString *one = g_string_new (" ");
      if (text->ticket == ticket && !text->is_private)
        append_lines (one, text->text, FALSE);
      g_ptr_array_add (folded, g_string_free (one, FALSE));
    }
  for (guint i = 0; i < folded->len; i++)
    if (strstr (g_ptr_array_index (folded, i), line))
      return TRUE;
  return FALSE;
}

/* A line of TEXT, a private comment, stands in QUOTED and in no public comment. */
static gboolean
is_quoted (const PtSnapshot *snapshot, const PtCommentText *text, const GString *quoted, GPtrArray *folded)
{
  const char *at = text->text;
  for (guint i = 0; *at && i < MOST_LINES; i++) {
    gsize length = strcspn (at, "\n");
    g_autoptr (GString) line = g_string_new (NULL);
    append_folded (line, at, length);
    at += length + (at[length] == '\n');
    glong characters = g_utf8_validate (line->str, -1, NULL) ? g_utf8_strlen (line->str, -1) - 1 : 0;
    if (characters < LEAST_CHARACTERS)
      continue;
    g_string_truncate (line, (gsize) (g_utf8_offset_to_pointer (line->str,
                                                                MIN (characters, MOST_CHARACTERS)) - line->str));
    if (strstr (quoted->str, line->str) && !stands_in_public (snapshot, folded, text->ticket, line->str))
      return TRUE;
  }
  return FALSE;
}

gboolean
pt_quoted_private (const PtCase *a_case, const PtRules *rules, PtId ticket)
{
  const GPtrArray *texts = a_case->snapshot->texts;
  g_autoptr (GString) quoted = NULL;
  g_autoptr (GPtrArray) folded = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < texts->len; i++) {
    const PtCommentText *text = g_ptr_array_index (texts, i);
    if (text->ticket != ticket || !text->is_private)
      continue;
    if (!quoted)
      quoted = quoted_text (a_case->message, rules);
    if (is_quoted (a_case->snapshot, text, quoted, folded))
      return TRUE;
  }
  return FALSE;
}

gboolean
pt_quoted_repeats (const PtSnapshot *snapshot, const PtComment *comment)
{
  g_autoptr (GString) all = g_string_new (" ");
  g_autoptr (GPtrArray) folded = g_ptr_array_new_with_free_func (g_free);
  append_lines (all, comment->text ? comment->text : "", FALSE);
  for (guint i = 0; i < snapshot->texts->len; i++) {
    const PtCommentText *other = g_ptr_array_index (snapshot->texts, i);
    if (other->ticket == comment->ticket && other->is_private && other->id != comment->id
        && is_quoted (snapshot, other, all, folded))
      return TRUE;
  }
  return FALSE;
}
