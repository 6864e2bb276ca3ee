#include "render/mustache.h"

#include <string.h>

#include "base/error.h"
#include "render/mustache-node.h"

#define DELIMITER_BYTES 8 /* keeps the search for them linear */

typedef struct {
  char  text[DELIMITER_BYTES + 3]; /* room for a brace or an equals sign in front */
  gsize length;
} Delimiter;

typedef struct {
  PtTemplate *template;
  const char *at;  /* first byte not yet in a node */
  const char *end;
  Delimiter   open, close;
  gboolean    line_start; /* AT is the first byte of a line */
  const char *counted;    /* LINE is the line of this byte */
  guint       line;
  guint       sections[PT_TEMPLATE_MAX_SECTIONS]; /* nodes of the open ones */
  guint       n_sections;
} Parser;

typedef struct {
  char        sigil;   /* one of # ^ / > ! = { & or 0 for {{name}} */
  guint       line;
  const char *begin;   /* first byte of the opening delimiter */
  const char *content; /* trimmed */
  gsize       length;
  const char *after;   /* first byte after the closing delimiter */
} Tag;

static gboolean G_GNUC_PRINTF (4, 5)
fail (const Parser *p, guint line, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: %s", p->template->name, line, what);
}

static const char *
find (const char *text, const char *end, const Delimiter *delimiter)
{
  while ((gsize) (end - text) >= delimiter->length) {
    const char *hit = memchr (text, delimiter->text[0], (gsize) (end - text) - delimiter->length + 1);
    if (!hit || memcmp (hit, delimiter->text, delimiter->length) == 0)
      return hit;
    text = hit + 1;
  }
  return NULL;
}

static guint
line_of (Parser *p, const char *place)
{
  const char *newline;
  while ((newline = memchr (p->counted, '\n', (gsize) (place - p->counted)))) {
    p->line++;
    p->counted = newline + 1;
  }
  p->counted = place;
  return p->line;
}

static void
trim (const char **text, gsize *length)
{
  while (*length > 0 && g_ascii_isspace (**text))
    (*text)++, (*length)--;
  while (*length > 0 && g_ascii_isspace ((*text)[*length - 1]))
    (*length)--;
}

/* Reads the tag whose opening delimiter is at BEGIN. */
static gboolean
read_tag (Parser *p, const char *begin, Tag *tag, GError **error)
{
  const char *content = begin + p->open.length, *stop;
  Delimiter close = p->close;
  *tag = (Tag) { .begin = begin, .line = line_of (p, begin) };
  while (content < p->end && g_ascii_isspace (*content))
    content++;
  if (content < p->end && strchr ("#^/>!={&", *content))
    tag->sigil = *content++;
  if (tag->sigil == '{' || tag->sigil == '=') {
    memmove (close.text + 1, close.text, close.length++);
    close.text[0] = tag->sigil == '{' ? '}' : '=';
  }
  stop = find (content, p->end, &close);
  if (!stop)
    return fail (p, tag->line, error, "tag is never closed, add %.*s", (int) close.length, close.text);
  tag->content = content;
  tag->length = (gsize) (stop - content);
  trim (&tag->content, &tag->length);
  tag->after = stop + close.length;
  return TRUE;
}

static PtNode *
add_node (Parser *p, PtNodeKind kind)
{
  PtNode node = { .kind = kind };
  g_array_append_val (p->template->nodes, node);
  return &g_array_index (p->template->nodes, PtNode, p->template->nodes->len - 1);
}

/* Adds the text from AT to STOP, which may be empty. */
static void
add_text (Parser *p, const char *stop)
{
  if (stop == p->at)
    return;
  PtNode *node = add_node (p, PT_NODE_TEXT);
  node->text = p->at;
  node->length = (gsize) (stop - p->at);
  node->line_start = p->line_start;
  p->line_start = stop[-1] == '\n';
  p->at = stop;
}

/* A line that starts with a tag has no text to carry the indentation of a partial: an empty one does. */
static void
add_line_start (Parser *p)
{
  if (!p->line_start)
    return;
  PtNode *node = add_node (p, PT_NODE_TEXT);
  node->text = p->at;
  node->line_start = TRUE;
  p->line_start = FALSE;
}

