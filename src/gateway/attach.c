#include "gateway/attach.h"

#include "base/log.h"
#include "mime/decode.h"
#include "store/raw.h"

#include <string.h>

static void
bytes_free (gpointer data)
{
  if (data)
    g_bytes_unref (data);
}

void
pt_attach_cache_clear (PtAttachCache *cache)
{
  g_clear_pointer (&cache->files, g_ptr_array_unref);
  cache->message = 0;
}

static void
use_cache (PtAttachCache *cache, const PtNotice *notice)
{
  gboolean several = notice->earlier->len > 0; /* files of several messages are no other mail's */
  if (!several && cache->message == notice->message && cache->files->len == notice->attachments->len)
    return;
  pt_attach_cache_clear (cache);
  cache->message = several ? -1 : notice->message;
  cache->files = g_ptr_array_new_with_free_func (bytes_free);
  g_ptr_array_set_size (cache->files, (gint) notice->attachments->len);
}

void
pt_attach_give_name (PtPart *part, guint number)
{
  static const char *const endings[][2] = {
    { "message/rfc822", ".eml" }, { "image/png", ".png" },   { "image/jpeg", ".jpg" },    { "image/gif", ".gif" },
    { "application/pdf", ".pdf" }, { "text/plain", ".txt" }, { "text/calendar", ".ics" },
  };
  const char *ending = "";
  if (part->name)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (strcmp (part->type, endings[i][0]) == 0)
      ending = endings[i][1];
  part->name = g_strdup_printf ("attachment-%u%s", number, ending);
}

/* In the order of the mail; a small file may still fit in behind one that does not. */
static guint
choose (PtNotice *notice, const PtRules *rules)
{
  gsize total = 0;
  guint chosen = 0;
  for (guint i = 0; i < notice->attachments->len; i++) {
    PtAttachment *attachment = g_ptr_array_index (notice->attachments, i);
    gsize size = attachment->part->size;
    pt_attach_give_name (attachment->part, i + 1);
    g_clear_pointer (&attachment->bytes, g_bytes_unref);
    gboolean fits =
      size <= rules->attach_out_file && total <= rules->attach_out_total && size <= rules->attach_out_total - total;
    attachment->fate = fits ? PT_ATTACHMENT_SENT : PT_ATTACHMENT_TOO_LARGE;
    total += fits ? size : 0;
    chosen += fits;
  }
  return chosen;
}

static void
lose (const PtNotice *notice, PtAttachment *attachment, const char *why)
{
  attachment->fate = PT_ATTACHMENT_LOST;
  pt_log (PT_LOG_WARNING,
          "outbox: row %" G_GINT64_FORMAT " goes without an attachment of message %" G_GINT64_FORMAT ": %s",
          notice->item->id, attachment->message, why);
}

/* *RAW, of message *OF, is read when the first file is not in the cache. */
static gboolean
fetch (PtStore *store, PtAttachCache *cache, const PtNotice *notice, guint i, PtId *of, GBytes **raw, GError **error)
{
  PtAttachment *attachment = g_ptr_array_index (notice->attachments, i);
  if (*of != attachment->message)
    g_clear_pointer (raw, g_bytes_unref);
  *of = attachment->message;
  GBytes **file = (GBytes **) &cache->files->pdata[i];
  g_autoptr (GError) trouble = NULL;
  if (!*file && !*raw && !pt_store_raw (store, attachment->message, raw, &trouble)) {
    gboolean gone =
      g_error_matches (trouble, PT_ERROR, PT_ERROR_NOT_FOUND) || g_error_matches (trouble, PT_ERROR, PT_ERROR_SCHEMA);
    if (!gone) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  }
  if (*raw && !*file)
    pt_decode_part (*raw, attachment->part, file, &trouble);
  if (*file)
    attachment->bytes = g_bytes_ref (*file);
  else
    lose (notice, attachment, trouble->message);
  return TRUE;
}

gboolean
pt_attach_files (PtStore *store, PtAttachCache *cache, const PtPolicy *policy, PtNotice *notice, GError **error)
{
  PtNotifyKind kind = notice->item->notification.kind;
  g_autoptr (GBytes) raw = NULL;
  PtId of = 0;
  if (!pt_notify_kind_has_files (kind) || notice->attachments->len == 0 || policy->mailboxes->len == 0)
    return TRUE;
  if (choose (notice, pt_policy_mailbox_or_default (policy, notice->ticket->mailbox)->rules) == 0)
    return TRUE;
  use_cache (cache, notice);
  for (guint i = 0; i < notice->attachments->len; i++) {
    const PtAttachment *attachment = g_ptr_array_index (notice->attachments, i);
    if (attachment->fate == PT_ATTACHMENT_SENT && !fetch (store, cache, notice, i, &of, &raw, error))
      return FALSE;
  }
  return TRUE;
}
