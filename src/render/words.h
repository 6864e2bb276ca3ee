/* PtWords: the words of one language that mail is made of beside its templates: states, sizes, hints and warnings.
 *
 * A file `words` in the folder of a language has one `name = text` a line; a line that begins with # is a remark. */
#ifndef PT_RENDER_WORDS_H
#define PT_RENDER_WORDS_H

#include <glib.h>

typedef struct PtWords PtWords;

PtWords *pt_words_new (void);
void     pt_words_free (PtWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtWords, pt_words_free)

/* Reads TEXT, which is called NAME in errors, over what WORDS has already.  Lines about names that no word has go to
 * UNKNOWN (char *, `NAME:LINE: ...`; may be NULL).  CONFIG, with the line, for a line that is no `name = text` and
 * for text that is not UTF-8. */
gboolean pt_words_read (PtWords *words, const char *name, const char *text, gsize length, GPtrArray *unknown,
                        GError **error);

/* The first name for which there is no word, NULL if all are there. */
const char *pt_words_missing (const PtWords *words);

/* The word called GROUP-NAME, never NULL: NAME if there is none, as for a flag that came later than the file. */
const char *pt_words_of (const PtWords *words, const char *group, const char *name);

#endif
