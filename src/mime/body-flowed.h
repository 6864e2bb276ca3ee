/* Lines of a text part: line ends, and format=flowed (RFC 3676). */
#ifndef PT_MIME_BODY_FLOWED_H
#define PT_MIME_BODY_FLOWED_H

#include <glib.h>

/* Appends TEXT with LF line ends; CR alone is a line end too. */
void pt_body_append_lines (GString *out, const char *text);

/* Appends flowed TEXT with its paragraphs joined.  DEL_SP as in RFC 3676 section 4.2. */
void pt_body_append_flowed (GString *out, const char *text, gboolean del_sp);

#endif
