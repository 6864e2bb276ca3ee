/* What a whole short text says, by a table of words in twelve languages: thanks (J31), or a wish to leave (J16).
 * Case, accents, punctuation, emoji and the width of letters do not count. */
#ifndef PT_CORE_PHRASE_H
#define PT_CORE_PHRASE_H

#include <glib.h>

typedef enum {
  PT_PHRASE_SAYS,   /* one of these must be there */
  PT_PHRASE_BESIDE, /* may stand there too: `please`, `for your help` */
} PtPhraseUse;

typedef struct {
  const char *words; /* as people write them; NULL ends a table */
  PtPhraseUse use;
} PtPhrase;

extern const PtPhrase pt_phrase_thanks[];
extern const PtPhrase pt_phrase_leave[];

/* TEXT (may be NULL) is made of PHRASES and of the words of NAMES (const char *, may be NULL) alone, and says what
 * they say.  What asks something, or is longer than some lines, does not. */
gboolean pt_phrase_is_all (const char *text, const PtPhrase *phrases, const GPtrArray *names);

#endif
