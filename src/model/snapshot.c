#include "model/snapshot.h"

#include "base/text.h"

#include <string.h>

enum { MOST_MERGES = 64 }; /* a circle ends */

static GArray *
new_numbers (void)
{
  return g_array_new (FALSE, FALSE, sizeof (PtId));
}

PtFirstQuestion *
pt_first_question_new (void)
{
  PtFirstQuestion *question = g_new0 (PtFirstQuestion, 1);
  question->ids = g_ptr_array_new_with_free_func (g_free);
  question->addresses = g_ptr_array_new_with_free_func (g_free);
  question->tickets = new_numbers ();
  question->outbox = new_numbers ();
  return question;
}

void
pt_first_question_free (PtFirstQuestion *question)
{
  if (!question)
    return;
  g_ptr_array_unref (question->ids);
  g_ptr_array_unref (question->addresses);
  g_array_unref (question->tickets);
  g_array_unref (question->outbox);
  g_free (question);
}

PtSecondQuestion *
pt_second_question_new (PtTime now)
{
  PtSecondQuestion *question = g_new0 (PtSecondQuestion, 1);
  question->tickets = new_numbers ();
  question->comments = new_numbers ();
  question->persons = new_numbers ();
  question->addresses = g_ptr_array_new_with_free_func (g_free);
  question->names = g_ptr_array_new_with_free_func (g_free);
  question->divisions = g_ptr_array_new_with_free_func (g_free);
  question->now = now;
  return question;
}

void
pt_second_question_free (PtSecondQuestion *question)
{
  if (!question)
    return;
  g_array_unref (question->tickets);
  g_array_unref (question->comments);
  g_array_unref (question->persons);
  g_ptr_array_unref (question->addresses);
  g_ptr_array_unref (question->names);
  g_ptr_array_unref (question->divisions);
  g_free (question->sender_key);
  g_free (question->form_key);
  g_free (question->sender_domain);
  g_free (question->display_name);
  g_free (question);
}

void
pt_question_add_text (GPtrArray *texts, const char *text)
{
  if (text && !g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_strdup (text));
}

void
pt_question_add_number (GArray *numbers, PtId number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, PtId, i) == number)
      return;
  if (number > 0)
    g_array_append_val (numbers, number);
}

static void
comment_ref_clear (gpointer data)
{
  g_clear_pointer (&((PtCommentRef *) data)->visible_cc, g_array_unref);
}

PtSnapshot *
pt_snapshot_new (void)
{
  PtSnapshot *snapshot = g_new0 (PtSnapshot, 1);
  snapshot->duplicates = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_duplicate_free);
  snapshot->known_ids = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_known_id_free);
  snapshot->persons = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  snapshot->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_ticket_view_free);
  snapshot->comments = g_array_new (FALSE, FALSE, sizeof (PtCommentRef));
  g_array_set_clear_func (snapshot->comments, comment_ref_clear);
  snapshot->outbox = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_outbox_item_free);
  snapshot->reports = g_array_new (FALSE, FALSE, sizeof (PtReport));
  snapshot->unsent = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_outbox_item_free);
  snapshot->copies = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_outbox_item_free);
  snapshot->holders = new_numbers ();
  snapshot->written = g_ptr_array_new_with_free_func (g_free);
  snapshot->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_comment_text_free);
  snapshot->sender_times = g_array_new (FALSE, FALSE, sizeof (PtTime));
  snapshot->agents = g_array_new (FALSE, FALSE, sizeof (PtAgentTold));
  snapshot->open = g_array_new (FALSE, FALSE, sizeof (PtId));
  snapshot->staff = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_person_free);
  snapshot->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  snapshot->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  snapshot->divisions = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_division_free);
  snapshot->companies = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_company_free);
  return snapshot;
}

