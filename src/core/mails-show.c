/* Who stands in To and Cc of a public comment, on every copy of it. */
#include "core/mails.h"

static gboolean
stands_there (const PtWork *work, const PtComment *comment, PtId person, PtRelation relation)
{
  const PtRules *rules = pt_work_rules (work, comment->ticket);
  gboolean shown = relation == PT_RELATION_CC ? rules->cc_enabled : rules->participants && rules->copy_participants;
  return shown && pt_work_has (work, comment->ticket, person, relation);
}

/* Those with that relation, each once, whatever else they are. */
static void
show_people (const PtWork *work, PtComment *comment, PtRelation relation)
{
  g_autoptr (GArray) people = pt_work_people (work, comment->ticket, relation);
  for (guint i = 0; i < people->len; i++) {
    PtId person = g_array_index (people, PtId, i);
    gboolean twice = relation != PT_RELATION_CC && stands_there (work, comment, person, PT_RELATION_CC);
    if (person != comment->visible_to && !twice)
      g_array_append_val (comment->visible_cc, person);
  }
}

PtId
pt_mails_contact (const PtWork *work, PtId ticket)
{
  const PtId id = pt_work_ticket (work, ticket)->company;
  const PtCompany *company = id ? pt_snapshot_company (work->c->snapshot, id) : NULL;
  return company ? company->contact : 0;
}

static void
show_contact (const PtWork *work, PtComment *comment)
{
  const PtId contact = pt_mails_contact (work, comment->ticket);
  if (contact && contact != comment->visible_to && !stands_there (work, comment, contact, PT_RELATION_CC)
      && !stands_there (work, comment, contact, PT_RELATION_PARTICIPANT))
    g_array_append_val (comment->visible_cc, contact);
}

void
pt_mails_show (const PtWork *work, PtComment *comment)
{
  const PtRules *rules = pt_work_rules (work, comment->ticket);
  if (comment->is_private)
    return;
  comment->visible_to = pt_work_ticket (work, comment->ticket)->requester;
  if (rules->cc_enabled)
    show_people (work, comment, PT_RELATION_CC);
  if (rules->participants && rules->copy_participants)
    show_people (work, comment, PT_RELATION_PARTICIPANT); /* T10 */
  if (rules->copy_company_contact)
    show_contact (work, comment); /* T11 */
}
