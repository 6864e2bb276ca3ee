/* Copies of one mail that a list changed on its way (B10). */
#include "base/text.h"
#include "core/facts.h"

#include <string.h>

/* A line that mailing lists, and people before a signature, put between the words and what stands below them. */
static gboolean
is_rule (const char *line, gsize length)
{
  return pt_text_is_signature (line, length) || (length >= 10 && strspn (line, "_-=") >= length);
}

/* The length of TEXT above its last such line, without the space before it; nothing above is no footer. */
static gsize
length_of_words (const char *text)
{
  gsize words = strlen (text);
  for (const char *line = text, *next; *line; line = next) {
    gsize length = strcspn (line, "\r\n");
    next = line + length + strspn (line + length, "\r\n");
    if (line > text && is_rule (line, length))
      words = (gsize) (line - text);
  }
  while (words && g_ascii_isspace (text[words - 1]))
    words--;
  return words;
}

gboolean
pt_mail_repeats (const PtFacts *f)
{
  const GPtrArray *written = f->c->snapshot->written;
  const char *text = f->c->message->text_new + strspn (f->c->message->text_new, " \t\r\n");
  gsize length = length_of_words (text);
  for (guint i = 0; f->match->namesake && length && i < written->len; i++) {
    const char *other = g_ptr_array_index (written, i);
    if (length_of_words (other) == length && !strncmp (other, text, length))
      return TRUE;
  }
  return FALSE;
}
