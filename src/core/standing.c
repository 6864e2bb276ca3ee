#include "core/standing.h"

static gboolean
is_above (const PtPerson *person)
{
  return person->role == PT_ROLE_ADMIN || person->role == PT_ROLE_OWNER;
}

/* R18.  What nobody has is for those of its division, and for everybody if it has none. */
static gboolean
scope_has (const PtPerson *person, const PtPlace *place)
{
  gboolean inside = pt_person_in_division (person, place->division), mine = place->assignee == person->id;
  gboolean unassigned = !place->assignee;
  switch (person->scope) {
  case PT_SCOPE_ALL: return TRUE;
  case PT_SCOPE_DIVISION: return mine || inside || (unassigned && !place->division);
  case PT_SCOPE_OWN: return mine || (unassigned && (!place->division || inside));
  }
  return FALSE;
}

/* Admins and owners always; others by their scope, and on a restricted ticket only as its assignee or one of its
 * division. */
static gboolean
is_in_scope (const PtPerson *person, const PtPlace *place)
{
  if (is_above (person) || !place)
    return TRUE;
  if (place->restricted && place->assignee != person->id && !pt_person_in_division (person, place->division))
    return FALSE;
  return scope_has (person, place);
}

static PtAccess
access_of (const PtStanding *s, const PtPlace *place)
{
  if (!s->internal)
    return PT_ACCESS_NONE;
  if (s->in_scope || s->follower || s->assignee)
    return PT_ACCESS_ALL;
  return place->cc || s->requester ? PT_ACCESS_PUBLIC : PT_ACCESS_NONE;
}

static void
find_relations (PtStanding *s, const PtPlace *place)
{
  s->requester = place->requester == s->person->id;
  s->assignee = place->assignee == s->person->id;
  s->participant = place->participants && place->participant;
  s->follower = s->internal && place->follower;
  s->same_company = place->participants && place->company && s->person->company == place->company;
  s->cc = place->cc && !s->requester && !s->assignee && !s->participant;
}

PtStanding
pt_standing_make (const PtPerson *person, const PtPlace *place)
{
  PtStanding s = { .person = person };
  s.internal = person && pt_person_is_internal (person);
  s.light = s.internal && person->role == PT_ROLE_LIGHT_AGENT;
  s.revoked = person && person->role != PT_ROLE_END_USER && !s.internal;
  if (place && person && !s.revoked)
    find_relations (&s, place);
  s.in_scope = s.internal && is_in_scope (person, place);
  s.may_edit = s.in_scope && !s.light;
  s.access = access_of (&s, place);
  /* R19; R11: a light agent of the ticket's own division stays one, and writes notes */
  s.as_requester = s.internal && s.requester && !(s.light && pt_person_in_division (person, place->division));
  s.related = !s.internal && (s.requester || s.cc || s.participant || s.same_company);
  s.stranger = !s.internal && !s.related;
  return s;
}

PtPlace
pt_place_of (const PtRules *rules, const PtTicketView *view, const PtPerson *person)
{
  const PtTicket *ticket = view->ticket;
  PtPlace place = { .requester = ticket->requester, .assignee = ticket->assignee, .division = ticket->division,
                    .company = ticket->company, .restricted = ticket->restricted };
  place.participants = rules && rules->participants;
  if (!person)
    return place;
  place.cc = pt_ticket_view_has (view, person->id, PT_RELATION_CC);
  place.participant = pt_ticket_view_has (view, person->id, PT_RELATION_PARTICIPANT);
  place.follower = pt_ticket_view_has (view, person->id, PT_RELATION_FOLLOWER);
  return place;
}

PtStanding
pt_standing_of (const PtRules *rules, const PtTicketView *view, const PtPerson *person)
{
  if (!view)
    return pt_standing_make (person, NULL);
  const PtPlace place = pt_place_of (rules, view, person);
  return pt_standing_make (person, &place);
}

gboolean
pt_standing_sees_all (const PtPerson *person)
{
  return person && pt_person_is_internal (person) && person->role != PT_ROLE_LIGHT_AGENT
         && (is_above (person) || person->scope == PT_SCOPE_ALL);
}

gboolean
pt_standing_may_administer (const PtPerson *person)
{
  return person && pt_person_is_internal (person) && is_above (person);
}

PtId
pt_standing_forward_division (const PtPerson *agent)
{
  return agent->scope == PT_SCOPE_ALL || is_above (agent) ? 0 : pt_person_default_division (agent);
}
