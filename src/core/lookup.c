#include "core/lookup.h"

#include "base/text.h"
#include "core/author.h"
#include "core/commands.h"
#include "core/facts.h"
#include "core/forward.h"
#include "core/leave.h"
#include "core/quoted.h"
#include "core/subject.h"
#include "core/token.h"

static void
add_addresses (PtLookup *lookup, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++) {
    const PtAddress *address = g_ptr_array_index (addresses, i);
    if (address->key)
      pt_lookup_add_address (lookup, address->key);
  }
}

static void
add_id (PtLookup *lookup, const PtCase *c, const char *id)
{
  PtToken token;
  switch (pt_token_read_message_id (c->policy, id, c->now, &token)) {
  case PT_TOKEN_NOT:
    pt_lookup_add_id (lookup, id);
    break;
  case PT_TOKEN_GOOD:
  case PT_TOKEN_RETIRED:
    pt_lookup_add_ticket (lookup, token.ticket);
    if (token.comment)
      pt_lookup_add_comment (lookup, token.comment);
    break;
  case PT_TOKEN_BROKEN:
    break;
  }
}

static void
add_ids (PtLookup *lookup, const PtCase *c)
{
  const PtMessage *message = c->message;
  if (message->message_id)
    pt_lookup_add_id (lookup, message->message_id);
  for (guint i = 0; i < message->in_reply_to->len; i++)
    add_id (lookup, c, g_ptr_array_index (message->in_reply_to, i));
  for (guint i = 0; i < message->references->len; i++)
    add_id (lookup, c, g_ptr_array_index (message->references, i));
}

static void
add_detail (PtLookup *lookup, const PtCase *c, const char *key)
{
  g_autofree char *detail = NULL, *path_detail = pt_policy_return_path_detail (c->policy, key);
  PtToken token;
  if (pt_policy_mailbox_for (c->policy, key, &detail) && detail &&
      pt_token_read_address (c->policy, detail, c->now, &token) == PT_TOKEN_GOOD)
    pt_lookup_add_ticket (lookup, token.ticket);
  if (path_detail && pt_token_read_return_path (c->policy, path_detail, c->now, &token) == PT_TOKEN_GOOD)
    pt_lookup_add_outbox (lookup, token.outbox);
}

static void
add_details (PtLookup *lookup, const PtCase *c, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++) {
    const PtAddress *address = g_ptr_array_index (addresses, i);
    if (address->key)
      add_detail (lookup, c, address->key);
  }
}

static gboolean
add_body_token (PtTokenState state, const PtToken *token, gpointer data)
{
  PtLookup *lookup = data;
  if (state == PT_TOKEN_GOOD) {
    pt_lookup_add_ticket (lookup, token->ticket);
    if (token->comment)
      pt_lookup_add_comment (lookup, token->comment);
  }
  return TRUE;
}

static void
add_sender (PtLookup *lookup, const PtCase *c)
{
  const PtAddress *from = c->message->from;
  const PtMailbox *mailbox = pt_facts_mailbox (c);
  if (!from->key)
    return;
  const PtAddress *named = pt_author_by_form (c->policy, mailbox ? mailbox->rules : c->policy->rules, c->message);
  const PtAddress *author = named ? named : from;
  pt_lookup_add_address (lookup, from->key);
  lookup->sender_key = g_strdup (author->key);
  lookup->form_key = named ? g_strdup (from->key) : NULL;
  lookup->sender_domain = g_strdup (pt_address_domain (author->key));
  lookup->sender_auth = pt_author_auth (c->message->auth, pt_address_domain (from->key));
  lookup->display_name = author->name ? g_utf8_casefold (author->name, -1) : NULL;
}

static void
add_named (PtLookup *lookup, const char *value)
{
  g_autofree char *key = pt_commands_key (value);
  PtId number = pt_commands_number (value);
  if (key)
    pt_lookup_add_address (lookup, key);
  else if (number)
    pt_lookup_add_person (lookup, number);
  else
    pt_lookup_add_name (lookup, value);
}

/* Whom commands name: they need not be on the ticket yet (MC7, MC8). */
static void
add_commands (PtLookup *lookup, const PtMessage *message)
{
  g_autoptr (PtCommands) commands = pt_commands_of (message, PT_COMMANDS_ALL);
  for (guint i = 0; i < commands->list->len; i++) {
    const PtMailCommand *command = g_ptr_array_index (commands->list, i);
    const char *rest;
    g_autofree char *word = pt_commands_first_word (command->value, &rest);
    if (command->kind == PT_COMMAND_NOTIFY)
      add_named (lookup, word);
    else if (command->kind == PT_COMMAND_REQUESTER || command->kind == PT_COMMAND_ASSIGNEE ||
             command->kind == PT_COMMAND_UNCC || command->kind == PT_COMMAND_ADD_AGENT ||
             command->kind == PT_COMMAND_REMOVE_AGENT)
      add_named (lookup, command->value);
    else if (command->kind == PT_COMMAND_GROUP)
      pt_lookup_add_division (lookup, command->value);
  }
  lookup->members |= commands->list->len > 0; /* a change of assignee is told to the division */
}

