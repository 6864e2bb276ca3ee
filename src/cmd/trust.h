/* Who could have written a file: what a command run by root may believe (RULES J24). */
#ifndef PT_CMD_TRUST_H
#define PT_CMD_TRUST_H

#include <sys/types.h>

#include "base/error.h"

/* TRUE if nobody but root and OWNER can change what PATH names: each folder on the way, each symbolic link, what it
 * points at, and the file itself.  A folder that all may write counts as theirs if it is sticky and what is in it on
 * the way is.  What is not there is no fault.  WHAT names PATH in the error.  CONFIG. */
gboolean pt_trust_path (const char *what, const char *path, uid_t owner, GError **error);

/* The same of everything in FOLDER. */
gboolean pt_trust_folder (const char *what, const char *folder, uid_t owner, GError **error);

#endif
