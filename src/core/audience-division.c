/* Who inside may read a ticket, and who of its division is told. */
#include "core/audience.h"
#include "core/standing.h"

gboolean
pt_audience_may_read (const PtAudience *audience, const PtPerson *person)
{
  PtPlace place = { .requester = audience->requester, .assignee = audience->assignee, .division = audience->division,
                    .restricted = audience->restricted };
  if (pt_standing_make (person, &place).access == PT_ACCESS_ALL)
    return TRUE;
  place.follower = pt_audience_has (audience, person->id, PT_RELATION_FOLLOWER);
  return pt_standing_make (person, &place).access == PT_ACCESS_ALL;
}

gboolean
pt_audience_tell_members (PtAudience *audience, PtNotifyKind kind, const PtComment *comment, PtId event)
{
  const PtDivision *division = pt_snapshot_division (audience->c->snapshot, audience->division);
  gboolean any = FALSE;
  for (guint i = 0; division && i < division->members->len; i++) {
    const PtPerson *person = g_ptr_array_index (division->members, i);
    if (!audience->assignee || person->role == PT_ROLE_SUPERVISOR)
      any |= pt_audience_tell_inside (audience, kind, person->id, comment, event);
  }
  return any;
}

void
pt_audience_tell_assignment (PtAudience *audience, PtId event)
{
  if (audience->assignee)
    pt_audience_tell_inside (audience, PT_NOTIFY_ASSIGNMENT, audience->assignee, NULL, event);
  pt_audience_tell_members (audience, PT_NOTIFY_DIVISION, NULL, event);
}
