/* Mail about no one ticket: about held mail, lists, what waits (RULES J5, J10). */
#ifndef PT_GATEWAY_COMPOSE_HELD_H
#define PT_GATEWAY_COMPOSE_HELD_H

#include "model/draft.h"
#include "model/notice.h"
#include "model/policy.h"
#include "render/templates.h"

/* As pt_compose_draft, for kinds that are of the desk. */
gboolean pt_compose_held (const PtPolicy *policy, const PtTemplates *templates, const PtNotice *notice, PtTime now,
                          PtDraft **out_draft, GError **error);

#endif
