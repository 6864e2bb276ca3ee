/* PtTemplateSet: what one mailbox writes in one language; for the files templates*.c only. */
#ifndef PT_RENDER_TEMPLATE_SET_H
#define PT_RENDER_TEMPLATE_SET_H

#include "render/template-files.h"
#include "render/templates.h"

enum { PT_TEMPLATE_SUBJECT, PT_TEMPLATE_TEXT, PT_TEMPLATE_HTML, PT_TEMPLATE_N_PARTS };

extern const char *const pt_template_suffixes[PT_TEMPLATE_N_PARTS];

typedef struct {
  GHashTable *files[PT_TEMPLATE_N_PARTS]; /* name -> const PtTemplate, partials too; owned by the files */
  GHashTable *history[PT_TEMPLATE_N_PARTS]; /* names, a set: those that want history, by themselves or by a partial */
  PtWords    *words;
} PtTemplateSet;

struct PtTemplates {
  PtTemplateFiles *files;
  GHashTable      *sets;     /* `MAILBOX/LANGUAGE`, without a mailbox `/LANGUAGE` -> PtTemplateSet */
  GPtrArray       *findings; /* char *: what was odd while loading */
  GStrv            mailboxes; /* names of all mailboxes */
};

/* The set of MAILBOX (may be NULL) and LANGUAGE.  CONFIG if a template or word is missing or wrong. */
gboolean pt_template_set_load (PtTemplateFiles *files, const char *mailbox, const char *language, GPtrArray *findings,
                               PtTemplateSet **out_set, GError **error);
void     pt_template_set_free (PtTemplateSet *set);

/* NULL if there is none. */
const PtTemplate *pt_template_set_get (const PtTemplateSet *set, guint part, const char *name);

#endif
