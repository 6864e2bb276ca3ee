/* What the author wrote now, apart from what he quotes. */
#ifndef PT_FILTERS_QUOTE_H
#define PT_FILTERS_QUOTE_H

#include <glib.h>

/* Splits TEXT (LF lines) into what is new and the trailing quote with its attribution line.  An answer between quoted
 * lines is kept whole.  A signature (`-- ` line, "Sent from my ...") goes to neither.  Linear.  Free both with
 * g_free. */
void pt_quote_split (const char *text, char **out_new, char **out_quoted);

#endif
