/* Tags and custom fields of a ticket as their text (PtTicket.tags, PtTicket.custom). */
#ifndef PT_CORE_TAGS_H
#define PT_CORE_TAGS_H

#include "base/types.h"

/* WORDS are words that may be tags: 1 to 64 letters, digits, `-`, `_`, `.`, `:` or characters beyond ASCII, divided
 * by spaces; at least one. */
gboolean pt_tags_are_good (const char *words);

/* TAGS with WORDS, or without them: in order, in small letters, each once.  Free with g_free. */
char *pt_tags_add (const char *tags, const char *words);
char *pt_tags_remove (const char *tags, const char *words);

/* NAME is 1 to 64 small letters, digits, `-` and `_`. */
gboolean pt_custom_name_is_good (const char *name);

/* CUSTOM with NAME=VALUE, or without NAME if VALUE is "".  VALUE is one line.  Free with g_free. */
char *pt_custom_set (const char *custom, const char *name, const char *value);

#endif
