#include "model/draft.h"

PtDraft *
pt_draft_new (void)
{
  PtDraft *draft = g_new0 (PtDraft, 1);
  draft->to = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  draft->cc = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  draft->references = g_ptr_array_new_with_free_func (g_free);
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
  g_free (draft);
}
