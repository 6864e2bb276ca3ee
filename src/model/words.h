/* The words by which values are stored, printed and set: one const table for each enumeration. */
#ifndef PT_MODEL_WORDS_H
#define PT_MODEL_WORDS_H

#include <glib.h>

/* Word number VALUE of the N WORDS, "?" for a value outside them. */
const char *pt_word_at (const char *const *words, gsize n, gint64 value);

/* Number of WORD among the N WORDS, -1 if it is none of them. */
int pt_word_find (const char *const *words, gsize n, const char *word);

#endif
