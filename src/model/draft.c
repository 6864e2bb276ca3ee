#include "model/draft.h"

PtDraftPart *
pt_draft_part_new (const char *name, const char *type, const char *charset, GBytes *bytes)
{
  PtDraftPart *part = g_new0 (PtDraftPart, 1);
  part->name = g_strdup (name);
  part->type = g_strdup (type);
  part->charset = g_strdup (charset);
  part->bytes = g_bytes_ref (bytes);
  return part;
}

void
pt_draft_part_free (PtDraftPart *part)
{
  if (!part)
    return;
  g_free (part->name);
  g_free (part->type);
  g_free (part->charset);
  g_bytes_unref (part->bytes);
  g_free (part);
}

PtDraft *
pt_draft_new (void)
{
  PtDraft *draft = g_new0 (PtDraft, 1);
  draft->to = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  draft->cc = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  draft->references = g_ptr_array_new_with_free_func (g_free);
  draft->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_draft_part_free);
  return draft;
}

void
pt_draft_free (PtDraft *draft)
{
  if (!draft)
    return;
  char *texts[] = { draft->subject,   draft->message_id, draft->in_reply_to,      draft->auto_submitted,
                    draft->loop_mark, draft->list_id,    draft->list_unsubscribe, draft->thread_index,
                    draft->thread_topic, draft->text,    draft->html,             draft->sender,
                    draft->recipient };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  pt_address_free (draft->from);
  pt_address_free (draft->reply_to);
  g_ptr_array_unref (draft->to);
  g_ptr_array_unref (draft->cc);
  g_ptr_array_unref (draft->references);
  g_ptr_array_unref (draft->parts);
  g_free (draft);
}
