#include "base/text.h"

#include <string.h>

/* What stands before the colon of a reply or a forward: the words of mail programs, by language, case folded. */
static const char *const subject_prefixes[] = {
  "re", "fwd", "fw", "forward",                             /* English and everywhere */
  "aw", "wg", "antwort", "weitergeleitet",                  /* German */
  "sv", "vs", "vb", "vl", "svar", "fs",                     /* Swedish, Norwegian, Danish, Finnish, Icelandic */
  "antw", "betr", "doorst",                                 /* Dutch */
  "tr", "réf", "rép",                                       /* French */
  "rv", "resp", "reenv",                                    /* Spanish */
  "res", "enc",                                             /* Portuguese */
  "r", "rif", "i", "inoltro",                               /* Italian */
  "odp", "pd", "ynt", "ilt", "i̇lt", "cevap",                /* Polish, Czech, Slovene; Turkish */
  "vá", "továbbítás", "atb", "yml", "odg", "ats",           /* Hungarian, Welsh, Croatian, Lithuanian */
  "bls", "trs",                                             /* Malay */
  "απ", "σχετ", "πρθ", "отв", "ответ", "пересл", "відп",    /* Greek, Russian, Ukrainian */
  "回复", "回覆", "答复", "答覆", "转发", "轉寄", "轉發", "回信", "转寄",  /* Chinese */
  "返信", "転送", "답장", "회신", "전달",                   /* Japanese, Korean */
  "תגובה", "השב", "הועבר", "رد", "إعادة توجيه", "توجيه",    /* Hebrew, Arabic */
};

gboolean
pt_text_is_hidden (gunichar c)
{
  if (c < 0x20 || (c >= 0x7f && c < 0xa0))
    return TRUE;
  if (c < 0xad)
    return FALSE;
  return c == 0xad || c == 0x34f || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f)
         || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
         || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *
pt_text_to_utf8 (const char *bytes, gsize length, gboolean *out_repaired)
{
  if (length == 0)
    bytes = ""; /* so that NULL may stand for nothing */
  const char *bad = NULL, *end = bytes + length;
  gboolean valid = g_utf8_validate_len (bytes, length, &bad);
  if (out_repaired)
    *out_repaired = !valid;
  if (valid)
    return g_strndup (bytes, length);
  GString *out = g_string_sized_new (length + 16);
  while (bytes < end) {
    gboolean rest = g_utf8_validate_len (bytes, (gsize) (end - bytes), &bad);
    g_string_append_len (out, bytes, bad - bytes);
    bytes = bad;
    if (!rest) {
      g_string_append (out, "\xef\xbf\xbd");
      bytes++;
    }
  }
  return g_string_free (out, FALSE);
}

/* TEXT itself if it is valid, else a repaired copy that is kept in *OWNED. */
static const char *
valid_text (const char *text, char **owned)
{
  if (g_utf8_validate (text, -1, NULL))
    return text;
  return *owned = pt_text_to_utf8 (text, strlen (text), NULL);
}

/* Appends at most CHARACTERS characters of TEXT, made one line; FALSE if there was more. */
static gboolean
append_line (GString *out, const char *text, gsize characters)
{
  gboolean space = FALSE;
  gsize count = 0;
  for (; *text; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    gboolean is_space = (c >= 9 && c <= 13) || (!pt_text_is_hidden (c) && g_unichar_isspace (c));
    space |= is_space;
    if (is_space || pt_text_is_hidden (c))
      continue;
    if (count + (space && count) + 1 > characters)
      return FALSE;
    if (space && count) {
      g_string_append_c (out, ' ');
      count++;
    }
    g_string_append_unichar (out, c);
    count++;
    space = FALSE;
  }
  return TRUE;
}

char *
pt_text_to_line (const char *text)
{
  g_autofree char *owned = NULL;
  GString *out = g_string_new (NULL);
  append_line (out, valid_text (text, &owned), G_MAXSIZE);
  return g_string_free (out, FALSE);
}

char *
pt_text_excerpt (const char *text, gsize characters)
{
  g_autofree char *owned = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  const char *valid = valid_text (text, &owned);
  if (append_line (out, valid, characters))
    return g_strdup (out->str);
  g_string_truncate (out, 0);
  append_line (out, valid, characters > 3 ? characters - 3 : 0);
  g_string_append_len (out, "...", (gssize) MIN (characters, 3));
  return g_strdup (out->str);
}

