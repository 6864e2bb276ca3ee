/* Templates that show every field there is: whatever they bring to somebody, a template could. */
#ifndef TESTS_LIB_GREEDY_H
#define TESTS_LIB_GREEDY_H

#include "render/templates.h"

/* For every kind and mail to followers, laid over those that belong to the sources.  NULL and an error if they cannot
 * be written or read. */
PtTemplates *pt_greedy_templates (GError **error);

/* A template that names every field of VALUE, each with its sections and the fields inside.  Free with g_free. */
char *pt_greedy_template (const PtValue *value);

#endif
