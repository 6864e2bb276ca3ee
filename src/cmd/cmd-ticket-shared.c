/* Commands about what people outside know of a ticket, and of what waits for them. */
#include "cmd/argument.h"
#include "cmd/ticket.h"

gboolean
pt_cmd_ticket_seen (PtCall *call, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  g_autoptr (PtPerson) person = NULL;
  if (!pt_ticket_request (call, PT_REQUEST_SEEN, &request, error)
      || !pt_argument_person (call, pt_call_word (call, 1), &person, error))
    return FALSE;
  request->person = person->id;
  return pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_link (PtCall *call, GError **error)
{
  const char *other = pt_call_word (call, 1);
  g_autoptr (PtRequest) request = NULL;
  return pt_ticket_request (call, PT_REQUEST_LINK, &request, error)
         && (g_str_equal (other, "none") || pt_argument_id ("ticket", other, &request->other, error))
         && pt_ticket_ask (call, request, error);
}

/* The comment brings its ticket (J30). */
gboolean
pt_cmd_ticket_unsend (PtCall *call, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  if (!pt_ticket_request (call, PT_REQUEST_UNSEND, &request, error))
    return FALSE;
  request->number = request->ticket;
  request->ticket = 0;
  return pt_ticket_ask (call, request, error);
}
