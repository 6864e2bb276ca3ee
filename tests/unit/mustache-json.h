/* Contexts and partials of template tests from JSON. */
#ifndef PT_TESTS_MUSTACHE_JSON_H
#define PT_TESTS_MUSTACHE_JSON_H

#include <json-glib/json-glib.h>

#include "render/mustache.h"

/* NODE as a value; null is the empty string, numbers are strings. */
PtValue *value_from_json (JsonNode *node);

/* The same from text; the test fails if it is not JSON. */
PtValue *value_parse (const char *json);

/* TEXT as a template; the test fails if it does not parse. */
PtTemplate *template_parse (const char *text);

/* Name -> template; NULL is no partials.  find_partial looks a name up in it. */
GHashTable *partials_from_json (JsonObject *object);
const PtTemplate *find_partial (const char *name, gpointer partials);

void free_template (gpointer template);

#endif
