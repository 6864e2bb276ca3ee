#include "core/events.h"

static PtAction *
add (PtDecision *decision, PtId ticket, PtId actor, const char *kind)
{
  PtId lowest = 0;
  for (guint i = 0; i < decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (decision->actions, i);
    if (action->kind == PT_ACTION_EVENT)
      lowest = MIN (lowest, action->id);
  }
  PtAction *action = pt_decision_add (decision, PT_ACTION_EVENT, ticket);
  action->id = lowest - 1;
  action->person = actor;
  action->text = g_strdup (kind);
  return action;
}

PtId
pt_event_add (PtDecision *decision, PtId ticket, PtId actor, const char *kind, const char *detail)
{
  PtAction *action = add (decision, ticket, actor, kind);
  action->detail = g_strdup (detail);
  return action->id;
}

PtId
pt_event_add_about (PtDecision *decision, PtId ticket, PtId actor, const char *kind, PtId about)
{
  PtAction *action = add (decision, ticket, actor, kind);
  action->other = about;
  return action->id;
}
