#include "tests/lib/rendering.h"

#include "core/reply-kind.h"
#include "gateway/compose.h"
#include "mime/write.h"
#include "store/outbox.h"

PtTemplates *
pt_rendering_templates (GError **error)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *folder = g_build_filename (top ? top : ".", "templates", NULL);
  const char *const folders[] = { folder, NULL };
  PtTemplates *templates = NULL;
  return pt_templates_load (folders, NULL, &templates, error) ? templates : NULL;
}

static gboolean
render (const PtPolicy *policy, const PtTemplates *templates, PtNotice *notice, PtTime now, PtRendering *out,
                 GError **error)
{
  out->inside = notice->recipient && pt_person_is_internal (notice->recipient);
  out->files = notice->attachments->len > 0;
  out->reply = pt_reply_ways (policy, notice).kind;
  return pt_compose_draft (policy, templates, notice, now, &out->draft, error)
         && pt_write_draft (out->draft, &out->bytes, error);
}

gboolean
pt_rendering_make (PtStore *store, const PtPolicy *policy, const PtTemplates *templates, PtId item, PtTime now,
                   PtRendering *out, GError **error)
{
  g_autoptr (PtNotice) notice = NULL;
  if (!pt_store_outbox_load (store, item, &notice, error))
    return FALSE;
  gboolean with_private;
  if (pt_compose_wants_history (policy, templates, notice, &with_private)
      && !pt_store_outbox_load_history (store, notice, with_private, error))
    return FALSE;
  return render (policy, templates, notice, now, out, error);
}

gboolean
pt_rendering_memory (const PtMemstore *rows, const PtPolicy *policy, const PtTemplates *templates, PtId item,
                     PtTime now, PtRendering *out, GError **error)
{
  g_autoptr (PtNotice) notice = pt_memstore_notice (rows, item);
  gboolean with_private;
  if (pt_compose_wants_history (policy, templates, notice, &with_private))
    pt_memstore_notice_history (rows, notice, with_private);
  return render (policy, templates, notice, now, out, error);
}

void
pt_rendering_clear (PtRendering *rendering)
{
  g_clear_pointer (&rendering->draft, pt_draft_free);
  g_clear_pointer (&rendering->bytes, g_bytes_unref);
}
