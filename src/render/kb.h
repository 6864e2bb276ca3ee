/* Templates in the form of KB Support, `{name}` in single braces, read as Mustache (RULES H5, H6). */
#ifndef PT_RENDER_KB_H
#define PT_RENDER_KB_H

#include <glib.h>

/* TEXT with its tags as Mustache, line by line the same.  A tag that is not known is left as it stands (H6), and so
 * is whatever would mean something to Mustache.  Free with g_free. */
char *pt_kb_to_mustache (const char *text);

#endif
