/* People whom somebody outside copied: what others outside write is no mail to them unless it is borne out who that
 * is (J9).  So nobody has the desk mail his words to whom he likes. */
#include "core/mails.h"

static gboolean
is_of_us (const PtWork *work, PtId id)
{
  const PtPerson *person = pt_work_person (work, id);
  return person && pt_person_is_internal (person);
}

/* One of us wrote, or somebody who is proven and whom an agent has answered. */
static gboolean
is_known (const PtWork *work)
{
  const PtPerson *author = pt_work_person (work, work->author.id);
  return !pt_work_is_from_outside (work) || (work->author.authenticated && author && author->known);
}

/* Who is there in two ways has the better of both. */
static gboolean
is_brought (const PtWork *work, PtId ticket, PtId person)
{
  const PtTicketPerson *cc = pt_work_entry (work, ticket, person, PT_RELATION_CC);
  const PtTicketPerson *part = pt_work_entry (work, ticket, person, PT_RELATION_PARTICIPANT);
  return (cc || part) && (!cc || cc->brought) && (!part || part->brought);
}

gboolean
pt_mails_reaches (const PtMails *mails, const PtComment *comment, PtId person)
{
  const PtWork *work = mails->work;
  return is_known (work) || person == comment->visible_to || is_of_us (work, person)
         || !is_brought (work, comment->ticket, person)
         || (pt_work_rules (work, comment->ticket)->copy_company_contact
             && person == pt_mails_contact (work, comment->ticket)); /* T11 */
}

/* One of us who follows from now on is told so. */
gboolean
pt_mails_is_copied (const PtMails *mails, const PtComment *comment, PtId person)
{
  const PtTicketView *before = pt_work_before (mails->work, comment->ticket);
  return pt_work_has (mails->work, comment->ticket, person, PT_RELATION_CC)
         && !pt_work_has (mails->work, comment->ticket, person, PT_RELATION_FOLLOWER)
         && !(before && pt_ticket_view_has (before, person, PT_RELATION_CC));
}

void
pt_mails_copied (PtMails *mails, const PtComment *comment)
{
  const PtMailing mail = { .kind = PT_NOTIFY_COPIED, .ticket = comment->ticket, .comment = comment->id,
                           .as = PT_AS_READER };
  for (guint i = 0; i < comment->visible_cc->len; i++) {
    const PtId person = g_array_index (comment->visible_cc, PtId, i);
    if (!pt_mails_is_copied (mails, comment, person))
      continue;
    if (pt_mails_reaches (mails, comment, person))
      pt_mails_tell (mails, &mail, person);
    else
      pt_mails_suppress (mails, &mail, person, PT_LEFT_OUT_BROUGHT);
  }
}
