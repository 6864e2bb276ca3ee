/* Who stands in To and Cc of a public comment, on every copy of it. */
#include "core/mails.h"

/* Each once, whatever else they are. */
static void
show_one (PtComment *comment, GHashTable *shown, const PtId *person)
{
  if (*person && *person != comment->visible_to && g_hash_table_add (shown, (gpointer) person))
    g_array_append_val (comment->visible_cc, *person);
}

static void
show_all (PtComment *comment, GHashTable *shown, const GArray *people)
{
  for (guint i = 0; i < people->len; i++)
    show_one (comment, shown, &g_array_index (people, PtId, i));
}

void
pt_mails_show (const PtWork *work, PtComment *comment)
{
  const PtTicket *ticket = pt_work_ticket (work, comment->ticket);
  const PtRules *rules = pt_work_rules (work, comment->ticket);
  const PtCompany *company = ticket->company ? pt_snapshot_company (work->c->snapshot, ticket->company) : NULL;
  g_autoptr (GArray) cc = pt_work_people (work, comment->ticket, PT_RELATION_CC);
  g_autoptr (GArray) participants = pt_work_people (work, comment->ticket, PT_RELATION_PARTICIPANT);
  g_autoptr (GHashTable) shown = g_hash_table_new (g_int64_hash, g_int64_equal);
  if (comment->is_private)
    return;
  comment->visible_to = ticket->requester;
  if (rules->cc_enabled)
    show_all (comment, shown, cc);
  if (rules->participants && rules->copy_participants)
    show_all (comment, shown, participants); /* T10 */
  if (rules->copy_company_contact && company)
    show_one (comment, shown, &company->contact); /* T11 */
}
