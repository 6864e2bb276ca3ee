/* Who is mailed a comment: assignee and followers, requester and CCs. */
#include "core/audience.h"

#include "core/events.h"

/* Each of his mails a follower may switch off (FW13, X7). */
static gboolean
tell_follower (PtAudience *audience, PtNotifyKind kind, PtId person_id, const PtComment *comment)
{
  const PtPerson *person = pt_audience_person (audience, person_id);
  PtFollowMail mail = comment->is_private ? PT_FOLLOW_NOTE : PT_FOLLOW_REPLY;
  return person && pt_person_wants (person, mail) && pt_audience_tell_inside (audience, kind, person_id, comment, 0);
}

/* X5: agents in CC get notes too, where the setting says so. */
static void
tell_copied_agents (PtAudience *audience, const PtComment *comment)
{
  g_autoptr (GArray) cc = pt_audience_people (audience, PT_RELATION_CC);
  for (guint i = 0; i < cc->len; i++)
    pt_audience_tell_inside (audience, PT_NOTIFY_NOTE, g_array_index (cc, PtId, i), comment, 0);
}

/* Assignee and followers; where a ticket has neither, a word from outside goes to its division, or else to the people that new
 * tickets go to (X28), so that nobody's answer lies unseen. */
static void
tell_inside (PtAudience *audience, PtNotifyKind kind, const PtComment *comment)
{
  g_autoptr (GArray) followers = pt_audience_people (audience, PT_RELATION_FOLLOWER);
  gboolean any = FALSE;
  if (audience->assignee && audience->assignee != audience->requester)
    any = pt_audience_tell_inside (audience, pt_audience_is_reopened (audience) ? PT_NOTIFY_REOPENED : kind, audience->assignee, comment, 0);
  for (guint i = 0; i < followers->len; i++)
    any |= tell_follower (audience, kind, g_array_index (followers, PtId, i), comment);
  if (comment->is_private && audience->rules->agent_cc_gets_private)
    tell_copied_agents (audience, comment);
  if (!any && !audience->author_internal && !pt_audience_tell_members (audience, kind, comment, 0))
    pt_audience_tell_staff (audience, kind, comment, 0);
}

static gboolean
is_named_in (const PtPerson *person, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++) {
    const PtAddress *address = g_ptr_array_index (addresses, i);
    if (address->key && pt_person_has_key (person, address->key))
      return TRUE;
  }
  return FALSE;
}

/* He got the very mail already (S3, X3 per_recipient); only an unflagged public comment is trusted for that (B17). */
static gboolean
has_the_mail (const PtAudience *audience, const PtComment *comment, PtId person_id)
{
  const PtMessage *message = audience->c->message;
  const PtPerson *person = pt_audience_person (audience, person_id);
  if (!message || !person || !audience->author_in_conversation || comment->is_private || pt_comment_is_flagged (comment))
    return FALSE;
  return is_named_in (person, message->to) || is_named_in (person, message->cc);
}

static void
suppress (PtAudience *audience, PtId person_id)
{
  pt_event_add_about (audience->decision, audience->ticket, 0, "notify-suppressed", person_id);
}

static void
tell_one_outside (PtAudience *audience, const PtComment *comment, PtId person_id, PtTime delay)
{
  if (person_id == audience->author)
    return;
  if (audience->rules->suppress == PT_SUPPRESS_PER_RECIPIENT && has_the_mail (audience, comment, person_id))
    suppress (audience, person_id);
  else
    pt_audience_tell (audience, PT_NOTIFY_REPLY, person_id, comment, 0, delay);
}

/* Whether everybody else in the conversation has the very mail already. */
static gboolean
all_have_the_mail (const PtAudience *audience, const PtComment *comment)
{
  gboolean all = comment->visible_to == audience->author || has_the_mail (audience, comment, comment->visible_to);
  for (guint i = 0; all && i < comment->visible_cc->len; i++) {
    PtId person = g_array_index (comment->visible_cc, PtId, i);
    all = person == audience->author || has_the_mail (audience, comment, person);
  }
  return all;
}

/* The two readings of the source that take or leave the mail as a whole (S3, S5, X3). */
static gboolean
is_suppressed_whole (const PtAudience *audience, const PtComment *comment)
{
  gboolean mail = audience->c->message != NULL;
  gboolean both = mail && audience->author_in_conversation && all_have_the_mail (audience, comment);
  switch (audience->rules->suppress) {
  case PT_SUPPRESS_ZENDESK_BOTH:
    return both;
  case PT_SUPPRESS_ZENDESK_EITHER:
    return audience->rules->cc_comments_public ? both : mail && audience->author_in_conversation;
  default:
    return FALSE;
  }
}

/* Requester and CCs: one visible conversation, one copy each (N1). */
static void
tell_conversation (PtAudience *audience, const PtComment *comment)
{
  /* X19: only an agent's reply waits, and not the first word of a ticket (D3) */
  PtTime delay = audience->author_internal && audience->view ? audience->rules->reply_delay : 0;
  if (audience->unshared)
    return;
  if (!pt_audience_reach (audience, pt_audience_person (audience, audience->requester))) {
    pt_event_add_about (audience->decision, audience->ticket, 0, "notify-suppressed", audience->requester);
    pt_decision_reason (audience->decision, "S2 R16", "the requester cannot be mailed, so nobody outside is");
    return;
  }
  if (is_suppressed_whole (audience, comment)) {
    suppress (audience, comment->visible_to);
    pt_decision_reason (audience->decision, "S3 S5 X3", "the conversation is not mailed, as the setting suppress says");
    return;
  }
  tell_one_outside (audience, comment, comment->visible_to, delay);
  for (guint i = 0; i < comment->visible_cc->len; i++)
    tell_one_outside (audience, comment, g_array_index (comment->visible_cc, PtId, i), delay);
}

void
pt_audience_tell_comment (PtAudience *audience, const PtComment *comment)
{
  tell_inside (audience, comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE, comment);
  if (!comment->is_private)
    tell_conversation (audience, comment);
}

void
pt_audience_tell_new (PtAudience *audience, const PtComment *comment)
{
  PtNotifyKind kind = comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE;
  tell_inside (audience, kind, comment);
  pt_audience_tell_members (audience, kind, comment, 0);
  pt_audience_tell_staff (audience, kind, comment, 0);
}
