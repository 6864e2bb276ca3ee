/* Mails that are no comment: commands, assignment, division, status, a first answer that is due, a new follower. */
#include "base/clock.h"
#include "core/mails.h"

#include "base/clock.h"

typedef void (*TellOne) (PtMails *mails, const PtHappened *what);

static void
tell_each (PtMails *mails, PtHappenedKind kind, TellOne tell)
{
  const GArray *happened = mails->work->happened;
  for (guint i = 0; i < happened->len; i++) {
    const PtHappened *what = &g_array_index (happened, PtHappened, i);
    if (what->kind == kind)
      tell (mails, what);
  }
}

static PtMailing
mail_of (PtNotifyKind kind, const PtHappened *what)
{
  static const PtMailedAs as[PT_NOTIFY_N_KINDS] = {
    [PT_NOTIFY_ASSIGNMENT] = PT_AS_ASSIGNEE, [PT_NOTIFY_STATUS] = PT_AS_REQUESTER,
    [PT_NOTIFY_REOPENED] = PT_AS_ASSIGNEE, [PT_NOTIFY_FOLLOWED] = PT_AS_WATCHER,
  };
  return (PtMailing) { .kind = kind, .ticket = what->ticket, .event = what->event, .as = as[kind] };
}

static void
tell_report (PtMails *mails, const PtHappened *what)
{
  const PtPerson *person = pt_work_person (mails->work, what->person);
  PtMailing mail = mail_of (PT_NOTIFY_REPORT, what);
  if (what->kind == PT_HAPPENED_KEPT)
    mail.comment = mails->work->decision->comment;
  if (person && pt_person_is_internal (person))
    pt_mails_tell (mails, &mail, what->person);
}

void
pt_mails_report (PtMails *mails)
{
  tell_each (mails, PT_HAPPENED_REPORT, tell_report);
  tell_each (mails, PT_HAPPENED_KEPT, tell_report);
}

static void
tell_left (PtMails *mails, const PtHappened *what)
{
  const PtMailing mail = mail_of (PT_NOTIFY_LEFT, what);
  pt_mails_tell (mails, &mail, what->person);
}

void
pt_mails_left (PtMails *mails)
{
  tell_each (mails, PT_HAPPENED_LEFT, tell_left);
}

/* The new assignee, unless they did it themselves, and the division of the ticket. */
static void
tell_assigned (PtMails *mails, const PtHappened *what)
{
  const PtMailing own = mail_of (PT_NOTIFY_ASSIGNMENT, what), others = mail_of (PT_NOTIFY_DIVISION, what);
  if (what->person && what->kind == PT_HAPPENED_ASSIGNED)
    pt_mails_tell_inside (mails, &own, what->person);
  pt_mails_tell_members (mails, &others, !what->person);
}

static const PtTicket *
ticket_before (const PtWork *work, PtId ticket)
{
  const PtTicketView *view = pt_work_before (work, ticket);
  return view ? view->ticket : NULL;
}

gboolean
pt_mails_is_reopened (const PtMails *mails, PtId ticket)
{
  const PtTicket *was = ticket_before (mails->work, ticket);
  return was && was->status == PT_STATUS_SOLVED && pt_work_ticket (mails->work, ticket)->status < PT_STATUS_SOLVED;
}

/* What the requester can see of the change; a ticket that only notes were written on they do not know of (S9).
 * Closing says nothing: what is solved closes by itself, and what is not was not done (X21). */
static gboolean
shows_outside (const PtWork *work, PtId ticket)
{
  const PtTicketView *before = pt_work_before (work, ticket);
  const PtRules *rules = pt_work_rules (work, ticket);
  PtStatus is = pt_work_ticket (work, ticket)->status;
  return before && is != PT_STATUS_CLOSED && rules->public_status[before->ticket->status] != rules->public_status[is]
         && before->public_comments > 0;
}

/* A comment on the ticket, whose mail tells people inside; or, if PUBLIC, outside (X20, J15). */
static gboolean
has_comment (const PtWork *work, PtId ticket, gboolean public)
{
  for (guint i = 0; i < work->comments->len; i++) {
    const PtWorkComment *one = &g_array_index (work->comments, PtWorkComment, i);
    if (one->reach != PT_REACH_COPY && one->comment->ticket == ticket && !(public && one->comment->is_private))
      return TRUE;
  }
  return FALSE;
}

