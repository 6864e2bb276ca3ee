/* Small files that must be whole or not there: written beside their place, synced, then moved. */
#ifndef PT_CONFIG_FILE_H
#define PT_CONFIG_FILE_H

#include "base/error.h"

/* Makes PATH with MODE and TEXT; TEXT is on the disk when this returns.  *out_made (may be NULL) is FALSE, and
 * nothing was touched, if PATH is there already.  IO. */
gboolean pt_file_create (const char *path, guint mode, const char *text, gboolean *out_made, GError **error);

/* Replaces PATH at once, keeping its owner, group and mode.  BUSY if PATH.new is there: another replacement is under
 * way, or one was broken off.  IO. */
gboolean pt_file_replace (const char *path, const char *text, GError **error);

#endif
