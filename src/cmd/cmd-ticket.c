/* Commands that change tickets: each is a request that the rules grant or refuse, like mail. */
#include "cmd/argument.h"

#include "base/text.h"
#include "cmd/ticket.h"

static gboolean
comment (PtCall *call, PtRequestKind kind, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  return pt_ticket_request (call, kind, &request, error)
         && pt_argument_text (call, pt_call_word (call, 1), &request->text, error)
         && pt_ticket_ask (call, request, error);
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
  if (!pt_ticket_request (call, PT_REQUEST_ASSIGN, &request, error))
    return FALSE;
  if (!g_str_equal (name, "none")) {
    if (!pt_argument_person (call, name, &person, error))
      return FALSE;
    request->person = person->id;
  }
  return pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_status (PtCall *call, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  return pt_ticket_request (call, PT_REQUEST_STATUS, &request, error)
         && pt_argument_status (pt_call_word (call, 1), &request->status, error)
         && pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_new (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (PtRequest) request = NULL;
  if (!o->requester || !o->subject)
    return pt_error_set (error, PT_ERROR_USAGE, "%s is missing; write --requester ADDR and --subject TEXT",
                         o->requester ? "--subject" : "--requester");
  if (!pt_ticket_request (call, PT_REQUEST_NEW, &request, error)
      || !pt_argument_text (call, pt_call_word (call, 0), &request->text, error)
      || !pt_ticket_person (call, o->requester, &request->person, error))
    return FALSE;
  request->subject = pt_text_to_line (o->subject);
  request->note = o->note;
  if (o->category) {
    request->field = PT_FIELD_CATEGORY;
    if (!pt_ticket_category (o->category, &request->number, error))
      return FALSE;
  }
  return (!o->status || pt_argument_status (o->status, &request->status, error))
         && pt_ticket_mailbox (call, request, error) && pt_ticket_ask (call, request, error);
}
