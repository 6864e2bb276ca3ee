/* PtWrittenPart: one text part of an outgoing mail in its transfer encoding. */
#ifndef PT_MIME_WRITE_BODY_H
#define PT_MIME_WRITE_BODY_H

#include <glib.h>

typedef struct {
  const char *type;     /* "text/plain" */
  const char *encoding; /* "7bit", "quoted-printable" or "base64" */
  char       *text;     /* what the reader gets: LF lines, the last one ended */
  GString    *bytes;    /* CR LF lines */
} PtWrittenPart;

/* Brings the line ends of TEXT into one form (a bare CR is a line end too, THREATS T076) and encodes it.  TEXT is
 * valid UTF-8.  Never NULL. */
PtWrittenPart *pt_written_part_new (const char *type, const char *text);
void           pt_written_part_free (PtWrittenPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtWrittenPart, pt_written_part_free)

/* TEXT with LF line ends, the last line ended.  Free with g_free. */
char *pt_write_line_ends (const char *text);

#endif
