/* What an agent forwards (RULES row 22, M15-M19, R12, X25). */
#include "core/facts.h"

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
  if (pt_address_is_machine (address->key) || !pt_address_can_be_mailed (address->addr))
    return "somebody who cannot be mailed";
  return NULL;
}

PtForward
pt_mail_forward (const PtFacts *f, gboolean flagged)
{
  PtForward found = { .forwarded = NULL };
  const PtAddress *address = f->keys->forwarded;
  if (f->match->view || !address)
    return found;
  gboolean wanted = f->standing.internal && f->rules->agent_forwarding;
  found.not_forwarded = wanted ? why_not (f, address) : NULL;
  if (wanted && !found.not_forwarded && !flagged)
    found.forwarded = address;
  else
    found.whole = f->c->message->text;
  found.commands = found.forwarded ? f->keys->above : f->keys->whole;
  return found;
}
