#include "mime/header-address.h"

#include <string.h>

#include "base/text.h"
#include "mime/header-words.h"

/* Progress on one entry of a list. */
typedef struct {
  GString *phrase;   /* what stands outside brackets and comments, quotes removed for the name */
  GString *plain;    /* the same with quotes kept: an addr-spec without brackets */
  GString *comment;  /* text of the last comment */
  GString *angle;    /* what stood in the brackets */
  gboolean has_angle;
  gboolean group;    /* a colon outside quotes */
  gboolean odd;      /* something that a strict reader refuses */
  gboolean space;    /* white space since the last word */
  gboolean encoded;  /* the current word began with `=?`: a colon in it is text */
  gboolean closed;   /* a comment or the brackets ended: nothing may follow */
} Entry;

static Entry
entry_new (void)
{
  return (Entry){ .phrase = g_string_new (NULL),
                  .plain = g_string_new (NULL),
                  .comment = g_string_new (NULL),
                  .angle = g_string_new (NULL) };
}

static void
entry_clear (Entry *entry)
{
  GString *phrase = entry->phrase, *plain = entry->plain, *comment = entry->comment, *angle = entry->angle;
  g_string_truncate (phrase, 0);
  g_string_truncate (plain, 0);
  g_string_truncate (comment, 0);
  g_string_truncate (angle, 0);
  *entry = (Entry){ .phrase = phrase, .plain = plain, .comment = comment, .angle = angle };
}

static void
entry_free (Entry *entry)
{
  g_string_free (entry->phrase, TRUE);
  g_string_free (entry->plain, TRUE);
  g_string_free (entry->comment, TRUE);
  g_string_free (entry->angle, TRUE);
}

/* The end of the comment that starts at AT, or END if it is not closed. */
static const char *
read_comment (const char *at, const char *end, GString *text)
{
  guint depth = 0;
  g_string_truncate (text, 0);
  for (; at < end; at++) {
    if (*at == '\\' && at + 1 < end)
      at++;
    else if (*at == '(' && depth++ == 0)
      continue;
    else if (*at == ')' && --depth == 0)
      return at + 1;
    g_string_append_c (text, *at);
  }
  return NULL;
}

/* A quoted string at AT: its content to NAME, the whole of it to PLAIN. */
static const char *
read_quoted (const char *at, const char *end, GString *name, GString *plain)
{
  const char *start = at;
  for (at++; at < end && *at != '"'; at++) {
    if (*at == '\\' && at + 1 < end)
      at++;
    if (name)
      g_string_append_c (name, *at);
  }
  if (at >= end)
    return NULL;
  g_string_append_len (plain, start, at + 1 - start);
  return at + 1;
}

static const char *
read_angle (const char *at, const char *end, Entry *entry)
{
  entry->odd |= entry->has_angle;
  entry->has_angle = TRUE;
  g_string_truncate (entry->angle, 0);
  for (at++; at < end && *at != '>';) {
    if (*at == '"') {
      at = read_quoted (at, end, NULL, entry->angle);
      if (!at)
        return NULL;
    } else
      g_string_append_c (entry->angle, *at++);
  }
  return at < end ? at + 1 : NULL;
}

static void
begin_word (Entry *entry)
{
  entry->odd |= entry->closed;
  if (entry->space && entry->phrase->len > 0)
    g_string_append_c (entry->phrase, ' ');
  if (entry->space && entry->plain->len > 0)
    g_string_append_c (entry->plain, ' ');
  entry->space = FALSE;
}

/* Reads up to the separator of the entry; returns where it stands, or END. */
static const char *
read_entry (const char *at, const char *end, Entry *entry)
{
  while (at && at < end && *at != ',' && *at != ';') {
    if (g_ascii_isspace (*at)) {
      entry->space = TRUE;
      at++;
    } else if (*at == '(') {
      at = read_comment (at, end, entry->comment);
      entry->closed |= entry->has_angle || strchr (entry->plain->str, '@');
    } else if (*at == '<') {
      entry->odd |= entry->closed;
      at = read_angle (at, end, entry);
      entry->closed = TRUE;
    } else if (*at == '"') {
      begin_word (entry);
      at = read_quoted (at, end, entry->phrase, entry->plain);
    } else if (*at == ':' && !entry->encoded && !entry->has_angle && !strchr (entry->plain->str, '@')) {
      gboolean closed = entry->closed;
      entry_clear (entry);
      entry->group = TRUE;
      entry->closed = closed;
      at++;
    } else {
      entry->encoded = entry->space || entry->plain->len == 0 ? at[0] == '=' && end - at > 1 && at[1] == '?'
                                                              : entry->encoded;
      begin_word (entry);
      g_string_append_c (entry->phrase, *at);
      g_string_append_c (entry->plain, *at++);
    }
  }
  entry->odd |= at == NULL;
  return at ? at : end;
}

