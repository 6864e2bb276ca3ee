#include "render/html.h"

#include <string.h>

#define ADDRESS_BYTES 320 /* RFC 5321: 64 in front of the @, 255 behind it */

typedef struct {
  GString *out;
  guint    depth;     /* open blockquotes */
  gboolean paragraph; /* a <p> is open */
} Writer;

static const char *const schemes[] = { "https://", "http://", "mailto:" };

typedef struct {
  char  text[7];
  guint length;
} Entity;

/* Indexed by byte: most text needs none, and one look-up says so. */
static const Entity entities[256] = {
  ['&'] = { "&amp;", 5 },  ['<'] = { "&lt;", 4 },   ['>'] = { "&gt;", 4 },
  ['"'] = { "&quot;", 6 }, ['\''] = { "&#39;", 5 },
};

/* The size is counted first, so that the text grows once and not at every entity. */
void
pt_html_escape (GString *out, const char *text, gsize length)
{
  gsize before = out->len, size = 0;
  for (gsize i = 0; i < length; i++)
    size += MAX (entities[(guchar) text[i]].length, 1);
  g_string_set_size (out, before + size);
  char *at = out->str + before;
  for (gsize i = 0; i < length; i++) {
    const Entity *entity = &entities[(guchar) text[i]];
    if (entity->length == 0) {
      *at++ = text[i];
      continue;
    }
    memcpy (at, entity->text, entity->length);
    at += entity->length;
  }
}

/* Bytes of the character at TEXT if an address may hold it, else 0.  Of what is not ASCII only letters, digits and
 * marks: no spaces, no punctuation, no invisible or direction-changing ones. */
static gsize
url_character (const char *text, const char *end)
{
  gunichar c;
  if ((guchar) *text < 0x80)
    return g_ascii_isgraph (*text) && !strchr ("<>\"`\\^{|}", *text);
  c = g_utf8_get_char_validated (text, end - text);
  if (c == (gunichar) -1 || c == (gunichar) -2 || !(g_unichar_isalnum (c) || g_unichar_ismark (c)))
    return 0;
  return (gsize) g_unichar_to_utf8 (c, NULL);
}

/* Full stops, brackets and the like at the end belong to the sentence around the address; a bracket that was opened
 * inside of it belongs to the address. */
static gsize
without_tail (const char *text, gsize length)
{
  int round = 0, square = 0;
  for (gsize i = 0; i < length; i++) {
    round += (text[i] == '(') - (text[i] == ')');
    square += (text[i] == '[') - (text[i] == ']');
  }
  for (; length > 0; length--) {
    char last = text[length - 1];
    if (last == ')' && round < 0)
      round++;
    else if (last == ']' && square < 0)
      square++;
    else if (!strchr (".,;:!?'*_~", last))
      break;
  }
  return length;
}

static gsize
scheme_length (const char *text, const char *end)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    gsize length = strlen (schemes[i]);
    if (length < (gsize) (end - text) && g_ascii_strncasecmp (text, schemes[i], length) == 0)
      return length;
  }
  return 0;
}

/* Length of the link that starts at TEXT, 0 if none does.  What is looked at in vain is bounded, so that a text full
 * of half links costs no more than another. */
static gsize
link_length (const char *text, const char *end)
{
  gsize scheme = scheme_length (text, end), length = scheme, step;
  if (scheme == 0)
    return 0;
  gboolean mailto = text[scheme - 1] == ':';
  if (mailto)
    end = MIN (end, text + scheme + ADDRESS_BYTES);
  else if ((guchar) text[scheme] < 0x80 && !g_ascii_isalnum (text[scheme]) && text[scheme] != '[')
    return 0;
  while (text + length < end && (step = url_character (text + length, end)) > 0 && !(mailto && text[length] == '?'))
    length += step;
  length = without_tail (text, length);
  if (length <= scheme || (mailto && !memchr (text + scheme + 1, '@', length - scheme - 1)))
    return 0;
  return length;
}

static void
write_link (GString *out, const char *text, gsize length)
{
  g_string_append (out, "<a rel=\"noreferrer noopener\" href=\"");
  pt_html_escape (out, text, length);
  g_string_append (out, "\">");
  pt_html_escape (out, text, length);
  g_string_append (out, "</a>");
}

static void
write_words (GString *out, const char *text, const char *end)
{
  const char *begin = text;
  gboolean inside = FALSE; /* of a word: no link starts there */
  while (text < end) {
    char c = g_ascii_tolower (*text);
    gsize length = !inside && (c == 'h' || c == 'm') ? link_length (text, end) : 0;
    inside = g_ascii_isalnum (c);
    if (length == 0) {
      text++;
      continue;
    }
    pt_html_escape (out, begin, (gsize) (text - begin));
    write_link (out, text, length);
    begin = text += length;
  }
  pt_html_escape (out, begin, (gsize) (end - begin));
}

static void
close_paragraph (Writer *w)
{
  if (w->paragraph)
    g_string_append (w->out, "</p>\n");
  w->paragraph = FALSE;
}

static void
set_depth (Writer *w, guint depth)
{
  if (depth == w->depth)
    return;
  close_paragraph (w);
  for (; w->depth < depth; w->depth++)
    g_string_append (w->out, "<blockquote>\n");
  for (; w->depth > depth; w->depth--)
    g_string_append (w->out, "</blockquote>\n");
}

static void
write_line (Writer *w, const char *text, const char *end)
{
  guint depth = 0;
  while (end > text && strchr (" \t\r", end[-1]))
    end--;
  while (text < end && *text == '>' && depth < PT_HTML_MAX_QUOTE) {
    depth++, text++;
    if (text < end && *text == ' ')
      text++;
  }
  set_depth (w, depth);
  if (text == end) {
    close_paragraph (w);
    return;
  }
  g_string_append (w->out, w->paragraph ? "<br>\n" : "<p>");
  w->paragraph = TRUE;
  for (; text < end && (*text == ' ' || *text == '\t'); text++)
    g_string_append (w->out, *text == ' ' ? "&nbsp;" : "&nbsp;&nbsp;&nbsp;&nbsp;");
  write_words (w->out, text, end);
}

char *
pt_html_from_text (const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  const char *end = text + size;
  Writer w = { .out = g_string_sized_new (size + size / 4 + 64) };
  while (text < end) {
    const char *newline = memchr (text, '\n', (gsize) (end - text));
    write_line (&w, text, newline ? newline : end);
    text = newline ? newline + 1 : end;
  }
  set_depth (&w, 0);
  close_paragraph (&w);
  return g_string_free (w.out, FALSE);
}