/* When the last reply that waits for PERSON goes out; 0 if none does. */
static PtTime
reply_waits (const PtWork *work, PtId ticket, PtId person)
{
  const GPtrArray *unsent = work->c->snapshot->unsent;
  PtTime due = 0;
  for (guint i = 0; i < unsent->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (unsent, i);
    const PtNotification *row = &item->notification;
    if (row->kind == PT_NOTIFY_REPLY && row->ticket == ticket && row->person == person
        && item->state == PT_OUTBOX_DUE && !g_hash_table_contains (work->cancelled, &item->id))
      due = MAX (due, row->due_at);
  }
  return due;
}

/* A reply that waits for the same person tells it, too; this mail is written behind it, and not at all where that one
 * was sent (J15). */
static void
tell_status_to (PtMails *mails, const PtHappened *what, PtId person)
{
  PtMailing changed = mail_of (PT_NOTIFY_STATUS, what);
  if (person != pt_work_ticket (mails->work, what->ticket)->requester)
    changed.as = PT_AS_READER;
  const PtTime reply = reply_waits (mails->work, what->ticket, person), now = mails->work->c->now;
  if (reply > now)
    changed.delay = reply - now + PT_MINUTE;
  if (person == mails->work->author.id)
    pt_mails_leave_out (mails, person, PT_NOTIFY_STATUS, PT_LEFT_OUT_AUTHOR);
  else
    pt_mails_tell (mails, &changed, person);
}

static void
tell_status_outside (PtMails *mails, const PtHappened *what)
{
  const PtRules *rules = pt_work_rules (mails->work, what->ticket);
  const PtId requester = pt_work_ticket (mails->work, what->ticket)->requester;
  g_autoptr (GArray) participants = pt_work_people (mails->work, what->ticket, PT_RELATION_PARTICIPANT);
  tell_status_to (mails, what, requester);
  for (guint i = 0; rules->participants && rules->copy_participants && i < participants->len; i++) /* T10 */
    if (g_array_index (participants, PtId, i) != requester)
      tell_status_to (mails, what, g_array_index (participants, PtId, i));
}

static void
tell_status (PtMails *mails, const PtHappened *what)
{
  const PtWork *work = mails->work;
  const PtTicket *ticket = pt_work_ticket (work, what->ticket);
  const PtMailing reopened = mail_of (PT_NOTIFY_REOPENED, what);
  if (!has_comment (work, what->ticket, FALSE) && ticket->assignee && pt_mails_is_reopened (mails, what->ticket))
    pt_mails_tell_inside (mails, &reopened, ticket->assignee);
  if (!has_comment (work, what->ticket, TRUE) && pt_work_rules (work, what->ticket)->notify_status_change
      && shows_outside (work, what->ticket))
    tell_status_outside (mails, what);
}

/* People outside learn of a ticket that is shared with them from now on: of its last public comment, which they may
 * have written (D3). */
static void
tell_shared (PtMails *mails, const PtHappened *what)
{
  const PtWork *work = mails->work;
  const PtComment *last = work->c->snapshot->last_public;
  const PtId requester = pt_work_ticket (work, what->ticket)->requester;
  const PtMailing mail = { .kind = last && last->author == requester ? PT_NOTIFY_RECEIPT : PT_NOTIFY_REPLY,
                           .ticket = what->ticket, .comment = last ? last->id : 0, .as = PT_AS_READER };
  if (last && last->ticket == what->ticket && requester != work->author.id)
    pt_mails_tell (mails, &mail, requester);
}

/* In the order in which it happened. */
void
pt_mails_changes (PtMails *mails)
{
  const GArray *happened = mails->work->happened;
  for (guint i = 0; i < happened->len; i++) {
    const PtHappened *what = &g_array_index (happened, PtHappened, i);
    if (what->kind == PT_HAPPENED_ASSIGNED || what->kind == PT_HAPPENED_DIVISION)
      tell_assigned (mails, what);
    else if (what->kind == PT_HAPPENED_STATUS && what->ticket != mails->work->decision->ticket)
      tell_status (mails, what);
    else if (what->kind == PT_HAPPENED_SHARED)
      tell_shared (mails, what);
  }
}

/* Several changes in one decision are one; the last has its event. */
void
pt_mails_status (PtMails *mails)
{
  const GArray *happened = mails->work->happened;
  const PtHappened *last = NULL;
  for (guint i = 0; i < happened->len; i++) {
    const PtHappened *what = &g_array_index (happened, PtHappened, i);
    if (what->kind == PT_HAPPENED_STATUS && what->ticket == mails->work->decision->ticket)
      last = what;
  }
  if (last)
    tell_status (mails, last);
}

