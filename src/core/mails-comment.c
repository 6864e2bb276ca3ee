/* Who is mailed a comment: assignee and followers, requester and CCs. */
#include "core/mails.h"

/* Each of their mails a follower may switch off (FW13, X7). */
static gboolean
tell_follower (PtMails *mails, const PtMailing *mail, const PtComment *comment, PtId person_id)
{
  const PtPerson *person = pt_work_person (mails->work, person_id);
  PtFollowMail wanted = comment->is_private ? PT_FOLLOW_NOTE : PT_FOLLOW_REPLY;
  if (!person || pt_person_wants (person, wanted))
    return pt_mails_tell_watcher (mails, mail, person_id);
  pt_mails_leave_out (mails, person_id, mail->kind, PT_LEFT_OUT_MUTED);
  return FALSE;
}

static gboolean
tell_followers (PtMails *mails, const PtMailing *mail, const PtComment *comment)
{
  g_autoptr (GArray) followers = pt_work_people (mails->work, mail->ticket, PT_RELATION_FOLLOWER);
  gboolean any = FALSE;
  for (guint i = 0; i < followers->len; i++)
    any |= tell_follower (mails, mail, comment, g_array_index (followers, PtId, i));
  return any;
}

static gboolean
tell_assignee (PtMails *mails, const PtMailing *mail, gboolean copy)
{
  const PtTicket *ticket = pt_work_ticket (mails->work, mail->ticket);
  PtMailing own = *mail;
  if (!copy && pt_mails_is_reopened (mails, mail->ticket))
    own.kind = PT_NOTIFY_REOPENED;
  return ticket->assignee && ticket->assignee != ticket->requester
         && pt_mails_tell_watcher (mails, &own, ticket->assignee);
}

/* X5: agents in CC get notes too, where the setting says so. */
static void
tell_copied_agents (PtMails *mails, const PtMailing *mail)
{
  g_autoptr (GArray) cc = pt_work_people (mails->work, mail->ticket, PT_RELATION_CC);
  for (guint i = 0; i < cc->len; i++)
    pt_mails_tell_inside (mails, mail, g_array_index (cc, PtId, i));
}

/* Of a new ticket: its division, all of it if nobody has the ticket, else its supervisors; and the people that new
 * tickets go to, with the team where nobody has it.  Somebody is always told (X28, J21). */
static void
tell_of_new (PtMails *mails, const PtMailing *mail, gboolean any)
{
  gboolean nobody_has_it = !pt_work_ticket (mails->work, mail->ticket)->assignee;
  gboolean division = pt_mails_tell_members (mails, mail, nobody_has_it);
  any |= pt_mails_tell_staff (mails, mail, nobody_has_it && !division);
  if (!any && !division)
    pt_mails_tell_owners (mails, mail);
}

static gboolean
is_watched (const PtWork *work, PtId ticket)
{
  g_autoptr (GArray) followers = pt_work_people (work, ticket, PT_RELATION_FOLLOWER);
  return pt_work_ticket (work, ticket)->assignee || followers->len > 0;
}

/* Assignee and followers; where a ticket has neither, mail goes to its division, or else to the owners, and so does a
 * word from outside where none of these can be told: nobody's answer lies unseen (J21). */
static void
tell_inside (PtMails *mails, const PtComment *comment, gboolean copy)
{
  const PtWork *work = mails->work;
  const PtMailing mail = { .kind = comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE, .ticket = comment->ticket,
                        .comment = comment->id, .as = PT_AS_WATCHER };
  gboolean all = !pt_work_ticket (work, comment->ticket)->assignee;
  gboolean any = tell_assignee (mails, &mail, copy);
  any |= tell_followers (mails, &mail, comment);
  if (comment->is_private && pt_work_rules (work, comment->ticket)->agent_cc_gets_private)
    tell_copied_agents (mails, &mail);
  if (!pt_work_before (work, comment->ticket))
    tell_of_new (mails, &mail, any);
  else if (!any && (!work->author.internal || (work->c->message && !is_watched (work, comment->ticket)))
           && !pt_mails_tell_members (mails, &mail, all))
    pt_mails_tell_owners (mails, &mail);
}

/* TRUE if they are told. */
static gboolean
tell_one_outside (PtMails *mails, const PtComment *comment, const PtMailing *mail, PtId person)
{
  const PtRules *rules = pt_work_rules (mails->work, comment->ticket);
  if (person == mails->work->author.id)
    pt_mails_leave_out (mails, person, mail->kind, PT_LEFT_OUT_AUTHOR);
  else if (rules->suppress == PT_SUPPRESS_PER_RECIPIENT && pt_mails_has_it (mails, comment, person))
    pt_mails_suppress (mails, mail, person, PT_LEFT_OUT_HAS_IT);
  else if (!pt_mails_reaches (mails, comment, person))
    pt_mails_suppress (mails, mail, person, PT_LEFT_OUT_BROUGHT);
  else
    return pt_mails_tell (mails, mail, person);
  return FALSE;
}

