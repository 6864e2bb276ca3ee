/* PtTemplate: a Mustache template, parsed once and rendered often.
 *
 * The language is that of the official specification: {{name}} {{{raw}}} {{&raw}} {{#section}} {{^inverted}}
 * {{/end}} {{! comment }} {{> partial}} {{=<% %>=}}, dotted names, {{.}}, standalone lines and indented
 * partials.  It has no lambdas and no inheritance.  A template is never changed after parsing, so threads may
 * share it. */
#ifndef PT_RENDER_MUSTACHE_H
#define PT_RENDER_MUSTACHE_H

#include <glib.h>

#include "render/value.h"

#define PT_TEMPLATE_MAX_BYTES (1024 * 1024)     /* size of one template */
#define PT_TEMPLATE_MAX_SECTIONS 32             /* sections open at once in one template */
#define PT_TEMPLATE_MAX_PARTIALS 16             /* partials open at once; a deeper one is empty */
#define PT_TEMPLATE_MAX_STEPS (1024 * 1024)     /* tags and texts visited in one rendering */
#define PT_TEMPLATE_OUTPUT_BYTES (4 * 1024 * 1024) /* default ceiling of the result */

typedef struct PtTemplate PtTemplate;

typedef enum {
  PT_ESCAPE_NONE,    /* plain text and subjects: values stand as they are */
  PT_ESCAPE_HTML,    /* {{name}} is escaped, {{{name}}} and {{&name}} are not */
  PT_ESCAPE_GUARDED, /* as HTML, but {{{name}}} is escaped too unless the value is pt_value_new_html: a mistake in
                      * a template cannot let a stranger's text through (T079) */
} PtTemplateEscape;

/* The template for {{> NAME}}, borrowed until the rendering ends; NULL renders as nothing.  NAME is what the template
 * says and may look like a path: look it up in a table, open nothing by it. */
typedef const PtTemplate *(*PtPartialFunc) (const char *name, gpointer data);

typedef struct {
  PtTemplateEscape escape;
  PtPartialFunc    partial; /* may be NULL: every partial is empty */
  gpointer         data;    /* for partial */
  gsize            max_bytes; /* ceiling of the result; 0 = PT_TEMPLATE_OUTPUT_BYTES */
} PtTemplateOptions;

typedef enum {
  PT_TEMPLATE_USE_VALUE,    /* {{name}} */
  PT_TEMPLATE_USE_RAW,      /* {{{name}}} or {{&name}} */
  PT_TEMPLATE_USE_SECTION,  /* {{#name}} */
  PT_TEMPLATE_USE_INVERTED, /* {{^name}} */
  PT_TEMPLATE_USE_PARTIAL,  /* {{> name}} */
} PtTemplateUse;

typedef struct {
  const PtTemplate *template; /* that it stands in */
  const char   *name; /* as written, "ticket.title" or "."; borrowed from the template */
  guint         line; /* first line is 1 */
  PtTemplateUse use;
} PtTemplateName;

/* Parses LENGTH bytes of TEXT (-1: up to the NUL), which are copied.  NAME is for error texts, usually the file
 * name.  A byte order mark at the start is skipped.
 * Errors: CONFIG, "NAME:LINE: what is wrong, what to do", for an unclosed tag or section, an end tag that closes
 * something else, bad delimiters, a bad name, text that is not UTF-8, and what is over the limits above. */
gboolean pt_template_parse (const char *name, const char *text, gssize length, PtTemplate **out_template,
                            GError **error);

void pt_template_free (PtTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTemplate, pt_template_free)

/* The NAME given to pt_template_parse. */
const char *pt_template_name (const PtTemplate *template);

/* Renders TEMPLATE against CONTEXT (NULL: every name is missing).  Never fails: a missing name is empty (H6), and
 * what would pass max_bytes, or needs more than PT_TEMPLATE_MAX_STEPS, is cut off at a whole character and said
 * in *OUT_CUT, which may be NULL.  One pass: an inserted value is never scanned for tags (H11, T078).
 * OPTIONS may be NULL for all defaults.  Free the result with g_free. */
char *pt_template_render (const PtTemplate *template, const PtValue *context, const PtTemplateOptions *options,
                          gboolean *out_cut);

/* All names in order of their place, an array of PtTemplateName.  Free with g_array_unref, before the template. */
GArray *pt_template_names (const PtTemplate *template);

/* The names that do not resolve against SAMPLE, a context in which every known field is present: each section is
 * entered, a list by its first item, whether or not its value is true, and each partial that OPTIONS finds; one that
 * is not found is among the names.  With NULL, partials are passed over.  The bodies of unknown sections are not
 * entered.  Same form as pt_template_names; empty if all are known. */
GArray *pt_template_unknown (const PtTemplate *template, const PtValue *sample, const PtTemplateOptions *options);

#endif
