/* Commands at the end of a ticket's life. */
#include "base/text.h"
#include "cmd/argument.h"
#include "cmd/ticket.h"

gboolean
pt_cmd_ticket_followup (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  const char *text = pt_call_word (call, 1); /* without one there is no comment (J20) */
  g_autoptr (PtRequest) request = NULL;
  if (!pt_ticket_request (call, PT_REQUEST_FOLLOWUP, &request, error)
      || (text && !pt_argument_text (call, text, &request->text, error))
      || (o->requester && !pt_ticket_person (call, o->requester, &request->person, error)))
    return FALSE;
  request->note = o->note;
  request->subject = o->subject ? pt_text_to_line (o->subject) : NULL;
  return pt_ticket_mailbox (call, request, error) && pt_ticket_ask (call, request, error);
}

static gboolean
take_side (const char *word, gint64 *sides, GError **error)
{
  static const struct {
    const char *word;
    int         sides;
  } words[] = {
    { "none", 0 },
    { "there", PT_MERGE_PUBLIC_THERE },
    { "here", PT_MERGE_PUBLIC_HERE },
    { "both", PT_MERGE_PUBLIC_THERE | PT_MERGE_PUBLIC_HERE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word)) {
      *sides = words[i].sides;
      return TRUE;
    }
  return pt_error_set (error, PT_ERROR_USAGE, "bad --public \"%s\"; write none, there, here or both", word);
}

gboolean
pt_cmd_ticket_merge (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (PtRequest) request = NULL;
  if (!pt_ticket_request (call, PT_REQUEST_MERGE, &request, error)
      || !pt_argument_id ("ticket", pt_call_word (call, 1), &request->other, error)
      || (o->sides && !take_side (o->sides, &request->number, error)))
    return FALSE;
  request->text = g_strdup (o->text);
  return pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_delete (PtCall *call, GError **error)
{
  g_autoptr (PtRequest) request = NULL;
  return pt_ticket_request (call, PT_REQUEST_DELETE, &request, error) && pt_ticket_ask (call, request, error);
}
