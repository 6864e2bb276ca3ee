#include "render/templates.h"

#include "base/error.h"
#include "base/text.h"
#include "render/fields.h"

#include <string.h>

enum { PART_SUBJECT, PART_TEXT, PART_HTML, N_PARTS };

#define OUTPUT_BYTES (32 * 1024 * 1024) /* a comment of PT_FIELDS_TEXT_BYTES fits whatever it becomes in HTML */
#define FALLBACK     "en"

static const char *const suffixes[N_PARTS] = { "subject", "txt", "html" };
static const PtTemplateEscape escapes[N_PARTS] = { PT_ESCAPE_NONE, PT_ESCAPE_NONE, PT_ESCAPE_GUARDED };

typedef struct {
  const PtTemplate *part[PT_NOTIFY_N_KINDS][N_PARTS]; /* owned by PtTemplates.all */
} Set;

struct PtTemplates {
  GPtrArray  *all;  /* PtTemplate *, in the order of loading */
  GHashTable *sets; /* language -> Set */
};

static char *
file_name (PtNotifyKind kind, guint part)
{
  return g_strdup_printf ("%s.%s", pt_notify_kind_name (kind), suffixes[part]);
}

/* Reads LANGUAGE/NAME from the first folder that has it; *OUT_TEMPLATE is NULL if none has. */
static gboolean
load_file (const char *const *folders, const char *language, const char *name, PtTemplate **out_template,
           GError **error)
{
  *out_template = NULL;
  for (guint i = 0; folders[i]; i++) {
    g_autofree char *path = g_build_filename (folders[i], language, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr (GError) why = NULL;
    gsize length;
    if (g_file_get_contents (path, &text, &length, &why))
      return pt_template_parse (path, text, (gssize) length, out_template, error);
    if (!g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
        !g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
      return pt_error_set (error, PT_ERROR_CONFIG, "cannot read template: %s", why->message);
  }
  return TRUE;
}

static gboolean
nowhere (const char *const *folders, const char *name, GError **error)
{
  g_autofree char *list = g_strjoinv (", ", (char **) folders);
  return pt_error_set (error, PT_ERROR_CONFIG,
                       "no template " FALLBACK "/%s in %s; set templates in [postern] or install again", name,
                       *list ? list : "any folder");
}

static gboolean
load_set (PtTemplates *templates, const char *const *folders, const char *language, GError **error)
{
  const Set *fallback = g_hash_table_lookup (templates->sets, FALLBACK);
  g_autofree Set *set = g_new0 (Set, 1);
  for (guint i = 0; i < PT_NOTIFY_N_KINDS * N_PARTS; i++) {
    guint kind = i / N_PARTS, part = i % N_PARTS;
    g_autofree char *name = file_name ((PtNotifyKind) kind, part);
    PtTemplate *found;
    if (!load_file (folders, language, name, &found, error))
      return FALSE;
    if (!found && !fallback)
      return nowhere (folders, name, error);
    if (found)
      g_ptr_array_add (templates->all, found);
    set->part[kind][part] = found ? found : fallback->part[kind][part];
  }
  g_hash_table_insert (templates->sets, g_strdup (language), g_steal_pointer (&set));
  return TRUE;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names of the folders in FOLDER that may be languages; none if FOLDER is not there. */
static GPtrArray *
list_languages (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (name[0] != '.' && g_file_test (path, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (names, by_name);
  return names;
}

static gboolean
load_folder (PtTemplates *templates, const char *const *folders, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) languages = list_languages (folder);
  for (guint i = 0; i < languages->len; i++) {
    const char *language = g_ptr_array_index (languages, i);
    if (!g_hash_table_contains (templates->sets, language) && !load_set (templates, folders, language, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_templates_load (const char *const *folders, PtTemplates **out_templates, GError **error)
{
  g_autoptr (PtTemplates) templates = g_new0 (PtTemplates, 1);
  templates->all = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_template_free);
  templates->sets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!load_set (templates, folders, FALLBACK, error))
    return FALSE;
  for (guint i = 0; folders[i]; i++)
    if (!load_folder (templates, folders, folders[i], error))
      return FALSE;
  *out_templates = g_steal_pointer (&templates);
  return TRUE;
}

void
pt_templates_free (PtTemplates *templates)
{
  if (!templates)
    return;
  g_hash_table_unref (templates->sets);
  g_ptr_array_unref (templates->all);
  g_free (templates);
}

PtRendered *
pt_templates_render (const PtTemplates *templates, const char *language, PtNotifyKind kind, const PtValue *fields)
{
  const Set *set = language ? g_hash_table_lookup (templates->sets, language) : NULL;
  PtRendered *rendered = g_new0 (PtRendered, 1);
  char *out[N_PARTS];
  if (!set)
    set = g_hash_table_lookup (templates->sets, FALLBACK);
  for (guint part = 0; part < N_PARTS; part++) {
    PtTemplateOptions options = { .escape = escapes[part], .max_bytes = OUTPUT_BYTES };
    out[part] = pt_template_render (set->part[kind][part], fields, &options, NULL);
  }
  rendered->subject = pt_text_to_line (out[PART_SUBJECT]);
  rendered->text = out[PART_TEXT];
  rendered->html = out[PART_HTML];
  g_free (out[PART_SUBJECT]);
  return rendered;
}

void
pt_rendered_free (PtRendered *rendered)
{
  if (!rendered)
    return;
  g_free (rendered->subject);
  g_free (rendered->text);
  g_free (rendered->html);
  g_free (rendered);
}

static void
add_line (GPtrArray *lines, const PtTemplate *template, const PtTemplateName *one, const char *what)
{
  const char *file = pt_template_name (template);
  g_ptr_array_add (lines, g_strdup_printf ("%s:%u: unknown %s %s", file, one->line, what, one->name));
}

static void
add_unknown (GPtrArray *lines, const PtTemplate *template, const PtValue *sample)
{
  g_autoptr (GArray) unknown = pt_template_unknown (template, sample);
  g_autoptr (GArray) names = pt_template_names (template);
  for (guint i = 0; i < unknown->len; i++)
    add_line (lines, template, &g_array_index (unknown, PtTemplateName, i), "field");
  for (guint i = 0; i < names->len; i++) {
    const PtTemplateName *one = &g_array_index (names, PtTemplateName, i);
    if (one->use == PT_TEMPLATE_USE_PARTIAL)
      add_line (lines, template, one, "partial");
  }
}

GPtrArray *
pt_templates_unknown (const PtTemplates *templates)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PtValue) sample = pt_fields_sample ();
  for (guint i = 0; i < templates->all->len; i++)
    add_unknown (lines, g_ptr_array_index (templates->all, i), sample);
  return lines;
}
