/* The people whom a mail brings along (RULES section 4). */
#include "core/facts.h"
#include "core/followup.h"

#include <string.h>

static gboolean
is_listed (const GPtrArray *addresses, const char *key)
{
  for (guint i = 0; i < addresses->len; i++)
    if (strcmp (((const PtAddress *) g_ptr_array_index (addresses, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* An address in a domain of ours that is nobody's is an alias of the desk (B20). */
static gboolean
is_desk (const PtFacts *f, const PtKeyAddress *address, const PtPerson *person)
{
  return pt_keys_is_desk (address, f->c->snapshot)
         || (!person && pt_list_matches ((const char *const *) f->c->policy->own_domains, address->key));
}

static gboolean
is_on_ticket (const PtFacts *f, const PtPerson *person)
{
  const PtTicket *ticket = f->match->view ? f->match->view->ticket : NULL;
  if (!person || !ticket)
    return FALSE;
  if (f->match->closed && f->c->envelope->recovered) /* a plain new ticket, which takes over nobody (U7) */
    return FALSE;
  if (f->match->closed) { /* on the follow-up that is to come */
    PtId requester = pt_followup_requester (f), author = f->author.person ? f->author.person->id : 0;
    return person->id == requester
           || person->id == pt_followup_assignee (f->rules, f->c->snapshot, ticket, requester ? requester : author);
  }
  return ticket->requester == person->id || ticket->assignee == person->id
         || pt_ticket_view_has (f->match->view, person->id, PT_RELATION_CC);
}

/* C3, C9, C10 and the light agent of C6, for one address. */
static gboolean
may_become_cc (const PtFacts *f, const PtKeyAddress *address)
{
  const PtPerson *person = address->key ? pt_snapshot_person_by_key (f->c->snapshot, address->key) : NULL;
  if (!address->key || is_desk (f, address, person) || is_on_ticket (f, person))
    return FALSE;
  if (g_strcmp0 (address->key, f->author.key) == 0 || (person && person == f->author.person))
    return FALSE;
  if (pt_address_is_machine (address->key) || !pt_address_can_be_mailed (address->address->addr)
      || pt_list_matches ((const char *const *) f->rules->cc_blocklist, address->key))
    return FALSE;
  if (!person)
    return f->rules->open_submission;
  if (person->state != PT_PERSON_ACTIVE)
    return FALSE;
  return person->role != PT_ROLE_LIGHT_AGENT || f->rules->light_agents_may_be_cc;
}

/* Requester or CC of the closed ticket: he goes along where the mail names him (U9, U11). */
static gboolean
goes_along (const PtFacts *f, const PtKeyAddress *address)
{
  const PtPerson *person = address->key ? pt_snapshot_person_by_key (f->c->snapshot, address->key) : NULL;
  return person && f->match->closed && !f->c->envelope->recovered
         && (f->match->view->ticket->requester == person->id
          || pt_ticket_view_has (f->match->view, person->id, PT_RELATION_CC));
}

/* One of us who may not read the ticket, whom another one names than an agent who may (J14). */
static const PtPerson *
find_kept_out (const PtFacts *f, const PtKeyAddress *address)
{
  const PtPerson *person = pt_snapshot_person_by_key (f->c->snapshot, address->key);
  gboolean may_bring = f->standing.internal && f->standing.access == PT_ACCESS_ALL;
  if (!person || !pt_person_is_internal (person) || !f->match->view || may_bring)
    return NULL;
  return pt_standing_of (f->rules, f->match->view, person).access == PT_ACCESS_NONE ? person : NULL;
}

/* Each once. */
static void
take (const PtFacts *f, const PtKeyAddress *address, GPtrArray *found, GPtrArray *kept_out)
{
  const PtPerson *person = find_kept_out (f, address);
  if (person && !g_ptr_array_find (kept_out, person, NULL))
    g_ptr_array_add (kept_out, (gpointer) person);
  if (!person && !is_listed (found, address->key))
    g_ptr_array_add (found, (gpointer) address->address);
}

GPtrArray *
pt_mail_new_cc (const PtFacts *f, GPtrArray *out_kept_out)
{
  GPtrArray *found = g_ptr_array_new ();
  gboolean any = f->standing.internal || f->rules->end_users_may_cc; /* C8 */
  /* C7; a light agent cannot copy others (R10) */
  if (!f->rules->cc_enabled || f->standing.light)
    return found;
  for (guint i = 0; i < f->keys->addresses->len; i++) {
    const PtKeyAddress *address = pt_keys_address (f->keys, i);
    gboolean copied = address->place == PT_KEY_TO || address->place == PT_KEY_CC;
    if (copied && (any || goes_along (f, address)) && may_become_cc (f, address))
      take (f, address, found, out_kept_out);
  }
  return found;
}