static void
leave_out_cc (PtMails *mails, const PtComment *comment, PtLeftOutReason why)
{
  for (guint i = 0; i < comment->visible_cc->len; i++)
    pt_mails_leave_out (mails, g_array_index (comment->visible_cc, PtId, i), PT_NOTIFY_REPLY, why);
}

/* The reasons for which nobody outside is mailed. */
static gboolean
is_kept_inside (PtMails *mails, const PtComment *comment)
{
  const PtTicket *ticket = pt_work_ticket (mails->work, comment->ticket);
  PtLeftOutReason why;
  if (!ticket->shared) {
    pt_mails_leave_out (mails, comment->visible_to, PT_NOTIFY_REPLY, PT_LEFT_OUT_NOT_SHARED);
    leave_out_cc (mails, comment, PT_LEFT_OUT_NOT_SHARED);
    return TRUE;
  }
  if (!pt_mails_reach (mails, pt_work_person (mails->work, ticket->requester), &why)
      && why == PT_LEFT_OUT_SUSPENDED) {
    pt_mails_leave_out (mails, ticket->requester, PT_NOTIFY_REPLY, why);
    leave_out_cc (mails, comment, PT_LEFT_OUT_REQUESTER);
    pt_mails_reason (mails, "S2 R16 J3", "the requester is suspended, so nobody outside is mailed");
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_suppressed (PtMails *mails, const PtComment *comment, const PtMailing *mail)
{
  if (!pt_mails_is_suppressed (mails, comment))
    return FALSE;
  pt_mails_suppress (mails, mail, comment->visible_to, PT_LEFT_OUT_HAS_IT);
  leave_out_cc (mails, comment, PT_LEFT_OUT_HAS_IT);
  pt_mails_reason (mails, "S3 S5 X3", "the conversation is not mailed, as the setting suppress says");
  return TRUE;
}

/* Requester and CCs: one visible conversation, one copy each (N1).  Whom somebody outside copies is told that first,
 * and though they have the mail: it is how they answer and how they leave (J9). */
static void
tell_conversation (PtMails *mails, const PtComment *comment)
{
  const PtWork *work = mails->work;
  const gboolean outside = pt_work_is_from_outside (work);
  /* X19: only an agent's reply waits, and not the first word of a ticket (D3) */
  gboolean waits = work->author.internal && pt_work_before (work, comment->ticket);
  const PtMailing mail = { .kind = PT_NOTIFY_REPLY, .ticket = comment->ticket, .comment = comment->id,
                        .as = PT_AS_READER, .delay = waits ? pt_work_rules (work, comment->ticket)->reply_delay : 0 };
  const PtMailing copy = { .kind = PT_NOTIFY_SENT, .ticket = comment->ticket, .comment = comment->id };
  if (is_kept_inside (mails, comment))
    return;
  if (outside)
    pt_mails_copied (mails, comment);
  if (is_suppressed (mails, comment, &mail))
    return;
  gboolean any = tell_one_outside (mails, comment, &mail, comment->visible_to);
  for (guint i = 0; i < comment->visible_cc->len; i++) {
    const PtId person = g_array_index (comment->visible_cc, PtId, i);
    if (!outside || !pt_mails_is_copied (mails, comment, person))
      any |= tell_one_outside (mails, comment, &mail, person);
  }
  if (any && mail.delay > 0) /* as long as it waits, its author may stop it (J30) */
    pt_mails_tell (mails, &copy, work->author.id);
}

static void
tell (PtMails *mails, const PtWorkComment *written)
{
  if (written->reach == PT_REACH_NOBODY)
    return;
  tell_inside (mails, written->comment, written->reach == PT_REACH_COPY);
  if (written->comment->is_private) /* S1, H10 */
    return;
  if (written->reach == PT_REACH_RECEIPT) {
    pt_mails_receipt (mails, written->comment);
    pt_mails_copied (mails, written->comment);
  } else if (written->reach != PT_REACH_INSIDE)
    tell_conversation (mails, written->comment);
}

static void
tell_all (PtMails *mails, gboolean copies)
{
  const GArray *comments = mails->work->comments;
  for (guint i = 0; i < comments->len; i++) {
    const PtWorkComment *written = &g_array_index (comments, PtWorkComment, i);
    if ((written->reach == PT_REACH_COPY) == copies)
      tell (mails, written);
  }
}

void
pt_mails_comments (PtMails *mails)
{
  tell_all (mails, FALSE);
}

void
pt_mails_copies (PtMails *mails)
{
  tell_all (mails, TRUE);
}
