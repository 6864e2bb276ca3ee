#include "core/events.h"

/* Events are numbered downwards. */
static PtId
last_event (const PtDecision *decision)
{
  for (guint i = decision->actions->len; i > 0; i--) {
    const PtAction *action = g_ptr_array_index (decision->actions, i - 1);
    if (action->kind == PT_ACTION_EVENT)
      return action->id;
  }
  return 0;
}

static PtAction *
add (PtDecision *decision, PtId ticket, PtId actor, const char *kind)
{
  PtId last = last_event (decision);
  PtAction *action = pt_decision_add (decision, PT_ACTION_EVENT, ticket);
  action->id = last - 1;
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
