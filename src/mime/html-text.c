#include "config.h"

#include "mime/html-text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/text.h"

#define QUOTE_LEVELS 8
#define HREF_BYTES 2000
#define ATTRIBUTES 1500

typedef enum {
  TAG_BLOCK = 1 << 0,     /* a line of its own */
  TAG_PARAGRAPH = 1 << 1, /* an empty line around */
  TAG_SKIP = 1 << 2,      /* content is not shown */
  TAG_QUOTE = 1 << 3,
  TAG_PRE = 1 << 4,
  TAG_ITEM = 1 << 5,
  TAG_CELL = 1 << 6,
  TAG_LINK = 1 << 7,
  TAG_BREAK = 1 << 8,
  TAG_IMAGE = 1 << 9,
} TagFlags;

static const struct {
  const char *name;
  guint       flags;
} tags[] = {
  { "a", TAG_LINK },       { "address", TAG_BLOCK },   { "article", TAG_BLOCK },
  { "blockquote", TAG_BLOCK | TAG_QUOTE },             { "br", TAG_BREAK },
  { "center", TAG_BLOCK }, { "dd", TAG_BLOCK },        { "div", TAG_BLOCK },
  { "dl", TAG_BLOCK },     { "dt", TAG_BLOCK },        { "fieldset", TAG_BLOCK },
  { "footer", TAG_BLOCK }, { "form", TAG_BLOCK },      { "h1", TAG_PARAGRAPH },
  { "h2", TAG_PARAGRAPH }, { "h3", TAG_PARAGRAPH },    { "h4", TAG_PARAGRAPH },
  { "h5", TAG_PARAGRAPH }, { "h6", TAG_PARAGRAPH },    { "head", TAG_SKIP },
  { "header", TAG_BLOCK }, { "hr", TAG_BLOCK },        { "iframe", TAG_SKIP },
  { "img", TAG_IMAGE },    { "li", TAG_BLOCK | TAG_ITEM }, { "main", TAG_BLOCK },
  { "noframes", TAG_SKIP }, { "object", TAG_SKIP },    { "ol", TAG_BLOCK },
  { "option", TAG_SKIP },  { "p", TAG_PARAGRAPH },     { "pre", TAG_PARAGRAPH | TAG_PRE },
  { "script", TAG_SKIP },  { "section", TAG_BLOCK },   { "style", TAG_SKIP },
  { "svg", TAG_BLOCK },    { "table", TAG_BLOCK },     { "td", TAG_CELL },
  { "template", TAG_SKIP }, { "textarea", TAG_BLOCK }, { "th", TAG_CELL },
  { "title", TAG_SKIP },   { "tr", TAG_BLOCK },        { "ul", TAG_BLOCK },
};

typedef struct {
  guint flags;
  gsize link_start; /* length of the output at <a> */
  char *href;
} Element;

typedef struct {
  const PtLimits *limits;
  GString        *out;
  GArray         *open;     /* Element */
  guint           overflow; /* elements open beyond html_depth */
  guint           skip;     /* open elements that hide their content */
  guint           quote;
  guint           pre;
  guint           lines;    /* line breaks to write before the next word */
  guint           margin;   /* quote level of the empty lines among them: the lowest one around */
  gboolean        space;
  gboolean        started;  /* the line holds text */
} Writer;

static int
compare_tag (const void *key, const void *row)
{
  const char *const *name = row;
  return g_ascii_strcasecmp (key, *name);
}

static guint
tag_flags (const char *name)
{
  const void *row = bsearch (name, tags, G_N_ELEMENTS (tags), sizeof tags[0], compare_tag);
  return row ? tags[(gsize) ((const char *) row - (const char *) tags) / sizeof tags[0]].flags : 0;
}

static void
want_lines (Writer *writer, guint lines)
{
  if (writer->out->len > 0) {
    writer->margin = writer->lines > 0 ? MIN (writer->margin, writer->quote) : writer->quote;
    writer->lines = MAX (writer->lines, lines);
  }
  writer->space = FALSE;
}

/* Breaks the line as often as wanted and writes what stands at its beginning. */
static void
begin_text (Writer *writer)
{
  guint level = MIN (writer->quote, QUOTE_LEVELS);
  gboolean fresh = writer->out->len == 0 || writer->lines > 0;
  for (; writer->lines > 0; writer->lines--) {
    g_string_append_c (writer->out, '\n');
    if (writer->lines > 1)
      for (guint i = 0; i < MIN (level, writer->margin); i++)
        g_string_append_c (writer->out, '>');
  }
  if (fresh)
    for (guint i = 0; i < level; i++)
      g_string_append (writer->out, i + 1 < level ? ">" : "> ");
  if (!fresh && writer->space)
    g_string_append_c (writer->out, ' ');
  writer->space = FALSE;
  writer->started = TRUE;
}

