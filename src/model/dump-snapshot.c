#include "model/dump-line.h"

#include <string.h>

static int
compare_numbers (PtId a, PtId b)
{
  return (a > b) - (a < b);
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  return compare_numbers ((*(const PtPerson *const *) a)->id, (*(const PtPerson *const *) b)->id);
}

static int
compare_views (gconstpointer a, gconstpointer b)
{
  const PtTicketView *x = *(const PtTicketView *const *) a, *y = *(const PtTicketView *const *) b;
  return compare_numbers (x->ticket->id, y->ticket->id);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return compare_numbers ((*(const PtOutboxItem *const *) a)->id, (*(const PtOutboxItem *const *) b)->id);
}

static int
compare_duplicates (gconstpointer a, gconstpointer b)
{
  return compare_numbers ((*(const PtDuplicate *const *) a)->message, (*(const PtDuplicate *const *) b)->message);
}

static int
compare_known (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const PtKnownId *const *) a)->id, (*(const PtKnownId *const *) b)->id);
}

static int
compare_comments (gconstpointer a, gconstpointer b)
{
  return compare_numbers (((const PtCommentRef *) a)->id, ((const PtCommentRef *) b)->id);
}

static int
compare_relations (gconstpointer a, gconstpointer b)
{
  const PtTicketPerson *x = a, *y = b;
  int order = compare_numbers (x->relation, y->relation);
  return order != 0 ? order : compare_numbers (x->person, y->person);
}

/* A sorted copy of the pointers of ROWS: what a query gives first must not show. */
static GPtrArray *
sorted_rows (const GPtrArray *rows, GCompareFunc compare)
{
  GPtrArray *sorted = g_ptr_array_sized_new (rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (rows, i));
  g_ptr_array_sort (sorted, compare);
  return sorted;
}

static void
number_field (GString *out, const char *name, PtId number)
{
  if (number)
    g_string_append_printf (out, " %s %" G_GINT64_FORMAT, name, number);
}

static void
person_line (GString *out, const char *name, PtId person, const PtDumpNames *names)
{
  g_autofree char *text = pt_dump_person (person, names);
  g_string_append_printf (out, "%s %s\n", name, text);
}

static void
dump_view_people (GString *out, const PtTicketView *view, const PtDumpNames *names)
{
  g_autoptr (GArray) people = g_array_copy (view->people);
  g_array_sort (people, compare_relations);
  person_line (out, "requester", view->ticket->requester, names);
  if (view->ticket->assignee)
    person_line (out, "assignee", view->ticket->assignee, names);
  for (guint i = 0; i < people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (people, PtTicketPerson, i);
    g_autofree char *word = g_strdup_printf ("%s%s", entry->brought ? "brought-" : "",
                                             pt_relation_name (entry->relation));
    person_line (out, word, entry->person, names);
  }
}

void
pt_dump_ticket (GString *out, const PtTicketView *view, const PtDumpNames *names)
{
  const PtTicket *ticket = view->ticket;
  g_string_append_printf (out, "ticket %" G_GINT64_FORMAT, ticket->id);
  pt_dump_members (out, &pt_ticket_members, ticket, PT_MEMBER_DUMPED, names);
  g_string_append_c (out, '\n');
  dump_view_people (out, view, names);
  g_string_append_printf (out, "comments public %u private %u\n", view->public_comments, view->private_comments);
}

static void
dump_person_row (GString *out, const char *word, const PtPerson *person)
{
  g_string_append_printf (out, "%s #%" G_GINT64_FORMAT " ", word, person->id);
  pt_dump_quoted (out, person->name, strlen (person->name));
  pt_dump_members (out, &pt_person_members, person, PT_MEMBER_DUMPED, NULL);
  for (guint i = 0; i < person->divisions->len; i++)
    number_field (out, "in", g_array_index (person->divisions, PtId, i));
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    pt_dump_field (out, address->primary ? "primary" : "also", address->address);
    pt_dump_members (out, &pt_address_members, address, PT_MEMBER_DUMPED, NULL);
    if (address->success_at) /* when counts only once there are reports: stores may differ in it before */
      g_string_append (out, " well");
  }
  g_string_append_c (out, '\n');
}

static void
dump_people (GString *out, const char *word, const GPtrArray *people)
{
  g_autoptr (GPtrArray) sorted = sorted_rows (people, compare_people);
  for (guint i = 0; i < sorted->len; i++)
    dump_person_row (out, word, g_ptr_array_index (sorted, i));
}

static void
dump_known_ids (GString *out, const PtSnapshot *snapshot)
{
  g_autoptr (GPtrArray) sorted = sorted_rows (snapshot->known_ids, compare_known);
  for (guint i = 0; i < sorted->len; i++) {
    const PtKnownId *known = g_ptr_array_index (sorted, i);
    g_string_append (out, "known ");
    pt_dump_id (out, known->id);
    number_field (out, "ticket", known->ticket);
    g_string_append (out, known->origin == PT_KNOWN_RECEIVED ? " received" : " referenced");
    pt_dump_time (out, "seen", known->seen_at);
    g_string_append_c (out, '\n');
  }
}

static void
dump_duplicates (GString *out, const PtSnapshot *snapshot)
{
  g_autoptr (GPtrArray) sorted = sorted_rows (snapshot->duplicates, compare_duplicates);
  for (guint i = 0; i < sorted->len; i++) {
    const PtDuplicate *duplicate = g_ptr_array_index (sorted, i);
    g_string_append_printf (out, "duplicate #%" G_GINT64_FORMAT, duplicate->message);
    pt_dump_field (out, "mailbox", duplicate->mailbox);
    number_field (out, "ticket", duplicate->ticket);
    pt_dump_time (out, "received", duplicate->received_at);
    g_string_append_c (out, '\n');
  }
}

