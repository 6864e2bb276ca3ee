/* Words that were meant for another one. */
#ifndef PT_CORE_SPELLING_H
#define PT_CORE_SPELLING_H

#include <glib.h>

/* TRUE if WORD, of ASCII letters in any case, is WANTED or one slip away from it: a letter too many, one missing, a
 * wrong one or two swapped; two slips in a word of more than five letters, three in one of more than seven. */
gboolean pt_spelling_is_near (const char *word, const char *wanted);

#endif
