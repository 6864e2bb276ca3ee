/* The key file: the installation's name and the keys that sign reply addresses and message ids (RULES B4, B15).
 *
 * Mode 0600.  A retired key stays in the file, since mail signed with it may come back; a number is never used again,
 * and there are 255 of them, for a token holds one byte for it. */
#ifndef PT_CONFIG_KEYFILE_H
#define PT_CONFIG_KEYFILE_H

#include "base/error.h"
#include "model/policy.h"

/* Makes PATH with a random installation name and key 1.  *out_made (may be NULL) is FALSE if PATH was there already;
 * it is left alone.  IO. */
gboolean pt_keyfile_create (const char *path, PtTime now, gboolean *out_made, GError **error);

/* Sets installation and keys of POLICY, newest key first.  CONFIG if PATH is missing, damaged, readable by group or
 * others, or belongs to somebody else than the user who runs (root may read everybody's). */
gboolean pt_keyfile_load (const char *path, PtPolicy *policy, GError **error);

/* Adds a key, which signs from now on, and retires the one before.  *out_number (may be NULL) is the new one's.
 * CONFIG as for load and if all numbers are used; BUSY, IO as pt_file_replace. */
gboolean pt_keyfile_rotate (const char *path, PtTime now, guint *out_number, GError **error);

#endif
