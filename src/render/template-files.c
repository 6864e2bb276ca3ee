#include "render/template-files.h"

#include <string.h>

#include "base/error.h"
#include "render/kb.h"

PtTemplateFiles *
pt_template_files_new (const char *const *folders)
{
  PtTemplateFiles *files = g_new0 (PtTemplateFiles, 1);
  files->folders = g_strdupv ((char **) folders);
  files->parsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pt_template_free);
  files->paths = g_ptr_array_new_with_free_func (g_free);
  return files;
}

void
pt_template_files_free (PtTemplateFiles *files)
{
  if (!files)
    return;
  g_strfreev (files->folders);
  g_hash_table_unref (files->parsed);
  g_ptr_array_unref (files->paths);
  g_free (files);
}

static void
add_paths (const PtTemplateFiles *files, const char *mailbox, const char *language, const char *name,
           GPtrArray *paths)
{
  for (guint i = 0; mailbox && files->folders[i]; i++)
    g_ptr_array_add (paths, g_build_filename (files->folders[i], mailbox, language, name, NULL));
  for (guint i = 0; files->folders[i]; i++)
    g_ptr_array_add (paths, g_build_filename (files->folders[i], language, name, NULL));
}

GPtrArray *
pt_template_files_paths (const PtTemplateFiles *files, const char *mailbox, const char *language, const char *name)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  add_paths (files, mailbox, language, name, paths);
  if (strcmp (language, PT_TEMPLATE_LANGUAGE) != 0)
    add_paths (files, mailbox, PT_TEMPLATE_LANGUAGE, name, paths);
  return paths;
}

gboolean
pt_template_files_read (const char *path, char **out_text, gsize *out_length, GError **error)
{
  g_autoptr (GError) why = NULL;
  *out_text = NULL;
  if (g_file_get_contents (path, out_text, out_length, &why)
      || g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT)
      || g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
    return TRUE;
  return pt_error_set (error, PT_ERROR_CONFIG, "cannot read template: %s", why->message);
}

static gboolean
parse (PtTemplateFiles *files, const char *path, const char *text, gsize length, gboolean is_kb,
       const PtTemplate **out_template, GError **error)
{
  g_autofree char *mustache = is_kb ? pt_kb_to_mustache (text) : NULL;
  PtTemplate *template = NULL;
  if (!pt_template_parse (path, is_kb ? mustache : text, is_kb ? -1 : (gssize) length, &template, error))
    return FALSE;
  g_hash_table_insert (files->parsed, g_strdup (path), template);
  g_ptr_array_add (files->paths, g_strdup (path));
  *out_template = template;
  return TRUE;
}

/* The file at PATH, or beside it the one in the other form; both at once would leave it to chance which is meant. */
static gboolean
load (PtTemplateFiles *files, const char *path, const PtTemplate **out_template, GError **error)
{
  g_autofree char *kb_path = g_strconcat (path, PT_TEMPLATE_KB, NULL), *text = NULL, *kb = NULL;
  gsize length = 0, kb_length = 0;
  *out_template = g_hash_table_lookup (files->parsed, path);
  if (!*out_template)
    *out_template = g_hash_table_lookup (files->parsed, kb_path);
  if (*out_template)
    return TRUE;
  if (!pt_template_files_read (path, &text, &length, error)
      || !pt_template_files_read (kb_path, &kb, &kb_length, error))
    return FALSE;
  if (text && kb)
    return pt_error_set (error, PT_ERROR_CONFIG, "both %s and %s are there, remove one", path, kb_path);
  if (kb)
    return parse (files, kb_path, kb, kb_length, TRUE, out_template, error);
  return !text || parse (files, path, text, length, FALSE, out_template, error);
}

gboolean
pt_template_files_find (PtTemplateFiles *files, const char *mailbox, const char *language, const char *name,
                        const PtTemplate **out_template, GError **error)
{
  g_autoptr (GPtrArray) paths = pt_template_files_paths (files, mailbox, language, name);
  *out_template = NULL;
  for (guint i = 0; i < paths->len && !*out_template; i++)
    if (!load (files, g_ptr_array_index (paths, i), out_template, error))
      return FALSE;
  return TRUE;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
pt_template_files_list (const char *path, GFileTest what)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    if (name[0] != '.' && g_file_test (inside, what))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (names, by_name);
  return names;
}
