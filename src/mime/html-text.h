/* Mail HTML -> plain text, for reading and for finding what is new in an answer.  Nothing is fetched (T079). */
#ifndef PT_MIME_HTML_TEXT_H
#define PT_MIME_HTML_TEXT_H

#include "base/limits.h"

/* HTML is valid UTF-8; at most limits->html_bytes of it are read, elements deeper than html_depth count as their
 * parents, words are never dropped for it.  Hidden elements, scripts, styles and the head are left out; links become
 * `text <url>` if they differ; quotes get `> `.  *out_note (may be NULL) is a const text or NULL: what had to be
 * repaired.  Free the result with g_free. */
char *pt_html_to_text (const char *html, gsize length, const PtLimits *limits, const char **out_note);

#endif
