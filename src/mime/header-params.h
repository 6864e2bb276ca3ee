/* Parameters of Content-Type and Content-Disposition as they stand, one by one: what a parser makes of duplicates is
 * its own affair, so they are counted here (THREATS T057, T062). */
#ifndef PT_MIME_HEADER_PARAMS_H
#define PT_MIME_HEADER_PARAMS_H

#include <glib.h>

typedef struct {
  const char *at;
  const char *end;
  char       *name;  /* lower case, of the current parameter */
  char       *value; /* quotes removed */
} PtHeaderParams;

/* VALUE is what stands behind the field's colon, folds included.  *out_word is the text before the first `;` in lower
 * case, to be freed. */
void pt_header_params_start (PtHeaderParams *params, const char *value, gsize length, char **out_word);

/* Moves to the next parameter.  FALSE at the end, where everything has been freed. */
gboolean pt_header_params_next (PtHeaderParams *params);

#endif
