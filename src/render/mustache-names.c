#include "render/mustache.h"

#include "render/mustache-node.h"

static const PtTemplateUse uses[] = {
  [PT_NODE_VALUE] = PT_TEMPLATE_USE_VALUE,       [PT_NODE_RAW] = PT_TEMPLATE_USE_RAW,
  [PT_NODE_SECTION] = PT_TEMPLATE_USE_SECTION,   [PT_NODE_INVERTED] = PT_TEMPLATE_USE_INVERTED,
  [PT_NODE_PARTIAL] = PT_TEMPLATE_USE_PARTIAL,
};

static void
add (GArray *names, const PtTemplate *template, const PtNode *node)
{
  PtTemplateName name = { template, node->name, node->line, uses[node->kind] };
  g_array_append_val (names, name);
}

const char *
pt_template_name (const PtTemplate *template)
{
  return template->name;
}

GArray *
pt_template_names (const PtTemplate *template)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (PtTemplateName));
  for (guint i = 0; i < template->nodes->len; i++)
    if (pt_template_node (template, i)->kind != PT_NODE_TEXT)
      add (names, template, pt_template_node (template, i));
  return names;
}

typedef struct {
  const PtTemplateOptions *options; /* may be NULL */
  GArray                  *names;
  guint                    partials; /* open */
} Search;

static void find_unknown (Search *s, const PtTemplate *t, guint begin, guint end, const PtScope *scope);

static void
enter_partial (Search *s, const PtTemplate *t, const PtNode *node, const PtScope *scope)
{
  const PtTemplateOptions *o = s->options;
  if (!o || !o->partial)
    return;
  const PtTemplate *partial = o->partial (node->name, o->data);
  if (!partial)
    add (s->names, t, node);
  if (!partial || s->partials == PT_TEMPLATE_MAX_PARTIALS)
    return;
  s->partials++;
  find_unknown (s, partial, 0, partial->nodes->len, scope);
  s->partials--;
}

static const PtValue *
sample_of (const PtValue *value)
{
  return pt_value_list_length (value) > 0 ? pt_value_list_item (value, 0) : value;
}

/* The body of an unknown section is passed over: what its names mean is not known. */
static void
find_unknown (Search *s, const PtTemplate *t, guint begin, guint end, const PtScope *scope)
{
  for (guint i = begin; i < end; i++) {
    const PtNode *node = pt_template_node (t, i);
    if (node->kind == PT_NODE_PARTIAL)
      enter_partial (s, t, node, scope);
    if (node->kind == PT_NODE_TEXT || node->kind == PT_NODE_PARTIAL)
      continue;
    const PtValue *value = pt_node_resolve (t, node, scope);
    if (!value && node->n_parts > 0)
      add (s->names, t, node);
    if (node->kind != PT_NODE_SECTION)
      continue;
    if (value) {
      const PtScope inner = { sample_of (value), scope };
      find_unknown (s, t, i + 1, node->end, &inner);
    }
    i = node->end - 1;
  }
}

GArray *
pt_template_unknown (const PtTemplate *template, const PtValue *sample, const PtTemplateOptions *options)
{
  Search s = { options, g_array_new (FALSE, FALSE, sizeof (PtTemplateName)), 0 };
  const PtScope root = { sample, NULL };
  find_unknown (&s, template, 0, template->nodes->len, &root);
  return s.names;
}
