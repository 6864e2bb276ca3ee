#include "render/template-set.h"

#include <string.h>

#include "base/error.h"

const char *const pt_template_suffixes[PT_TEMPLATE_N_PARTS] = { "subject", "txt", "html" };

enum { PARTIALS_DEEP = PT_TEMPLATE_MAX_PARTIALS };

typedef struct {
  PtTemplateFiles *files;
  const char      *mailbox, *language;
  PtTemplateSet   *set;
} Load;

void
pt_template_set_free (PtTemplateSet *set)
{
  if (!set)
    return;
  for (guint part = 0; part < PT_TEMPLATE_N_PARTS; part++) {
    g_hash_table_unref (set->files[part]);
    g_hash_table_unref (set->history[part]);
  }
  pt_words_free (set->words);
  g_free (set);
}

const PtTemplate *
pt_template_set_get (const PtTemplateSet *set, guint part, const char *name)
{
  return g_hash_table_lookup (set->files[part], name);
}

static gboolean
nowhere (const Load *l, const char *name, GError **error)
{
  g_autofree char *list = g_strjoinv (", ", l->files->folders);
  return pt_error_set (error, PT_ERROR_CONFIG,
                       "no template " PT_TEMPLATE_LANGUAGE "/%s in %s; set templates in [postern] or install again",
                       name, *list ? list : "any folder");
}

/* A partial is named by a template, so the name may be anything: only a plain one is ever made part of a path. */
static gboolean
is_partial_name (const char *name)
{
  return *name && name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == 0;
}

/* Fields that hold other comments than the one that the mail is about, with whatever ending. */
static gboolean
is_history (const char *name)
{
  static const char *const fields[] = { "comments", "public_comments", "earlier_comments", "latest_comment",
                                        "latest_public_comment", "description" };
  if (g_str_has_prefix (name, "ticket."))
    name += strlen ("ticket.");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_has_prefix (name, fields[i]))
      return TRUE;
  return FALSE;
}

static gboolean load_one (Load *l, guint part, const char *name, guint depth, gboolean *out_history, GError **error);

static gboolean
load_names (Load *l, guint part, const PtTemplate *template, guint depth, gboolean *history, GError **error)
{
  g_autoptr (GArray) names = pt_template_names (template);
  for (guint i = 0; i < names->len; i++) {
    const PtTemplateName *one = &g_array_index (names, PtTemplateName, i);
    gboolean inner = FALSE;
    if (one->use != PT_TEMPLATE_USE_PARTIAL)
      inner = is_history (one->name);
    else if (is_partial_name (one->name) && depth < PARTIALS_DEEP
             && !load_one (l, part, one->name, depth + 1, &inner, error))
      return FALSE;
    *history |= inner;
  }
  return TRUE;
}

static gboolean
load_one (Load *l, guint part, const char *name, guint depth, gboolean *out_history, GError **error)
{
  g_autofree char *file = g_strdup_printf ("%s.%s", name, pt_template_suffixes[part]);
  const PtTemplate *template;
  *out_history = g_hash_table_contains (l->set->history[part], name);
  if (pt_template_set_get (l->set, part, name))
    return TRUE;
  if (!pt_template_files_find (l->files, l->mailbox, l->language, file, &template, error))
    return FALSE;
  if (!template)
    return depth > 0 || nowhere (l, file, error); /* a partial that is not there is empty, and a finding */
  g_hash_table_insert (l->set->files[part], g_strdup (name), (gpointer) template);
  if (!load_names (l, part, template, depth, out_history, error))
    return FALSE;
  if (*out_history)
    g_hash_table_add (l->set->history[part], g_strdup (name));
  return TRUE;
}

/* From the least to the most particular file, each word over the one before. */
static gboolean
load_words (Load *l, GPtrArray *findings, GError **error)
{
  g_autoptr (GPtrArray) paths = pt_template_files_paths (l->files, l->mailbox, l->language, PT_TEMPLATE_WORDS);
  for (guint i = paths->len; i > 0; i--) {
    const char *path = g_ptr_array_index (paths, i - 1);
    g_autofree char *text = NULL;
    gsize length;
    if (!pt_template_files_read (path, &text, &length, error)
        || (text && !pt_words_read (l->set->words, path, text, length, findings, error)))
      return FALSE;
  }
  const char *missing = pt_words_missing (l->set->words);
  return !missing || pt_error_set (error, PT_ERROR_CONFIG, "no word %s in " PT_TEMPLATE_LANGUAGE "/" PT_TEMPLATE_WORDS
                                   " of any folder; install again", missing);
}

gboolean
pt_template_set_load (PtTemplateFiles *files, const char *mailbox, const char *language, GPtrArray *findings,
                      PtTemplateSet **out_set, GError **error)
{
  PtTemplateSet *set = g_new0 (PtTemplateSet, 1);
  Load l = { files, mailbox, language, set };
  g_auto (GStrv) names = pt_templates_names ();
  gboolean good = TRUE, history;
  set->words = pt_words_new ();
  for (guint part = 0; part < PT_TEMPLATE_N_PARTS; part++) {
    set->files[part] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    set->history[part] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  }
  for (guint i = 0; good && names[i]; i++)
    for (guint part = 0; good && part < PT_TEMPLATE_N_PARTS; part++)
      good = load_one (&l, part, names[i], 0, &history, error);
  if (good && load_words (&l, findings, error)) {
    *out_set = set;
    return TRUE;
  }
  pt_template_set_free (set);
  return FALSE;
}
