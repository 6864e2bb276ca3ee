#include "base/address.h"

#include <libpsl.h>
#include <string.h>

/* Letters of other scripts, and digits, that look like a Latin letter; sorted by code point. */
static const struct {
  gunichar letter;
  char     latin;
} confusables[] = {
  { '0', 'o' }, { '1', 'l' }, { 'i', 'l' }, { 0x0131, 'l' }, { 0x0138, 'k' }, { 0x0142, 'l' },
  { 0x017f, 'f' }, { 0x01c0, 'l' }, { 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'l' }, { 0x026a, 'l' },
  { 0x028b, 'u' }, { 0x03b1, 'a' }, { 0x03b3, 'y' }, { 0x03b5, 'e' }, { 0x03b7, 'n' }, { 0x03b9, 'l' },
  { 0x03ba, 'k' }, { 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c3, 'o' }, { 0x03c4, 't' },
  { 0x03c5, 'u' }, { 0x03c7, 'x' }, { 0x03c9, 'w' }, { 0x03f2, 'c' }, { 0x03f3, 'j' }, { 0x0430, 'a' },
  { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' }, { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' },
  { 0x043e, 'o' }, { 0x043f, 'n' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' },
  { 0x0445, 'x' }, { 0x044c, 'b' }, { 0x0455, 's' }, { 0x0456, 'l' }, { 0x0458, 'j' }, { 0x0461, 'w' },
  { 0x0475, 'v' }, { 0x04af, 'y' }, { 0x04bb, 'h' }, { 0x04bd, 'e' }, { 0x04cf, 'l' }, { 0x0501, 'd' },
  { 0x050d, 'g' }, { 0x051b, 'q' }, { 0x051d, 'w' }, { 0x0561, 'w' }, { 0x0563, 'q' }, { 0x0566, 'q' },
  { 0x0570, 'h' }, { 0x0578, 'n' }, { 0x057d, 'u' }, { 0x0581, 'g' }, { 0x0584, 'f' }, { 0x0585, 'o' },
  { 0x0587, 'u' }, { 0x1d0f, 'o' },
};

static const struct {
  const char *pair;
  char        latin;
} pairs[] = { { "rn", 'm' }, { "vv", 'w' }, { "cl", 'd' } };

/* Scripts that one label may hold together. */
enum { SEEN_LATIN = 1, SEEN_HAN = 2, SEEN_KANA = 4, SEEN_HANGUL = 8, SEEN_BOPOMOFO = 16 };
static const guint together[] = {
  SEEN_LATIN | SEEN_HAN | SEEN_KANA,
  SEEN_LATIN | SEEN_HAN | SEEN_HANGUL,
  SEEN_LATIN | SEEN_HAN | SEEN_BOPOMOFO,
};

static char *
normal_domain (const char *domain)
{
  g_autofree char *ascii = g_str_is_ascii (domain) ? g_strdup (domain) : g_hostname_to_ascii (domain);
  char *lower = g_ascii_strdown (ascii ? ascii : domain, -1);
  gsize n = strlen (lower);
  if (n > 1 && lower[n - 1] == '.')
    lower[n - 1] = 0;
  return lower;
}

char *
pt_domain_organisational (const char *domain)
{
  g_autofree char *lower = normal_domain (domain);
  const psl_ctx_t *list = psl_builtin ();
  const char *registrable = list ? psl_registrable_domain (list, lower) : NULL;
  return g_strdup (registrable ? registrable : lower);
}

gboolean
pt_domain_same_organisation (const char *a, const char *b)
{
  g_autofree char *x = pt_domain_organisational (a);
  g_autofree char *y = pt_domain_organisational (b);
  return *x && !strcmp (x, y);
}

static guint
script_bit (GUnicodeScript script)
{
  switch (script) {
  case G_UNICODE_SCRIPT_LATIN:
    return SEEN_LATIN;
  case G_UNICODE_SCRIPT_HAN:
    return SEEN_HAN;
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_KATAKANA:
    return SEEN_KANA;
  case G_UNICODE_SCRIPT_HANGUL:
    return SEEN_HANGUL;
  case G_UNICODE_SCRIPT_BOPOMOFO:
    return SEEN_BOPOMOFO;
  default:
    return 0;
  }
}

/* TRUE if LABEL holds letters of scripts that are not written together. */
static gboolean
mixes_scripts (const char *label)
{
  GUnicodeScript single = G_UNICODE_SCRIPT_COMMON;
  guint seen = 0;
  for (const char *p = label; *p; p = g_utf8_next_char (p)) {
    GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));
    if (script == G_UNICODE_SCRIPT_COMMON || script == G_UNICODE_SCRIPT_INHERITED)
      continue;
    guint bit = script_bit (script);
    seen |= bit;
    if (bit == 0 && single != G_UNICODE_SCRIPT_COMMON && single != script)
      return TRUE;
    if (bit == 0)
      single = script;
  }
  if (single != G_UNICODE_SCRIPT_COMMON)
    return seen != 0;
  for (gsize i = 0; i < G_N_ELEMENTS (together); i++)
    if ((seen & ~together[i]) == 0)
      return FALSE;
  return TRUE;
}

static gunichar
fold_letter (gunichar c)
{
  gsize low = 0, high = G_N_ELEMENTS (confusables);
  while (low < high) {
    gsize middle = (low + high) / 2;
    if (confusables[middle].letter == c)
      return (guchar) confusables[middle].latin;
    if (confusables[middle].letter < c)
      low = middle + 1;
    else
      high = middle;
  }
  return c;
}

/* What is left of DOMAIN (U-labels) for a reader who does not look closely: accents gone, look-alikes Latin. */
static char *
skeleton (const char *domain)
{
  g_autofree char *apart = g_utf8_normalize (domain, -1, G_NORMALIZE_NFKD);
  g_autoptr (GString) folded = g_string_new (NULL);
  for (const char *p = apart ? apart : domain; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (p));
    if (!g_unichar_ismark (c))
      g_string_append_unichar (folded, fold_letter (c));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    const char one[] = { pairs[i].latin, 0 };
    g_string_replace (folded, pairs[i].pair, one, 0);
  }
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

/* ORGANISATION is not KNOWN's and reads like it. */
static gboolean
reads_like (const char *organisation, const char *known)
{
  g_autofree char *other = pt_domain_organisational (known);
  g_autofree char *a = g_hostname_to_unicode (organisation);
  g_autofree char *b = g_hostname_to_unicode (other);
  if (!a || !b || !strcmp (organisation, other))
    return FALSE;
  g_autofree char *x = skeleton (a);
  g_autofree char *y = skeleton (b);
  return !strcmp (x, y);
}

gboolean
pt_domain_is_lookalike (const char *domain, const char *const *known)
{
  g_autofree char *ascii = normal_domain (domain);
  for (gsize i = 0; known && known[i]; i++) {
    g_autofree char *other = normal_domain (known[i]);
    if (!strcmp (ascii, other))
      return FALSE;
  }
  g_autofree char *text = g_hostname_to_unicode (ascii);
  if (!text)
    return TRUE; /* an A-label that decodes to nothing */
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);
  for (gsize i = 0; labels[i]; i++)
    if (mixes_scripts (labels[i]))
      return TRUE;
  g_autofree char *organisation = pt_domain_organisational (ascii);
  for (gsize i = 0; known && known[i]; i++)
    if (reads_like (organisation, known[i]))
      return TRUE;
  return FALSE;
}
