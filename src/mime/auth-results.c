#include "mime/auth-results.h"

#include <string.h>

#define FIELD_BYTES (16 * 1024)
#define RESULTS 32

/* Words of a field: comments and folding white space are gone, a quoted string is one word. */
typedef struct {
  const char *at;
  char        mark; /* ';' '=' '/' '.' '@', 'w' for a word, 0 at the end, '!' if broken */
  GString    *word;
  gboolean    glued;  /* no white space or comment before it */
  gboolean    quoted;
} Tokens;

static const char *
skip_comment (const char *at)
{
  guint depth = 0;
  for (; *at != 0; at++) {
    if (*at == '\\' && at[1] != 0)
      at++;
    else if (*at == '(')
      depth++;
    else if (*at == ')' && --depth == 0)
      return at + 1;
  }
  return NULL;
}

static gboolean
read_quoted (Tokens *tokens)
{
  const char *at = tokens->at + 1;
  for (; *at != 0 && *at != '"'; at++) {
    if (*at == '\\' && at[1] != 0)
      at++;
    g_string_append_c (tokens->word, *at);
  }
  tokens->quoted = TRUE;
  tokens->at = at + (*at == '"');
  return *at == '"';
}

static void
next_token (Tokens *tokens)
{
  const char *start = tokens->at;
  g_string_truncate (tokens->word, 0);
  tokens->quoted = FALSE;
  while (*tokens->at == ' ' || *tokens->at == '\t' || *tokens->at == '(') {
    tokens->at = *tokens->at == '(' ? skip_comment (tokens->at) : tokens->at + 1;
    if (!tokens->at) {
      tokens->at = "";
      tokens->mark = '!';
      return;
    }
  }
  tokens->glued = tokens->at == start;
  if (*tokens->at == '"') {
    tokens->mark = read_quoted (tokens) ? 'w' : '!';
    return;
  }
  if (*tokens->at == 0 || strchr (";=/", *tokens->at)) {
    tokens->mark = *tokens->at;
    tokens->at += *tokens->at != 0;
    return;
  }
  gsize length = strcspn (tokens->at, " \t();=/\"");
  tokens->mark = length > 0 ? 'w' : '!';
  g_string_append_len (tokens->word, tokens->at, (gssize) length);
  tokens->at += length;
}

/* The higher, the worse; only the word `pass` is a pass (T011). */
static guint
result_rank (const char *result)
{
  static const char *const ranks[] = { "pass", "none", "neutral", "policy", "temperror", "softfail", "permerror",
                                       "fail" };
  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    if (strcmp (result, ranks[i]) == 0)
      return i;
  return G_MAXUINT;
}

/* The domain of a value `user@domain`, `@domain` or `domain`, as A-label in lower case; NULL if it has none. */
static char *
value_domain (const char *value)
{
  const char *sign = strrchr (value, '@');
  g_autofree char *addr = g_strconcat ("x@", sign ? sign + 1 : value, NULL);
  g_autofree char *key = pt_address_key (addr);
  return key ? g_strdup (pt_address_domain (key)) : NULL;
}

/* How much a property says about the domain of METHOD; 0 is nothing. */
static guint
property_weight (const char *method, const char *property)
{
  static const struct {
    const char *method;
    const char *property;
    guint       weight;
  } known[] = { { "dmarc", "header.from", 1 },     { "dkim", "header.d", 2 }, { "dkim", "header.i", 1 },
                { "spf", "smtp.mailfrom", 1 },     { "arc", "header.d", 1 },  { "spf", "smtp.helo", 0 } };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].method, method) == 0 && g_ascii_strcasecmp (known[i].property, property) == 0)
      return known[i].weight;
  return 0;
}

static gboolean
is_known_method (const char *method)
{
  return strcmp (method, "dmarc") == 0 || strcmp (method, "dkim") == 0 || strcmp (method, "spf") == 0
         || strcmp (method, "arc") == 0;
}

static void
auth_result_clear (PtAuthResult *result)
{
  g_free (result->method);
  g_free (result->result);
  g_free (result->domain);
}

/* Everything up to the next `;`: properties.  FALSE if the field is broken. */
static gboolean
read_properties (Tokens *tokens, const char *method, char **out_domain)
{
  guint best = 0;
  for (;;) {
    g_autofree char *property = NULL;
    g_autoptr (GString) value = NULL;
    guint weight;
    if (tokens->mark == '!')
      return FALSE;
    if (tokens->mark == 0 || tokens->mark == ';')
      return TRUE;
    property = g_strdup (tokens->word->str);
    gboolean word = tokens->mark == 'w' && !tokens->quoted;
    next_token (tokens);
    if (!word || tokens->mark != '=')
      continue;
    next_token (tokens);
    value = g_string_new (NULL);
    while (tokens->mark == 'w' || tokens->mark == '=' || tokens->mark == '/') {
      if (value->len > 0 && !tokens->glued)
        break;
      g_string_append (value, tokens->mark == 'w' ? tokens->word->str : tokens->mark == '=' ? "=" : "/");
      next_token (tokens);
    }
    weight = property_weight (method, property);
    if (weight > best) {
      best = weight;
      g_free (*out_domain);
      *out_domain = value_domain (value->str);
    }
  }
}

