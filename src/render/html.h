/* Text to HTML.  Everything a stranger wrote passes one of these before it stands in an HTML part (T079). */
#ifndef PT_RENDER_HTML_H
#define PT_RENDER_HTML_H

#include <glib.h>

#define PT_HTML_MAX_QUOTE 20 /* blockquotes open at once; deeper marks stay text */

/* Appends LENGTH bytes of TEXT with & < > " ' as entities, fit for element content and for attributes in either
 * kind of quotes. */
void pt_html_escape (GString *out, const char *text, gsize length);

/* LENGTH bytes of plain UTF-8 TEXT (-1: up to the NUL) as a fragment of HTML: paragraphs at empty lines, <br> at line
 * ends, leading blanks kept, lines that start with ">" in one <blockquote> a level, and http:, https: and mailto:
 * addresses as links that tell no referrer and open no handle.  The link text is the address itself.  Nothing is ever
 * fetched, no image is made (T080).  Time and size grow with the text.  Free with g_free. */
char *pt_html_from_text (const char *text, gssize length);

#endif