static gboolean
add_name (Parser *p, const Tag *tag, PtNode *node, GError **error)
{
  PtTemplate *t = p->template;
  const char *part;
  node->line = tag->line;
  node->name = g_string_chunk_insert_len (t->strings, tag->content, (gssize) tag->length);
  node->part = t->parts->len;
  if (tag->length == 0)
    return fail (p, tag->line, error, "tag has no name, write one or remove the tag");
  if (strpbrk (node->name, " \t\r\n\f\v") || strchr ("<$#^/>!={&}", *node->name))
    return fail (p, tag->line, error, "'%s' is not a name, use letters, digits, '_' and '.'", node->name);
  if (node->kind == PT_NODE_PARTIAL || g_str_equal (node->name, "."))
    return TRUE;
  part = node->name;
  for (const char *dot = part; dot; part = dot + 1) {
    dot = strchr (part, '.');
    gsize length = dot ? (gsize) (dot - part) : strlen (part);
    if (length == 0)
      return fail (p, tag->line, error, "'%s' has an empty part, remove the dot too many", node->name);
    g_ptr_array_add (t->parts, g_string_chunk_insert_len (t->strings, part, (gssize) length));
    node->n_parts++;
    if (!dot)
      break;
  }
  return TRUE;
}

static gboolean
open_section (Parser *p, const Tag *tag, GError **error)
{
  if (p->n_sections == PT_TEMPLATE_MAX_SECTIONS)
    return fail (p, tag->line, error, "more than %d sections are open at once, close some or use a partial",
                 PT_TEMPLATE_MAX_SECTIONS);
  p->sections[p->n_sections++] = p->template->nodes->len;
  return add_name (p, tag, add_node (p, tag->sigil == '#' ? PT_NODE_SECTION : PT_NODE_INVERTED), error);
}

static gboolean
close_section (Parser *p, const Tag *tag, GError **error)
{
  PtNode *node;
  if (p->n_sections == 0)
    return fail (p, tag->line, error, "'%.*s' is closed but not open, remove the tag or open the section",
                 (int) tag->length, tag->content);
  node = &g_array_index (p->template->nodes, PtNode, p->sections[p->n_sections - 1]);
  if (strlen (node->name) != tag->length || memcmp (node->name, tag->content, tag->length) != 0)
    return fail (p, tag->line, error, "'%.*s' is closed but '%s' of line %u is open, close that first",
                 (int) tag->length, tag->content, node->name, node->line);
  node->end = p->template->nodes->len;
  p->n_sections--;
  return TRUE;
}

static gboolean
take_delimiter (Delimiter *delimiter, const char *text, gsize length)
{
  if (length == 0 || length > DELIMITER_BYTES || memchr (text, '=', length))
    return FALSE;
  memcpy (delimiter->text, text, length);
  delimiter->length = length;
  return TRUE;
}

static gboolean
set_delimiters (Parser *p, const Tag *tag, GError **error)
{
  const char *second = tag->content;
  gsize first_length, rest;
  while (second < tag->content + tag->length && !g_ascii_isspace (*second))
    second++;
  first_length = (gsize) (second - tag->content);
  rest = tag->length - first_length;
  trim (&second, &rest);
  for (gsize i = 0; i < rest; i++)
    if (g_ascii_isspace (second[i]))
      rest = 0;
  if (!take_delimiter (&p->open, tag->content, first_length) || !take_delimiter (&p->close, second, rest))
    return fail (p, tag->line, error, "'%.*s' are not delimiters, give two of 1 to %d bytes with a space between "
                 "and without '='", (int) tag->length, tag->content, DELIMITER_BYTES);
  return TRUE;
}

static gboolean
add_partial (Parser *p, const Tag *tag, const char *indent, GError **error)
{
  PtNode *node = add_node (p, PT_NODE_PARTIAL);
  if (indent) {
    node->standalone = TRUE;
    node->text = indent;
    node->length = (gsize) (tag->begin - indent);
  }
  return add_name (p, tag, node, error);
}

