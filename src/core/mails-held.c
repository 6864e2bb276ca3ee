/* Who is told of held mail (J5): people inside who may let it in, whatever ticket it is of; and of mail that waits
 * (J10). */
#include "core/mails.h"

static guint
told_of (const PtSnapshot *snapshot, PtId person)
{
  for (guint i = 0; i < snapshot->agents->len; i++)
    if (g_array_index (snapshot->agents, PtAgentTold, i).person == person)
      return g_array_index (snapshot->agents, PtAgentTold, i).told;
  return 0;
}

/* What is over the limit stands in the digest. */
void
pt_mails_held (PtMails *mails)
{
  const PtWork *work = mails->work;
  for (guint i = 0; i < work->happened->len; i++) {
    const PtHappened *what = &g_array_index (work->happened, PtHappened, i);
    const PtMailing one = { .kind = PT_NOTIFY_HELD, .event = what->event };
    const PtMailing many = { .kind = PT_NOTIFY_HELD_DIGEST, .event = what->event };
    const PtMailing ceiling = { .kind = PT_NOTIFY_CEILING, .event = what->event };
    if (what->kind == PT_HAPPENED_CEILING)
      pt_mails_tell (mails, &ceiling, what->person);
    else if (what->kind == PT_HAPPENED_DIGEST)
      pt_mails_tell (mails, &many, what->person);
    else if (what->kind == PT_HAPPENED_HELD
             && told_of (work->c->snapshot, what->person) >= work->c->policy->rules->held_at_once)
      pt_mails_leave_out (mails, what->person, PT_NOTIFY_HELD, PT_LEFT_OUT_LIMIT);
    else if (what->kind == PT_HAPPENED_HELD)
      pt_mails_tell (mails, &one, what->person);
  }
}
