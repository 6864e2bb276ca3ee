/* Attached files of an outgoing mail: name, type and base64 (RULES N9, THREATS T073, T081). */
#ifndef PT_MIME_WRITE_FILE_H
#define PT_MIME_WRITE_FILE_H

#include <gmime/gmime.h>

#include "model/draft.h"

/* Bytes that PART becomes, at most. */
gsize pt_write_file_size (const PtDraftPart *part);

/* Header and body of the part: always an attachment, always base64 in lines of 76 columns, the name by RFC 2231. */
void pt_write_file (GString *out, const PtDraftPart *part);

/* TRUE if READ has the name, the type and the bytes that pt_write_file was to write. */
gboolean pt_write_file_same (GMimeObject *read, const PtDraftPart *part);

#endif
