/* Bytes in any charset -> UTF-8.  Never fails: what cannot be converted becomes U+FFFD and is told (THREATS T064,
 * T065). */
#ifndef PT_MIME_CHARSET_H
#define PT_MIME_CHARSET_H

#include <glib.h>

/* Tries DECLARED (may be NULL), UTF-8, a guess by uchardet, windows-1252.  NUL becomes U+FFFD.  UTF-7 is never
 * decoded.  *out_note (may be NULL) is set to a text to be freed if something had to be guessed or repaired, else to
 * NULL. Free the result with g_free. */
char *pt_charset_to_utf8 (const char *bytes, gsize length, const char *declared, char **out_note);

#endif