void
pt_snapshot_free (PtSnapshot *snapshot)
{
  if (!snapshot)
    return;
  g_hash_table_unref (snapshot->by_id);
  g_hash_table_unref (snapshot->by_key);
  g_ptr_array_unref (snapshot->duplicates);
  g_ptr_array_unref (snapshot->known_ids);
  g_ptr_array_unref (snapshot->divisions);
  g_ptr_array_unref (snapshot->companies);
  g_ptr_array_unref (snapshot->persons);
  g_ptr_array_unref (snapshot->tickets);
  g_array_unref (snapshot->comments);
  g_ptr_array_unref (snapshot->outbox);
  g_array_unref (snapshot->reports);
  pt_comment_free (snapshot->last_public);
  pt_event_free (snapshot->coming);
  pt_comment_free (snapshot->kept);
  g_ptr_array_unref (snapshot->unsent);
  g_ptr_array_unref (snapshot->copies);
  g_array_unref (snapshot->holders);
  g_ptr_array_unref (snapshot->staff);
  g_ptr_array_unref (snapshot->texts);
  g_ptr_array_unref (snapshot->written);
  g_array_unref (snapshot->sender_times);
  g_array_unref (snapshot->agents);
  g_array_unref (snapshot->open);
  g_free (snapshot);
}

static void
index_person (PtSnapshot *snapshot, PtPerson *person)
{
  g_hash_table_insert (snapshot->by_id, &person->id, person);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    if (address->key)
      g_hash_table_insert (snapshot->by_key, address->key, person);
  }
}

void
pt_snapshot_add_person (PtSnapshot *snapshot, PtPerson *person)
{
  if (pt_snapshot_person (snapshot, person->id)) {
    pt_person_free (person);
    return;
  }
  g_ptr_array_add (snapshot->persons, person);
  index_person (snapshot, person);
}

void
pt_snapshot_add_staff (PtSnapshot *snapshot, PtPerson *person)
{
  g_ptr_array_add (snapshot->staff, person);
  if (!pt_snapshot_person (snapshot, person->id))
    index_person (snapshot, person);
}

PtCommentText *
pt_comment_text_new (PtId comment, PtId ticket, gboolean is_private, const char *text)
{
  PtCommentText *made = g_new0 (PtCommentText, 1);
  made->id = comment;
  made->ticket = ticket;
  made->is_private = is_private;
  made->text = g_strndup (text, pt_text_prefix (text, PT_QUOTE_BYTES));
  return made;
}

void
pt_comment_text_free (PtCommentText *text)
{
  if (!text)
    return;
  g_free (text->text);
  g_free (text);
}

PtTicketView *
pt_ticket_view_new (PtTicket *ticket)
{
  PtTicketView *view = g_new0 (PtTicketView, 1);
  view->ticket = ticket;
  view->people = g_array_new (FALSE, FALSE, sizeof (PtTicketPerson));
  return view;
}

void
pt_ticket_view_free (PtTicketView *view)
{
  if (!view)
    return;
  pt_ticket_free (view->ticket);
  g_array_unref (view->people);
  g_free (view);
}

const PtTicketPerson *
pt_ticket_view_entry (const PtTicketView *view, PtId person, PtRelation relation)
{
  for (guint i = 0; i < view->people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, i);
    if (entry->person == person && entry->relation == relation)
      return entry;
  }
  return NULL;
}

gboolean
pt_ticket_view_has (const PtTicketView *view, PtId person, PtRelation relation)
{
  return pt_ticket_view_entry (view, person, relation) != NULL;
}

gboolean
pt_ticket_view_has_outside (const PtTicketView *view, PtId person)
{
  return person == view->ticket->requester || pt_ticket_view_has (view, person, PT_RELATION_CC)
         || pt_ticket_view_has (view, person, PT_RELATION_PARTICIPANT);
}

void
pt_duplicate_free (PtDuplicate *duplicate)
{
  if (!duplicate)
    return;
  g_free (duplicate->mailbox);
  g_free (duplicate);
}

