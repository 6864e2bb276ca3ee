/* The words by which values are stored, printed and set: one const table for each enumeration. */
#ifndef PT_MODEL_WORDS_H
#define PT_MODEL_WORDS_H

#include <glib.h>

/* Word number I is that of value I; NULL where a value has none. */
typedef struct {
  const char *const *at;
  guint              n;
} PtNames;

/* A PtNames of the array ARRAY, which has a word for each of the N values of its enumeration, or it does not
 * compile. */
#define PT_NAMES(array, count) \
  { array, G_N_ELEMENTS (array) + 0 * sizeof (char[G_N_ELEMENTS (array) == (count) ? 1 : -1]) }

/* The same of an array that ends with NULL: settings take such a one. */
#define PT_NAMES_ENDED(array, count) \
  { array, (count) + 0 * sizeof (char[G_N_ELEMENTS (array) == (count) + 1 ? 1 : -1]) }

/* The word of VALUE, "?" for a value outside them. */
const char *pt_word_at (const PtNames *words, gint64 value);

/* Number of WORD, -1 if it is none of them. */
int pt_word_find (const PtNames *words, const char *word);

/* The words of SET, bits 1 << value, with BETWEEN between them.  Free with g_free. */
char *pt_word_join_set (const PtNames *words, guint set, const char *between);
/* The set of the words in TEXT that are any, between spaces. */
guint pt_word_split_set (const PtNames *words, const char *text);

/* The words from number FIRST on for people: `none, low or high`.  Free with g_free. */
char *pt_word_list (const PtNames *words, guint first);

/* Defines NOUN_name and NOUN_from_name for the enumeration TYPE, from NOUN_names.  The second leaves *OUT as it was
 * and gives FALSE for a word that is none. */
#define PT_WORD_NAME(Type, noun)                      \
  const char *noun##_name (Type value)                \
  {                                                   \
    return pt_word_at (&noun##_names, (gint64) value); \
  }
#define PT_WORD_FROM_NAME(Type, noun)                          \
  gboolean noun##_from_name (const char *name, Type *out_value) \
  {                                                            \
    int found = pt_word_find (&noun##_names, name);            \
    if (found >= 0)                                            \
      *out_value = (Type) found;                               \
    return found >= 0;                                         \
  }

#endif
