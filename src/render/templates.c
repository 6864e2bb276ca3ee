#include "render/templates.h"

#include <string.h>

#include "base/text.h"
#include "render/template-set.h"

#define OUTPUT_BYTES (32 * 1024 * 1024) /* a comment of PT_FIELDS_TEXT_BYTES fits whatever it becomes in HTML */

static const PtTemplateEscape escapes[PT_TEMPLATE_N_PARTS] = { PT_ESCAPE_NONE, PT_ESCAPE_NONE, PT_ESCAPE_GUARDED };

/* --- loading --- */

static gboolean
add_set (PtTemplates *templates, const char *mailbox, const char *language, GError **error)
{
  g_autofree char *key = g_strconcat (mailbox ? mailbox : "", "/", language, NULL);
  PtTemplateSet *set;
  if (g_hash_table_contains (templates->sets, key))
    return TRUE;
  if (!pt_template_set_load (templates->files, mailbox, language, templates->findings, &set, error))
    return FALSE;
  g_hash_table_insert (templates->sets, g_steal_pointer (&key), set);
  return TRUE;
}

static gboolean
add_mailbox (PtTemplates *templates, const char *folder, const PtMailbox *mailbox, GError **error)
{
  g_autofree char *path = g_build_filename (folder, mailbox->name, NULL);
  g_autoptr (GPtrArray) languages = pt_template_files_list (path, G_FILE_TEST_IS_DIR);
  for (guint i = 0; i < languages->len; i++)
    if (!add_set (templates, mailbox->name, g_ptr_array_index (languages, i), error))
      return FALSE;
  return languages->len == 0
         || (add_set (templates, mailbox->name, PT_TEMPLATE_LANGUAGE, error)
             && add_set (templates, mailbox->name, mailbox->language, error));
}

/* A folder of languages holds files; one of a mailbox holds folders of languages. */
static gboolean
add_languages (PtTemplates *templates, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) names = pt_template_files_list (folder, G_FILE_TEST_IS_DIR);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GPtrArray) files = pt_template_files_list (path, G_FILE_TEST_IS_REGULAR);
    if (files->len > 0 && !add_set (templates, NULL, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_folder (PtTemplates *templates, const char *folder, const PtPolicy *policy, GError **error)
{
  if (!add_languages (templates, folder, error))
    return FALSE;
  for (guint i = 0; policy && i < policy->mailboxes->len; i++)
    if (!add_mailbox (templates, folder, g_ptr_array_index (policy->mailboxes, i), error))
      return FALSE;
  return TRUE;
}

static PtTemplates *
templates_new (const char *const *folders, const PtPolicy *policy)
{
  PtTemplates *templates = g_new0 (PtTemplates, 1);
  templates->files = pt_template_files_new (folders);
  templates->sets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pt_template_set_free);
  templates->findings = g_ptr_array_new_with_free_func (g_free);
  templates->mailboxes = g_new0 (char *, (policy ? policy->mailboxes->len : 0) + 1);
  for (guint i = 0; policy && i < policy->mailboxes->len; i++)
    templates->mailboxes[i] = g_strdup (((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->name);
  return templates;
}

gboolean
pt_templates_load (const char *const *folders, const PtPolicy *policy, PtTemplates **out_templates, GError **error)
{
  g_autoptr (PtTemplates) templates = templates_new (folders, policy);
  if (!add_set (templates, NULL, PT_TEMPLATE_LANGUAGE, error))
    return FALSE;
  for (guint i = 0; folders[i]; i++)
    if (!add_folder (templates, folders[i], policy, error))
      return FALSE;
  *out_templates = g_steal_pointer (&templates);
  return TRUE;
}

void
pt_templates_free (PtTemplates *templates)
{
  if (!templates)
    return;
  g_hash_table_unref (templates->sets);
  pt_template_files_free (templates->files);
  g_ptr_array_unref (templates->findings);
  g_strfreev (templates->mailboxes);
  g_free (templates);
}

/* --- using --- */

static const PtTemplateSet *
get_set (const PtTemplates *templates, const char *mailbox, const char *language)
{
  g_autofree char *key = g_strconcat (mailbox, "/", language, NULL);
  return g_hash_table_lookup (templates->sets, key);
}

static const PtTemplateSet *
find_set (const PtTemplates *templates, const PtMailbox *mailbox)
{
  const char *name = mailbox ? mailbox->name : "";
  const PtTemplateSet *set = get_set (templates, name, mailbox ? mailbox->language : PT_TEMPLATE_LANGUAGE);
  if (!set && mailbox)
    set = get_set (templates, "", mailbox->language);
  return set ? set : get_set (templates, "", PT_TEMPLATE_LANGUAGE);
}

typedef struct {
  const PtTemplateSet *set;
  guint                part;
} Partials;

static const PtTemplate *
find_partial (const char *name, gpointer data)
{
  const Partials *partials = data;
  return pt_template_set_get (partials->set, partials->part, name);
}

static char *
render_part (const PtTemplateSet *set, guint part, const char *name, const PtValue *fields)
{
  Partials partials = { set, part };
  PtTemplateOptions options = { escapes[part], find_partial, &partials, OUTPUT_BYTES };
  return pt_template_render (pt_template_set_get (set, part, name), fields, &options, NULL);
}

PtRendered *
pt_templates_render (const PtTemplates *templates, const PtMailbox *mailbox, const char *name, const PtValue *fields)
{
  const PtTemplateSet *set = find_set (templates, mailbox);
  PtRendered *rendered = g_new0 (PtRendered, 1);
  g_autofree char *subject = render_part (set, PT_TEMPLATE_SUBJECT, name, fields);
  rendered->subject = pt_text_to_line (subject);
  rendered->text = render_part (set, PT_TEMPLATE_TEXT, name, fields);
  rendered->html = render_part (set, PT_TEMPLATE_HTML, name, fields);
  return rendered;
}

void
pt_rendered_free (PtRendered *rendered)
{
  if (!rendered)
    return;
  g_free (rendered->subject);
  g_free (rendered->text);
  g_free (rendered->html);
  g_free (rendered);
}

const PtWords *
pt_templates_words (const PtTemplates *templates, const PtMailbox *mailbox)
{
  return find_set (templates, mailbox)->words;
}

gboolean
pt_templates_want_history (const PtTemplates *templates, const PtMailbox *mailbox, const char *name)
{
  const PtTemplateSet *set = find_set (templates, mailbox);
  for (guint part = 0; part < PT_TEMPLATE_N_PARTS; part++)
    if (g_hash_table_contains (set->history[part], name))
      return TRUE;
  return FALSE;
}
