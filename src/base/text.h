/* Text that came from a stranger: made valid, made safe, cut, compared. */
#ifndef PT_BASE_TEXT_H
#define PT_BASE_TEXT_H

#include <glib.h>

/* TRUE for what a reader does not see and a terminal or parser obeys: C0, DEL, C1, line and paragraph separators,
 * bidi controls, zero-width characters, tags (THREATS section 2, T065). */
gboolean pt_text_is_hidden (gunichar c);

/* LENGTH bytes as valid UTF-8: what is no UTF-8, and NUL, becomes U+FFFD.  *out_repaired (may be NULL) tells whether
 * anything had to be replaced.  Free with g_free. */
char *pt_text_to_utf8 (const char *bytes, gsize length, gboolean *out_repaired);

/* One line: white space runs to one space, ends cut, C0, C1, line and paragraph separators, bidi controls and
 * zero-width characters dropped (THREATS section 2, T065, T072).  For subjects, names and file names.  Free with
 * g_free. */
char *pt_text_to_line (const char *text);

/* As shown in a terminal: C0 but tab and newline, DEL, C1 and bidi controls are written as \xNN or \u{N} (T084). */
char *pt_text_to_terminal (const char *text);

/* TRUE if VALUE may stand in a header we write: no CR, LF, NUL or other control but tab, valid UTF-8. */
gboolean pt_text_is_header_value (const char *value);

/* The longest prefix of TEXT with at most BYTES bytes that ends between characters; its length. */
gsize pt_text_prefix (const char *text, gsize bytes);

/* Columns TEXT takes in a terminal: wide East Asian characters count two, combining ones none. */
gsize pt_text_width (const char *text);

/* LINE without `[#123]`, wherever it stands.  Free with g_free. */
char *pt_text_without_numbers (const char *line);

/* Subject without reply and forward prefixes in any language and without our own [#N] tag; for titles and for
 * comparing.  Free with g_free. */
char *pt_text_base_subject (const char *subject);

/* One line without line breaks from the beginning of TEXT, at most CHARACTERS long, `...` if cut.
 * Free with g_free. */
char *pt_text_excerpt (const char *text, gsize characters);

/* LINE of LENGTH bytes begins a signature: two hyphens, with or without the space behind them that RFC 3676 section
 * 4.3 asks for and mail programs lose. */
gboolean pt_text_is_signature (const char *line, gsize length);

/* The first MOST characters of TEXT (NULL is ""), which is valid.  Free with g_free. */
char *pt_text_head (const char *text, glong most);

#endif
