/* Commands that change tickets: each is a request that the rules grant or refuse, like mail. */
#include "cmd/argument.h"

#include <stdio.h>
#include <string.h>

#include "cmd/print.h"
#include "store/person.h"

static gboolean
start (PtCall *call, PtRequestKind kind, PtRequest **out_request, GError **error)
{
  PtId actor = 0;
  g_autoptr (PtRequest) request = NULL;
  if (!pt_argument_actor (call, &actor, error))
    return FALSE;
  request = pt_request_new (kind, actor);
  if (kind != PT_REQUEST_NEW && !pt_argument_id ("ticket", pt_call_word (call, 0), &request->ticket, error))
    return FALSE;
  *out_request = g_steal_pointer (&request);
  return TRUE;
}

static gboolean
ask (PtCall *call, const PtRequest *request, GError **error)
{
  PtOutcome outcome = { 0 };
  if (!pt_gateway_request (call->gateway, request, &outcome, error))
    return FALSE;
  printf ("ticket #%" G_GINT64_FORMAT ", %u mail%s to send\n", outcome.ticket, outcome.notifications,
          outcome.notifications == 1 ? "" : "s");
  return TRUE;
}

static gboolean
comment (PtCall *call, PtRequestKind kind, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  return start (call, kind, &request, error) && pt_argument_text (call, pt_call_word (call, 1), &request->text, error) &&
         ask (call, request, error);
}

gboolean
pt_cmd_ticket_reply (PtCall *call, GError **error)
{
  return comment (call, PT_REQUEST_REPLY, error);
}

gboolean
pt_cmd_ticket_note (PtCall *call, GError **error)
{
  return comment (call, PT_REQUEST_NOTE, error);
}

gboolean
pt_cmd_ticket_assign (PtCall *call, GError **error)
{
  const char *name = pt_call_word (call, 1);
  g_autoptr (PtRequest) request = NULL;
  g_autoptr (PtPerson) person = NULL;
  if (!start (call, PT_REQUEST_ASSIGN, &request, error))
    return FALSE;
  if (!g_str_equal (name, "none")) {
    if (!pt_argument_person (call, name, &person, error))
      return FALSE;
    request->person = person->id;
  }
  return ask (call, request, error);
}

gboolean
pt_cmd_ticket_status (PtCall *call, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  return start (call, PT_REQUEST_STATUS, &request, error) &&
         pt_argument_status (pt_call_word (call, 1), &request->status, error) && ask (call, request, error);
}

/* --- new --- */

static gboolean
add_requester (PtCall *call, const char *address, PtId *out_person, GError **error)
{
  g_autoptr (PtPerson) person = pt_person_new (0, "", PT_ROLE_END_USER);
  if (!pt_argument_address (address, error))
    return FALSE;
  pt_person_add_address (person, address);
  if (!pt_store_begin (call->store, error))
    return FALSE;
  if (pt_store_person_add (call->store, call->config->policy, person, call->now, out_person, error))
    return pt_store_commit (call->store, error);
  pt_store_rollback (call->store);
  return FALSE;
}

/* Somebody who never wrote becomes a person first. */
static gboolean
find_requester (PtCall *call, const char *address, PtId *out_person, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  g_autoptr (GError) trouble = NULL;
  if (pt_argument_person (call, address, &person, &trouble)) {
    *out_person = person->id;
    return TRUE;
  }
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_NOT_FOUND) && strchr (address, '@'))
    return add_requester (call, address, out_person, error);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

gboolean
pt_cmd_ticket_new (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (PtRequest) request = NULL;
  if (!o->requester || !o->subject)
    return pt_error_set (error, PT_ERROR_USAGE, "%s is missing; write --requester ADDR and --subject TEXT",
                         o->requester ? "--subject" : "--requester");
  if (o->mailbox && !pt_policy_mailbox_named (call->config->policy, o->mailbox))
    return pt_error_set (error, PT_ERROR_NO_MAILBOX, "there is no mailbox %s", o->mailbox);
  if (!start (call, PT_REQUEST_NEW, &request, error)
      || !pt_argument_text (call, pt_call_word (call, 0), &request->text, error)
      || !find_requester (call, o->requester, &request->person, error))
    return FALSE;
  request->mailbox = g_strdup (o->mailbox);
  request->subject = pt_text_to_line (o->subject);
  return ask (call, request, error);
}
