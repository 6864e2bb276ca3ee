#include "config.h"

#include "mime/header-words.h"

#include <string.h>

#include "mime/charset.h"

typedef struct {
  const char *charset;
  gsize       charset_length;
  char        encoding; /* 'q' or 'b' */
  const char *text;
  const char *end; /* of the payload; the word ends two bytes later */
} Word;

/* Reads an encoded word at AT.  A payload may hold spaces and question marks where no `?=` follows. */
static gboolean
read_word (const char *at, const char *end, Word *word)
{
  const char *mark;
  if (end - at < 8 || at[0] != '=' || at[1] != '?')
    return FALSE;
  word->charset = at + 2;
  mark = memchr (word->charset, '?', MIN ((gsize) (end - word->charset), 64));
  if (!mark || mark == word->charset || end - mark < 5 || mark[2] != '?')
    return FALSE;
  word->charset_length = (gsize) (mark - word->charset);
  if (memchr (word->charset, ' ', word->charset_length))
    return FALSE;
  const char *language = memchr (word->charset, '*', word->charset_length);
  if (language)
    word->charset_length = (gsize) (language - word->charset);
  word->encoding = g_ascii_tolower (mark[1]);
  if (word->encoding != 'q' && word->encoding != 'b')
    return FALSE;
  word->text = mark + 3;
  for (mark = word->text; (mark = memchr (mark, '?', (gsize) (end - mark))); mark++)
    if (mark + 1 < end && mark[1] == '=') {
      word->end = mark;
      return TRUE;
    } else if (mark + 1 >= end || mark - word->text > 4096)
      return FALSE;
  return FALSE;
}

static void
decode_q (const Word *word, GString *out)
{
  for (const char *at = word->text; at < word->end; at++) {
    if (*at == '_')
      g_string_append_c (out, ' ');
    else if (*at == '=' && word->end - at > 2 && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2])) {
      g_string_append_c (out, (char) (g_ascii_xdigit_value (at[1]) << 4 | g_ascii_xdigit_value (at[2])));
      at += 2;
    } else
      g_string_append_c (out, *at);
  }
}

static void
decode_b (const Word *word, GString *out)
{
  gsize length = (gsize) (word->end - word->text), used;
  g_autofree guchar *buffer = g_malloc (length / 4 * 3 + 4);
  int state = 0;
  guint save = 0;
  used = g_base64_decode_step (word->text, length, buffer, &state, &save);
  /* a missing `=` at the end leaves bits behind */
  used += g_base64_decode_step ("==", 2, buffer + used, &state, &save);
  g_string_append_len (out, (const char *) buffer, (gssize) used);
}

static gboolean
same_charset (const Word *a, const Word *b)
{
  return a->charset_length == b->charset_length
         && g_ascii_strncasecmp (a->charset, b->charset, a->charset_length) == 0;
}

static const char *
skip_space (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t'))
    at++;
  return at;
}

/* Appends WORD and the words of its charset that follow it; returns where reading goes on. */
static const char *
decode_run (Word word, const char *end, GString *out)
{
  g_autofree char *charset = g_strndup (word.charset, word.charset_length), *text = NULL;
  g_autoptr (GString) payload = g_string_new (NULL);
  const char *after;
  for (;;) {
    Word next;
    if (word.encoding == 'q')
      decode_q (&word, payload);
    else
      decode_b (&word, payload);
    after = word.end + 2;
    if (!read_word (skip_space (after, end), end, &next) || !same_charset (&word, &next))
      break;
    word = next;
  }
  text = pt_charset_to_utf8 (payload->str, payload->len, charset, NULL);
  g_string_append (out, text);
  return after;
}

static gboolean
is_refused (const Word *word)
{
  return word->charset_length >= 4 && (g_ascii_strncasecmp (word->charset, "utf-7", 5) == 0
         || g_ascii_strncasecmp (word->charset, "utf7", 4) == 0
         || g_ascii_strncasecmp (word->charset, "unicode-1-1-utf-7", MIN (word->charset_length, 17)) == 0);
}

static char *
decode_utf8 (const char *bytes, gsize length)
{
  const char *at = bytes, *end = bytes + length;
  GString *out = g_string_sized_new (length);
  gboolean after_word = FALSE;
  while (at < end) {
    Word word;
    const char *mark = at, *text = at;
    while ((mark = memchr (mark, '=', (gsize) (end - mark))) && !read_word (mark, end, &word))
      mark++;
    if (!mark)
      mark = end;
    /* white space between two encoded words is no text */
    if (after_word && mark < end && skip_space (at, mark) == mark)
      text = mark;
    g_string_append_len (out, text, mark - text);
    if (mark == end)
      break;
    if (is_refused (&word)) {
      at = word.end + 2;
      g_string_append_len (out, mark, at - mark);
      after_word = FALSE;
    } else {
      at = decode_run (word, end, out);
      after_word = TRUE;
    }
  }
  return g_string_free (out, FALSE);
}

char *
pt_header_words_decode (const char *bytes, gsize length)
{
  g_autofree char *text = NULL;
  if (g_utf8_validate (bytes, (gssize) length, NULL))
    return memmem (bytes, length, "=?", 2) ? decode_utf8 (bytes, length) : g_strndup (bytes, length);
  text = pt_charset_to_utf8 (bytes, length, NULL, NULL);
  return decode_utf8 (text, strlen (text));
}
