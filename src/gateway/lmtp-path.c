#include "gateway/lmtp-path.h"

#include <string.h>

enum { MOST_BYTES = 1000 };

/* The > that closes the path; one in a quoted local part is text. */
static const char *
find_close (const char *at)
{
  gboolean quoted = FALSE;
  for (; *at; at++) {
    if (quoted && *at == '\\' && at[1])
      at++;
    else if (*at == '"')
      quoted = !quoted;
    else if (*at == '>' && !quoted)
      return at;
    else if (g_ascii_iscntrl (*at) || (*at == '<' && !quoted))
      return NULL;
  }
  return NULL;
}

/* <@a,@b:user@host>: the route counts nothing any more (RFC 5321 appendix C). */
static const char *
behind_route (const char *at, const char *close)
{
  const char *colon = *at == '@' ? memchr (at, ':', (gsize) (close - at)) : NULL;
  return colon ? colon + 1 : at;
}

gboolean
pt_lmtp_path (const char *text, const char *word, char **out_address, const char **out_parameters)
{
  const gsize length = strlen (word);
  if (g_ascii_strncasecmp (text, word, length) != 0)
    return FALSE;
  const char *open = text + length + strspn (text + length, " ");
  const char *close = *open == '<' ? find_close (open + 1) : NULL;
  if (!close || (close[1] && close[1] != ' ') || close - open > MOST_BYTES)
    return FALSE;
  const char *begin = behind_route (open + 1, close);
  *out_address = g_strndup (begin, (gsize) (close - begin));
  *out_parameters = close + 1 + strspn (close + 1, " ");
  return TRUE;
}