/* INDENT: the white space in front of a tag that stands alone on its line, else NULL. */
static gboolean
add_tag (Parser *p, const Tag *tag, const char *indent, GError **error)
{
  switch (tag->sigil) {
    case '!': return TRUE;
    case '=': return set_delimiters (p, tag, error);
    case '#':
    case '^': return open_section (p, tag, error);
    case '/': return close_section (p, tag, error);
    case '>': return add_partial (p, tag, indent, error);
    case '{':
    case '&': return add_name (p, tag, add_node (p, PT_NODE_RAW), error);
    default: return add_name (p, tag, add_node (p, PT_NODE_VALUE), error);
  }
}

/* If TAG is of a kind that may stand alone and does: where its line begins; *NEXT is where the next one does. */
static const char *
standalone_line (const Parser *p, const Tag *tag, const char **next)
{
  const char *begin = tag->begin, *after = tag->after;
  if (!tag->sigil || tag->sigil == '{' || tag->sigil == '&')
    return NULL;
  while (begin > p->at && (begin[-1] == ' ' || begin[-1] == '\t'))
    begin--;
  if (begin > p->at ? begin[-1] != '\n' : !p->line_start)
    return NULL;
  while (after < p->end && (*after == ' ' || *after == '\t'))
    after++;
  if (after + 1 < p->end && after[0] == '\r' && after[1] == '\n')
    after++;
  if (after < p->end && *after++ != '\n')
    return NULL;
  *next = after;
  return begin;
}

static gboolean
parse_tag (Parser *p, const char *begin, GError **error)
{
  Tag tag;
  const char *next = NULL, *indent;
  if (!read_tag (p, begin, &tag, error))
    return FALSE;
  indent = standalone_line (p, &tag, &next);
  add_text (p, indent ? indent : begin);
  if (!indent)
    add_line_start (p);
  if (!add_tag (p, &tag, indent, error))
    return FALSE;
  p->at = indent ? next : tag.after;
  p->line_start = indent != NULL;
  return TRUE;
}

static gboolean
check_text (Parser *p, GError **error)
{
  const char *bad = p->template->text;
  if (p->template->length > PT_TEMPLATE_MAX_BYTES)
    return fail (p, 1, error, "template is larger than %d bytes, make it smaller", PT_TEMPLATE_MAX_BYTES);
  if (!g_utf8_validate (bad, (gssize) p->template->length, &bad))
    return fail (p, line_of (p, bad), error, "text is not UTF-8, save the file as UTF-8");
  return TRUE;
}

static gboolean
parse_all (Parser *p, GError **error)
{
  const char *begin;
  if (!check_text (p, error))
    return FALSE;
  if (g_str_has_prefix (p->at, "\xef\xbb\xbf"))
    p->at += 3;
  while ((begin = find (p->at, p->end, &p->open)))
    if (!parse_tag (p, begin, error))
      return FALSE;
  add_text (p, p->end);
  if (p->n_sections > 0) {
    const PtNode *node = pt_template_node (p->template, p->sections[p->n_sections - 1]);
    return fail (p, node->line, error, "section '%s' is never closed, add %s/%s%s", node->name, "{{", node->name,
                 "}}");
  }
  return TRUE;
}

gboolean
pt_template_parse (const char *name, const char *text, gssize length, PtTemplate **out_template, GError **error)
{
  g_autoptr (PtTemplate) t = g_new0 (PtTemplate, 1);
  t->length = length < 0 ? strlen (text) : (gsize) length;
  t->name = g_strdup (name);
  t->text = g_malloc (t->length + 1);
  memcpy (t->text, text, t->length);
  t->text[t->length] = 0;
  t->nodes = g_array_new (FALSE, TRUE, sizeof (PtNode));
  t->parts = g_ptr_array_new ();
  t->strings = g_string_chunk_new (512);
  Parser p = { .template = t, .at = t->text, .end = t->text + t->length, .open = { "{{", 2 }, .close = { "}}", 2 },
               .line_start = TRUE, .counted = t->text, .line = 1 };
  if (!parse_all (&p, error))
    return FALSE;
  *out_template = g_steal_pointer (&t);
  return TRUE;
}

void
pt_template_free (PtTemplate *template)
{
  if (!template)
    return;
  g_array_unref (template->nodes);
  g_ptr_array_unref (template->parts);
  g_string_chunk_free (template->strings);
  g_free (template->text);
  g_free (template->name);
  g_free (template);
}
