#include "tests/lib/placeholders.h"

#include <string.h>

#include "core/token.h"

static PtId
person (const PtWorld *world, const char *upper)
{
  g_autofree char *name = upper ? g_ascii_strdown (upper, -1) : NULL;
  const PtPerson *found = name ? pt_world_person (world, name) : NULL;
  return found ? found->id : 0;
}

static PtId
number (const char *word)
{
  return word ? g_ascii_strtoll (word, NULL, 10) : 0;
}

static const PtComment *
newest_public (const PtWorld *world, PtId ticket)
{
  const PtComment *newest = NULL;
  for (guint i = 0; i < world->rows->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (world->rows->comments, i);
    if (comment->ticket == ticket && !comment->is_private && (!newest || comment->id > newest->id))
      newest = comment;
  }
  return newest;
}

/* People inside get a notice of a public comment, people outside a reply. */
static char *
message_id (const PtWorld *world, PtId ticket, PtId who)
{
  const PtComment *comment = newest_public (world, ticket);
  const PtPerson *row = pt_memstore_person (world->rows, who);
  if (!comment || !row)
    return NULL;
  const PtNotifyKind kind = row->role == PT_ROLE_END_USER ? PT_NOTIFY_REPLY : PT_NOTIFY_NOTICE;
  return pt_world_message_id (world, kind, comment->id, who);
}

static char *
return_path_detail (const PtWorld *world, PtId row)
{
  g_autofree char *address = pt_token_return_path (world->policy, row);
  g_auto (GStrv) halves = g_strsplit_set (address ? address : "", "+@", 3);
  return g_strv_length (halves) == 3 ? g_strdup (halves[1]) : NULL;
}

/* WORDS are the parts of a placeholder between its underscores. */
static char *
value_of (const PtWorld *world, char *const *words)
{
  const PtId who = words[1] ? person (world, words[2]) : 0;
  if (g_str_equal (words[0], "LOOP"))
    return g_strdup (world->policy->installation);
  if (!words[1])
    return NULL;
  if (g_str_equal (words[0], "VERP"))
    return return_path_detail (world, number (words[1]));
  if (g_str_equal (words[0], "MID") && g_str_equal (words[1], "OUT")) {
    const PtOutboxItem *item = pt_memstore_outbox (world->rows, number (words[2]));
    return item ? g_strdup (item->message_id) : NULL;
  }
  if (!who)
    return NULL;
  if (g_str_equal (words[0], "MID"))
    return message_id (world, number (words[1]), who);
  g_autofree char *token = pt_token_address (world->policy,
                                              &(PtToken) { .ticket = number (words[1]), .person = who });
  if (g_str_equal (words[0], "TOK"))
    return g_steal_pointer (&token);
  return g_str_equal (words[0], "BADTOK") ? pt_world_break (token) : NULL;
}

/* Length of the placeholder at TEXT, 0 if there is none. */
static gsize
placeholder_length (const char *text, gsize length)
{
  gsize at = 2;
  if (length < 5 || text[0] != '_' || text[1] != '_' || !g_ascii_isupper (text[2]))
    return 0;
  while (at + 1 < length && (g_ascii_isupper (text[at]) || g_ascii_isdigit (text[at]) || text[at] == '_')) {
    if (text[at] == '_' && text[at + 1] == '_')
      return at + 2;
    at++;
  }
  return 0;
}

static gboolean
fill (const PtWorld *world, const char *text, gsize length, GString *out, char **out_error)
{
  for (gsize i = 0; i < length; i++) {
    const gsize wide = placeholder_length (text + i, length - i);
    if (!wide) {
      g_string_append_c (out, text[i]);
      continue;
    }
    g_autofree char *inside = g_strndup (text + i + 2, wide - 4);
    g_auto (GStrv) words = g_strsplit (inside, "_", 3);
    g_autofree char *value = value_of (world, words);
    if (!value) {
      *out_error = g_strdup_printf ("__%s__ names nothing", inside);
      return FALSE;
    }
    g_string_append (out, value);
    i += wide - 1;
  }
  return TRUE;
}

GBytes *
pt_placeholders_fill (const PtWorld *world, GBytes *raw, char **out_error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize length;
  const char *data = g_bytes_get_data (raw, &length);
  return fill (world, data, length, out, out_error) ? g_bytes_new (out->str, out->len) : NULL;
}

char *
pt_placeholders_fill_text (const PtWorld *world, const char *text, char **out_error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  return fill (world, text, strlen (text), out, out_error) ? g_strdup (out->str) : NULL;
}
