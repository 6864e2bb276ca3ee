#include "cmd/argument.h"

#include "cmd/print.h"
#include "store/person.h"
#include "store/ticket-query.h"

static gboolean
fill_filter (PtCall *call, PtTicketFilter *filter, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (PtPerson) assignee = NULL;
  PtStatus status = PT_STATUS_NEW;
  filter->mailbox = o->mailbox;
  filter->limit = G_MAXINT32;
  if (o->mailbox && !pt_policy_mailbox_named (call->config->policy, o->mailbox))
    return pt_error_set (error, PT_ERROR_NO_MAILBOX, "there is no mailbox %s", o->mailbox);
  if (o->status && !pt_argument_status (o->status, &status, error))
    return FALSE;
  filter->statuses = o->status ? 1u << status : o->all ? (1u << (PT_STATUS_CLOSED + 1)) - 1 : 0;
  if (!o->assignee)
    return TRUE;
  if (g_str_equal (o->assignee, "none")) {
    filter->assignee = PT_TICKET_NOBODY;
    return TRUE;
  }
  if (!pt_argument_person (call, o->assignee, &assignee, error))
    return FALSE;
  filter->assignee = assignee->id;
  return TRUE;
}

/* Name or address; the store is asked once a person. */
static gboolean
label_of (PtCall *call, GHashTable *labels, PtId id, const char **out_label, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  *out_label = id ? g_hash_table_lookup (labels, &id) : "-";
  if (*out_label)
    return TRUE;
  if (!pt_store_person_load (call->store, id, &person, error))
    return FALSE;
  char *label = g_strdup (pt_person_label (person));
  g_hash_table_insert (labels, g_memdup2 (&id, sizeof id), label);
  *out_label = label;
  return TRUE;
}

static gboolean
add_ticket (PtCall *call, PtColumns *columns, GHashTable *labels, const PtTicketView *view, GError **error)
{
  const PtTicket *ticket = view->ticket;
  const char *requester, *assignee;
  g_autofree char *id = pt_print_id (ticket->id), *updated = pt_print_time (ticket->updated_at);
  if (!label_of (call, labels, ticket->requester, &requester, error)
      || !label_of (call, labels, ticket->assignee, &assignee, error))
    return FALSE;
  pt_columns_add (columns, id, pt_status_name (ticket->status), ticket->mailbox, updated, requester, assignee,
                  ticket->subject, NULL);
  return TRUE;
}

static gboolean
print_tickets (PtCall *call, const GPtrArray *tickets, GError **error)
{
  static const char *const titles[] = { "TICKET", "STATUS", "MAILBOX", "UPDATED", "REQUESTER", "ASSIGNEE", "SUBJECT", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < tickets->len; i++)
    if (!add_ticket (call, columns, labels, g_ptr_array_index (tickets, i), error))
      return FALSE;
  pt_columns_print (columns);
  return TRUE;
}

static void
json_ticket (JsonBuilder *builder, const PtTicketView *view)
{
  const PtTicket *ticket = view->ticket;
  json_builder_begin_object (builder);
  pt_json_id (builder, "ticket", ticket->id);
  pt_json_text (builder, "status", pt_status_name (ticket->status));
  pt_json_text (builder, "priority", pt_priority_name (ticket->priority));
  pt_json_text (builder, "mailbox", ticket->mailbox);
  pt_json_text (builder, "subject", ticket->subject);
  pt_json_id (builder, "requester", ticket->requester);
  pt_json_id (builder, "assignee", ticket->assignee);
  pt_json_int (builder, "public_comments", view->public_comments);
  pt_json_int (builder, "private_comments", view->private_comments);
  pt_json_time (builder, "created_at", ticket->created_at);
  pt_json_time (builder, "updated_at", ticket->updated_at);
  json_builder_end_object (builder);
}

gboolean
pt_cmd_ticket_list (PtCall *call, GError **error)
{
  g_autoptr (GPtrArray) tickets = NULL;
  PtTicketFilter filter = { 0 };
  if (!fill_filter (call, &filter, error) || !pt_store_ticket_list (call->store, &filter, &tickets, error))
    return FALSE;
  if (!call->options.json)
    return print_tickets (call, tickets, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < tickets->len; i++)
    json_ticket (builder, g_ptr_array_index (tickets, i));
  json_builder_end_array (builder);
  pt_json_print (builder);
  return TRUE;
}
