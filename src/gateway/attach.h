/* The files that go with a mail (RULES N9), cut out of the raw message; nothing here parses mail. */
#ifndef PT_GATEWAY_ATTACH_H
#define PT_GATEWAY_ATTACH_H

#include "model/notice.h"
#include "model/policy.h"
#include "store/store.h"

/* The files of the last message: the copies of one comment follow each other, and each needs the same ones. */
typedef struct {
  PtId       message; /* 0 = nothing kept */
  GPtrArray *files;   /* GBytes *, by number of the attachment; NULL where it was not needed yet */
} PtAttachCache;

void pt_attach_cache_clear (PtAttachCache *cache);

/* A file without a name gets one that says its NUMBER and what it is. */
void pt_attach_give_name (PtPart *part, guint number);

/* Gives every attachment of NOTICE a name and its fate, and those to be sent their bytes.  What is over the limits is
 * not read at all.  An attachment whose bytes are gone, or not those that came, is LOST and logged; fails only where
 * trying again later may help. */
gboolean
pt_attach_files (PtStore *store, PtAttachCache *cache, const PtPolicy *policy, PtNotice *notice, GError **error);

#endif
