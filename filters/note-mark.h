/* The mark by which staff say that a mail is for the inside (RULES J1). */
#ifndef PT_FILTERS_NOTE_MARK_H
#define PT_FILTERS_NOTE_MARK_H

#include <glib.h>

/* The first of the five first lines with words in TEXT (valid UTF-8, LF line ends) that marks a note: a mark and a
 * word for note, internal or private (`#note he called`, `## intern`, `/nota`, `@privat:`), a line that is nothing
 * but such words, or a line that ends in `#` and such a word.  Read as people see it: without what is invisible,
 * full-width forms as ASCII, list, quote and emphasis marks taken away.  One slip of spelling counts right behind `#`
 * alone. NULL if there is none.  Free with g_free. */
char *pt_note_mark_find (const char *text);

#endif
