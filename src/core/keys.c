#include "core/keys.h"

#include "core/keys-named.h"
#include "core/subject.h"

#include <string.h>

/* Nobody signs so many; behind them a text is looked at no more. */
enum { MOST_TOKENS = 1000, MOST_TAGS = 4 };

typedef struct {
  const PtCase *c;
  PtKeys       *keys;
  GHashTable   *read; /* char *: text and kind of what was verified -> PtKeyToken * */
} Maker;

typedef enum { KIND_ADDRESS = 'a', KIND_RETURN_PATH = 'r', KIND_BODY = 'b', KIND_ID = 'i' } Kind;

static PtTokenState
read_token (const PtCase *c, Kind kind, const char *text, PtToken *out_token)
{
  switch (kind) {
  case KIND_ADDRESS: return pt_token_read_address (c->policy, text, c->now, out_token);
  case KIND_RETURN_PATH: return pt_token_read_return_path (c->policy, text, c->now, out_token);
  case KIND_BODY: return pt_token_read_body (c->policy, text, c->now, out_token);
  case KIND_ID: return pt_token_read_message_id (c->policy, text, c->now, out_token);
  }
  return PT_TOKEN_NOT;
}

/* The same token in two places is verified once. */
static const PtKeyToken *
verify (Maker *m, Kind kind, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%c%s", kind, text);
  PtKeyToken *found = g_hash_table_lookup (m->read, name);
  if (found)
    return found;
  found = g_new0 (PtKeyToken, 1);
  found->state = read_token (m->c, kind, text, &found->token);
  g_hash_table_insert (m->read, g_steal_pointer (&name), found);
  return found;
}

static void
add_token (GArray *tokens, const PtKeyToken *read, PtKeyPlace place)
{
  PtKeyToken token = *read;
  token.place = place;
  if (token.state != PT_TOKEN_NOT)
    g_array_append_val (tokens, token);
}

/* --- addresses --- */

static void
add_address (Maker *m, PtKeyPlace place, const PtAddress *address, const char *key)
{
  const PtPolicy *policy = m->c->policy;
  g_autofree char *detail = NULL, *path_detail = NULL;
  PtKeyAddress one = { .place = place, .address = address, .key = g_strdup (key) };
  if (key) {
    one.mailbox = pt_policy_mailbox_for (policy, key, &detail);
    one.ours = one.mailbox || pt_policy_owns_address (policy, key);
    one.wildcard = !one.ours && policy->wildcard && policy->mailboxes->len && pt_policy_owns_domain (policy, key);
  }
  g_array_append_val (m->keys->addresses, one);
  if (key && place == PT_KEY_ENVELOPE)
    path_detail = pt_policy_return_path_detail (policy, key);
  if (detail && place != PT_KEY_REPLY_TO)
    add_token (m->keys->tokens, verify (m, KIND_ADDRESS, detail), place);
  if (path_detail)
    add_token (m->keys->return_paths, verify (m, KIND_RETURN_PATH, path_detail), place);
}

static void
add_addresses (Maker *m, PtKeyPlace place, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++) {
    const PtAddress *address = g_ptr_array_index (addresses, i);
    add_address (m, place, address, address->key);
  }
}

static void
add_envelope (Maker *m)
{
  const GPtrArray *recipients = m->c->envelope->recipients;
  for (guint i = 0; i < recipients->len; i++) {
    g_autofree char *key = pt_address_key (g_ptr_array_index (recipients, i));
    add_address (m, PT_KEY_ENVELOPE, NULL, key);
  }
}

static const PtAddress *
find_named (const PtMessage *message)
{
  const PtAddress *from = message->from;
  const PtAddress *named = message->reply_to->len == 1 ? g_ptr_array_index (message->reply_to, 0) : NULL;
  return from && from->key && named && named->key && strcmp (named->key, from->key) != 0 ? named : NULL;
}

/* --- ids, text, subject --- */

static void
add_id (Maker *m, PtKeyPlace place, const char *id)
{
  const PtKeyToken *read = verify (m, KIND_ID, id);
  const PtKeyId one = { place, id, read->state, read->token };
  g_array_append_val (m->keys->ids, one);
}

static void
add_ids (Maker *m, PtKeyPlace place, const GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    add_id (m, place, g_ptr_array_index (ids, i));
}

static void
add_text (Maker *m, PtKeyPlace place, const char *text)
{
  gsize length;
  const char *at = text, *found;
  guint before = m->keys->tokens->len;
  while (m->keys->tokens->len - before < MOST_TOKENS && (found = pt_token_next_body (&at, &length))) {
    g_autofree char *token = g_strndup (found, length);
    add_token (m->keys->tokens, verify (m, KIND_BODY, token), place);
  }
}

static void
add_subject (PtKeys *keys, const char *subject)
{
  PtId tickets[MOST_TAGS];
  guint n = pt_subject_tickets (subject, tickets, MOST_TAGS);
  g_array_append_vals (keys->tickets, tickets, n);
}

/* --- commands --- */

static const char *
forward_note (const PtMessage *message, const char *key)
{
  const char *value = pt_message_note (message, "forward", key);
  return value ? value : "";
}

static PtCommands *
read_commands (PtKeys *keys, const PtMessage *message, const char *text)
{
  PtCommands *commands = pt_commands_read (message->has_plain ? text : ""); /* MC2, T031 */
  pt_keys_name_commands (keys, commands);
  return commands;
}