static gboolean
is_html_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void
write_text (Writer *writer, const char *text, gsize length)
{
  for (gsize i = 0, start; i < length; i++) {
    if (writer->pre > 0 && text[i] == '\n') {
      writer->margin = writer->quote;
      writer->lines++;
      writer->space = FALSE;
      continue;
    }
    if (writer->pre == 0 && is_html_space (text[i])) {
      writer->space = TRUE;
      continue;
    }
    for (start = i; i + 1 < length && (writer->pre > 0 ? text[i + 1] != '\n' : !is_html_space (text[i + 1]));)
      i++;
    begin_text (writer);
    g_string_append_len (writer->out, text + start, (gssize) (i + 1 - start));
  }
}

static void
on_characters (void *data, const xmlChar *text, int length)
{
  Writer *writer = ((xmlParserCtxtPtr) data)->_private;
  if (writer->skip == 0 && length > 0)
    write_text (writer, (const char *) text, (gsize) length);
}

/* Style says that nobody sees the element; compared without white space and case. */
static gboolean
style_hides (const char *style)
{
  static const char *const signs[] = { "display:none", "visibility:hidden", "font-size:0;", "font-size:0px",
                                       "font-size:0pt", "mso-hide:all" };
  char flat[1024];
  gsize used = 0;
  for (; *style != 0 && used < sizeof flat - 2; style++)
    if (!is_html_space (*style))
      flat[used++] = g_ascii_tolower (*style);
  flat[used++] = ';';
  flat[used] = 0;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (flat, signs[i]))
      return TRUE;
  return FALSE;
}

static char *
usable_href (const char *href)
{
  if (strlen (href) > HREF_BYTES)
    return NULL;
  if (g_ascii_strncasecmp (href, "http:", 5) != 0 && g_ascii_strncasecmp (href, "https:", 6) != 0
      && g_ascii_strncasecmp (href, "mailto:", 7) != 0 && g_ascii_strncasecmp (href, "tel:", 4) != 0)
    return NULL;
  return pt_text_to_line (href);
}

static void
read_attributes (Writer *writer, Element *element, const xmlChar **attributes)
{
  for (guint i = 0; attributes && attributes[i]; i += 2) {
    const char *name = (const char *) attributes[i];
    const char *value = attributes[i + 1] ? (const char *) attributes[i + 1] : "";
    if (strcmp (name, "hidden") == 0 || (strcmp (name, "style") == 0 && style_hides (value)))
      element->flags |= TAG_SKIP;
    else if ((element->flags & TAG_LINK) != 0 && strcmp (name, "href") == 0 && !element->href)
      element->href = usable_href (value);
    else if ((element->flags & TAG_IMAGE) != 0 && strcmp (name, "alt") == 0 && writer->skip == 0)
      write_text (writer, value, strlen (value));
  }
}

static void
on_start (void *data, const xmlChar *name, const xmlChar **attributes)
{
  Writer *writer = ((xmlParserCtxtPtr) data)->_private;
  Element element = { .flags = tag_flags ((const char *) name) };
  if (writer->open->len >= writer->limits->html_depth) {
    writer->overflow++;
    want_lines (writer, (element.flags & (TAG_BLOCK | TAG_PARAGRAPH | TAG_BREAK)) != 0);
    return;
  }
  if (writer->skip == 0) {
    if ((element.flags & TAG_BREAK) != 0 && writer->out->len > 0) {
      writer->margin = writer->lines > 0 ? MIN (writer->margin, writer->quote) : writer->quote;
      writer->lines += writer->lines < 3;
      writer->space = FALSE;
    }
    if ((element.flags & (TAG_BLOCK | TAG_PARAGRAPH)) != 0)
      want_lines (writer, (element.flags & TAG_PARAGRAPH) != 0 ? 2 : 1);
  }
  read_attributes (writer, &element, attributes);
  if (writer->skip == 0 && (element.flags & TAG_SKIP) == 0) {
    writer->quote += (element.flags & TAG_QUOTE) != 0;
    writer->pre += (element.flags & TAG_PRE) != 0;
    if ((element.flags & TAG_ITEM) != 0) {
      begin_text (writer);
      g_string_append (writer->out, "* ");
    } else if ((element.flags & TAG_CELL) != 0 && writer->started && writer->lines == 0 && writer->out->len > 0)
      writer->space = TRUE;
  } else
    element.flags &= ~(guint) (TAG_QUOTE | TAG_PRE);
  writer->skip += (element.flags & TAG_SKIP) != 0;
  element.link_start = writer->out->len;
  g_array_append_val (writer->open, element);
}

/* `text <url>` unless the text is the address itself. */
static void
end_link (Writer *writer, const Element *element)
{
  const char *bare = element->href, *shown = writer->out->str + MIN (element->link_start, writer->out->len);
  if (g_ascii_strncasecmp (bare, "mailto:", 7) == 0 || g_ascii_strncasecmp (bare, "tel:", 4) == 0)
    bare = strchr (bare, ':') + 1;
  const char *host = strstr (bare, "://");
  g_autofree char *core = g_strdup (host ? host + 3 : bare);
  gsize length = strlen (core);
  if (length > 0 && core[length - 1] == '/')
    core[length - 1] = 0;
  while (*shown == '\n' || *shown == '>' || *shown == ' ')
    shown++;
  if (*shown == 0 || strstr (shown, core))
    return;
  g_string_append_printf (writer->out, " <%s>", bare);
}

