/* RFC 2047 encoded words, read leniently: in any text, without the length limit, with the adjacent pieces of one
 * charset joined before conversion, and with raw 8-bit text beside them. */
#ifndef PT_MIME_HEADER_WORDS_H
#define PT_MIME_HEADER_WORDS_H

#include <glib.h>

/* Unfolded bytes of a field value as valid UTF-8.  The result may hold any character, CR and LF included: pass it
 * through pt_text_to_line before it is shown.  A word that cannot be decoded, UTF-7 among them, stays as it is.
 * Free with g_free. */
char *pt_header_words_decode (const char *bytes, gsize length);

#endif
