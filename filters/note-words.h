/* Words that call a mail a note, or internal, or private, in the languages that Postern speaks (RULES J1). */
#ifndef PT_FILTERS_NOTE_WORDS_H
#define PT_FILTERS_NOTE_WORDS_H

#include <glib.h>

typedef enum {
  PT_NOTE_WORD_PLAIN,
  PT_NOTE_WORD_CLOSE, /* means something else in another language: counts right behind its mark or alone */
  PT_NOTE_WORD_GLUED, /* of a script without spaces: the text may begin right behind it */
  PT_NOTE_WORD_EXTRA, /* stands beside another one alone: "internal use only" */
} PtNoteWordUse;

typedef struct {
  const char   *word; /* case-folded, compatibility-composed */
  PtNoteWordUse use;
} PtNoteWord;

/* Ended by a row whose WORD is NULL. */
extern const PtNoteWord pt_note_words[];

/* Real words that are one slip away from one of those. */
extern const char *const pt_note_words_no_slip[];

#endif
