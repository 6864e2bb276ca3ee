#include "render/words.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "model/flag.h"

struct PtWords {
  GHashTable *texts; /* name -> text */
  GPtrArray  *names; /* all that must be there, ended by NULL */
};

/* Every name that the program asks for beside flag-WORD, a sentence for each flag. */
static const char *const own_names[] = {
  "status-new", "status-open", "status-pending", "status-on-hold", "status-solved", "status-closed",
  "priority-none", "priority-low", "priority-normal", "priority-high", "priority-urgent",
  "answer-public", "answer-note", "answer-ticket", "answer-held",
  "fate-gone", "fate-refused", "fate-late", "fate-unknown", "fate-delayed", "fate-undeliverable", "fate-suspended",
  "fate-unmailable", "fate-requester", "fate-dropped",
  "cause-3", "cause-5", "cause-6", "cause-7", "cause-8", "cause-10", "cause-11", "cause-12", "cause-14",
  "cause-16", "cause-19", "cause-20", "cause-22", "cause-26", "cause-27", "cause-29", "cause-30",
  "text-let-in", "text-drop", "text-as-it-is",
  "text-cut", "text-via", "text-unnamed", "text-participant", "text-internal",
  "text-byte", "text-bytes", "text-point",
  NULL,
};

static GPtrArray *
make_names (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; own_names[i]; i++)
    g_ptr_array_add (names, g_strdup (own_names[i]));
  for (guint i = 0; i < PT_FLAG_N; i++)
    g_ptr_array_add (names, g_strconcat ("flag-", pt_flag_name (i), NULL));
  g_ptr_array_add (names, NULL);
  return names;
}

static const char *const *
names_of (const PtWords *words)
{
  return (const char *const *) words->names->pdata;
}

PtWords *
pt_words_new (void)
{
  PtWords *words = g_new0 (PtWords, 1);
  words->names = make_names ();
  words->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return words;
}

void
pt_words_free (PtWords *words)
{
  if (!words)
    return;
  g_hash_table_unref (words->texts);
  g_ptr_array_unref (words->names);
  g_free (words);
}

static void
report_unknown (const PtWords *words, GPtrArray *unknown, const char *file, guint line, const char *name)
{
  const char *near = pt_nearest_name (names_of (words), name);
  if (unknown)
    g_ptr_array_add (unknown, g_strdup_printf ("%s:%u: unknown word %s%s%s%s", file, line, name,
                                               near ? ", did you mean " : "", near ? near : "", near ? "?" : ""));
}

static gboolean
read_line (PtWords *words, const char *file, guint line, char *text, GPtrArray *unknown, GError **error)
{
  char *equals = strchr (text, '=');
  g_strstrip (text);
  if (*text == 0 || *text == '#')
    return TRUE;
  if (!equals)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: no word, write it as name = text", file, line);
  *equals = 0;
  g_autofree char *name = g_strstrip (g_strdup (text)), *value = g_strstrip (g_strdup (equals + 1));
  if (!g_strv_contains (names_of (words), name))
    report_unknown (words, unknown, file, line, name);
  g_hash_table_replace (words->texts, g_steal_pointer (&name), g_steal_pointer (&value));
  return TRUE;
}

gboolean
pt_words_read (PtWords *words, const char *name, const char *text, gsize length, GPtrArray *unknown, GError **error)
{
  if (!g_utf8_validate_len (text, length, NULL))
    return pt_error_set (error, PT_ERROR_CONFIG, "%s: not UTF-8, save it as UTF-8", name);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (!read_line (words, name, i + 1, lines[i], unknown, error))
      return FALSE;
  return TRUE;
}

const char *
pt_words_missing (const PtWords *words)
{
  for (const char *const *name = names_of (words); *name; name++)
    if (!g_hash_table_contains (words->texts, *name))
      return *name;
  return NULL;
}

const char *
pt_words_of (const PtWords *words, const char *group, const char *name)
{
  g_autofree char *whole = g_strconcat (group, "-", name, NULL);
  const char *text = words ? g_hash_table_lookup (words->texts, whole) : NULL;
  return text ? text : name;
}
