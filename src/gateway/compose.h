/* PtNotice -> finished mail: fields, templates, draft, bytes.  No store, no network. */
#ifndef PT_GATEWAY_COMPOSE_H
#define PT_GATEWAY_COMPOSE_H

#include "model/draft.h"
#include "model/notice.h"
#include "model/policy.h"
#include "render/templates.h"

/* The draft of NOTICE's mail at NOW; dated by the outbox row, so that a retry becomes the same bytes.  REFUSED if it
 * may not be sent at all: private text to somebody outside (T035), a recipient or comment that is gone, an address of
 * our own.  CONFIG if there is no mailbox or no key.  What its reader may not read of a report's ticket is taken out
 * of NOTICE. */
gboolean pt_compose_draft (const PtPolicy *policy, const PtTemplates *templates, PtNotice *notice, PtTime now,
                           PtDraft **out_draft, GError **error);

/* TRUE if the template of NOTICE's mail shows other comments of the ticket, which pt_store_outbox_load_history reads;
 * *OUT_PRIVATE says whether private ones may be among them. */
gboolean pt_compose_wants_history (const PtPolicy *policy, const PtTemplates *templates, const PtNotice *notice,
                                   gboolean *out_private);

#endif
