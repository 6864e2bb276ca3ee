#include "tests/scenario/scn-render.h"

#include <string.h>

static gboolean
holds (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  return g_strstr_len (data, (gssize) length, text) != NULL;
}

/* Header and body up to the first empty line. */
static gboolean
header_holds (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");
  return g_strstr_len (data, end ? end - data : (gssize) length, text) != NULL;
}

static gboolean
leaks_private (const PtWorld *world, const PtRendering *rendering)
{
  for (guint i = 0; !rendering->inside && i < world->rows->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (world->rows->comments, i);
    if (comment->is_private && g_str_has_prefix (comment->text, "CANARY") && holds (rendering->bytes, comment->text))
      return TRUE;
  }
  return FALSE;
}

/* FW14: a follower who is nothing else on the ticket stands in no header of anybody else's mail. */
static gboolean
names_follower (const PtWorld *world, const PtOutboxItem *item, const PtRendering *rendering)
{
  const PtTicketView *view = pt_memstore_ticket (world->rows, item->notification.ticket);
  for (guint i = 0; i < view->people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, i);
    const PtPerson *person = pt_memstore_person (world->rows, entry->person);
    if (entry->relation == PT_RELATION_FOLLOWER && entry->person != item->notification.person
        && !pt_ticket_view_has (view, entry->person, PT_RELATION_CC)
        && header_holds (rendering->bytes, pt_person_primary (person)->address))
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_one (PtStore *store, const PtWorld *world, const PtTemplates *templates, const PtOutboxItem *item,
           GString *report)
{
  g_auto (PtRendering) rendering = { 0 };
  g_autoptr (GError) error = NULL;
  const char *wrong = NULL;
  if (!pt_rendering_make (store, world->policy, templates, item->id, world->now, &rendering, &error))
    wrong = error->message;
  else if (leaks_private (world, &rendering))
    wrong = "private text goes to somebody outside";
  else if (names_follower (world, item, &rendering))
    wrong = "a follower stands in the header";
  if (wrong)
    g_string_append_printf (report, "outbox %" G_GINT64_FORMAT " (%s to %s): %s\n", item->id,
                            pt_notify_kind_name (item->notification.kind), item->notification.address, wrong);
  return !wrong;
}

gboolean
scn_render_new (PtStore *store, const PtWorld *world, const PtTemplates *templates, PtId first, GString *report)
{
  gboolean fine = TRUE;
  for (guint i = 0; i < world->rows->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (world->rows->outbox, i);
    if (item->id >= first && item->state == PT_OUTBOX_DUE)
      fine &= check_one (store, world, templates, item, report);
  }
  return fine;
}
