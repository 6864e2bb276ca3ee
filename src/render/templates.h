/* PtTemplates: the sets of notification templates, by language: LANGUAGE/KIND.subject, .txt, .html. */
#ifndef PT_RENDER_TEMPLATES_H
#define PT_RENDER_TEMPLATES_H

#include "model/notification.h"
#include "render/mustache.h"

typedef struct PtTemplates PtTemplates;

typedef struct {
  char *subject; /* one line */
  char *text;
  char *html;
} PtRendered;

/* FOLDERS (NULL-terminated): the administrator's own first, then the installed ones; each file is taken from the first
 * folder that has it, from the language, else from en.  CONFIG names file and line of what is wrong. */
gboolean pt_templates_load (const char *const *folders, PtTemplates **out_templates, GError **error);
void     pt_templates_free (PtTemplates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTemplates, pt_templates_free)

/* Renders all three.  Total: every kind exists in every set once loaded. */
PtRendered *pt_templates_render (const PtTemplates *templates, const char *language, PtNotifyKind kind,
                                 const PtValue *fields);
void        pt_rendered_free (PtRendered *rendered);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtRendered, pt_rendered_free)

/* Names that no field has, as `file:line: unknown field NAME`, and partials, of which there are none (H6); for
 * `postern check`.  Free with g_ptr_array_unref. */
GPtrArray *pt_templates_unknown (const PtTemplates *templates);

#endif
