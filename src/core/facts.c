#include "core/facts.h"

#include "base/text.h"
#include "core/author.h"
#include "core/followup.h"
#include "core/forward.h"
#include "core/people.h"

#include <string.h>

static void
add_flag (PtFacts *f, const char *word)
{
  if (!g_ptr_array_find_with_equal_func (f->mail.flags, word, g_str_equal, NULL))
    g_ptr_array_add (f->mail.flags, g_strdup (word));
}

/* --- mailbox (M13): the first of ours in To, then Cc, then the envelope --- */

gboolean
pt_facts_is_wildcard (const PtCase *c, const char *key)
{
  const PtPolicy *policy = c->policy;
  return policy->wildcard && policy->mailboxes->len && pt_policy_owns_domain (policy, key) &&
         !pt_policy_owns_address (policy, key) && !(c->snapshot && pt_snapshot_person_by_key (c->snapshot, key));
}

static const PtMailbox *
mailbox_of (const PtCase *c, const char *key)
{
  const PtMailbox *mailbox = key ? pt_policy_mailbox_for (c->policy, key, NULL) : NULL;
  return mailbox || !key || !pt_facts_is_wildcard (c, key) ? mailbox : g_ptr_array_index (c->policy->mailboxes, 0);
}

static const PtMailbox *
mailbox_in (const PtCase *c, const GPtrArray *addresses)
{
  const PtMailbox *mailbox = NULL;
  for (guint i = 0; !mailbox && i < addresses->len; i++)
    mailbox = mailbox_of (c, ((const PtAddress *) g_ptr_array_index (addresses, i))->key);
  return mailbox;
}

static const PtMailbox *
mailbox_in_envelope (const PtCase *c)
{
  const PtMailbox *mailbox = NULL;
  for (guint i = 0; !mailbox && i < c->envelope->recipients->len; i++) {
    g_autofree char *key = pt_address_key (g_ptr_array_index (c->envelope->recipients, i));
    mailbox = mailbox_of (c, key);
  }
  return mailbox;
}

static gboolean
names_return_path (const PtPolicy *policy, const PtMessage *message)
{
  for (guint i = 0; i < message->to->len; i++) {
    const char *key = ((const PtAddress *) g_ptr_array_index (message->to, i))->key;
    if (key && pt_policy_owns_address (policy, key))
      return TRUE;
  }
  return FALSE;
}

static const PtMailbox *
mailbox_in_header (const PtCase *c)
{
  const PtMailbox *header = mailbox_in (c, c->message->to);
  return header ? header : mailbox_in (c, c->message->cc);
}

const PtMailbox *
pt_facts_mailbox (const PtCase *c)
{
  const PtMailbox *header = mailbox_in_header (c), *mailbox = header ? header : mailbox_in_envelope (c);
  return mailbox ? mailbox : c->policy->mailboxes->len ? g_ptr_array_index (c->policy->mailboxes, 0) : NULL;
}

static void
find_mailbox (PtFacts *f)
{
  const PtPolicy *policy = f->c->policy;
  const PtMailbox *header = mailbox_in_header (f->c);
  const PtMailbox *envelope = mailbox_in_envelope (f->c);
  f->mail.mailbox = pt_facts_mailbox (f->c);
  f->mail.written_to = header ? header : envelope;
  f->mail.arrived = envelope ? envelope : f->mail.mailbox;
  f->gate = f->rules = f->mail.mailbox ? f->mail.mailbox->rules : policy->rules;
  f->mail.envelope_only = !header && !names_return_path (policy, f->c->message);
  f->mail.to_noreply = f->mail.mailbox && pt_address_is_noreply (f->mail.mailbox->key);
}

