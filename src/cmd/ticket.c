#include "cmd/ticket.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cmd/argument.h"
#include "cmd/print.h"
#include "config/setting-text.h"
#include "store/person.h"

const char *
pt_ticket_label (const PtTicketSheet *sheet, PtId person)
{
  const PtPerson *found = pt_ticket_sheet_person (sheet, person);
  return !person ? "-" : found ? pt_person_label (found) : "?";
}

const char *
pt_ticket_public_status (const PtPolicy *policy, const PtTicket *ticket)
{
  const PtRules *rules = pt_policy_mailbox_or_default (policy, ticket->mailbox)->rules;
  return pt_status_name (rules->public_status[ticket->status]);
}

gboolean
pt_ticket_request (PtCall *call, PtRequestKind kind, PtRequest **out_request, GError **error)
{
  PtId actor = 0;
  g_autoptr (PtRequest) request = NULL;
  if (!pt_argument_actor (call, &actor, error))
    return FALSE;
  request = pt_request_new (kind, actor);
  request->api = call->options.api;
  request->all_or_nothing = call->options.all_or_nothing;
  const char *what = kind == PT_REQUEST_UNSEND ? "comment" : "ticket";
  if (kind != PT_REQUEST_NEW && !pt_argument_id (what, pt_call_word (call, 0), &request->ticket, error))
    return FALSE;
  *out_request = g_steal_pointer (&request);
  return TRUE;
}

static void
print_json (const PtTicket *ticket, const PtOutcome *outcome)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  pt_json_id (builder, "ticket", ticket->id);
  pt_json_text (builder, "status", pt_status_name (ticket->status));
  pt_json_id (builder, "followup_of", ticket->followup_of);
  pt_json_int (builder, "mails", outcome->notifications);
  pt_json_text (builder, "not_mailed", outcome->not_mailed);
  json_builder_end_object (builder);
  pt_json_print (builder);
}

/* What waits can be taken back by its number (J30). */
static void
print_waiting (const PtPolicy *policy, const PtRequest *request, const PtTicket *ticket, const PtOutcome *outcome)
{
  const PtTime delay = pt_policy_rules_for (policy, ticket->mailbox)->reply_delay;
  g_autofree char *waits = pt_duration_to_text (delay);
  if (request->kind == PT_REQUEST_REPLY && delay && outcome->comment && outcome->notifications)
    printf ("comment %" G_GINT64_FORMAT " waits %s; postern ticket unsend %" G_GINT64_FORMAT " takes it back\n",
            outcome->comment, waits, outcome->comment);
  if (request->kind == PT_REQUEST_UNSEND)
    printf ("comment %" G_GINT64_FORMAT " is mailed to nobody, and a note now\n", request->number);
}

static void
print_line (const PtRequest *request, const PtTicket *ticket, const PtOutcome *outcome)
{
  gboolean instead = request->kind == PT_REQUEST_STATUS && request->status != ticket->status;
  printf ("ticket #%" G_GINT64_FORMAT, ticket->id);
  if (request->kind == PT_REQUEST_FOLLOWUP)
    printf (", follow-up to #%" G_GINT64_FORMAT, ticket->followup_of);
  if (instead) /* X9 */
    printf (", now %s: it closes by itself after a time", pt_status_name (ticket->status));
  printf (", %u mail%s to send\n", outcome->notifications, outcome->notifications == 1 ? "" : "s");
  if (outcome->mailed)
    fputs (outcome->mailed, stdout);
  if (outcome->not_mailed) /* J4 */
    printf ("not mailed: %s\n", outcome->not_mailed);
}

gboolean
pt_ticket_ask (PtCall *call, const PtRequest *request, GError **error)
{
  PtOutcome outcome = { 0 };
  g_autoptr (PtTicketView) view = NULL;
  if (!pt_gateway_request (call->gateway, request, &outcome, error))
    return FALSE;
  g_autofree char *not_mailed = outcome.not_mailed, *mailed = outcome.mailed;
  if (!pt_store_ticket_view (call->store, outcome.ticket, &view, error))
    return FALSE;
  if (call->options.json || call->options.api)
    print_json (view->ticket, &outcome);
  else {
    print_line (request, view->ticket, &outcome);
    print_waiting (call->config->policy, request, view->ticket, &outcome);
  }
  return TRUE;
}

static gboolean
add_person (PtCall *call, const char *address, PtId *out_person, GError **error)
{
  g_autoptr (PtPerson) person = pt_person_new (0, "", PT_ROLE_END_USER);
  if (!pt_argument_address (address, error))
    return FALSE;
  if (call->options.all_or_nothing && !pt_address_can_be_mailed (address)) /* J4: before anything is written */
    return pt_error_set (error, PT_ERROR_NOT_ALL, "nothing is done: mail cannot be sent to %s", address);
  pt_person_add_address (person, address);
  if (!pt_store_begin (call->store, error))
    return FALSE;
  if (pt_store_person_add (call->store, call->config->policy, person, call->now, out_person, error))
    return pt_store_commit (call->store, error);
  pt_store_rollback (call->store);
  return FALSE;
}

gboolean
pt_ticket_person (PtCall *call, const char *address, PtId *out_person, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  g_autoptr (GError) trouble = NULL;
  if (pt_argument_person (call, address, &person, &trouble)) {
    *out_person = person->id;
    return TRUE;
  }
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_NOT_FOUND) && strchr (address, '@'))
    return add_person (call, address, out_person, error);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

gboolean
pt_ticket_mailbox (PtCall *call, PtRequest *request, GError **error)
{
  const char *name = call->options.mailbox;
  if (name && !pt_policy_mailbox_named (call->config->policy, name))
    return pt_error_set (error, PT_ERROR_NO_MAILBOX, "there is no mailbox %s", name);
  request->mailbox = g_strdup (name);
  return TRUE;
}

/* What was written first in public, or at all. */
static const PtComment *
first_comment (const PtTicketSheet *sheet)
{
  const PtComment *first = NULL;
  for (guint i = 0; i < sheet->comments->len; i++) {
    const PtComment *comment = ((const PtSheetComment *) g_ptr_array_index (sheet->comments, i))->comment;
    if (!comment->is_private)
      return comment;
    if (!first)
      first = comment;
  }
  return first;
}

char *
pt_ticket_summary (const PtTicketSheet *sheet)
{
  enum { MOST_CHARACTERS = 160 };
  const PtComment *comment = first_comment (sheet);
  PtId original = sheet->view->ticket->followup_of;
  g_autofree char *words = pt_text_excerpt (comment && comment->text ? comment->text : "", MOST_CHARACTERS);
  GString *out = g_string_new (NULL);
  if (original)
    g_string_append_printf (out, "Follow-up to #%" G_GINT64_FORMAT ". ", original);
  g_string_append (out, words);
  return g_string_free (out, FALSE);
}

gboolean
pt_ticket_category (const char *text, gint64 *out_number, GError **error)
{
  PtCategory category = PT_CATEGORY_CUSTOMER;
  gboolean good = pt_category_from_name (text, &category);
  *out_number = category;
  return good || pt_argument_no_word (&pt_category_names, "category", text, error);
}
