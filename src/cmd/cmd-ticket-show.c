#include "cmd/argument.h"

#include <stdio.h>

#include "cmd/print.h"
#include "gateway/outbox.h"
#include "cmd/ticket.h"
#include "store/group.h"

/* One line a custom field. */
static void
add_custom (PtColumns *columns, const char *custom)
{
  g_auto (GStrv) lines = g_strsplit (custom, "\n", -1);
  for (gsize i = 0; lines[i]; i++) {
    g_auto (GStrv) pair = g_strsplit (lines[i], "=", 2);
    if (pair[0] && pair[1])
      pt_columns_add (columns, pair[0], pair[1], NULL);
  }
}

/* Who inside has it, and what people outside know of it. */
static void
add_standing (PtColumns *columns, const PtTicket *ticket, const PtDivision *division)
{
  g_autofree char *linked = pt_print_id (ticket->linked_to);
  if (division)
    pt_columns_add (columns, "division", division->name, NULL);
  if (ticket->restricted)
    pt_columns_add (columns, "restricted", "yes", NULL);
  if (ticket->category != PT_CATEGORY_CUSTOMER)
    pt_columns_add (columns, "category", pt_category_name (ticket->category), NULL);
  if (ticket->category == PT_CATEGORY_BACK_OFFICE)
    pt_columns_add (columns, "shared", ticket->shared ? "yes" : "no", NULL);
  if (ticket->linked_to)
    pt_columns_add (columns, "linked with", linked, NULL);
}

/* J9: who is not mailed all, and what to do about it. */
static char *
name_with_reach (const PtTicketSheet *sheet, const PtTicketPerson *one)
{
  const PtPerson *person = pt_ticket_sheet_person (sheet, one->person);
  const char *name = pt_ticket_label (sheet, one->person);
  if (!one->brought || one->relation == PT_RELATION_FOLLOWER || (person && pt_person_is_internal (person)))
    return g_strdup (name);
  return g_strdup_printf ("%s (brought by %s; not mailed what unknown customers write until an agent adds them)",
                          name, pt_ticket_label (sheet, one->added_by));
}

static void
print_head (const PtTicketSheet *sheet, const PtDivision *division)
{
  const PtTicket *ticket = sheet->view->ticket;
  const GArray *people = sheet->view->people;
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  g_autofree char *id = pt_print_id (ticket->id), *created = pt_print_time (ticket->created_at);
  g_autofree char *updated = pt_print_time (ticket->updated_at), *merged = pt_print_id (ticket->merged_into);
  g_autofree char *original = pt_print_id (ticket->followup_of), *summary = pt_ticket_summary (sheet);
  pt_columns_add (columns, "ticket", id, NULL);
  pt_columns_add (columns, "subject", ticket->subject, NULL);
  pt_columns_add (columns, "summary", summary, NULL);
  pt_columns_add (columns, "status", pt_status_name (ticket->status), NULL);
  pt_columns_add (columns, "priority", pt_priority_name (ticket->priority), NULL);
  pt_columns_add (columns, "type", pt_type_name (ticket->type), NULL);
  pt_columns_add (columns, "channel", pt_channel_name (ticket->channel), NULL);
  pt_columns_add (columns, "mailbox", ticket->mailbox, NULL);
  pt_columns_add (columns, "requester", pt_ticket_label (sheet, ticket->requester), NULL);
  pt_columns_add (columns, "assignee", pt_ticket_label (sheet, ticket->assignee), NULL);
  for (guint i = 0; i < people->len; i++) {
    const PtTicketPerson *one = &g_array_index (people, PtTicketPerson, i);
    g_autofree char *who = name_with_reach (sheet, one);
    pt_columns_add (columns, pt_relation_name (one->relation), who, NULL);
  }
  add_standing (columns, ticket, division);
  if (*ticket->tags)
    pt_columns_add (columns, "tags", ticket->tags, NULL);
  add_custom (columns, ticket->custom);
  pt_columns_add (columns, "created", created, NULL);
  pt_columns_add (columns, "updated", updated, NULL);
  if (ticket->merged_into)
    pt_columns_add (columns, "merged into", merged, NULL);
  if (ticket->followup_of)
    pt_columns_add (columns, "follow-up of", original, NULL);
  if (ticket->deleted)
    pt_columns_add (columns, "deleted", "yes", NULL);
  pt_columns_print (columns);
}

