#include "mime/write-header.h"

#include <string.h>

#define LINE_WISHED 78 /* RFC 5322 section 2.1.1 */
#define PLAIN_WORD 60  /* a longer one is encoded, since only encoded words can be cut */
#define WORD_MAX 75    /* RFC 2047 section 2 */
#define WORD_MIN 24    /* room for one character of four bytes in Q */
#define WORD_FRAME 12  /* =?UTF-8?Q?...?= */

void
pt_head_begin (PtHead *head, const char *name)
{
  g_string_append_printf (head->out, "%s:", name);
  head->column = strlen (name) + 1;
}

void
pt_head_word (PtHead *head, const char *word)
{
  gsize length = strlen (word);
  if (head->column + 1 + length > LINE_WISHED) {
    g_string_append (head->out, "\r\n");
    head->column = 0;
  }
  g_string_append_c (head->out, ' ');
  g_string_append_len (head->out, word, (gssize) length);
  head->column += 1 + length;
}

void
pt_head_end (PtHead *head)
{
  g_string_append (head->out, "\r\n");
  head->column = 0;
}

/* RFC 2047 section 5 (3): the set that may stand in a phrase is safe in unstructured text too. */
static gboolean
is_literal_in_q (guchar c)
{
  return g_ascii_isalnum (c) || (c != 0 && strchr ("!*+-/", c));
}

static gsize
q_cost (const char *character, gsize bytes)
{
  return bytes == 1 && (is_literal_in_q ((guchar) *character) || *character == ' ') ? 1 : 3 * bytes;
}

static void
append_q (GString *out, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar) text[i];
    if (c == ' ')
      g_string_append_c (out, '_');
    else if (is_literal_in_q (c))
      g_string_append_c (out, (char) c);
    else
      g_string_append_printf (out, "=%02X", c);
  }
}

/* Bytes of TEXT that fit into an encoded word of ROOM columns, ending between characters (RFC 2047 section 5, last
 * words). A base64 word that is not the last one has no padding, since GMime reads neighbours as one run; 0 = there
 * is none. */
static gsize
take (const char *text, gsize room, gboolean q)
{
  gsize taken = 0, whole = 0, cost = 0, budget = q ? room - WORD_FRAME : (room - WORD_FRAME) / 4 * 3;
  while (text[taken] != 0) {
    gsize bytes = (gsize) (g_utf8_next_char (text + taken) - (text + taken));
    cost += q ? q_cost (text + taken, bytes) : bytes;
    if (cost > budget)
      break;
    taken += bytes;
    if (q || taken % 3 == 0 || text[taken] == 0)
      whole = taken;
  }
  return whole;
}

static char *
encode_word (const char *text, gsize length, gboolean q)
{
  GString *word = g_string_new (q ? "=?UTF-8?Q?" : "=?UTF-8?B?");
  if (q) {
    append_q (word, text, length);
  } else {
    g_autofree char *base64 = g_base64_encode ((const guchar *) text, length);
    g_string_append (word, base64);
  }
  g_string_append (word, "?=");
  return g_string_free (word, FALSE);
}

static gboolean
q_is_shorter (const char *text)
{
  gsize cost = 0;
  for (const char *p = text; *p != 0; p = g_utf8_next_char (p))
    cost += q_cost (p, (gsize) (g_utf8_next_char (p) - p));
  return cost <= (strlen (text) + 2) / 3 * 4;
}

static void
append_encoded (PtHead *head, const char *text)
{
  gboolean q = q_is_shorter (text);
  while (*text != 0) {
    gsize room = head->column + 1 + WORD_MIN <= LINE_WISHED ? LINE_WISHED - head->column - 1 : WORD_MAX;
    gsize in_base64 = q ? 0 : take (text, MIN (room, WORD_MAX), FALSE);
    gsize taken = in_base64 > 0 ? in_base64 : take (text, MIN (room, WORD_MAX), TRUE);
    g_autofree char *word = encode_word (text, taken, in_base64 == 0);
    pt_head_word (head, word);
    text += taken;
  }
}

/* Words of printable ASCII with single spaces between them, nothing that looks like an encoded word: reads back as it
 * is. */
static gboolean
is_plain (const char *text)
{
  gsize run = 0;
  for (const char *p = text; *p != 0; p++) {
    if (*p < ' ' || *p > '~' || (p[0] == '=' && p[1] == '?'))
      return FALSE;
    if (*p == ' ' && (run == 0 || p[1] == 0))
      return FALSE;
    run = *p == ' ' ? 0 : run + 1;
    if (run > PLAIN_WORD)
      return FALSE;
  }
  return TRUE;
}

static void
append_words (PtHead *head, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i]; i++)
    pt_head_word (head, words[i]);
}

void
pt_head_text (PtHead *head, const char *text)
{
  if (is_plain (text))
    append_words (head, text);
  else
    append_encoded (head, text);
}

static gboolean
is_atoms (const char *text)
{
  for (const char *p = text; *p != 0; p++)
    if (!g_ascii_isalnum (*p) && !strchr (" !#$%&'*+-/=?^_`{|}~", *p))
      return FALSE;
  return TRUE;
}

static char *
quote (const char *text)
{
  GString *out = g_string_new ("\"");
  for (const char *p = text; *p != 0; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

void
pt_head_phrase (PtHead *head, const char *name)
{
  if (!is_plain (name)) {
    append_encoded (head, name);
  } else if (is_atoms (name)) {
    append_words (head, name);
  } else {
    g_autofree char *quoted = quote (name);
    if (strlen (quoted) <= PLAIN_WORD)
      pt_head_word (head, quoted);
    else
      append_encoded (head, name);
  }
}
