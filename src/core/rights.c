#include "core/rights.h"

PtStanding
pt_standing_of (const PtTicketView *view, const PtPerson *person)
{
  const PtTicket *ticket = view->ticket;
  PtStanding standing = { .person = person, .requester = ticket->requester, .assignee = ticket->assignee,
                          .division = ticket->division, .restricted = ticket->restricted };
  standing.follower = person && pt_ticket_view_has (view, person->id, PT_RELATION_FOLLOWER);
  standing.cc = person && pt_ticket_view_has (view, person->id, PT_RELATION_CC);
  return standing;
}

static gboolean
is_above (const PtPerson *person)
{
  return person->role == PT_ROLE_ADMIN || person->role == PT_ROLE_OWNER;
}

/* R18.  What nobody has is for those of its division, and for everybody if it has none. */
static gboolean
is_in_scope (const PtStanding *s)
{
  gboolean inside = pt_person_in_division (s->person, s->division), unassigned = !s->assignee;
  switch (s->person->scope) {
  case PT_SCOPE_ALL: return TRUE;
  case PT_SCOPE_DIVISION: return s->assignee == s->person->id || inside || (unassigned && !s->division);
  case PT_SCOPE_OWN: return s->assignee == s->person->id || (unassigned && (!s->division || inside));
  }
  return FALSE;
}

static gboolean
is_covered (const PtStanding *s)
{
  if (is_above (s->person))
    return TRUE;
  if (s->restricted && s->assignee != s->person->id && !pt_person_in_division (s->person, s->division))
    return FALSE;
  return is_in_scope (s);
}

gboolean
pt_rights_may_edit (const PtStanding *s)
{
  return s->person && pt_person_is_internal (s->person) && s->person->role != PT_ROLE_LIGHT_AGENT && is_covered (s);
}

PtAccess
pt_rights_access (const PtStanding *s)
{
  if (!s->person || !pt_person_is_internal (s->person))
    return PT_ACCESS_NONE;
  if (is_covered (s) || s->follower || s->assignee == s->person->id)
    return PT_ACCESS_ALL;
  return s->cc || s->requester == s->person->id ? PT_ACCESS_PUBLIC : PT_ACCESS_NONE;
}

gboolean
pt_rights_sees_all (const PtPerson *person)
{
  return person && pt_person_is_internal (person) && person->role != PT_ROLE_LIGHT_AGENT &&
         (is_above (person) || person->scope == PT_SCOPE_ALL);
}

gboolean
pt_rights_may_administer (const PtPerson *person)
{
  return person && pt_person_is_internal (person) && is_above (person);
}

PtId
pt_rights_forward_division (const PtPerson *agent)
{
  return agent->scope == PT_SCOPE_ALL || is_above (agent) ? 0 : pt_person_default_division (agent);
}