char *
pt_text_to_terminal (const char *text)
{
  g_autofree char *owned = NULL;
  GString *out = g_string_new (NULL);
  for (const char *p = valid_text (text, &owned); *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0))
      g_string_append_printf (out, "\\x%02x", c);
    else if (is_bidi_control (c) || c == 0x2028 || c == 0x2029)
      g_string_append_printf (out, "\\u{%x}", c);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

gboolean
pt_text_is_header_value (const char *value)
{
  if (!value)
    return FALSE;
  const char *rest = value;
  while ((*rest >= ' ' && *rest < 0x7f) || *rest == '\t')
    rest++;
  if (!g_utf8_validate (rest, -1, NULL))
    return FALSE;
  for (const char *p = rest; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if ((c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
      return FALSE;
  }
  return TRUE;
}

gsize
pt_text_prefix (const char *text, gsize bytes)
{
  gsize n = strnlen (text, bytes + 1);
  if (n <= bytes)
    return n;
  for (n = bytes; n > 0 && ((guchar) text[n] & 0xc0) == 0x80; n--)
    ;
  return n;
}

gsize
pt_text_width (const char *text)
{
  g_autofree char *owned = NULL;
  gsize width = 0;
  for (const char *p = valid_text (text, &owned); *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (!g_unichar_iszerowidth (c))
      width += g_unichar_iswide (c) ? 2 : 1;
  }
  return width;
}

static const char *
skip_spaces (const char *p)
{
  while (*p == ' ')
    p++;
  return p;
}

/* Past `[#N]` at the start of P; P if there is none. */
static const char *
skip_tag (const char *p)
{
  if (p[0] != '[' || p[1] != '#' || !g_ascii_isdigit (p[2]))
    return p;
  const char *end = p + 2 + strspn (p + 2, "0123456789");
  return *end == ']' ? skip_spaces (end + 1) : p;
}

/* Past the count that some programs put between prefix and colon: `[2]`, `(2)`, `^2`. */
static const char *
skip_count (const char *p)
{
  if (*p != '[' && *p != '(' && *p != '^')
    return p;
  const char *end = p + 1 + strspn (p + 1, "0123456789");
  if (end == p + 1)
    return p;
  if (*p == '^')
    return end;
  return *end == (*p == '[' ? ']' : ')') ? end + 1 : p;
}

static gboolean
is_subject_prefix (const char *text, gsize length)
{
  g_autofree char *folded = g_utf8_casefold (text, (gssize) length);
  for (gsize i = 0; i < G_N_ELEMENTS (subject_prefixes); i++)
    if (!strcmp (folded, subject_prefixes[i]))
      return TRUE;
  return FALSE;
}

/* Past one reply or forward prefix with its colon; P if there is none. */
static const char *
skip_prefix (const char *p)
{
  const char *const full_width_colon = "\xef\xbc\x9a";
  const char *end = p;
  while (*end && !strchr (":[(^", *end) && !g_str_has_prefix (end, full_width_colon) && end - p < 40)
    end = g_utf8_next_char (end);
  const char *colon = skip_spaces (skip_count (end));
  gsize mark = *colon == ':' ? 1 : g_str_has_prefix (colon, full_width_colon) ? 3 : 0;
  while (end > p && end[-1] == ' ')
    end--;
  if (mark == 0 || end == p || !is_subject_prefix (p, (gsize) (end - p)))
    return p;
  return skip_spaces (colon + mark);
}

char *
pt_text_without_numbers (const char *line)
{
  GString *out = g_string_new (NULL);
  while (*line) {
    gsize digits = g_str_has_prefix (line, "[#") ? strspn (line + 2, "0123456789") : 0;
    if (digits > 0 && line[2 + digits] == ']')
      line += digits + 3;
    else
      g_string_append_c (out, *line++);
  }
  return g_string_free (out, FALSE);
}

char *
pt_text_base_subject (const char *subject)
{
  g_autofree char *line = pt_text_to_line (subject);
  const char *p = line;
  for (const char *before = NULL; before != p;) {
    before = p;
    p = skip_prefix (skip_tag (p));
  }
  return g_strdup (p);
}

char *
pt_text_head (const char *text, glong most)
{
  const char *end = text ? text : "";
  for (glong n = 0; n < most && *end; n++)
    end = g_utf8_next_char (end);
  return g_strndup (text ? text : "", text ? (gsize) (end - text) : 0);
}

gboolean
pt_text_is_signature (const char *line, gsize length)
{
  return (length == 2 || length == 3) && memcmp (line, "-- ", length) == 0;
}