static void
find_return_path (PtFacts *f)
{
  const PtCase *c = f->c;
  for (guint i = 0; i < c->envelope->recipients->len; i++) {
    g_autofree char *key = pt_address_key (g_ptr_array_index (c->envelope->recipients, i));
    g_autofree char *detail = pt_policy_return_path_detail (c->policy, key);
    PtToken token;
    if (!detail)
      continue;
    PtTokenState state = pt_token_read_return_path (c->policy, detail, c->now, &token);
    if (state == PT_TOKEN_BROKEN)
      add_flag (f, "broken-mac");
    if (state == PT_TOKEN_GOOD && pt_snapshot_outbox (c->snapshot, token.outbox)) {
      f->mail.at_return_path = TRUE;
      f->mail.return_path = token;
    }
  }
}

/* --- what the mail says --- */

static gboolean
is_differing_reply_to (const PtFacts *f)
{
  const GPtrArray *list = f->c->message->reply_to;
  for (guint i = 0; i < list->len; i++) {
    const char *key = ((const PtAddress *) g_ptr_array_index (list, i))->key;
    if (!key)
      continue;
    if (g_strcmp0 (key, f->author.key) == 0 || (f->author.person && pt_person_has_key (f->author.person, key)) ||
        pt_domain_same_organisation (pt_address_domain (key), pt_address_domain (f->author.key)) ||
        pt_policy_mailbox_for (f->c->policy, key, NULL))
      return FALSE;
  }
  return list->len > 0;
}

static void
look_at_recipients (PtFacts *f, const GPtrArray *addresses)
{
  const PtTicketView *view = f->match->view;
  const PtPerson *requester = view ? pt_snapshot_person (f->c->snapshot, view->ticket->requester) : NULL;
  for (guint i = 0; i < addresses->len; i++) {
    const char *key = ((const PtAddress *) g_ptr_array_index (addresses, i))->key;
    if (key && requester && pt_person_has_key (requester, key))
      f->mail.requester_on_mail = TRUE;
    if (!key || !(pt_policy_owns_address (f->c->policy, key) || pt_facts_is_wildcard (f->c, key)))
      f->mail.only_ours = FALSE;
  }
}

static gboolean
is_odd_name (const PtFacts *f)
{
  const char *name = f->author.from->name;
  if (!name || f->standing.internal)
    return FALSE;
  if (strchr (name, '@')) {
    g_autofree char *key = pt_address_key (name);
    return g_strcmp0 (key, f->author.key) != 0; /* many clients repeat the address as the name */
  }
  return f->c->snapshot->name_is_staff;
}