static void
on_end (void *data, const xmlChar *name)
{
  Writer *writer = ((xmlParserCtxtPtr) data)->_private;
  (void) name;
  if (writer->overflow > 0) {
    writer->overflow--;
    return;
  }
  if (writer->open->len == 0)
    return;
  Element *element = &g_array_index (writer->open, Element, writer->open->len - 1);
  writer->skip -= (element->flags & TAG_SKIP) != 0;
  writer->pre -= (element->flags & TAG_PRE) != 0;
  if (writer->skip == 0) {
    if (element->href)
      end_link (writer, element);
    if ((element->flags & (TAG_BLOCK | TAG_PARAGRAPH)) != 0)
      want_lines (writer, (element->flags & TAG_PARAGRAPH) != 0 ? 2 : 1);
    if ((element->flags & TAG_CELL) != 0)
      writer->space = TRUE;
  }
  writer->quote -= (element->flags & TAG_QUOTE) != 0;
  g_array_set_size (writer->open, writer->open->len - 1);
}

static void
clear_element (gpointer data)
{
  Element *element = data;
  g_clear_pointer (&element->href, g_free);
}

static const char *
skip_raw_element (const char *at, const char *end, const char *name)
{
  gsize length = strlen (name);
  for (; (at = memmem (at, (gsize) (end - at), "</", 2)); at++)
    if ((gsize) (end - at) > length + 2 && g_ascii_strncasecmp (at + 2, name, length) == 0)
      return at;
  return NULL;
}

/* Tags cut out by hand: what remains when the parser gives up. */
static void
strip_tags (Writer *writer, const char *html, gsize length)
{
  const char *at = html, *end = html + length;
  while (at < end) {
    const char *open = memchr (at, '<', (gsize) (end - at)), *close;
    write_text (writer, at, (gsize) ((open ? open : end) - at));
    if (!open)
      return;
    if (end - open > 7
        && (g_ascii_strncasecmp (open, "<script", 7) == 0 || g_ascii_strncasecmp (open, "<style", 6) == 0)) {
      const char *after = skip_raw_element (open + 1, end, g_ascii_tolower (open[2]) == 'c' ? "script" : "style");
      open = after ? after : open;
    }
    close = memchr (open, '>', (gsize) (end - open));
    if (!close) {
      write_text (writer, open, (gsize) (end - open));
      return;
    }
    want_lines (writer, end - open > 2 && strchr ("bpdtBPDT/", open[1]));
    at = close + 1;
  }
}

/* The library compares every attribute of a tag with all before it: a tag with more than ATTRIBUTES is not for it. */
static gboolean
has_endless_tag (const char *html, gsize length)
{
  const char *end = html + length;
  for (const char *at = html; (at = memchr (at, '<', (gsize) (end - at))); at++) {
    guint signs = 0;
    for (; at < end && *at != '>'; at++)
      signs += *at == '=' || is_html_space (*at);
    if (signs > ATTRIBUTES)
      return TRUE;
    if (at >= end)
      break;
  }
  return FALSE;
}

/* By events, without a tree: the library drops what is deeper than 256 levels or longer than 10 MB in a tree, and
 * says nothing; our own caps are lower than those that remain. */
static gboolean
parse (Writer *writer, const char *html, gsize length)
{
  xmlSAXHandler handler = { .startElement = on_start,
                            .endElement = on_end,
                            .characters = on_characters,
                            .cdataBlock = NULL,
                            .ignorableWhitespace = on_characters };
  htmlParserCtxtPtr context = htmlNewParserCtxt ();
  gboolean good;
  if (!context)
    return FALSE;
  *context->sax = handler;
  context->_private = writer;
  htmlCtxtReadMemory (context, html, (int) length, NULL, "UTF-8",
                      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
                        | HTML_PARSE_NOIMPLIED);
  good = context->lastError.level < XML_ERR_FATAL || context->disableSAX == 0;
  if (context->myDoc)
    xmlFreeDoc (context->myDoc);
  htmlFreeParserCtxt (context);
  return good;
}

static void
writer_reset (Writer *writer)
{
  g_string_truncate (writer->out, 0);
  g_array_set_size (writer->open, 0);
  writer->overflow = writer->skip = writer->quote = writer->pre = writer->lines = 0;
  writer->space = writer->started = FALSE;
}

char *
pt_html_to_text (const char *html, gsize length, const PtLimits *limits, const char **out_note)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (Element));
  Writer writer = { .limits = limits, .out = g_string_sized_new (length / 3 + 64), .open = open };
  const char *note = NULL;
  g_array_set_clear_func (open, clear_element);
  if (length > limits->html_bytes) {
    length = pt_text_prefix (html, limits->html_bytes);
    note = "HTML cut at its limit";
  }
  if (has_endless_tag (html, length) || !parse (&writer, html, length)) {
    writer_reset (&writer);
    strip_tags (&writer, html, length);
    note = "HTML that no parser reads: tags cut out";
  }
  if (out_note)
    *out_note = note;
  return g_string_free (writer.out, FALSE);
}
