#include "mime/header-params.h"

#include <string.h>

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *
skip_cfws (const char *at, const char *end)
{
  guint depth = 0;
  for (; at < end; at++) {
    if (*at == '(')
      depth++;
    else if (*at == ')' && depth > 0)
      depth--;
    else if (*at == '\\' && depth > 0 && at + 1 < end)
      at++;
    else if (depth == 0 && !is_space (*at))
      return at;
  }
  return at;
}

void
pt_header_params_start (PtHeaderParams *params, const char *value, gsize length, char **out_word)
{
  const char *end = value + length, *start = skip_cfws (value, end), *stop = start;
  while (stop < end && *stop != ';' && *stop != '(' && !is_space (*stop))
    stop++;
  *out_word = g_ascii_strdown (start, stop - start);
  stop = memchr (stop, ';', (gsize) (end - stop));
  *params = (PtHeaderParams){ .at = stop ? stop : end, .end = end };
}

static const char *
read_value (const char *at, const char *end, GString *value)
{
  if (at < end && *at == '"') {
    for (at++; at < end && *at != '"'; at++) {
      if (*at == '\\' && at + 1 < end)
        at++;
      if (*at != '\r' && *at != '\n')
        g_string_append_c (value, *at);
    }
    return at < end ? at + 1 : end;
  }
  while (at < end && *at != ';' && !is_space (*at))
    g_string_append_c (value, *at++);
  return at;
}

gboolean
pt_header_params_next (PtHeaderParams *params)
{
  const char *at = params->at, *end = params->end, *start;
  g_autoptr (GString) value = g_string_new (NULL);
  g_clear_pointer (&params->name, g_free);
  g_clear_pointer (&params->value, g_free);
  while (at < end && (*at == ';' || is_space (*at)))
    at = skip_cfws (at + 1, end);
  if (at >= end)
    return FALSE;
  for (start = at; at < end && *at != '=' && *at != ';' && !is_space (*at);)
    at++;
  params->name = g_ascii_strdown (start, at - start);
  at = skip_cfws (at, end);
  if (at < end && *at == '=')
    at = read_value (skip_cfws (at + 1, end), end, value);
  while (at < end && *at != ';')
    at++;
  params->at = at;
  params->value = g_strndup (value->str, value->len);
  return TRUE;
}
