/* What is odd in templates, for `postern check`. */
#include "render/templates.h"

#include <string.h>

#include "base/nearest.h"
#include "render/fields.h"
#include "render/template-set.h"

typedef struct {
  const PtTemplates *templates;
  GPtrArray         *lines;
  GHashTable        *seen;  /* lines, a set: sets share files */
  GHashTable        *used;  /* names of files that some set looks at, a set */
  PtValue           *sample;
  GPtrArray         *fields; /* char *, NULL at the end: all names, for the nearest */
} Check;

static void
say (Check *c, char *line)
{
  if (g_hash_table_add (c->seen, line))
    g_ptr_array_add (c->lines, g_strdup (line));
}

/* Only names of the same depth: `ticket` is no slip of the hand for `ticket.nubmer`. */
static char *
guess (gpointer *names, const char *name)
{
  g_autoptr (GPtrArray) alike = g_ptr_array_new ();
  for (guint i = 0; names[i]; i++)
    if ((strchr (names[i], '.') != NULL) == (strchr (name, '.') != NULL))
      g_ptr_array_add (alike, names[i]);
  g_ptr_array_add (alike, NULL);
  const char *near = pt_nearest_name ((const char *const *) alike->pdata, name);
  return near ? g_strdup_printf (", did you mean %s?", near) : g_strdup ("");
}

/* --- names of fields --- */

typedef struct {
  Check      *check;
  const char *prefix; /* "" or "ticket." */
} Walk;

static void walk_item (const char *key, const PtValue *item, gpointer data);

static void
walk (Check *c, const PtValue *value, const char *prefix)
{
  Walk w = { c, prefix };
  pt_value_map_each (pt_value_list_length (value) > 0 ? pt_value_list_item (value, 0) : value, walk_item, &w);
}

/* Inside of a section a name is known without what stands before its dot, so both are names. */
static void
walk_item (const char *key, const PtValue *item, gpointer data)
{
  const Walk *w = data;
  g_autofree char *name = g_strconcat (w->prefix, key, NULL), *prefix = g_strconcat (name, ".", NULL);
  if (strlen (prefix) > 100)
    return;
  g_ptr_array_add (w->check->fields, g_strdup (name));
  if (*w->prefix)
    g_ptr_array_add (w->check->fields, g_strdup (key));
  walk (w->check, item, prefix);
}

/* --- names in templates --- */

typedef struct {
  const PtTemplateSet *set;
  guint                part;
} Place;

static const PtTemplate *
find_partial (const char *name, gpointer data)
{
  const Place *place = data;
  return pt_template_set_get (place->set, place->part, name);
}

static void
check_template (Check *c, const PtTemplateSet *set, guint part, const char *name)
{
  Place place = { set, part };
  PtTemplateOptions options = { .partial = find_partial, .data = &place };
  g_autoptr (GArray) unknown = pt_template_unknown (pt_template_set_get (set, part, name), c->sample, &options);
  for (guint i = 0; i < unknown->len; i++) {
    const PtTemplateName *one = &g_array_index (unknown, PtTemplateName, i);
    gboolean partial = one->use == PT_TEMPLATE_USE_PARTIAL;
    g_autofree char *near = partial ? g_strdup ("") : guess (c->fields->pdata, one->name);
    say (c, g_strdup_printf ("%s:%u: unknown %s %s%s", pt_template_name (one->template), one->line,
                             partial ? "partial" : "field", one->name, near));
  }
}

static void
check_set (Check *c, const PtTemplateSet *set)
{
  g_auto (GStrv) names = pt_templates_names ();
  for (guint part = 0; part < PT_TEMPLATE_N_PARTS; part++) {
    GHashTableIter iter;
    gpointer name;
    for (guint i = 0; names[i]; i++)
      check_template (c, set, part, names[i]);
    g_hash_table_iter_init (&iter, set->files[part]);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      g_hash_table_add (c->used, g_strdup_printf ("%s.%s", (const char *) name, pt_template_suffixes[part]));
  }
}

/* --- files that nothing looks at --- */

static void
check_file (Check *c, const char *path, const char *name)
{
  g_autofree char *plain = g_str_has_suffix (name, PT_TEMPLATE_KB)
                             ? g_strndup (name, strlen (name) - strlen (PT_TEMPLATE_KB))
                             : g_strdup (name);
  if (g_hash_table_contains (c->used, plain) || strcmp (name, PT_TEMPLATE_WORDS) == 0 || g_str_has_suffix (name, "~"))
    return;
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (c->used, NULL);
  g_autofree char *near = guess (names, plain);
  say (c, g_strdup_printf ("%s/%s: no template is called so%s", path, name, near));
}

static void
check_files (Check *c, const char *path)
{
  g_autoptr (GPtrArray) files = pt_template_files_list (path, G_FILE_TEST_IS_REGULAR);
  for (guint i = 0; i < files->len; i++)
    check_file (c, path, g_ptr_array_index (files, i));
}

static void
check_folder (Check *c, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GPtrArray) languages = pt_template_files_list (path, G_FILE_TEST_IS_DIR);
  const char *const *mailboxes = (const char *const *) c->templates->mailboxes;
  check_files (c, path);
  if (languages->len > 0 && *mailboxes && !g_strv_contains (mailboxes, name)) {
    const char *near = pt_nearest_name (mailboxes, name);
    say (c, g_strdup_printf ("%s: no mailbox is called so%s%s%s", path, near ? ", did you mean " : "",
                             near ? near : "", near ? "?" : ""));
    return;
  }
  for (guint i = 0; i < languages->len; i++) {
    g_autofree char *inner = g_build_filename (path, g_ptr_array_index (languages, i), NULL);
    check_files (c, inner);
  }
}

/* The last folder is the installed one, where nobody puts files by hand. */
static void
check_folders (Check *c)
{
  char **folders = c->templates->files->folders;
  for (guint i = 0; folders[i] && folders[i + 1]; i++) {
    g_autoptr (GPtrArray) stray = pt_template_files_list (folders[i], G_FILE_TEST_IS_REGULAR);
    g_autoptr (GPtrArray) names = pt_template_files_list (folders[i], G_FILE_TEST_IS_DIR);
    for (guint k = 0; k < stray->len; k++)
      say (c, g_strdup_printf ("%s/%s: lies in no folder of a language, so it is not used", folders[i],
                               (char *) g_ptr_array_index (stray, k)));
    for (guint k = 0; k < names->len; k++)
      check_folder (c, folders[i], g_ptr_array_index (names, k));
  }
}

GPtrArray *
pt_templates_findings (const PtTemplates *templates)
{
  Check c = { .templates = templates, .lines = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (templates->sets), (GCompareFunc) strcmp);
  c.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  c.used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  c.fields = g_ptr_array_new_with_free_func (g_free);
  c.sample = pt_fields_sample ();
  walk (&c, c.sample, "");
  g_ptr_array_add (c.fields, NULL);
  for (const GList *at = keys; at; at = at->next)
    check_set (&c, g_hash_table_lookup (templates->sets, at->data));
  for (guint i = 0; i < templates->findings->len; i++)
    say (&c, g_strdup (g_ptr_array_index (templates->findings, i)));
  check_folders (&c);
  pt_value_unref (c.sample);
  g_ptr_array_unref (c.fields);
  g_hash_table_unref (c.used);
  g_hash_table_unref (c.seen);
  return c.lines;
}
