/* What an agent may look at (R18, R19, FW7): the same rights as by mail. */
#include "cmd/ticket.h"

#include "cmd/argument.h"
#include "core/standing.h"

static void
leave_public (PtTicketSheet *sheet)
{
  for (guint i = sheet->comments->len; i > 0; i--)
    if (((const PtSheetComment *) g_ptr_array_index (sheet->comments, i - 1))->comment->is_private)
      g_ptr_array_remove_index (sheet->comments, i - 1);
  for (guint i = sheet->view->people->len; i > 0; i--)
    if (g_array_index (sheet->view->people, PtTicketPerson, i - 1).relation == PT_RELATION_FOLLOWER) /* FW14 */
      g_array_remove_index (sheet->view->people, i - 1);
  g_ptr_array_set_size (sheet->events, 0);
  g_ptr_array_set_size (sheet->links, 0);
  g_ptr_array_set_size (sheet->outbox, 0);
}

gboolean
pt_ticket_look (PtCall *call, PtTicketSheet **out_sheet, GError **error)
{
  g_autoptr (PtTicketSheet) sheet = NULL;
  g_autoptr (PtPerson) viewer = NULL;
  PtId id = 0;
  if (!pt_argument_id ("ticket", pt_call_word (call, 0), &id, error) || !pt_argument_viewer (call, &viewer, error)
      || !pt_store_ticket_sheet (call->store, id, &sheet, error))
    return FALSE;
  PtAccess access = viewer ? pt_standing_of (NULL, sheet->view, viewer).access : PT_ACCESS_ALL;
  if (access == PT_ACCESS_NONE)
    return pt_error_set (error, PT_ERROR_REFUSED, "ticket #%" G_GINT64_FORMAT " is not for %s to see", id,
                         pt_person_label (viewer));
  if (access == PT_ACCESS_PUBLIC)
    leave_public (sheet);
  *out_sheet = g_steal_pointer (&sheet);
  return TRUE;
}
