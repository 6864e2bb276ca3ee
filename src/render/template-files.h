/* PtTemplateFiles: where a template of a mailbox and a language lies on disk.
 *
 * In each folder, the administrator's own before the installed ones, a file lies in LANGUAGE/ or, for one mailbox
 * alone, in MAILBOX/LANGUAGE/.  It is looked for in this order: MAILBOX/LANGUAGE of every folder, LANGUAGE of every
 * folder, MAILBOX/en of every folder, en of every folder. */
#ifndef PT_RENDER_TEMPLATE_FILES_H
#define PT_RENDER_TEMPLATE_FILES_H

#include "render/mustache.h"

#define PT_TEMPLATE_LANGUAGE "en" /* that everything is there in */
#define PT_TEMPLATE_WORDS    "words"
#define PT_TEMPLATE_KB       ".kb" /* ending of a template in the form of KB Support (H5) */

typedef struct {
  GStrv       folders;
  GHashTable *parsed; /* path -> PtTemplate: each file is read once, whoever uses it */
  GPtrArray  *paths;  /* char *, of every template read, in the order of reading */
} PtTemplateFiles;

PtTemplateFiles *pt_template_files_new (const char *const *folders);
void             pt_template_files_free (PtTemplateFiles *files);

/* The template called NAME for MAILBOX (NULL: none in particular) and LANGUAGE, borrowed; *OUT_TEMPLATE is NULL if
 * there is none anywhere.  CONFIG names file and line of what is wrong. */
gboolean pt_template_files_find (PtTemplateFiles *files, const char *mailbox, const char *language, const char *name,
                                 const PtTemplate **out_template, GError **error);

/* Paths of all files called NAME in that order, the first in force first; they need not be there.  Free with
 * g_ptr_array_unref. */
GPtrArray *pt_template_files_paths (const PtTemplateFiles *files, const char *mailbox, const char *language,
                                    const char *name);

/* Contents of PATH; *OUT_TEXT is NULL if it is not there.  CONFIG if it cannot be read. */
gboolean pt_template_files_read (const char *path, char **out_text, gsize *out_length, GError **error);

/* Names of what lies in the folder PATH, folders or files, without those that begin with a dot, sorted; empty if it
 * is not there.  Free with g_ptr_array_unref. */
GPtrArray *pt_template_files_list (const char *path, GFileTest what);

#endif
