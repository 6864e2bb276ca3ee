/* PtTemplates: all sets of notification templates: for each mailbox and language NAME.subject, NAME.txt and
 * NAME.html, the partials that they name, and the words of the language.  See render/template-files.h for where they
 * lie. */
#ifndef PT_RENDER_TEMPLATES_H
#define PT_RENDER_TEMPLATES_H

#include "model/notification.h"
#include "model/policy.h"
#include "render/mustache.h"
#include "render/words.h"

/* Mail to a follower has a template of its own (FW16), whatever kind of notification it is; all others are called as
 * the kind. */
#define PT_TEMPLATE_FOLLOWER "follower"

typedef struct PtTemplates PtTemplates;

typedef struct {
  char *subject; /* one line */
  char *text;
  char *html;
} PtRendered;

/* FOLDERS (NULL-terminated): the administrator's own first, then the installed ones.  Sets are made for every
 * language there is and for every mailbox of POLICY (may be NULL) that has a folder.  CONFIG names file and line of
 * what is wrong. */
gboolean pt_templates_load (const char *const *folders, const PtPolicy *policy, PtTemplates **out_templates,
                            GError **error);
void     pt_templates_free (PtTemplates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTemplates, pt_templates_free)

/* Every template that a set has, in order, without the endings: the kinds of notifications and what is said above. */
GStrv pt_templates_names (void);

/* Renders all three of NAME, which must be one of those, for MAILBOX (NULL: none in particular).  Total. */
PtRendered *pt_templates_render (const PtTemplates *templates, const PtMailbox *mailbox, const char *name,
                                 const PtValue *fields);
void        pt_rendered_free (PtRendered *rendered);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtRendered, pt_rendered_free)

/* The words of MAILBOX's language. */
const PtWords *pt_templates_words (const PtTemplates *templates, const PtMailbox *mailbox);

/* TRUE if NAME or one of its partials asks for other comments than the one that the mail is about, which then have to
 * be read. */
gboolean pt_templates_want_history (const PtTemplates *templates, const PtMailbox *mailbox, const char *name);

/* What is odd in files of templates and words, as `file:line: ...` or `file: ...`: fields, partials and words that do
 * not exist, with the nearest known one (H6); files and folders that nothing looks at.  For `postern check`.  Free
 * with g_ptr_array_unref. */
GPtrArray *pt_templates_findings (const PtTemplates *templates);

#endif
