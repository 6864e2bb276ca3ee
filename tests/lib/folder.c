#include "tests/lib/folder.h"

#include <glib/gstdio.h>

void
pt_folder_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    pt_folder_remove (child);
  }
  g_remove (path);
}
