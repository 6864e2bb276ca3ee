#include "tests/scenario/scn-template.h"
#include "tests/lib/folder.h"

#include <glib/gstdio.h>

static gboolean
write_one (const char *own, const ScnLine *line, GError **error)
{
  g_autofree char *path = g_build_filename (own, line->words[1] ? line->words[1] : "", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents (path, line->block ? line->block : "", -1, error);
}

/* Writes the lines to a new folder; NULL if there are none. */
static char *
write_all (const GPtrArray *const *lists, GError **error)
{
  char *own = NULL;
  for (guint k = 0; lists[k]; k++)
    for (guint i = 0; i < lists[k]->len; i++) {
      const ScnLine *line = g_ptr_array_index (lists[k], i);
      if (!g_str_equal (line->words[0], "template"))
        continue;
      if (!own)
        own = g_dir_make_tmp ("postern-scenario-XXXXXX", error);
      if (!own || !write_one (own, line, error))
        return own;
    }
  return own;
}

gboolean
scn_template_load (const GPtrArray *const *lists, const PtPolicy *policy, PtTemplates **out_templates,
                   char **out_error)
{
  g_autoptr (GError) error = NULL;
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *installed = g_build_filename (top ? top : ".", "templates", NULL);
  g_autofree char *own = write_all (lists, &error);
  const char *const folders[] = { own, installed, NULL };
  *out_templates = NULL;
  if (own && !error && !pt_templates_load (folders, policy, out_templates, &error))
    *out_templates = NULL;
  if (own)
    pt_folder_remove (own);
  if (error)
    *out_error = g_strdup (error->message);
  return !error;
}