static void
add_original (PtKeys *keys, const PtMessage *message)
{
  const char *address = pt_message_note (message, "group", "address");
  g_autoptr (PtAddress) original =
    address ? pt_address_new (pt_message_note (message, "group", "name"), address) : NULL;
  if (original && original->key)
    keys->original = g_steal_pointer (&original);
}

/* Which text is the agent's own where he forwards something is known with the ticket. */
static void
add_commands (PtKeys *keys, const PtMessage *message)
{
  const char *name = forward_note (message, "name");
  g_autoptr (PtAddress) forwarded = pt_address_new (*name ? name : NULL, forward_note (message, "address"));
  keys->commands = read_commands (keys, message, message->text_new);
  if (!forwarded->key)
    return;
  keys->forwarded = g_steal_pointer (&forwarded);
  keys->above = read_commands (keys, message, forward_note (message, "above"));
  keys->whole = read_commands (keys, message, message->text);
}

/* --- the whole --- */

static void
address_clear (gpointer data)
{
  g_free (((PtKeyAddress *) data)->key);
}

static PtKeys *
new_keys (void)
{
  PtKeys *keys = g_new0 (PtKeys, 1);
  keys->addresses = g_array_new (FALSE, FALSE, sizeof (PtKeyAddress));
  g_array_set_clear_func (keys->addresses, address_clear);
  keys->tokens = g_array_new (FALSE, FALSE, sizeof (PtKeyToken));
  keys->return_paths = g_array_new (FALSE, FALSE, sizeof (PtKeyToken));
  keys->ids = g_array_new (FALSE, FALSE, sizeof (PtKeyId));
  keys->tickets = g_array_new (FALSE, FALSE, sizeof (PtId));
  keys->people = g_ptr_array_new_with_free_func (g_free);
  keys->persons = g_array_new (FALSE, FALSE, sizeof (PtId));
  keys->names = g_ptr_array_new_with_free_func (g_free);
  keys->divisions = g_ptr_array_new_with_free_func (g_free);
  keys->none = pt_commands_read ("");
  return keys;
}

static void
add_readable (Maker *m)
{
  const PtMessage *message = m->c->message;
  if (message->message_id)
    add_id (m, PT_KEY_MESSAGE_ID, message->message_id);
  add_ids (m, PT_KEY_IN_REPLY_TO, message->in_reply_to);
  add_ids (m, PT_KEY_REFERENCES, message->references);
  add_ids (m, PT_KEY_RETURNED, message->returned_ids);
  add_text (m, PT_KEY_TEXT_NEW, message->text_new);
  add_text (m, PT_KEY_TEXT_QUOTED, message->text_quoted);
  add_subject (m->keys, message->subject);
  m->keys->named = find_named (message);
  add_original (m->keys, message);
  add_commands (m->keys, message);
}

PtKeys *
pt_keys_of_message (const PtCase *c)
{
  Maker m = { .c = c, .keys = new_keys () };
  m.read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  add_envelope (&m);
  add_addresses (&m, PT_KEY_TO, c->message->to);
  add_addresses (&m, PT_KEY_CC, c->message->cc);
  add_addresses (&m, PT_KEY_REPLY_TO, c->message->reply_to);
  if (c->message->gate == PT_GATE_OK)
    add_readable (&m);
  g_hash_table_unref (m.read);
  return m.keys;
}

PtKeys *
pt_keys_of_request (const PtCase *c)
{
  PtKeys *keys = new_keys ();
  const PtId tickets[] = { c->request->ticket, c->request->other };
  for (gsize i = 0; i < G_N_ELEMENTS (tickets); i++)
    if (tickets[i])
      g_array_append_val (keys->tickets, tickets[i]);
  pt_keys_name_request (keys, c->request);
  return keys;
}

PtKeys *
pt_keys_make (const PtCase *c)
{
  return c->message ? pt_keys_of_message (c) : pt_keys_of_request (c);
}

void
pt_keys_free (PtKeys *keys)
{
  if (!keys)
    return;
  g_array_unref (keys->addresses);
  g_array_unref (keys->tokens);
  g_array_unref (keys->return_paths);
  g_array_unref (keys->ids);
  g_array_unref (keys->tickets);
  pt_address_free (keys->forwarded);
  pt_address_free (keys->original);
  pt_commands_free (keys->commands);
  pt_commands_free (keys->above);
  pt_commands_free (keys->whole);
  pt_commands_free (keys->none);
  g_ptr_array_unref (keys->people);
  g_array_unref (keys->persons);
  g_ptr_array_unref (keys->names);
  g_ptr_array_unref (keys->divisions);
  g_free (keys);
}

/* --- choosing --- */

const PtKeyId *
pt_keys_own_id (const PtKeys *keys)
{
  const PtKeyId *first = keys->ids->len ? pt_keys_id (keys, 0) : NULL;
  return first && first->place == PT_KEY_MESSAGE_ID ? first : NULL;
}

const PtCommands *
pt_keys_commands (const PtKeys *keys, const PtCommands *all, const PtRules *rules)
{
  return pt_commands_are_taken (all, rules) ? all : keys->none;
}

gboolean
pt_keys_is_desk (const PtKeyAddress *address, const PtSnapshot *snapshot)
{
  return address->ours || (address->wildcard && !pt_snapshot_person_by_key (snapshot, address->key));
}

const PtMailbox *
pt_keys_mailbox (const PtPolicy *policy, const PtKeyAddress *address, const PtSnapshot *snapshot)
{
  gboolean wild = !address->mailbox && address->wildcard && pt_keys_is_desk (address, snapshot);
  return wild ? g_ptr_array_index (policy->mailboxes, 0) : address->mailbox;
}
