#include "tests/lib/greedy.h"

#include <glib/gstdio.h>

#include "render/fields.h"

static void
add_item (const char *key, const PtValue *item, gpointer data)
{
  GString *out = data;
  const gboolean list = pt_value_list_length (item) > 0;
  const PtValue *inside = list ? pt_value_list_item (item, 0) : item;
  g_string_append_printf (out, "%s={{%s}} {{{%s}}}\n", key, key, key);
  if (pt_value_kind (inside) != PT_VALUE_MAP)
    return;
  g_string_append_printf (out, "{{#%s}}\n", key);
  pt_value_map_each (inside, add_item, out);
  g_string_append_printf (out, "{{/%s}}\n", key);
}

char *
pt_greedy_template (const PtValue *value)
{
  GString *out = g_string_new (NULL);
  pt_value_map_each (value, add_item, out);
  return g_string_free (out, FALSE);
}

static gboolean
write_all (const char *folder, GPtrArray *written, GError **error)
{
  static const char *const endings[] = { "subject", "txt", "html" };
  g_autoptr (PtValue) sample = pt_fields_sample ();
  g_autofree char *text = pt_greedy_template (sample);
  g_auto (GStrv) names = pt_templates_names ();
  for (guint i = 0; names[i]; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (endings); k++) {
      g_autofree char *name = g_strdup_printf ("%s.%s", names[i], endings[k]);
      char *path = g_build_filename (folder, name, NULL);
      g_ptr_array_add (written, path);
      if (!g_file_set_contents (path, text, -1, error))
        return FALSE;
    }
  return TRUE;
}

PtTemplates *
pt_greedy_templates (GError **error)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *installed = g_build_filename (top ? top : ".", "templates", NULL);
  g_autofree char *own = g_dir_make_tmp ("postern-greedy-XXXXXX", error);
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  PtTemplates *templates = NULL;
  if (!own)
    return NULL;
  g_autofree char *folder = g_build_filename (own, "en", NULL);
  const char *const folders[] = { own, installed, NULL };
  g_mkdir (folder, 0700);
  if (write_all (folder, written, error) && !pt_templates_load (folders, NULL, &templates, error))
    templates = NULL;
  for (guint i = 0; i < written->len; i++)
    g_unlink (g_ptr_array_index (written, i));
  g_rmdir (folder);
  g_rmdir (own);
  return templates;
}
