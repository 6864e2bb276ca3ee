/* Outbox row to the bytes on the wire, as the sender does it, without a network. */
#ifndef TESTS_LIB_RENDERING_H
#define TESTS_LIB_RENDERING_H

#include "model/draft.h"
#include "model/notice.h"
#include "model/policy.h"
#include "render/templates.h"
#include "store/store.h"
#include "tests/lib/memstore.h"

typedef struct {
  PtDraft *draft;
  GBytes  *bytes;
  gboolean inside; /* the recipient is internal */
  gboolean files;  /* its comments came with attachments */
  PtReplyKind reply; /* what the mail says of his answer */
} PtRendering;

/* The templates that belong to the sources: folder `templates` of top_srcdir in the environment, else of here. */
PtTemplates *pt_rendering_templates (GError **error);

/* Fills *OUT for row ITEM. */
gboolean pt_rendering_make (PtStore *store, const PtPolicy *policy, const PtTemplates *templates, PtId item,
                            PtTime now,
                            PtRendering *out, GError **error);
/* The same from the memory store, which keeps no attachments. */
gboolean pt_rendering_memory (const PtMemstore *rows, const PtPolicy *policy, const PtTemplates *templates, PtId item,
                              PtTime now, PtRendering *out, GError **error);
void     pt_rendering_clear (PtRendering *rendering);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PtRendering, pt_rendering_clear)

#endif
