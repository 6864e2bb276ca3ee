/* Mail to one agent, whatever he is on the ticket. */
#include "core/audience.h"

void
pt_audience_tell_followed (PtAudience *audience)
{
  const GPtrArray *actions = audience->decision->actions;
  const guint n = actions->len; /* telling adds to them */
  for (guint i = 0; i < n; i++) {
    const PtAction *action = g_ptr_array_index (actions, i);
    if (action->kind != PT_ACTION_EVENT || g_strcmp0 (action->text, "follower-added") || action->other == audience->author)
      continue;
    const PtPerson *person = pt_audience_person (audience, action->other);
    if (person && pt_person_is_internal (person) && pt_person_wants (person, PT_FOLLOW_ADDED))
      pt_audience_tell (audience, PT_NOTIFY_FOLLOWED, person->id, NULL, action->id, 0);
  }
}

void
pt_audience_tell_agent (PtAudience *audience, PtId person, const PtComment *comment)
{
  pt_audience_tell_inside (audience, comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE, person, comment, 0);
}

void
pt_audience_tell_report (PtAudience *audience, PtId event)
{
  const PtPerson *person = pt_audience_person (audience, audience->author);
  if (person && pt_person_is_internal (person))
    pt_audience_tell (audience, PT_NOTIFY_REPORT, audience->author, NULL, event, 0);
}
