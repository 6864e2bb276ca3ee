/* Who stands in To and Cc of a public comment, on every copy of it. */
#include "core/audience.h"

/* Each once, whatever else he is. */
static void
show_one (PtComment *comment, PtId person)
{
  for (guint i = 0; i < comment->visible_cc->len; i++)
    if (g_array_index (comment->visible_cc, PtId, i) == person)
      return;
  if (person && person != comment->visible_to)
    g_array_append_val (comment->visible_cc, person);
}

static void
show_participants (const PtAudience *audience, PtComment *comment)
{
  g_autoptr (GArray) participants = pt_audience_people (audience, PT_RELATION_PARTICIPANT);
  for (guint i = 0; i < participants->len; i++)
    show_one (comment, g_array_index (participants, PtId, i));
}

/* The company that stands on the ticket, which may be made by this decision (T7). */
static PtId
company_of (const PtAudience *audience)
{
  for (guint i = 0; !audience->view && i < audience->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (audience->decision->actions, i);
    if (action->kind == PT_ACTION_TICKET && action->new_ticket->id == audience->ticket)
      return action->new_ticket->company;
  }
  return audience->view ? audience->view->ticket->company : 0;
}

static void
show_contact (const PtAudience *audience, PtComment *comment)
{
  PtId id = company_of (audience);
  const PtCompany *company = id ? pt_snapshot_company (audience->c->snapshot, id) : NULL;
  if (company)
    show_one (comment, company->contact);
}

void
pt_audience_show (const PtAudience *audience, PtComment *comment)
{
  g_autoptr (GArray) cc = pt_audience_people (audience, PT_RELATION_CC);
  if (comment->is_private)
    return;
  comment->visible_to = audience->requester;
  if (audience->rules->cc_enabled)
    g_array_append_vals (comment->visible_cc, cc->data, cc->len);
  if (audience->rules->participants && audience->rules->copy_participants)
    show_participants (audience, comment); /* T10 */
  if (audience->rules->copy_company_contact)
    show_contact (audience, comment); /* T11 */
}