static void
print_comment (const PtTicketSheet *sheet, const PtSheetComment *entry)
{
  const PtComment *comment = entry->comment;
  g_autofree char *at = pt_print_time (comment->at), *flags = pt_word_join_set (&pt_flag_names, comment->flags, " ");
  g_autofree char *head =
    g_strdup_printf ("%s  comment %" G_GINT64_FORMAT "  %s  %s%s%s%s%s", at, comment->id,
                     comment->is_private ? "private" : "public",
                     pt_ticket_label (sheet, comment->author), comment->is_participant ? "  participant" : "",
                       *flags ? "  [" : "", flags, *flags ? "]" : "");
  putchar ('\n');
  pt_print_text (head, "");
  pt_print_text (comment->text ? comment->text : "", "  ");
  for (guint i = 0; i < entry->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (entry->parts, i);
    g_autofree char *line = g_strdup_printf ("attachment %s (%s, %" G_GSIZE_FORMAT " bytes)",
                                             part->name ? part->name : "-", part->type, part->size);
    pt_print_text (line, "  ");
  }
}

static void
print_events (const PtTicketSheet *sheet)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  for (guint i = 0; i < sheet->events->len; i++) {
    const PtEvent *event = g_ptr_array_index (sheet->events, i);
    g_autofree char *at = pt_print_time (event->at);
    pt_columns_add (columns, at, event->actor ? pt_ticket_label (sheet, event->actor) : "Postern",
                    pt_event_kind_name (event->kind), pt_ticket_label (sheet, event->about),
                    event->detail ? event->detail : "", NULL);
  }
  for (guint i = 0; i < sheet->links->len; i++) {
    const PtSheetLink *link = g_ptr_array_index (sheet->links, i);
    g_autofree char *at = pt_print_time (link->at), *other = pt_print_id (link->other);
    pt_columns_add (columns, at, "Postern", link->kind, other, "", NULL);
  }
  printf ("\n");
  pt_columns_print (columns);
}

static void
print_outbox (const PtTicketSheet *sheet)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  for (guint i = 0; i < sheet->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (sheet->outbox, i);
    g_autofree char *id = pt_print_id (item->id), *due = pt_print_time (item->notification.due_at);
    gboolean dead = pt_outbox_state_is_dead (item->state);
    pt_columns_add (columns, dead ? "NOT DELIVERED" : "mail", id, pt_notify_kind_name (item->notification.kind),
                    item->notification.address, pt_outbox_state_name (item->state), due,
                    dead && item->answer ? item->answer : "", NULL);
  }
  if (sheet->outbox->len)
    printf ("\n");
  pt_columns_print (columns);
}

gboolean
pt_cmd_ticket_show (PtCall *call, GError **error)
{
  g_autoptr (PtTicketSheet) sheet = NULL;
  g_autoptr (PtDivision) division = NULL;
  if (!pt_ticket_look (call, &sheet, error))
    return FALSE;
  if (call->options.json) {
    pt_ticket_print_json (call->config->policy, sheet);
    return TRUE;
  }
  PtId id = sheet->view->ticket->division;
  if (id && !pt_group_load_division (call->store, id, &division, error))
    return FALSE;
  print_head (sheet, division);
  for (guint i = 0; i < sheet->comments->len; i++)
    print_comment (sheet, g_ptr_array_index (sheet->comments, i));
  print_events (sheet);
  print_outbox (sheet);
  return TRUE;
}