/* One local part, one `@`, one domain; no space, no control, no encoded word. */
static gboolean
is_addr_spec (const char *addr)
{
  const char *at = addr, *domain;
  if (*at == '"') {
    for (at++; *at != 0 && *at != '"'; at++)
      if (*at == '\\' && at[1] != 0)
        at++;
    if (*at++ != '"' || *at != '@')
      return FALSE;
  } else {
    gsize length = strcspn (addr, "@");
    for (gsize i = 0; i < length; i++)
      if ((guchar) addr[i] <= 32 || addr[i] == 127 || strchr ("()<>[]:;,\\\"", addr[i]))
        return FALSE;
    at = addr + length;
    if (length == 0 || *at != '@')
      return FALSE;
  }
  domain = at + 1;
  for (at = domain; *at != 0; at++)
    if ((guchar) *at <= 32 || *at == 127 || strchr ("()<>@;,\\\"", *at) || (*at == ':' && *domain != '['))
      return FALSE;
  return *domain != 0 && !strstr (addr, "=?") && g_utf8_validate (addr, -1, NULL);
}

static PtAddress *
entry_address (const Entry *entry)
{
  g_autofree char *decoded = NULL, *name = NULL, *addr = NULL;
  const GString *words = entry->has_angle && entry->phrase->len > 0 ? entry->phrase : entry->comment;
  addr = g_strstrip (g_strdup (entry->has_angle ? entry->angle->str : entry->plain->str));
  if (!is_addr_spec (addr))
    return NULL;
  decoded = pt_header_words_decode (words->str, words->len);
  name = pt_text_to_line (decoded);
  return pt_address_new (*name != 0 ? name : NULL, addr);
}

/* What stood before the comma is part of the name. */
static void
name_with (PtAddress *address, const char *words)
{
  g_autofree char *decoded = pt_header_words_decode (words, strlen (words));
  g_autofree char *whole = g_strconcat (decoded, " ", address->name ? address->name : "", NULL);
  g_free (address->name);
  address->name = pt_text_to_line (whole);
}

PtAddress *
pt_header_address_single (const char *value, gsize length)
{
  Entry entry = entry_new ();
  const char *end = value + length;
  PtAddress *address = NULL;
  const char *at = read_entry (value, end, &entry);
  if (at == end && !entry.odd && !entry.group)
    address = entry_address (&entry);
  entry_free (&entry);
  return address;
}

gboolean
pt_header_address_several (const char *value, gsize length, guint maximum, GPtrArray *list,
                           PtAddress **out_in_brackets)
{
  const char *at = value, *end = value + length;
  g_autoptr (GString) words = g_string_new (NULL);
  Entry entry = entry_new ();
  guint bracketed = 0;
  gboolean well = TRUE;
  *out_in_brackets = NULL;
  while (at < end && list->len < maximum && well) {
    const char *begin = at;
    entry_clear (&entry);
    at = read_entry (at, end, &entry) + 1;
    PtAddress *address = entry_address (&entry);
    well = !entry.odd && !entry.group;
    if (entry.has_angle && address && bracketed++ == 0)
      *out_in_brackets = address;
    else if (!entry.has_angle)
      g_string_append_len (words, begin, MIN (at, end) - begin);
    if (address)
      g_ptr_array_add (list, address);
  }
  entry_free (&entry);
  if (bracketed != 1)
    *out_in_brackets = NULL;
  else if (words->len > 0 && !strchr (words->str, '@'))
    name_with (*out_in_brackets, words->str);
  return well && list->len > 0;
}

void
pt_header_address_list (const char *value, gsize length, guint maximum, GPtrArray *list)
{
  const char *at = value, *end = value + length;
  Entry entry = entry_new ();
  while (at < end && list->len < maximum) {
    PtAddress *address;
    entry_clear (&entry);
    at = read_entry (at, end, &entry) + 1;
    address = entry_address (&entry);
    if (address)
      g_ptr_array_add (list, address);
  }
  entry_free (&entry);
}
