/* Requests of time itself: held mail is told to who may let it in or drop it (J5), and that mail waits (J10). */
#include "base/clock.h"
#include "core/mails.h"
#include "core/request-asking.h"

/* TRUE if PERSON may read one of the tickets that the mail's sender has open. */
static gboolean
may_read_open (const PtAsking *a, const PtPerson *person)
{
  const PtSnapshot *snapshot = a->c->snapshot;
  for (guint i = 0; i < snapshot->open->len; i++) {
    const PtTicketView *view = pt_snapshot_ticket (snapshot, g_array_index (snapshot->open, PtId, i));
    if (view && pt_standing_of (NULL, view, person).access == PT_ACCESS_ALL)
      return TRUE;
  }
  return FALSE;
}

/* Who hears of it at once: of a mail that names a ticket those who may read that; of one from a person inside all; of
 * one from somebody who has open tickets those who may read one of them. */
static gboolean
hears_at_once (const PtAsking *a, const PtPerson *sender, const PtPerson *person)
{
  const PtTicketView *named = a->facts->match->view;
  if (named)
    return pt_standing_of (NULL, named, person).access == PT_ACCESS_ALL;
  return (sender && sender->role != PT_ROLE_END_USER) || may_read_open (a, person);
}

/* Those who may let held mail in, each by CALL. */
static void
each_reader (const PtAsking *a, void (*call) (const PtAsking *a, const PtPerson *person, PtId event), PtId event)
{
  const PtSnapshot *snapshot = a->c->snapshot;
  for (guint i = 0; i < snapshot->agents->len; i++) {
    const PtPerson *person = pt_snapshot_person (snapshot, g_array_index (snapshot->agents, PtAgentTold, i).person);
    if (pt_standing_sees_all (person))
      call (a, person, event);
  }
}

static void
tell_one (const PtAsking *a, const PtPerson *person, PtId event)
{
  const char *key = a->request->value;
  const PtPerson *sender = key ? pt_snapshot_person_by_key (a->c->snapshot, key) : NULL;
  if (hears_at_once (a, sender, person))
    pt_work_happened (a->work, PT_HAPPENED_HELD, 0, person->id, event);
}

void
pt_asking_tell_held (PtAsking *a)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, a->request->number);
  a->decision->ticket = 0; /* nothing becomes of it there */
  a->event = pt_work_event (a->work, 0, 0, PT_EVENT_HELD_TOLD, number);
  each_reader (a, tell_one, a->event);
}

/* Who was told at once is done with; for whom it was one too many, or where nobody was, there is the digest. */
void
pt_asking_held_told (PtAsking *a)
{
  const PtDecision *decision = a->decision;
  gboolean any = FALSE, more = FALSE;
  for (guint i = 0; i < decision->actions->len; i++)
    any |= ((const PtAction *) g_ptr_array_index (decision->actions, i))->kind == PT_ACTION_NOTIFY;
  for (guint i = 0; i < decision->left_out->len; i++)
    more |= g_array_index (decision->left_out, PtLeftOut, i).reason == PT_LEFT_OUT_LIMIT;
  pt_work_tell_held (a->work, a->request->number, a->event, any && !more ? PT_TELLING_DONE : PT_TELLING_LINE);
}

static void
list_to_one (const PtAsking *a, const PtPerson *person, PtId event)
{
  pt_work_happened (a->work, PT_HAPPENED_DIGEST, 0, person->id, event);
}

static gboolean
is_nobody_there (const PtAsking *a)
{
  const char *const *off = (const char *const *) a->c->policy->rules->notify_off;
  const PtSnapshot *snapshot = a->c->snapshot;
  const PtMails mails = { .work = a->work };
  PtLeftOutReason why;
  if (off && g_strv_contains (off, pt_notify_kind_name (PT_NOTIFY_HELD_DIGEST)))
    return TRUE;
  for (guint i = 0; i < snapshot->agents->len; i++) {
    const PtPerson *person = pt_snapshot_person (snapshot, g_array_index (snapshot->agents, PtAgentTold, i).person);
    if (pt_standing_sees_all (person) && pt_mails_reach (&mails, person, &why))
      return FALSE;
  }
  return TRUE;
}

void
pt_asking_digest_held (PtAsking *a)
{
  PtTime keep = a->c->policy->rules->suspended_keep;
  if (is_nobody_there (a)) {
    pt_asking_refuse (a, "J5", "there is nobody who can be told of held mail");
    return;
  }
  a->event = pt_work_event (a->work, 0, 0, PT_EVENT_HELD_DIGEST, NULL);
  pt_work_digest_held (a->work, a->event, (guint) MAX (keep / PT_DAY, 1));
  each_reader (a, list_to_one, a->event);
}

static void
ceiling_to_one (const PtAsking *a, const PtPerson *person, PtId event)
{
  pt_work_happened (a->work, PT_HAPPENED_CEILING, 0, person->id, event);
}

static void
ceiling_to_owner (const PtAsking *a, const PtPerson *person, PtId event)
{
  if (person->role == PT_ROLE_OWNER)
    ceiling_to_one (a, person, event);
}

/* Where there is no owner, to all who may see everything: somebody has to know (J10). */
void
pt_asking_tell_ceiling (PtAsking *a)
{
  g_autofree char *detail = g_strdup_printf ("%" G_GINT64_FORMAT " since %s", a->request->number, a->request->value);
  const guint before = a->work->happened->len;
  a->event = pt_work_event (a->work, 0, 0, PT_EVENT_MAIL_WAITS, detail);
  each_reader (a, ceiling_to_owner, a->event);
  if (a->work->happened->len == before)
    each_reader (a, ceiling_to_one, a->event);
}
