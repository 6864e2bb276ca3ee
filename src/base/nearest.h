/* What somebody may have meant who wrote a name that is not known. */
#ifndef PT_BASE_NEAREST_H
#define PT_BASE_NEAREST_H

#include <glib.h>

/* The string of NAMES (NULL-terminated) with the smallest edit distance to NAME, if that is small enough to be a slip
 * of the hand; else NULL.  A name that begins with the other counts as near. */
const char *pt_nearest_name (const char *const *names, const char *name);

#endif
