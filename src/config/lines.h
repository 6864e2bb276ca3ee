/* PtLines: where each group and each setting of an INI file stands, which GKeyFile does not tell. */
#ifndef PT_CONFIG_LINES_H
#define PT_CONFIG_LINES_H

#include "base/error.h"

typedef struct PtLines PtLines;

/* Scans TEXT of LENGTH bytes.  CONFIG if a line is no group, setting, comment or empty, if a setting stands before
 * the first group, if a group or a setting of a group stands twice, or if TEXT holds a NUL or is no UTF-8; FILE is
 * its name in errors. */
gboolean pt_lines_scan (const char *file, const char *text, gsize length, PtLines **out_lines, GError **error);
void     pt_lines_free (PtLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtLines, pt_lines_free)

/* Line of KEY in GROUP, or of the group itself if KEY is NULL; counted from 1, 0 if it is not there. */
guint pt_lines_find (const PtLines *lines, const char *group, const char *key);

#endif
