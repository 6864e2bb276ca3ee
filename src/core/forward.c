#include "core/forward.h"

#include "core/events.h"
#include "core/people.h"

#include <string.h>

enum { FIRST_COMMENT = -1, SECOND_COMMENT = -2 };

static const char *
note (const PtMessage *message, const char *key)
{
  const char *value = pt_message_note (message, "forward", key);
  return value ? value : "";
}

void
pt_forward_lookup (PtLookup *lookup, const PtMessage *message)
{
  g_autofree char *key = pt_address_key (note (message, "address"));
  if (key)
    pt_lookup_add_address (lookup, key);
}

/* Why the one that the copy names is no customer; NULL if he may be one. */
static const char *
why_not (const PtFacts *f, const PtAddress *address)
{
  const PtPerson *person = pt_snapshot_person_by_key (f->c->snapshot, address->key);
  if (pt_policy_owns_address (f->c->policy, address->key))
    return "an address of ours";
  if (person ? person->role != PT_ROLE_END_USER
             : pt_list_matches ((const char *const *) f->c->policy->own_domains, address->key))
    return "one of us";
  if (pt_address_is_machine (address->key) || !pt_address_is_mailable (address->addr, FALSE))
    return "somebody who cannot be mailed";
  return NULL;
}

PtForward
pt_forward_facts (const PtFacts *f)
{
  PtForward found = { .forwarded = NULL };
  const PtMessage *message = f->c->message;
  const char *name = note (message, "name");
  g_autoptr (PtAddress) address = pt_address_new (*name ? name : NULL, note (message, "address"));
  if (f->match->view || !address->key)
    return found;
  gboolean wanted = f->standing.internal && f->rules->agent_forwarding;
  found.not_forwarded = wanted ? why_not (f, address) : NULL;
  if (wanted && !found.not_forwarded && !f->mail.flags->len)
    found.forwarded = g_steal_pointer (&address);
  else
    found.whole = message->text;
  found.commands_in = !message->has_plain ? "" : found.forwarded ? note (message, "above") : message->text;
  return found;
}

PtId
pt_forward_person (const PtFacts *f, PtDecision *decision)
{
  return pt_people_person_for (f, decision, f->mail.forward.forwarded);
}

static PtComment *
add_comment (const PtFacts *f, PtAudience *audience, PtId id, PtId author, gboolean is_private, const char *text)
{
  PtDecision *decision = audience->decision;
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, audience->ticket);
  PtComment *comment = action->comment = pt_comment_new (id, audience->ticket, author);
  action->id = id;
  comment->is_private = is_private;
  comment->text = g_strdup (text);
  comment->at = f->c->now;
  pt_event_add (decision, audience->ticket, decision->author, is_private ? "note-added" : "comment-added", NULL);
  return comment;
}

void
pt_forward_write (const PtFacts *f, const PtRuling *ruling, PtAudience *audience, const char *own)
{
  PtDecision *decision = audience->decision;
  const PtMessage *message = f->c->message;
  const char *words = own ? own : note (message, "above");
  PtComment *comment = add_comment (f, audience, FIRST_COMMENT, audience->requester, pt_ruling_is_private (ruling->kind),
                                    note (message, "text"));
  comment->author_address = g_strdup (f->mail.forward.forwarded->addr);
  pt_comment_add_flag (comment, "claimed");
  decision->comment = comment->id;
  pt_event_add_about (decision, audience->ticket, decision->author, "forwarded", audience->requester);
  pt_audience_show (audience, comment);
  if (words[strspn (words, " \t\r\n")]) {
    PtComment *private = add_comment (f, audience, SECOND_COMMENT, decision->author, TRUE, words);
    private->author_address = g_strdup (message->from->addr);
  }
  pt_audience_tell_new (audience, comment); /* people inside alone: no receipt, no copy to the customer (row 22, M18) */
}
