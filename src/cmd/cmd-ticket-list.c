#include "cmd/argument.h"

#include "cmd/print.h"
#include "cmd/ticket.h"
#include "store/group.h"
#include "store/person.h"
#include "store/ticket-query.h"

static gboolean
fill_statuses (const PtCallOptions *o, PtTicketFilter *filter, GError **error)
{
  PtStatus status = PT_STATUS_NEW;
  if (o->status && !pt_argument_status (o->status, &status, error))
    return FALSE;
  if (o->status)
    filter->statuses = 1u << status;
  else if (o->closed || o->all)
    filter->statuses = o->closed ? 1u << PT_STATUS_CLOSED : (1u << PT_STATUS_N) - 1;
  return TRUE;
}

/* WORD may be NULL; `none` is nobody where NOBODY. */
static gboolean
fill_person (PtCall *call, const char *word, gboolean nobody, PtId *out_person, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!word)
    return TRUE;
  if (nobody && g_str_equal (word, "none")) {
    *out_person = PT_TICKET_NOBODY;
    return TRUE;
  }
  if (!pt_argument_person (call, word, &person, error))
    return FALSE;
  *out_person = person->id;
  return TRUE;
}

static gboolean
fill_division (PtCall *call, const char *word, PtId *out_division, GError **error)
{
  g_autoptr (PtDivision) division = NULL;
  if (!word)
    return TRUE;
  if (g_str_equal (word, "none")) {
    *out_division = PT_TICKET_NOBODY;
    return TRUE;
  }
  if (!pt_group_find_division (call->store, word, &division, error))
    return FALSE;
  if (!division)
    return pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no division %s", word);
  *out_division = division->id;
  return TRUE;
}

static gboolean
fill_kinds (const PtCallOptions *o, PtTicketFilter *filter, GError **error)
{
  PtPriority priority = PT_PRIORITY_NONE;
  PtChannel channel = PT_CHANNEL_MAIL;
  if (o->priority && !pt_argument_priority (o->priority, &priority, error))
    return FALSE;
  if (o->channel && !pt_channel_from_name (o->channel, &channel))
    return pt_argument_no_word (&pt_channel_names, "channel", o->channel, error);
  filter->priorities = o->priority ? 1u << priority : 0;
  filter->channels = o->channel ? 1u << channel : 0;
  return TRUE;
}

static gboolean
fill_filter (PtCall *call, PtTicketFilter *filter, GError **error)
{
  const PtCallOptions *o = &call->options;
  filter->mailbox = o->mailbox;
  filter->tag = o->tag;
  filter->limit = G_MAXINT32;
  if (o->mailbox && !pt_policy_mailbox_named (call->config->policy, o->mailbox))
    return pt_error_set (error, PT_ERROR_NO_MAILBOX, "there is no mailbox %s", o->mailbox);
  return fill_statuses (o, filter, error) && fill_kinds (o, filter, error)
         && fill_person (call, o->assignee, TRUE, &filter->assignee, error)
         && fill_person (call, o->requester, FALSE, &filter->requester, error)
         && fill_division (call, o->division, &filter->division, error)
         && (!o->following || pt_argument_actor (call, &filter->follower, error));
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
  static const char *const titles[] = { "TICKET", "STATUS", "MAILBOX", "UPDATED", "REQUESTER", "ASSIGNEE", "SUBJECT",
                                        NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < tickets->len; i++)
    if (!add_ticket (call, columns, labels, g_ptr_array_index (tickets, i), error))
      return FALSE;
  pt_columns_print (columns);
  return TRUE;
}

typedef struct {
  const PtPolicy     *policy;
  const PtTicketView *view;
} Listed;

static void
json_public_status (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const Listed *listed = of;
  pt_json_text (builder, name, pt_ticket_public_status (listed->policy, listed->view->ticket));
}

static void
json_public_comments (JsonBuilder *builder, const char *name, gconstpointer of)
{
  pt_json_int (builder, name, ((const Listed *) of)->view->public_comments);
}

static void
json_private_comments (JsonBuilder *builder, const char *name, gconstpointer of)
{
  pt_json_int (builder, name, ((const Listed *) of)->view->private_comments);
}

static const PtJsonMore ticket_more[] = {
  { "public_status", json_public_status, NULL },
  { "public_comments", json_public_comments, NULL },
  { "private_comments", json_private_comments, NULL },
};
static const PtJsonForm ticket_form = PT_JSON_FORM (pt_ticket_members, PT_MEMBER_LISTED, ticket_more);

gboolean
pt_cmd_ticket_list (PtCall *call, GError **error)
{
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (PtPerson) viewer = NULL;
  PtTicketFilter filter = { 0 };
  if (!fill_filter (call, &filter, error) || !pt_argument_viewer (call, &viewer, error))
    return FALSE;
  filter.viewer = viewer;
  if (!pt_store_ticket_list (call->store, &filter, &tickets, error))
    return FALSE;
  if (!call->options.json)
    return print_tickets (call, tickets, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < tickets->len; i++) {
    const Listed listed = { call->config->policy, g_ptr_array_index (tickets, i) };
    pt_json_object (builder, &ticket_form, listed.view->ticket, &listed);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
  return TRUE;
}
