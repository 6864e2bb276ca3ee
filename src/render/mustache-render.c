#include "render/mustache.h"

#include <string.h>

#include "render/html.h"
#include "render/mustache-node.h"

typedef struct {
  const PtTemplateOptions *options;
  GString *out;
  gsize    max_bytes;
  guint    steps;
  guint    partials;     /* open at the moment */
  gboolean cut;          /* nothing more may be added */
  GString *indent;       /* of the open partials; NULL until one is indented */
  gsize    indent_begin; /* only what follows is in force */
} Render;

static void render_nodes (Render *r, const PtTemplate *t, guint begin, guint end, const PtScope *scope);

/* Cuts what is over the ceiling, at a whole character and not inside of an entity. */
static void
hold_ceiling (Render *r)
{
  gsize length = r->max_bytes;
  if (r->out->len <= length)
    return;
  while (length > 0 && (r->out->str[length] & 0xc0) == 0x80)
    length--;
  for (gsize i = length; i > 0 && i + 6 > length && r->out->str[i - 1] != ';'; i--)
    if (r->out->str[i - 1] == '&') {
      length = i - 1;
      break;
    }
  g_string_truncate (r->out, length);
  r->cut = TRUE;
}

static void
render_indent (Render *r)
{
  if (r->indent)
    g_string_append_len (r->out, r->indent->str + r->indent_begin, (gssize) (r->indent->len - r->indent_begin));
}

static void
render_text (Render *r, const PtNode *node)
{
  const char *at = node->text, *end = at + node->length, *newline;
  if (node->line_start)
    render_indent (r);
  gboolean indented = r->indent && r->indent->len > r->indent_begin;
  while (indented && (newline = memchr (at, '\n', (gsize) (end - at))) && newline + 1 < end) {
    g_string_append_len (r->out, at, newline + 1 - at);
    render_indent (r);
    at = newline + 1;
  }
  g_string_append_len (r->out, at, end - at);
  hold_ceiling (r);
}

static gboolean
is_escaped (const Render *r, const PtNode *node, const PtValue *value)
{
  PtTemplateEscape escape = r->options->escape;
  if (escape == PT_ESCAPE_NONE)
    return FALSE;
  return node->kind == PT_NODE_VALUE || (escape == PT_ESCAPE_GUARDED && !pt_value_is_html (value));
}

static void
render_value (Render *r, const PtNode *node, const PtValue *value)
{
  gsize length = 0;
  const char *html = r->options->escape == PT_ESCAPE_NONE ? NULL : pt_value_html (value, &length);
  const char *text = html ? html : pt_value_text (value, &length);
  if (!html && is_escaped (r, node, value))
    pt_html_escape (r->out, text, length);
  else
    g_string_append_len (r->out, text, (gssize) length);
  hold_ceiling (r);
}

static void
render_section (Render *r, const PtTemplate *t, guint index, const PtValue *value, const PtScope *scope)
{
  guint end = pt_template_node (t, index)->end;
  PtScope inner = { value, scope };
  if (!pt_value_is_true (value))
    return;
  if (pt_value_kind (value) != PT_VALUE_LIST) {
    render_nodes (r, t, index + 1, end, &inner);
    return;
  }
  for (guint i = 0; i < pt_value_list_length (value) && !r->cut; i++) {
    inner.value = pt_value_list_item (value, i);
    r->steps++; /* an empty body must count too */
    render_nodes (r, t, index + 1, end, &inner);
  }
}

/* A partial that stands alone is indented by its own white space and that of the partials around it; one in the
 * middle of a line is not (specification, "Standalone Indentation" and "Inline Indentation"). */
static void
render_partial (Render *r, const PtNode *node, const PtScope *scope)
{
  const PtTemplate *partial = r->options->partial ? r->options->partial (node->name, r->options->data) : NULL;
  gsize indent_begin = r->indent_begin, indent_length;
  if (!partial || r->partials == PT_TEMPLATE_MAX_PARTIALS)
    return;
  if (!r->indent)
    r->indent = g_string_new (NULL);
  indent_length = r->indent->len;
  if (node->standalone)
    g_string_append_len (r->indent, node->text, (gssize) node->length);
  else
    r->indent_begin = indent_length;
  r->partials++;
  render_nodes (r, partial, 0, partial->nodes->len, scope);
  r->partials--;
  r->indent_begin = indent_begin;
  g_string_truncate (r->indent, indent_length);
}

static void
render_nodes (Render *r, const PtTemplate *t, guint begin, guint end, const PtScope *scope)
{
  for (guint i = begin; i < end && !r->cut; i++) {
    const PtNode *node = pt_template_node (t, i);
    if (++r->steps > PT_TEMPLATE_MAX_STEPS)
      r->cut = TRUE;
    else if (node->kind == PT_NODE_TEXT)
      render_text (r, node);
    else if (node->kind == PT_NODE_PARTIAL)
      render_partial (r, node, scope);
    else {
      const PtValue *value = pt_node_resolve (t, node, scope);
      if (node->kind == PT_NODE_SECTION)
        render_section (r, t, i, value, scope);
      else if (node->kind != PT_NODE_INVERTED)
        render_value (r, node, value);
      else if (!pt_value_is_true (value))
        render_nodes (r, t, i + 1, node->end, scope);
      if (node->end)
        i = node->end - 1;
    }
  }
}

const PtValue *
pt_node_resolve (const PtTemplate *template, const PtNode *node, const PtScope *scope)
{
  const PtValue *value = NULL;
  if (node->n_parts == 0)
    return scope->value;
  const char *const *parts = (const char *const *) template->parts->pdata + node->part;
  for (; scope && !value; scope = scope->outer)
    value = pt_value_map_get (scope->value, parts[0]);
  for (guint i = 1; i < node->n_parts && value; i++)
    value = pt_value_map_get (value, parts[i]);
  return value;
}

char *
pt_template_render (const PtTemplate *template, const PtValue *context, const PtTemplateOptions *options,
                    gboolean *out_cut)
{
  static const PtTemplateOptions defaults = { .escape = PT_ESCAPE_NONE };
  const PtScope root = { context, NULL };
  Render r = { .options = options ? options : &defaults };
  r.max_bytes = r.options->max_bytes > 0 ? r.options->max_bytes : PT_TEMPLATE_OUTPUT_BYTES;
  r.out = g_string_sized_new (MIN (template->length + template->length / 2, r.max_bytes) + 64);
  render_nodes (&r, template, 0, template->nodes->len, &root);
  if (r.indent)
    g_string_free (r.indent, TRUE);
  if (out_cut)
    *out_cut = r.cut;
  return g_string_free (r.out, FALSE);
}
