/* Reads a line as its writer sees it on the screen, not as its bytes stand: what looks like a mark is one (J1). */
#include "filters/note-mark.h"

#include <string.h>

#include "filters/filter.h"
#include "filters/note-words.h"
#include "filters/quote.h"
#include "mime/charset.h"
#include "mime/decode.h"
#include "mime/html-text.h"

enum { LINES = 5, LINE_BYTES = 400, LEAST_FOR_SLIP = 4, LONGEST_WORD = 16, MOST_LONE_WORDS = 5,
       HTML_BYTES = 64 * 1024 };

/* --- the line as it is seen --- */

static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_FORMAT || (type == G_UNICODE_CONTROL && c != '\t') || c == 0x034F || c == 0x115F
         || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x0307; /* the dot of a Turkish capital I, folded */
}

/* As as_seen, for ASCII alone, which most lines are. NULL if the line is not. */
static char *
ascii_as_seen (const char *line, gsize length)
{
  g_autofree char *out = g_malloc (length + 1);
  char *end = out;
  for (gsize i = 0; i < length; i++) {
    if ((guchar) line[i] >= 0x80)
      return NULL;
    if (line[i] == ' ' || line[i] == '\t' || line[i] == '\f' || line[i] == '\r')
      *end++ = ' ';
    else if (!g_ascii_iscntrl (line[i]))
      *end++ = g_ascii_tolower (line[i]);
  }
  *end = 0;
  return g_steal_pointer (&out);
}