static gboolean
is_lookalike (const PtFacts *f)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const PtPolicy *policy = f->c->policy;
  for (guint i = 0; i < policy->mailboxes->len; i++)
    g_ptr_array_add (known, (gpointer) pt_address_domain (((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->key));
  for (guint i = 0; policy->own_domains && policy->own_domains[i]; i++)
    g_ptr_array_add (known, policy->own_domains[i]);
  g_ptr_array_add (known, NULL);
  return pt_domain_is_lookalike (pt_address_domain (f->author.key), (const char *const *) known->pdata);
}

static void
find_flags (PtFacts *f)
{
  if (f->match->broken_mac)
    add_flag (f, "broken-mac");
  if (f->match->retired_key)
    add_flag (f, "retired-key");
  if (f->match->id_reused)
    add_flag (f, "message-id-reused");
  if (f->mail.reply_to_differs)
    add_flag (f, "reply-to-differs");
  if (is_odd_name (f))
    add_flag (f, "display-name");
  if (!f->author.key || !pt_address_is_mailable (f->author.from->addr, TRUE))
    add_flag (f, "unmailable-author");
  else if (is_lookalike (f))
    add_flag (f, "look-alike-domain");
  if (f->c->message->ambiguous)
    add_flag (f, "ambiguous-structure");
  if (f->mail.envelope_only)
    add_flag (f, "envelope-only");
}

static gboolean
has_attachment (const PtMessage *message)
{
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    if ((part->attachment || part->is_inline) && part->size > 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_space_only (const char *text)
{
  return text[strspn (text, " \t\r\n")] == 0;
}

static void
find_loop (PtFacts *f)
{
  const PtMessage *message = f->c->message;
  PtToken token;
  f->mail.loop = (message->loop_mark && g_strcmp0 (message->loop_mark, f->c->policy->installation) == 0) ||
            (message->message_id &&
             pt_token_read_message_id (f->c->policy, message->message_id, f->c->now, &token) >= PT_TOKEN_RETIRED);
  f->mail.from_desk = message->loop_mark && !f->mail.loop;
  for (guint i = 0; i < message->returned_ids->len && !f->mail.returned_own_id; i++)
    f->mail.returned_own_id = pt_token_read_message_id (f->c->policy, g_ptr_array_index (message->returned_ids, i), f->c->now,
                                                   &token) == PT_TOKEN_GOOD;
}

/* A mail may reach its ticket by any mailbox of ours; nobody chooses the rules for it by that. */
static void
take_ticket (PtFacts *f, const PtTicketView *view)
{
  pt_match_take (f->match, f->c->policy, view);
  if (view)
    f->rules = pt_policy_rules_for (f->c->policy, view->ticket->mailbox);
}

static void
find_ticket (PtFacts *f)
{
  pt_match_free (f->match);
  f->match = pt_match_find (f->c, f->author.person, f->rules);
  take_ticket (f, f->match->ticket ? pt_snapshot_ticket (f->c->snapshot, f->match->ticket) : NULL);
  const PtTicketView *open = f->match->closed ? pt_followup_open (f) : NULL;
  if (open)
    take_ticket (f, open);
}

static void
find_readable (PtFacts *f)
{
  const PtMessage *message = f->c->message;
  f->author = pt_author_find (f->c, f->gate);
  find_ticket (f);
  f->standing = pt_standing_of (f->rules, f->match->view, f->author.person);
  find_loop (f);
  f->mail.reply_to_differs = f->author.key && is_differing_reply_to (f);
  f->mail.only_ours = TRUE;
  look_at_recipients (f, message->to);
  look_at_recipients (f, message->cc);
  f->mail.has_files = has_attachment (message);
  f->mail.blank = is_space_only (message->text) && !f->mail.has_files;
  find_flags (f);
  f->mail.forward = pt_forward_facts (f);
  const char *top = f->mail.forward.commands_in;
  f->mail.commands = top ? pt_commands_read (top, pt_commands_styles (f->rules))
                         : pt_commands_of (message, pt_commands_styles (f->rules));
  g_ptr_array_unref (f->mail.new_cc);
  f->mail.new_cc = pt_people_find_new_cc (f);
}

/* Who asks, and the ticket that they name. */
static void
find_asked (PtFacts *f)
{
  const PtRequest *request = f->c->request;
  f->gate = f->rules = f->c->policy->rules;
  f->author.person = pt_snapshot_person (f->c->snapshot, request->actor);
  take_ticket (f, request->ticket ? pt_snapshot_ticket (f->c->snapshot, request->ticket) : NULL);
  f->standing = pt_standing_of (f->rules, f->match->view, f->author.person);
}

PtFacts *
pt_facts_find (const PtCase *a_case)
{
  PtFacts *f = g_new0 (PtFacts, 1);
  f->c = a_case;
  f->has_authserv = a_case->policy->authserv_id != NULL;
  f->match = pt_match_new ();
  f->mail.flags = g_ptr_array_new_with_free_func (g_free);
  f->mail.new_cc = g_ptr_array_new ();
  if (!a_case->message) {
    find_asked (f);
    return f;
  }
  find_mailbox (f);
  find_return_path (f);
  if (a_case->message->gate == PT_GATE_OK)
    find_readable (f);
  return f;
}

void
pt_facts_free (PtFacts *facts)
{
  if (!facts)
    return;
  pt_match_free (facts->match);
  pt_commands_free (facts->mail.commands);
  pt_address_free (facts->mail.forward.forwarded);
  g_ptr_array_unref (facts->mail.flags);
  g_ptr_array_unref (facts->mail.new_cc);
  g_free (facts);
}
