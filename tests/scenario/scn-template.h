/* Templates that a scenario brings along. */
#ifndef TESTS_SCENARIO_SCN_TEMPLATE_H
#define TESTS_SCENARIO_SCN_TEMPLATE_H

#include "render/templates.h"
#include "tests/scenario/scn-file.h"

/* The `template FILE` lines of LISTS, laid over the templates of the sources, for the mailboxes of POLICY.
 * *OUT_TEMPLATES is NULL if there are none.  FALSE and *out_error (free with g_free) if they cannot be read. */
gboolean scn_template_load (const GPtrArray *const *lists, const PtPolicy *policy, PtTemplates **out_templates,
                            char **out_error);

#endif
