/* Drafts to be written, for the tests of the writer. */
#ifndef TESTS_LIB_DRAFTS_H
#define TESTS_LIB_DRAFTS_H

#include "model/draft.h"

/* A short answer to a customer. */
PtDraft *pt_drafts_one (void);

void pt_drafts_add_address (GPtrArray *list, const char *name, const char *addr);
void pt_drafts_add_file (PtDraft *draft, const char *name, const char *type, const char *charset, const void *data,
                         gsize size);

/* The mail.  Fails if there is none.  Free with g_free. */
char *pt_drafts_write (const PtDraft *draft);

#endif