static void
dump_comments (GString *out, const PtSnapshot *snapshot)
{
  g_autoptr (GArray) sorted = g_array_copy (snapshot->comments);
  g_array_sort (sorted, compare_comments);
  for (guint i = 0; i < sorted->len; i++) {
    const PtCommentRef *comment = &g_array_index (sorted, PtCommentRef, i);
    g_string_append_printf (out, "comment #%" G_GINT64_FORMAT, comment->id);
    number_field (out, "ticket", comment->ticket);
    g_string_append (out, comment->is_private ? " private" : " public");
    for (guint j = 0; j < comment->visible_cc->len; j++)
      number_field (out, "cc", g_array_index (comment->visible_cc, PtId, j));
    g_string_append_c (out, '\n');
  }
}

static void
dump_texts (GString *out, const PtSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->texts->len; i++) {
    const PtCommentText *text = g_ptr_array_index (snapshot->texts, i);
    g_string_append (out, text->is_private ? "text private" : "text public");
    number_field (out, "ticket", text->ticket);
    pt_dump_text (out, "says", text->text);
    g_string_append_c (out, '\n');
  }
}

static void
dump_outbox (GString *out, const char *word, const GPtrArray *items, const PtDumpNames *names)
{
  g_autoptr (GPtrArray) sorted = sorted_rows (items, compare_items);
  for (guint i = 0; i < sorted->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (sorted, i);
    g_string_append_printf (out, "%s #%" G_GINT64_FORMAT, word, item->id);
    pt_dump_members (out, &pt_outbox_members, item, PT_MEMBER_DUMPED, names);
    g_string_append_c (out, '\n');
  }
}

static int
compare_divisions (gconstpointer a, gconstpointer b)
{
  return compare_numbers ((*(const PtDivision *const *) a)->id, (*(const PtDivision *const *) b)->id);
}

static int
compare_companies (gconstpointer a, gconstpointer b)
{
  return compare_numbers ((*(const PtCompany *const *) a)->id, (*(const PtCompany *const *) b)->id);
}

static void
dump_groups (GString *out, const PtSnapshot *snapshot)
{
  g_autoptr (GPtrArray) divisions = sorted_rows (snapshot->divisions, compare_divisions);
  g_autoptr (GPtrArray) companies = sorted_rows (snapshot->companies, compare_companies);
  for (guint i = 0; i < divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (divisions, i);
    g_string_append_printf (out, "division #%" G_GINT64_FORMAT " ", division->id);
    pt_dump_quoted (out, division->name, strlen (division->name));
    g_string_append_c (out, '\n');
    dump_people (out, "member", division->members);
  }
  for (guint i = 0; i < companies->len; i++) {
    const PtCompany *company = g_ptr_array_index (companies, i);
    g_string_append_printf (out, "company #%" G_GINT64_FORMAT " ", company->id);
    pt_dump_quoted (out, company->name, strlen (company->name));
    number_field (out, "contact", company->contact);
    g_string_append_c (out, '\n');
  }
}

static void
dump_counts (GString *out, const PtSnapshot *snapshot)
{
  if (snapshot->name_is_staff)
    g_string_append (out, "name-is-staff\n");
  if (snapshot->sender_times->len)
    g_string_append_printf (out, "sender-hour %u\n", snapshot->sender_times->len);
  if (snapshot->sender_receipts)
    g_string_append_printf (out, "sender-receipts %u\n", snapshot->sender_receipts);
  if (snapshot->domain_receipts)
    g_string_append_printf (out, "domain-receipts %u\n", snapshot->domain_receipts);
  if (snapshot->unproven_receipts)
    g_string_append_printf (out, "unproven-receipts %u\n", snapshot->unproven_receipts);
}

void
pt_dump_snapshot (GString *out, const PtSnapshot *snapshot)
{
  PtDumpNames names = { snapshot, NULL };
  g_autoptr (GPtrArray) tickets = sorted_rows (snapshot->tickets, compare_views);
  dump_duplicates (out, snapshot);
  dump_known_ids (out, snapshot);
  dump_people (out, "person", snapshot->persons);
  dump_people (out, "staff", snapshot->staff);
  dump_groups (out, snapshot);
  for (guint i = 0; i < tickets->len; i++)
    pt_dump_ticket (out, g_ptr_array_index (tickets, i), &names);
  dump_comments (out, snapshot);
  if (snapshot->last_public)
    pt_dump_text (out, "last-public", snapshot->last_public->text);
  if (snapshot->coming)
    g_string_append_printf (out, "coming %s %" G_GINT64_FORMAT " %s\n", pt_event_kind_name (snapshot->coming->kind),
                            snapshot->coming->id, snapshot->coming->detail);
  if (snapshot->kept)
    g_string_append_printf (out, "%s %" G_GINT64_FORMAT " %s\n", snapshot->kept_shown ? "kept-shown" : "kept",
                            snapshot->kept->id, snapshot->kept->text);
  dump_texts (out, snapshot);
  dump_outbox (out, "outbox", snapshot->outbox, &names);
  dump_outbox (out, "unsent", snapshot->unsent, &names);
  dump_outbox (out, "copy", snapshot->copies, &names);
  for (guint i = 0; i < snapshot->holders->len; i++)
    g_string_append_printf (out, "holder %" G_GINT64_FORMAT "\n", g_array_index (snapshot->holders, PtId, i));
  for (guint i = 0; i < snapshot->reports->len; i++) {
    const PtReport *report = &g_array_index (snapshot->reports, PtReport, i);
    g_string_append_printf (out, "report %" G_GINT64_FORMAT "%s\n", report->outbox, report->gone ? " gone" : "");
  }
  dump_counts (out, snapshot);
}