/* Case-folded, full-width forms as ASCII, every space as one, nothing invisible; free with g_free. */
static char *
as_seen (const char *line, gsize length)
{
  gsize most = MIN (length, (gsize) LINE_BYTES);
  while (most < length && most > 0 && ((guchar) line[most] & 0xC0) == 0x80)
    most--;
  char *ascii = ascii_as_seen (line, most);
  if (ascii)
    return ascii;
  g_autofree char *cut = g_strndup (line, most);
  g_autofree char *composed = g_utf8_normalize (cut, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (composed ? composed : cut, -1);
  GString *out = g_string_new (NULL);
  for (const char *at = folded; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR)
      g_string_append_c (out, ' ');
    else if (c == 0x266F) /* the sharp sign */
      g_string_append_c (out, '#');
    else if (!is_invisible (c))
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

static gboolean
has_words (const char *seen)
{
  for (; *seen; seen = g_utf8_next_char (seen))
    if (g_unichar_isalnum (g_utf8_get_char (seen)))
      return TRUE;
  return FALSE;
}

static gboolean
is_around (gunichar c)
{
  static const gunichar around[] = { ' ',    '>',    '|',    '-',    '+',    '*',    '_',    '~',    '`',
                                     '"',    '\'',   '\\',   '(',    ')',    '[',    ']',    '{',    '}',
                                     '<',    '=',    0x2022, 0x2023, 0x25E6, 0x2043, 0x2219, 0xB7,   0x25CF,
                                     0x25AA, 0x25A0, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0xAB,
                                     0xBB,   0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2039, 0x203A,
                                     0x3008, 0x3009, 0x300C, 0x300D, 0x3010, 0x3011 };
  for (gsize i = 0; i < G_N_ELEMENTS (around); i++)
    if (c == around[i])
      return TRUE;
  return FALSE;
}

/* Behind list, quote and emphasis marks; `1.` and `1)` are list marks. */
static const char *
skip_around (const char *at)
{
  while (*at && is_around (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  const char *digits = at + strspn (at, "0123456789");
  if (digits > at && digits - at <= 2 && (*digits == '.' || *digits == ')') && digits[1] == ' ')
    return skip_around (digits + 1);
  return at;
}

/* --- words --- */

/* The bytes of the word at AT. */
static gsize
word_length (const char *at)
{
  const char *end = at;
  while (*end && g_unichar_isalnum (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  return (gsize) (end - at);
}

static const PtNoteWord *
find_word (const char *at, gsize length)
{
  for (const PtNoteWord *word = pt_note_words; word->word; word++)
    if (strncmp (word->word, at, length) == 0 && word->word[length] == 0)
      return word;
  return NULL;
}

/* At most one letter more, less or different, or two swapped. */
static gboolean
is_one_slip (const gunichar *a, glong n, const gunichar *b, glong m)
{
  glong same = 0, end = 0;
  while (same < n && same < m && a[same] == b[same])
    same++;
  while (end < n - same && end < m - same && a[n - 1 - end] == b[m - 1 - end])
    end++;
  glong left = n - same - end, right = m - same - end;
  return (left <= 1 && right <= 1) || (left == 2 && right == 2 && a[same] == b[same + 1] && a[same + 1] == b[same]);
}

static gboolean
is_near_word (const char *at, gsize length)
{
  glong n, m;
  g_autofree char *text = g_strndup (at, length);
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (text, (glong) length, &n);
  if (n < LEAST_FOR_SLIP - 1 || n > LONGEST_WORD || g_strv_contains (pt_note_words_no_slip, text))
    return FALSE;
  for (const PtNoteWord *word = pt_note_words; word->word; word++) {
    g_autofree gunichar *wanted = g_utf8_to_ucs4_fast (word->word, -1, &m);
    if (word->use == PT_NOTE_WORD_PLAIN && m >= LEAST_FOR_SLIP && is_one_slip (letters, n, wanted, m))
      return TRUE;
  }
  return FALSE;
}

/* Behind a word: the end, a space, `:`, `.`, `,` or `!` with a space or the end behind it, what closes an emphasis.
 */
static gboolean
ends_here (const char *at)
{
  static const gunichar cjk[] = { 0x3001, 0x3002, 0xFF61, 0xFF64 };
  gunichar c = g_utf8_get_char (at);
  for (gsize i = 0; i < G_N_ELEMENTS (cjk); i++)
    if (c == cjk[i])
      return TRUE;
  if (c == '-' || c == '_')
    return at[1] == 0 || at[1] == ' ' || at[1] == '*';
  if (!c || c == ' ' || is_around (c))
    return TRUE;
  if (!strchr (":.,!", *at))
    return FALSE;
  gunichar next = g_utf8_get_char (at + 1);
  return *at == ':' || !next || next == ' ' || is_around (next) || next > 0x2E7F || strchr (":.,!-", (int) next);
}

/* --- a mark and a word --- */

/* The bytes of the mark at AT, 0 if there is none; *out_hash: slips count behind it. */
static gsize
mark_length (const char *at, gboolean *out_hash)
{
  gsize n = strspn (at, "#");
  *out_hash = n > 0;
  if (n > 0)
    return n <= 2 ? n : 0;
  n = strspn (at, "@");
  if (n > 0)
    return n <= 2 ? n : 0;
  return *at == '/' || *at == '!' ? 1 : 0;
}

/* "internal-note" is two words. */
static gboolean
words_end_here (const char *at)
{
  if (ends_here (at))
    return TRUE;
  gsize length = *at == '-' || *at == '_' ? word_length (at + 1) : 0;
  return length && find_word (at + 1, length) && words_end_here (at + 1 + length);
}

static gboolean
glued_word_at (const char *at)
{
  for (const PtNoteWord *word = pt_note_words; word->word; word++)
    if (word->use == PT_NOTE_WORD_GLUED && g_str_has_prefix (at, word->word))
      return TRUE;
  return FALSE;
}

static gboolean
is_marked (const char *at)
{
  gboolean hash;
  gsize mark = mark_length (at, &hash);
  if (!mark)
    return FALSE;
  const char *word = skip_around (at + mark);
  gsize length = word_length (word);
  const PtNoteWord *known = find_word (word, length);
  gboolean close = word == at + mark;
  if (known && known->use != PT_NOTE_WORD_EXTRA && (close || known->use != PT_NOTE_WORD_CLOSE)
      && words_end_here (word + length))
    return TRUE;
  return glued_word_at (word)
         || (hash && close && !known && ends_here (word + length) && is_near_word (word, length));
}

/* `He called again #note`: the last word of the line, right behind the mark, written as it should be. */
static gboolean
ends_in_mark (const char *seen)
{
  const char *hash = strrchr (seen, '#');
  if (!hash || hash == seen || hash[-1] != ' ')
    return FALSE;
  gsize length = word_length (hash + 1);
  const PtNoteWord *known = find_word (hash + 1, length);
  const char *rest = hash + 1 + length;
  return known && known->use != PT_NOTE_WORD_EXTRA && rest[strspn (rest, " .!*_")] == 0;
}

/* --- a line that is nothing but such words --- */

static gboolean
is_lone (const char *at)
{
  gboolean says = FALSE;
  guint words = 0;
  while (*at && !strchr (":.,!", *at)) {
    gsize length = word_length (at);
    const PtNoteWord *known = find_word (at, length);
    if (!known || ++words > MOST_LONE_WORDS)
      return FALSE;
    says |= known->use != PT_NOTE_WORD_EXTRA;
    at = skip_around (at + length);
  }
  at += strspn (at, ":.,!");
  return says && *skip_around (at) == 0;
}

char *
pt_note_mark_find (const char *text)
{
  for (guint lines = 0; *text && lines < LINES;) {
    gsize length = strcspn (text, "\n");
    g_autofree char *seen = as_seen (text, length);
    if (has_words (seen)) {
      const char *at = skip_around (seen);
      lines++;
      if (is_marked (at) || is_lone (at) || ends_in_mark (seen))
        return g_strstrip (g_strndup (text, length));
    }
    text += length + (text[length] == '\n');
  }
  return NULL;
}

/* --- the HTML beside a plain text --- */

static gboolean
keep (const guint8 *data, gsize length, gpointer user)
{
  GByteArray *kept = user;
  g_byte_array_append (kept, data, (guint) MIN (length, HTML_BYTES - kept->len));
  return kept->len < HTML_BYTES;
}

static char *
find_in_html (const PtSource *source, const PtPart *part)
{
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  gsize size = 0;
  const guint8 *raw = g_bytes_get_data (source->raw, &size);
  if (part->raw_start > size || part->raw_length > size - part->raw_start)
    return NULL;
  pt_decode (part->encoding, raw + part->raw_start, part->raw_length, keep, kept);
  g_autofree char *html = pt_charset_to_utf8 ((const char *) kept->data, kept->len, part->charset, NULL);
  g_autofree char *text = pt_html_to_text (html, strlen (html), &pt_limits_default, NULL);
  g_autofree char *text_new = NULL, *quoted = NULL;
  pt_quote_split (text, &text_new, &quoted);
  return pt_note_mark_find (text_new);
}

/* Who reads the mail as HTML sees what stands there, whatever the plain text beside it says. */
static char *
find_beside (const PtMessage *message, const PtSource *source)
{
  char *line = NULL;
  for (guint i = 0; i < message->parts->len && !line; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    if (!part->attachment && !part->is_inline && g_str_equal (part->type, "text/html") && part->raw_length > 0)
      line = find_in_html (source, part);
  }
  return line;
}

static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  g_autofree char *line = pt_note_mark_find (message->text_new);
  (void) envelope;
  if (!line && message->has_plain && source)
    line = find_beside (message, source);
  if (line)
    pt_message_add_note (message, pt_filter_note_mark.name, "line", line);
}

const PtFilter pt_filter_note_mark = { "note-mark", PT_FILTER_ANNOTATE, run, NULL };
