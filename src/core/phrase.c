#include "core/phrase.h"

#include <string.h>

enum { MOST_BYTES = 600 };

/* The letter without its accent where Unicode takes it for one letter. */
static gunichar
plain_letter (gunichar c)
{
  return c == 0x131 ? 'i' : c == 0x142 ? 'l' : c == 0xF8 ? 'o' : c;
}

/* Words with one space before each, without case, accents and width; nothing else is left of it. */
static char *
words_of (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  GString *out = g_string_new (NULL);
  gboolean inside = FALSE;
  for (const char *at = apart ? apart : ""; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (g_unichar_ismark (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
      continue;
    if (g_unichar_isalnum (c) && !inside)
      g_string_append_c (out, ' ');
    inside = g_unichar_isalnum (c);
    if (inside)
      g_string_append_unichar (out, plain_letter (c));
  }
  return g_string_free (out, FALSE);
}

/* A word may end here: before a space, or in a script that has none. */
static gboolean
ends_word (const char *start, const char *at)
{
  return *at == 0 || *at == ' ' || g_unichar_iswide (g_utf8_get_char (g_utf8_find_prev_char (start, at)));
}

/* The bytes of WORDS that WANTED, which begins with a space, stands for at AT; 0 if it does not. */
static gsize
fits (const char *at, const char *wanted)
{
  if (*at != ' ') /* in the middle of a text without spaces */
    wanted++;
  gsize length = strlen (wanted);
  return length > 0 && g_str_has_prefix (at, wanted) && ends_word (at, at + length) ? length : 0;
}

/* That of words_of, without making all of it: most phrases of a table begin with another letter than the text. */
static gunichar
first_letter (const char *phrase)
{
  gunichar apart[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  g_unichar_fully_decompose (g_unichar_tolower (g_utf8_get_char (phrase)), TRUE, apart, G_N_ELEMENTS (apart));
  return plain_letter (apart[0]);
}

static gsize
longest_phrase (const char *at, const PtPhrase *phrases, gboolean *says)
{
  gsize longest = 0;
  PtPhraseUse use = PT_PHRASE_BESIDE;
  gunichar letter = g_utf8_get_char (at + (*at == ' '));
  for (const PtPhrase *phrase = phrases; phrase->words; phrase++) {
    if (first_letter (phrase->words) != letter)
      continue;
    g_autofree char *words = words_of (phrase->words);
    gsize length = fits (at, words);
    if (length > longest) {
      longest = length;
      use = phrase->use;
    }
  }
  *says |= longest > 0 && use == PT_PHRASE_SAYS;
  return longest;
}

static gsize
name_length (const char *at, const GPtrArray *names)
{
  gsize length = 1 + strcspn (at + 1, " ");
  for (guint i = 0; names && *at == ' ' && i < names->len; i++) {
    g_autofree char *name = words_of (g_ptr_array_index (names, i));
    for (const char *word = name; *word; word += 1 + strcspn (word + 1, " "))
      if (strncmp (word, at, length) == 0 && (word[length] == 0 || word[length] == ' '))
        return length;
  }
  return 0;
}

gboolean
pt_phrase_is_all (const char *text, const PtPhrase *phrases, const GPtrArray *names)
{
  gboolean says = FALSE;
  if (!text || strlen (text) > MOST_BYTES || strchr (text, '?') || strstr (text, "？"))
    return FALSE;
  g_autofree char *words = words_of (text);
  for (const char *at = words; *at;) {
    gsize length = longest_phrase (at, phrases, &says);
    if (!length)
      length = name_length (at, names);
    if (!length)
      return FALSE;
    at += length;
  }
  return says;
}