/* The division that a new ticket gets, with its people. */
static void
add_default_division (PtLookup *lookup, const PtMailbox *mailbox)
{
  if (mailbox && *mailbox->rules->division)
    pt_lookup_add_division (lookup, mailbox->rules->division);
}

/* Whether an address is a wildcard is known only with the people behind it: then any mailbox may be the one. */
static void
add_divisions (PtLookup *lookup, const PtCase *c)
{
  add_default_division (lookup, pt_facts_mailbox (c));
  for (guint i = 0; c->policy->wildcard && i < c->policy->mailboxes->len; i++)
    add_default_division (lookup, g_ptr_array_index (c->policy->mailboxes, i));
}

static void
ask_for_message (PtLookup *lookup, const PtCase *c)
{
  const PtMessage *message = c->message;
  lookup->has_digest = TRUE;
  memcpy (lookup->digest, message->digest, sizeof lookup->digest);
  for (guint i = 0; i < c->envelope->recipients->len; i++) {
    g_autofree char *key = pt_address_key (g_ptr_array_index (c->envelope->recipients, i));
    if (key)
      add_detail (lookup, c, key);
  }
  if (c->envelope->recovered_by)
    pt_lookup_add_person (lookup, c->envelope->recovered_by);
  if (message->gate != PT_GATE_OK)
    return;
  add_sender (lookup, c);
  add_addresses (lookup, message->to);
  add_addresses (lookup, message->cc);
  add_addresses (lookup, message->reply_to);
  add_details (lookup, c, message->to);
  add_details (lookup, c, message->cc);
  add_ids (lookup, c);
  pt_token_scan_body (c->policy, message->text_new, c->now, add_body_token, lookup);
  pt_token_scan_body (c->policy, message->text_quoted, c->now, add_body_token, lookup);
  pt_subject_add_tickets (message->subject, lookup);
  add_commands (lookup, message);
  pt_forward_lookup (lookup, message);
  add_divisions (lookup, c);
  lookup->quotes = pt_quoted_any (c->policy, message);
  lookup->unsent = pt_leave_is_possible (c);
}

static void
add_people (PtLookup *lookup, const PtRequest *request)
{
  g_auto (GStrv) words = pt_request_people (request);
  for (guint i = 0; words[i]; i++) {
    g_autofree char *key = pt_address_key (words[i]);
    PtId id = pt_request_person_id (words[i]);
    if (id)
      pt_lookup_add_person (lookup, id);
    else if (key)
      pt_lookup_add_address (lookup, key);
  }
}

static void
ask_for_request (PtLookup *lookup, const PtCase *c)
{
  const PtRequest *request = c->request;
  pt_lookup_add_person (lookup, request->actor);
  if (request->person)
    pt_lookup_add_person (lookup, request->person);
  if (request->ticket)
    pt_lookup_add_ticket (lookup, request->ticket);
  if (request->name && request->kind == PT_REQUEST_SET && request->field == PT_FIELD_DIVISION)
    pt_lookup_add_division (lookup, request->name);
  if (request->kind == PT_REQUEST_NEW && c->policy->mailboxes->len)
    add_default_division (lookup, pt_policy_mailbox_or_default (c->policy, request->mailbox));
  lookup->members = request->kind != PT_REQUEST_CLOSE;
  if (request->other)
    pt_lookup_add_ticket (lookup, request->other);
  if (request->kind == PT_REQUEST_MERGE)
    lookup->last_public_of = request->ticket;
  add_people (lookup, request);
  lookup->unsent = request->kind == PT_REQUEST_DELETE || request->kind == PT_REQUEST_UNRELATE ||
                   (request->kind == PT_REQUEST_SET && /* who may know of it changes (D10, T035) */
                    (request->field == PT_FIELD_SHARED || request->field == PT_FIELD_CATEGORY ||
                     request->field == PT_FIELD_REQUESTER));
}

PtLookup *
pt_lookup_make (const PtCase *a_case)
{
  PtLookup *lookup = pt_lookup_new (a_case->now);
  lookup->staff = TRUE;
  lookup->linked = TRUE;
  if (a_case->message)
    ask_for_message (lookup, a_case);
  else
    ask_for_request (lookup, a_case);
  return lookup;
}
