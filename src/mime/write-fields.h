/* The header fields of an outgoing mail: which there are, in which order, and how each is written from a draft. */
#ifndef PT_MIME_WRITE_FIELDS_H
#define PT_MIME_WRITE_FIELDS_H

#include "base/error.h"
#include "mime/write-header.h"
#include "model/draft.h"

/* All names that may stand in the header, in their order; NULL ends it.  There is no Bcc (THREATS T033). */
extern const char *const pt_write_field_names[];

/* Writes the fields of DRAFT, all but those of MIME.  REFUSED if a value may not stand in a header. */
gboolean pt_write_fields (PtHead *head, const PtDraft *draft, GError **error);

#endif