/* A worse result for the same method replaces, a better one is dropped. */
static void
merge (GPtrArray *list, const char *method, const char *result, const char *domain)
{
  for (guint i = 0; i < list->len; i++) {
    PtAuthResult *old = g_ptr_array_index (list, i);
    if (strcmp (old->method, method) != 0)
      continue;
    if (strcmp (method, "dkim") == 0 && g_strcmp0 (old->domain, domain) != 0)
      continue;
    if (result_rank (result) > result_rank (old->result)
        || (strcmp (old->result, result) == 0 && g_strcmp0 (old->domain, domain) != 0 && !domain)) {
      auth_result_clear (old);
      old->method = g_strdup (method);
      old->result = g_strdup (result);
      old->domain = g_strdup (domain);
    }
    return;
  }
  g_ptr_array_add (list, pt_auth_result_new (method, result, domain));
}

/* One `method [/version] = result properties`; the token is its first one.  FALSE if the field is broken. */
static gboolean
read_result (Tokens *tokens, GPtrArray *list)
{
  g_autofree char *method = g_ascii_strdown (tokens->word->str, -1), *result = NULL, *domain = NULL;
  gboolean version_1 = TRUE, good;
  if (tokens->mark != 'w')
    return FALSE;
  next_token (tokens);
  if (tokens->mark == '/') {
    next_token (tokens);
    version_1 = tokens->mark == 'w' && strcmp (tokens->word->str, "1") == 0;
    next_token (tokens);
  }
  if (tokens->mark != '=')
    return strcmp (method, "none") == 0 && (tokens->mark == 0 || tokens->mark == ';');
  next_token (tokens);
  if (tokens->mark != 'w')
    return FALSE;
  result = g_ascii_strdown (tokens->word->str, -1);
  next_token (tokens);
  good = read_properties (tokens, method, &domain);
  if (good && version_1 && is_known_method (method) && result_rank (result) != G_MAXUINT)
    merge (list, method, result, domain);
  return good;
}

/* FALSE if another server speaks, or the field is not one that every reader reads alike; then it says nothing. */
static gboolean
read_field (const char *value, const char *authserv_id, GPtrArray *list)
{
  g_autoptr (GString) word = g_string_new (NULL);
  Tokens tokens = { .at = value, .word = word };
  guint results = 0;
  if (strlen (value) > FIELD_BYTES)
    return FALSE;
  next_token (&tokens);
  if (tokens.mark != 'w' || g_ascii_strcasecmp (word->str, authserv_id) != 0)
    return FALSE;
  next_token (&tokens);
  if (tokens.mark == 'w') {
    if (strcmp (word->str, "1") != 0)
      return FALSE;
    next_token (&tokens);
  }
  while (tokens.mark == ';') {
    next_token (&tokens);
    if (tokens.mark == 0)
      break;
    if (++results > RESULTS || !read_result (&tokens, list))
      return FALSE;
  }
  return tokens.mark == 0;
}

/* The `by` host of a Received value, by tokens: the word `by` in a comment is none. */
static gboolean
received_by_host (const char *value, const char *host)
{
  g_autoptr (GString) word = g_string_new (NULL);
  Tokens tokens = { .at = value, .word = word };
  gboolean after_by = FALSE;
  for (next_token (&tokens); tokens.mark != 0 && tokens.mark != '!' && tokens.mark != ';'; next_token (&tokens)) {
    if (tokens.mark != 'w' || tokens.quoted)
      after_by = FALSE;
    else if (after_by)
      return g_ascii_strcasecmp (word->str, host) == 0;
    else
      after_by = g_ascii_strcasecmp (word->str, "by") == 0;
  }
  return FALSE;
}

guint
pt_auth_results_above (const PtSource *source, const char *const *received_by)
{
  for (guint i = 0; received_by && *received_by && i < source->fields->len; i++) {
    const PtField *field = g_ptr_array_index (source->fields, i);
    if (g_ascii_strcasecmp (field->name, "Received") != 0)
      continue;
    if (!received_by_host (field->value, *received_by))
      return 0;
    if (!*++received_by)
      return i;
  }
  return 0;
}

void
pt_auth_results_read (PtMessage *message, const PtSource *source, const char *authserv_id)
{
  if (!authserv_id || *authserv_id == 0)
    return;
  for (guint i = 0; i < source->trusted; i++) {
    const PtField *field = g_ptr_array_index (source->fields, i);
    g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
    if (g_ascii_strcasecmp (field->name, "Authentication-Results") != 0
        || !read_field (field->value, authserv_id, found)) {
      for (guint k = 0; k < found->len; k++)
        auth_result_clear (g_ptr_array_index (found, k));
      continue;
    }
    for (guint k = 0; k < found->len; k++) {
      PtAuthResult *result = g_ptr_array_index (found, k);
      merge (message->auth, result->method, result->result, result->domain);
      auth_result_clear (result);
    }
  }
}
