/* A ticket for programs. */
#include "cmd/outbox.h"
#include "cmd/print.h"
#include "cmd/ticket.h"

/* --- a comment --- */

typedef struct {
  const PtTicketSheet  *sheet;
  const PtSheetComment *entry;
} Comment;

static void
json_author_label (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const Comment *comment = of;
  pt_json_text (builder, name, pt_ticket_label (comment->sheet, comment->entry->comment->author));
}

static void
json_message (JsonBuilder *builder, const char *name, gconstpointer of)
{
  pt_json_id (builder, name, ((const Comment *) of)->entry->message);
}

static void
json_attachments (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const GPtrArray *parts = ((const Comment *) of)->entry->parts;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < parts->len; i++) {
    const PtPart *part = g_ptr_array_index (parts, i);
    json_builder_begin_object (builder);
    pt_json_text (builder, "name", part->name);
    pt_json_text (builder, "type", part->type);
    pt_json_int (builder, "bytes", (gint64) part->size);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static const PtJsonMore comment_more[] = {
  { "author_label", json_author_label, "author" },
  { "message", json_message, "flags" },
  { "attachments", json_attachments, NULL },
};
static const PtJsonForm comment_form = PT_JSON_FORM (pt_comment_members, PT_MEMBER_SHOWN, comment_more);

/* --- a ticket --- */

typedef struct {
  const PtPolicy      *policy;
  const PtTicketSheet *sheet;
} Ticket;

static void
json_public_status (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const Ticket *ticket = of;
  pt_json_text (builder, name, pt_ticket_public_status (ticket->policy, ticket->sheet->view->ticket));
}

static void
json_summary (JsonBuilder *builder, const char *name, gconstpointer of)
{
  g_autofree char *summary = pt_ticket_summary (((const Ticket *) of)->sheet);
  pt_json_text (builder, name, summary);
}

static void
json_requester_label (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const PtTicketSheet *sheet = ((const Ticket *) of)->sheet;
  pt_json_text (builder, name, pt_ticket_label (sheet, sheet->view->ticket->requester));
}

static void
json_people (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const PtTicketSheet *sheet = ((const Ticket *) of)->sheet;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < sheet->view->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (sheet->view->people, PtTicketPerson, i);
    json_builder_begin_object (builder);
    pt_json_id (builder, "person", one->person);
    pt_json_text (builder, "relation", pt_relation_name (one->relation));
    pt_json_text (builder, "label", pt_ticket_label (sheet, one->person));
    pt_json_id (builder, "added_by", one->added_by);
    pt_json_bool (builder, "brought", one->brought);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
json_comments (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const PtTicketSheet *sheet = ((const Ticket *) of)->sheet;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < sheet->comments->len; i++) {
    const Comment comment = { sheet, g_ptr_array_index (sheet->comments, i) };
    pt_json_object (builder, &comment_form, comment.entry->comment, &comment);
  }
  json_builder_end_array (builder);
}

static void
json_events (JsonBuilder *builder, const char *name, gconstpointer of)
{
  static const PtJsonForm form = { &pt_event_members, PT_MEMBER_SHOWN, NULL, 0 };
  const GPtrArray *events = ((const Ticket *) of)->sheet->events;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < events->len; i++)
    pt_json_object (builder, &form, g_ptr_array_index (events, i), NULL);
  json_builder_end_array (builder);
}

static void
json_mails (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const GPtrArray *items = ((const Ticket *) of)->sheet->outbox;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    pt_json_outbox_item (builder, g_ptr_array_index (items, i));
  json_builder_end_array (builder);
}

static const PtJsonMore ticket_more[] = {
  { "public_status", json_public_status, NULL },
  { "summary", json_summary, NULL },
  { "requester_label", json_requester_label, NULL },
  { "people", json_people, NULL },
  { "comments", json_comments, NULL },
  { "events", json_events, NULL },
  { "mails", json_mails, NULL },
};
static const PtJsonForm ticket_form = PT_JSON_FORM (pt_ticket_members, PT_MEMBER_SHOWN, ticket_more);

void
pt_ticket_print_json (const PtPolicy *policy, const PtTicketSheet *sheet)
{
  const Ticket ticket = { policy, sheet };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  pt_json_object (builder, &ticket_form, sheet->view->ticket, &ticket);
  pt_json_print (builder);
}
