#include "render/mustache.h"

#include "render/mustache-node.h"

static const PtTemplateUse uses[] = {
  [PT_NODE_VALUE] = PT_TEMPLATE_USE_VALUE,       [PT_NODE_RAW] = PT_TEMPLATE_USE_RAW,
  [PT_NODE_SECTION] = PT_TEMPLATE_USE_SECTION,   [PT_NODE_INVERTED] = PT_TEMPLATE_USE_INVERTED,
  [PT_NODE_PARTIAL] = PT_TEMPLATE_USE_PARTIAL,
};

static void
add (GArray *names, const PtNode *node)
{
  PtTemplateName name = { node->name, node->line, uses[node->kind] };
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
      add (names, pt_template_node (template, i));
  return names;
}

/* The body of an unknown section is passed over: what its names mean is not known. */
static void
find_unknown (const PtTemplate *t, guint begin, guint end, const PtScope *scope, GArray *names)
{
  for (guint i = begin; i < end; i++) {
    const PtNode *node = pt_template_node (t, i);
    if (node->kind == PT_NODE_TEXT || node->kind == PT_NODE_PARTIAL)
      continue;
    const PtValue *value = pt_node_resolve (t, node, scope);
    if (!value && node->n_parts > 0)
      add (names, node);
    if (node->kind != PT_NODE_SECTION)
      continue;
    if (value) {
      const PtScope inner = { pt_value_list_length (value) > 0 ? pt_value_list_item (value, 0) : value, scope };
      find_unknown (t, i + 1, node->end, &inner, names);
    }
    i = node->end - 1;
  }
}

GArray *
pt_template_unknown (const PtTemplate *template, const PtValue *sample)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (PtTemplateName));
  const PtScope root = { sample, NULL };
  find_unknown (template, 0, template->nodes->len, &root, names);
  return names;
}