static void
tell_due (PtMails *mails, const PtHappened *what)
{
  const PtMailing mail = mail_of (PT_NOTIFY_REMINDER, what);
  pt_mails_tell_in_charge (mails, &mail);
}

/* An absence note that is older says nothing: who comes back may write none. */
#define ABSENT_FOR (30 * PT_DAY)

/* Mail to them is read soon. */
static gboolean
is_here (const PtMails *mails, const PtPerson *person)
{
  const PtTime now = mails->work->c->now;
  return person && pt_person_is_reachable (person) && (!person->absent_at || now - person->absent_at >= ABSENT_FOR);
}

static gboolean
remind (PtMails *mails, const PtHappened *what, const PtPerson *person, PtMailedAs as)
{
  PtMailing mail = mail_of (PT_NOTIFY_REMINDER, what);
  mail.as = as;
  return is_here (mails, person) && pt_mails_tell_inside (mails, &mail, person->id);
}

static gboolean
remind_assignee (PtMails *mails, const PtHappened *what)
{
  const PtId assignee = pt_work_ticket (mails->work, what->ticket)->assignee;
  return assignee && remind (mails, what, pt_work_person (mails->work, assignee), PT_AS_ASSIGNEE);
}

static gboolean
remind_division (PtMails *mails, const PtHappened *what)
{
  const PtTicket *ticket = pt_work_ticket (mails->work, what->ticket);
  const PtDivision *division = pt_snapshot_division (mails->work->c->snapshot, ticket->division);
  gboolean any = FALSE;
  for (guint i = 0; division && i < division->members->len; i++)
    any |= remind (mails, what, g_ptr_array_index (division->members, i), PT_AS_MEMBER);
  return any;
}

static gboolean
remind_owner (PtMails *mails, const PtHappened *what)
{
  const GPtrArray *staff = mails->work->c->snapshot->staff;
  gboolean any = FALSE;
  for (guint i = 0; i < staff->len; i++) {
    const PtPerson *person = g_ptr_array_index (staff, i);
    if (person->role == PT_ROLE_OWNER)
      any |= remind (mails, what, person, PT_AS_ANYBODY);
  }
  return any;
}

/* Whoever cannot act is passed over at once (J29). */
static void
tell_unanswered (PtMails *mails, const PtHappened *what)
{
  static gboolean (*const steps[]) (PtMails *, const PtHappened *) = { remind_assignee, remind_division,
                                                                       remind_owner };
  gboolean told = FALSE;
  for (guint i = pt_work_ticket (mails->work, what->ticket)->waiting_told; i >= 1 && i <= 3 && !told; i++)
    told = steps[i - 1](mails, what);
}

void
pt_mails_due (PtMails *mails)
{
  tell_each (mails, PT_HAPPENED_DUE, tell_due);
  tell_each (mails, PT_HAPPENED_UNANSWERED, tell_unanswered);
}

static void
tell_followed (PtMails *mails, const PtHappened *what)
{
  const PtPerson *person = pt_work_person (mails->work, what->person);
  const PtMailing mail = mail_of (PT_NOTIFY_FOLLOWED, what);
  if (!person || !pt_person_is_internal (person))
    return;
  if (pt_person_wants (person, PT_FOLLOW_ADDED))
    pt_mails_tell (mails, &mail, what->person);
  else
    pt_mails_leave_out (mails, what->person, mail.kind, PT_LEFT_OUT_MUTED);
}

void
pt_mails_followed (PtMails *mails)
{
  tell_each (mails, PT_HAPPENED_FOLLOWED, tell_followed);
}

static void
tell_named (PtMails *mails, const PtHappened *what)
{
  const GArray *comments = mails->work->comments;
  for (guint i = 0; i < comments->len; i++) {
    const PtComment *comment = g_array_index (comments, PtWorkComment, i).comment;
    const PtMailing mail = { .kind = comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE,
                             .ticket = comment->ticket, .comment = comment->id };
    if (comment->ticket == what->ticket)
      pt_mails_tell_inside (mails, &mail, what->person);
  }
}

void
pt_mails_named (PtMails *mails)
{
  tell_each (mails, PT_HAPPENED_NAMED, tell_named);
}