PtKnownId *
pt_known_id_new (const char *id, PtId ticket, PtKnownOrigin origin, PtTime seen_at)
{
  PtKnownId *known = g_new0 (PtKnownId, 1);
  known->id = g_strdup (id);
  known->ticket = ticket;
  known->origin = origin;
  known->seen_at = seen_at;
  return known;
}

void
pt_known_id_free (PtKnownId *known)
{
  if (!known)
    return;
  g_free (known->id);
  g_free (known);
}

static const PtPerson *
member (const PtSnapshot *snapshot, PtId id)
{
  for (guint i = 0; i < snapshot->divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (snapshot->divisions, i);
    for (guint m = 0; m < division->members->len; m++) {
      const PtPerson *person = g_ptr_array_index (division->members, m);
      if (person->id == id)
        return person;
    }
  }
  return NULL;
}

const PtPerson *
pt_snapshot_person (const PtSnapshot *snapshot, PtId id)
{
  const PtPerson *found = g_hash_table_lookup (snapshot->by_id, &id);
  return found ? found : member (snapshot, id);
}

const PtPerson *
pt_snapshot_person_by_key (const PtSnapshot *snapshot, const char *key)
{
  return key ? g_hash_table_lookup (snapshot->by_key, key) : NULL;
}

const PtTicketView *
pt_snapshot_ticket (const PtSnapshot *snapshot, PtId id)
{
  for (guint i = 0; i < snapshot->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (snapshot->tickets, i);
    if (view->ticket->id == id)
      return view;
  }
  return NULL;
}

const PtTicketView *
pt_snapshot_survivor (const PtSnapshot *snapshot, PtId id)
{
  const PtTicketView *view = pt_snapshot_ticket (snapshot, id);
  for (int i = 0; view && view->ticket->merged_into && i < MOST_MERGES; i++)
    view = pt_snapshot_ticket (snapshot, view->ticket->merged_into);
  return view;
}

const PtKnownId *
pt_snapshot_known_id (const PtSnapshot *snapshot, const char *id)
{
  for (guint i = 0; i < snapshot->known_ids->len; i++) {
    const PtKnownId *known = g_ptr_array_index (snapshot->known_ids, i);
    if (!g_strcmp0 (known->id, id))
      return known;
  }
  return NULL;
}

const PtCommentRef *
pt_snapshot_comment (const PtSnapshot *snapshot, PtId id)
{
  for (guint i = 0; i < snapshot->comments->len; i++) {
    const PtCommentRef *comment = &g_array_index (snapshot->comments, PtCommentRef, i);
    if (comment->id == id)
      return comment;
  }
  return NULL;
}

const PtOutboxItem *
pt_snapshot_outbox (const PtSnapshot *snapshot, PtId id)
{
  for (guint i = 0; i < snapshot->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (snapshot->outbox, i);
    if (item->id == id)
      return item;
  }
  return NULL;
}

const PtDivision *
pt_snapshot_division (const PtSnapshot *snapshot, PtId id)
{
  for (guint i = 0; i < snapshot->divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (snapshot->divisions, i);
    if (division->id == id)
      return division;
  }
  return NULL;
}

const PtDivision *
pt_snapshot_division_by_name (const PtSnapshot *snapshot, const char *word)
{
  for (guint i = 0; i < snapshot->divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (snapshot->divisions, i);
    if (pt_division_is (division, word))
      return division;
  }
  return NULL;
}

const PtCompany *
pt_snapshot_company (const PtSnapshot *snapshot, PtId id)
{
  for (guint i = 0; i < snapshot->companies->len; i++) {
    const PtCompany *company = g_ptr_array_index (snapshot->companies, i);
    if (company->id == id)
      return company;
  }
  return NULL;
}

gboolean
pt_snapshot_has_owner (const PtSnapshot *snapshot)
{
  gboolean has = FALSE;
  for (guint i = 0; i < snapshot->staff->len && !has; i++) {
    const PtPerson *person = g_ptr_array_index (snapshot->staff, i);
    has = person->role == PT_ROLE_OWNER && pt_person_is_reachable (person);
  }
  return has;
}
